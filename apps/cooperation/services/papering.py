"""Papers of a dealing: generated from what is known, confirmed in that very version or by the signed scan."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction

from apps.accounts.actor import Actor
from apps.cooperation import papers
from apps.cooperation.lifecycle import AGREEING
from apps.cooperation.models import Confirmation, Dealing, Paper
from apps.cooperation.rules import side_of
from apps.cooperation.services import telling
from apps.cooperation.services.recording import BIGGEST, by, held
from apps.core import documents, files, journal, lifecycle, outbox
from apps.core.errors import Conflict, Defect, Defects

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
PAPER, SIGNED = "文书", "签署件"
BINDING = frozenset({"agreement"})  # with both words on it the work starts
NEWER = "{label}已更新到第 {edition} 版，您核对的不是这一版；请下载新版看过再确认"


@transaction.atomic
def generate(
    dealing: Dealing,
    *,
    actor: Any,
    kind: str = "agreement",
    amount: Decimal | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Paper:
    """A new version from what is known now; earlier confirmations of this paper are void. The PDF follows.

    The version that says the same already is returned as it stands. Raises PermissionDenied, Conflict, Defects.
    """
    dealing = held(dealing, "paper", actor)
    terms = {"amount": amount, "starts_on": starts_on, "ends_on": ends_on}
    _check(kind, amount, starts_on, ends_on)
    last = dealing.papers.filter(kind=kind).select_related("docx").first()
    edition = last.edition + 1 if last else 1
    paper, word = drawn(dealing, kind, list(dealing.milestones.all()), edition=edition, **terms)
    if last and last.filled == paper.filled:
        return last
    for column, value in by(dealing, actor).items():
        setattr(paper, column, value)
    upload = SimpleUploadedFile(name_of(paper, "docx"), word, DOCX)
    paper.docx = files.attach(dealing, upload, actor=actor, purpose=PAPER)
    paper.sha256 = paper.docx.sha256
    paper.save(force_insert=True)
    void = list(dealing.confirmations.filter(kind=kind).values_list("side", flat=True))
    dealing.confirmations.filter(kind=kind).delete()
    told = {"paper": paper.pk, "kind": kind, "edition": edition, "sha256": paper.sha256}
    journal.write(actor, "paper", dealing, before={"confirmed": void}, after=told, note=str(paper))
    outbox.put("paper_pdf", {"id": paper.pk}, key=str(paper.pk))
    label = paper.get_kind_display()
    telling.tell_others(
        dealing, actor, f"{label}有了新版本，之前的确认作废，请看过再确认" if void else f"{label}已生成，请看看"
    )
    return paper


def drawn(dealing: Dealing, kind: str, milestones: list, *, edition: int, **terms: Any) -> tuple[Paper, bytes]:
    """A paper not saved yet and its Word file; `filled` tells whether two would say the same."""
    context = papers.told(dealing, milestones, edition=edition, **terms)
    made = documents.render(papers.SLUGS[kind], context, with_pdf=False)
    same = json.dumps(context | {"edition": 0, "template": made.version}, sort_keys=True, ensure_ascii=False)
    paper = Paper(dealing=dealing, kind=kind, edition=edition, template=made.version, **terms)
    paper.filled = hashlib.sha256(same.encode()).hexdigest()
    return paper, made.docx


def name_of(paper: Paper, ending: str) -> str:
    return f"{paper.get_kind_display()}-{paper.dealing.code}-第{paper.edition}版.{ending}"


def _check(kind: str, amount: Decimal | None, starts_on: date | None, ends_on: date | None) -> None:
    defects = []
    if kind not in Paper.KINDS:
        defects.append(Defect("kind", "没有这种文书", "可选：" + "、".join(Paper.KINDS.values())))
    if amount is not None and (
        not (amount.is_finite() and 0 < amount <= BIGGEST) or amount != amount.quantize(Decimal("0.01"))
    ):
        defects.append(Defect("amount", "金额应大于 0，最多两位小数", "还没有商定就空着，文书里会留出空白"))
    if starts_on and ends_on and ends_on < starts_on:
        defects.append(Defect("ends_on", "结束日期早于开始日期", "请改其中一个日期"))
    if defects:
        raise Defects(defects)


@transaction.atomic
def make_pdf(paper_id: int) -> None:
    """The PDF beside the Word file, or the sentence why there is none."""
    paper = Paper.objects.select_related("dealing", "docx").filter(pk=paper_id, pdf=None).first()
    if paper is None:
        return
    with files.opened(paper.docx.sha256) as word:
        made = documents.pdf_of(word.read(), str(paper))
    if made is None:
        Paper.objects.filter(pk=paper.pk).update(no_pdf=documents.NO_PDF)
        return
    upload = SimpleUploadedFile(name_of(paper, "pdf"), made, PDF)
    row = files.attach(paper.dealing, upload, actor=Actor.system(), purpose=PAPER)
    Paper.objects.filter(pk=paper.pk).update(pdf=row, no_pdf="")


@transaction.atomic
def confirm(
    dealing: Dealing,
    *,
    actor: Any,
    kind: str = "agreement",
    way: str = Confirmation.SAID,
    sha256: str = "",
    upload: UploadedFile | None = None,
) -> Dealing:
    """One side's word on a paper: `sha256` is the version it has read, or `upload` the signed scan.

    With both words on the agreement the work starts. Raises PermissionDenied, Defects, and Conflict when this side has
    spoken already or the version it read is not the newest.
    """
    dealing = held(dealing, "confirm", actor)
    _check(kind, None, None, None)
    if way not in Confirmation.WAYS:
        raise Defects([Defect("way", "没有这种确认方式", "可选：" + "、".join(Confirmation.WAYS.values()))])
    if kind in BINDING and dealing.state != AGREEING:
        raise Conflict(f"现在是「{dealing.state_now.label}」，不能确认签约；请先点“进入签约”")
    side, paper = side_of(actor, dealing), dealing.papers.filter(kind=kind).first()
    if dealing.confirmations.filter(kind=kind, side=side).exists():
        raise Conflict("本单位已经确认过，等对方确认即可")
    row = Confirmation(**by(dealing, actor), kind=kind, way=way, paper=paper)
    {Confirmation.SAID: _said, Confirmation.SCAN: _scanned}[way](row, sha256, upload, actor)
    row.save(force_insert=True)
    told = {"side": side, "kind": kind, "way": way, "sha256": row.sha256}
    journal.write(actor, "confirm", dealing, after=told, note=str(paper or Paper.KINDS[kind]))
    if kind in BINDING and dealing.confirmations.filter(kind=kind).count() == 2:
        return lifecycle.move(dealing, "start", actor=Actor.system(via=actor.via))
    telling.tell_others(dealing, actor, f"对方已确认{Paper.KINDS[kind]}，等您确认")
    return dealing


def _said(row: Confirmation, sha256: str, upload: UploadedFile | None, actor: Any) -> None:
    label = row.get_kind_display()
    if row.paper is None:
        raise Conflict(f"还没有生成{label}，没有可以确认的内容；请先生成，或上传双方签署的扫描件")
    if sha256 != row.paper.sha256:
        raise Conflict(NEWER.format(label=label, edition=row.paper.edition))
    row.sha256 = sha256


def _scanned(row: Confirmation, sha256: str, upload: UploadedFile | None, actor: Any) -> None:
    row.scan = files.attach(row.dealing, upload, actor=actor, purpose=SIGNED)
    row.sha256 = row.scan.sha256
