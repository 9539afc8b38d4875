"""意向书 and 协议: true data or a line to write on, one version confirmed by both, a scan only where a file is."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from apps.cooperation import papers, services
from apps.core import documents, files, journal, lifecycle, outbox
from apps.core.documents import pdf
from apps.core.errors import Conflict, Defects
from apps.core.models import Attachment, DocumentTemplate
from tests.core import uploads
from tests.factories.cooperation import a_dealing, fresh, said

pytestmark = pytest.mark.django_db
TERM = {"amount": Decimal("18.5"), "starts_on": date(2026, 12, 1), "ends_on": date(2027, 5, 31)}


@pytest.fixture
def agreeing(li_na, lin_yue, sun_centre):
    return a_dealing(li_na, lin_yue, "agreeing")


def words(paper) -> str:
    with files.opened(paper.docx.sha256) as word:
        return "\n".join(one.text for one in Document(io.BytesIO(word.read())).paragraphs)


def scan(name="签署件.pdf"):
    return SimpleUploadedFile(name, uploads.pdf(), "application/pdf")


def test_a_paper_says_what_is_known_and_leaves_lines_for_the_rest(agreeing, li_na, lin_yue):
    services.add_milestone(agreeing, title="样件测完", due_on=date(2027, 3, 1), actor=li_na)
    told = words(services.generate(agreeing, actor=li_na, **TERM))
    for known in (agreeing.asker.name, agreeing.answerer.name, agreeing.demand.title, agreeing.resource.title):
        assert known in told
    assert "18.5 万元（185,000 元）" in told and "2026年12月1日 起，至 2027年5月31日 止" in told
    assert "（1）2027年3月1日前完成：样件测完。" in told and papers.EXAMPLE in told
    bare = words(services.generate(agreeing, actor=lin_yue, kind="intent"))
    assert f"初步商定 {papers.BLANK}万元" in bare and f"自 {papers.BLANK_DAY} 起" in bare
    assert "〔发文机关〕" not in bare and "None" not in bare


def test_it_is_an_attachment_of_the_dealing_with_version_author_and_time(agreeing, li_na, wang_wei):
    paper = services.generate(agreeing, actor=li_na)
    kept = files.of(agreeing).get()
    assert (kept.name, kept.sha256) == (f"协议-{agreeing.code}-第1版.docx", paper.sha256)
    assert (kept.user_id, paper.made_by, paper.side, paper.edition, paper.template) == (
        li_na.user_id,
        li_na.user,
        "asker",
        1,
        0,
    )
    assert list(Attachment.objects.visible_to(wang_wei)) == []
    with pytest.raises(Conflict, match="不能删除"):
        files.remove(kept, actor=li_na)


def test_the_same_content_is_the_same_version(agreeing, li_na, lin_yue):
    paper = services.generate(agreeing, actor=li_na, **TERM)
    said(agreeing, li_na)
    assert services.generate(agreeing, actor=lin_yue, **TERM) == paper
    assert agreeing.confirmations.count() == 1


def test_a_new_version_voids_what_was_confirmed(agreeing, li_na, lin_yue):
    first = services.generate(agreeing, actor=li_na)
    said(agreeing, li_na)
    second = services.generate(agreeing, actor=lin_yue, **TERM)
    assert (second.edition, agreeing.confirmations.count()) == (2, 0)
    assert journal.of(agreeing)[0].before == {"confirmed": ["asker"]}
    with pytest.raises(Conflict, match="协议已更新到第 2 版"):
        said(agreeing, li_na, first)
    said(agreeing, li_na)
    assert said(agreeing, lin_yue).state == "running"


def test_what_is_not_there_is_not_confirmed(agreeing, li_na):
    with pytest.raises(Conflict, match="还没有生成协议"):
        services.confirm(agreeing, actor=li_na)
    with pytest.raises(Defects, match="还没有选文件"):
        services.confirm(agreeing, actor=li_na, way="scan")
    with pytest.raises(Defects):
        services.confirm(agreeing, actor=li_na, way="scan", upload=SimpleUploadedFile("a.exe", b"MZ"))
    assert (agreeing.confirmations.count(), Attachment.objects.count()) == (0, 0)


def test_a_scan_counts_with_its_file_and_the_file_stays(agreeing, li_na, lin_yue):
    services.confirm(agreeing, actor=li_na, way="scan", upload=scan())
    row = agreeing.confirmations.get()
    assert (row.way, row.sha256) == ("scan", row.scan.sha256)
    with pytest.raises(Conflict, match="不能删除"):
        files.remove(row.scan, actor=li_na)
    assert services.confirm(agreeing, actor=lin_yue, way="scan", upload=scan()).state == "running"


def test_an_intent_binds_nobody_and_an_agreement_waits_for_its_stage(li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue, "negotiating")
    intent, _ = services.generate(dealing, actor=li_na, kind="intent"), services.generate(dealing, actor=li_na)
    said(dealing, li_na, intent)
    assert said(dealing, lin_yue, intent).state == "negotiating"
    with pytest.raises(Conflict, match="请先点“进入签约”"):
        said(dealing, li_na)
    lifecycle.move(fresh(dealing), "agree", actor=li_na)
    said(dealing, li_na)
    assert said(dealing, lin_yue).state == "running"
    with pytest.raises(Conflict, match="现在是「执行中」，不能生成文书"):
        services.generate(dealing, actor=li_na)


@pytest.mark.parametrize(
    "odd", [{"kind": "poem"}, {"amount": Decimal("NaN")}, {"amount": Decimal(0)}, {"ends_on": date(2026, 1, 1)}]
)
def test_odd_terms_are_refused_in_words(agreeing, li_na, odd):
    with pytest.raises(Defects):
        services.generate(agreeing, actor=li_na, **(TERM | odd))
    assert (agreeing.papers.count(), Attachment.objects.count()) == (0, 0)


def test_the_pdf_follows_once_or_a_sentence_says_why_not(agreeing, li_na, monkeypatch):
    paper = services.generate(agreeing, actor=li_na)
    assert paper.pdf is None
    outbox.drain()
    paper.refresh_from_db()
    assert (paper.pdf.name, paper.no_pdf) == (f"协议-{agreeing.code}-第1版.pdf", "")
    services.make_pdf(paper.pk)
    assert files.of(agreeing).count() == 2
    monkeypatch.setattr(pdf, "_maker", lambda: None)
    second = services.generate(agreeing, actor=li_na, **TERM)
    outbox.drain()
    second.refresh_from_db()
    assert (second.pdf, second.no_pdf) == (None, documents.NO_PDF)


def test_an_operators_template_is_used_and_is_a_new_version(agreeing, li_na, sun_centre):
    services.generate(agreeing, actor=li_na)
    mine = SimpleUploadedFile("协议.docx", uploads.docx("{{ party_a }}与{{ party_b }}"), "application/octet-stream")
    documents.accept("dealing_agreement", mine, actor=sun_centre)
    paper = services.generate(agreeing, actor=li_na)
    assert (paper.edition, paper.template, words(paper)) == (2, 1, f"{agreeing.asker.name}与{agreeing.answerer.name}")
    assert DocumentTemplate.objects.count() == 1
