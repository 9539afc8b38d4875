"""Documents: drawn in the official layout, filled in, replaced only by a template that was looked at."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from apps.core import documents
from apps.core.documents import pdf
from apps.core.errors import Defects
from apps.core.models import DocumentTemplate, JournalEntry
from tests.core import uploads
from tests.core.conftest import person

pytestmark = pytest.mark.django_db
SLUG = "trial_letter"
WORD = "application/octet-stream"


@pytest.fixture(autouse=True)
def letter():
    made = documents.declare(
        SLUG,
        label="合作意向书",
        title="合作意向书",
        body=(
            "甲方：{{ party_a }}",
            "乙方：{{ party_b }}",
            "{%p for row in steps %}",
            "{{ row.day }}：{{ row.what }}",
            "{%p endfor %}",
        ),
        fields={
            "party_a": documents.Field("甲方", "海陆精工（演示）"),
            "party_b": documents.Field("乙方"),
            "steps": documents.Field("里程碑", parts={"day": "日期", "what": "内容"}),
        },
        signers=("甲方", "乙方"),
    )
    yield made
    documents.registry.remove(SLUG)


@pytest.fixture
def sun():
    return person(9, 90, "committee")


def words(docx: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(docx)).paragraphs]


def test_a_document_is_filled_in_and_what_is_missing_says_so():
    steps = [{"day": "2026年12月1日", "what": "方案 <评审> & 验收"}, {"day": "2027年3月1日", "what": ""}]
    made = documents.render(SLUG, {"party_a": "海陆精工（演示）", "steps": steps})
    assert words(made.docx) == [
        "〔发文机关〕",
        "〔文号〕",
        "合作意向书",
        "甲方：海陆精工（演示）",
        "乙方：〔乙方〕",
        "2026年12月1日：方案 <评审> & 验收",
        "2027年3月1日：〔内容〕",
        "甲方（盖章）：〔印章〕",
        "乙方（盖章）：〔印章〕",
        "〔日期〕",
    ]
    assert made.version == 0


def test_the_layout_is_the_official_one(letter):
    section = Document(io.BytesIO(documents.template_of(SLUG)[1])).sections[0]
    found = [section.page_width.mm, section.page_height.mm, section.top_margin.mm, section.left_margin.mm]
    assert [round(one) for one in found] == [210, 297, 37, 28]


def test_pdf_says_the_same_where_the_machine_can_and_word_alone_where_not(monkeypatch):
    made = documents.render(SLUG, {"party_a": "甲"})
    if documents.pdf_available():
        assert made.pdf.startswith(b"%PDF-") and made.note == ""
    monkeypatch.setattr(pdf, "_maker", lambda: None)
    without = documents.render(SLUG, {"party_a": "甲"})
    assert (without.pdf, without.note) == (None, documents.NO_PDF)


def test_a_value_nobody_declared_is_an_error():
    with pytest.raises(ValueError, match="party_c"):
        documents.render(SLUG, {"party_c": "丙"})
    with pytest.raises(LookupError):
        documents.render("nothing", {})


def brought(text: str, name: str = "意向书.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, uploads.docx(text), WORD)


def test_an_operator_replaces_a_template_and_goes_back(sun):
    first = documents.accept(SLUG, brought("双方：{{ party_a }}与{{ party_b }}"), actor=sun)
    assert words(documents.render(SLUG, {"party_a": "甲", "party_b": "乙"}).docx) == ["双方：甲与乙"]
    second = documents.accept(SLUG, brought("{{ party_a }}"), actor=sun)
    assert [first.version, second.version, documents.render(SLUG, {}).version] == [1, 2, 2]
    documents.use(SLUG, 1, actor=sun)
    assert documents.render(SLUG, {}).version == 1
    assert documents.use(SLUG, 0, actor=sun) is None
    assert documents.render(SLUG, {}).version == 0
    assert [one.version for one in documents.history(SLUG)] == [2, 1]
    assert JournalEntry.objects.filter(about="core.documenttemplate").count() == 4
    with pytest.raises(LookupError):
        documents.use(SLUG, 7, actor=sun)


def test_nobody_else_replaces_it(li_na):
    with pytest.raises(PermissionDenied):
        documents.accept(SLUG, brought("{{ party_a }}"), actor=li_na)
    with pytest.raises(PermissionDenied):
        documents.use(SLUG, 0, actor=li_na)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ party_c }}和{{ party_d }}", "平台不认识占位符“party_c”"),
        ("{{ party_a", "占位符写得不对"),
        ("{{ party_a.__class__.__mro__ }}", "没有“__class__”这一项"),
        ("{{ ''.__class__ }}", "没有“__class__”这一项"),
        ("{{ party_a['__class__'] }}", "占位符里有计算或函数"),
        ("{{ party_a.upper() }}", "占位符里有计算或函数"),
        ("{{ 9 ** 999999999 }}", "占位符里有计算或函数"),
        ("{% for x in steps %}{{ x.secret }}{% endfor %}", "“x”没有“secret”这一项"),
        ("{% set x = 1 %}", "占位符里有计算或函数"),
        ("{% include 'x' %}", "占位符里有计算或函数"),
        ("{{ party_a | attr('x') }}", "过滤器"),
    ],
)
def test_a_bad_template_is_refused_and_nothing_changes(sun, text, says):
    with pytest.raises(Defects) as refused:
        documents.accept(SLUG, brought(text), actor=sun)
    assert says in str(refused.value)
    assert not DocumentTemplate.objects.exists()


def test_a_hostile_file_is_refused_like_any_attachment(sun):
    macro = SimpleUploadedFile("a.docx", uploads.docx_with({"word/vbaProject.bin": b"x"}), WORD)
    for upload in (macro, SimpleUploadedFile("a.pdf", uploads.pdf(), WORD), None):
        with pytest.raises(Defects):
            documents.accept(SLUG, upload, actor=sun)


def test_a_place_in_the_footer_is_looked_at_too(sun):
    document, buffer = Document(), io.BytesIO()
    document.sections[0].footer.paragraphs[0].text = "{{ hidden }}"
    document.save(buffer)
    with pytest.raises(Defects, match="hidden"):
        documents.accept(SLUG, SimpleUploadedFile("a.docx", buffer.getvalue(), WORD), actor=sun)
