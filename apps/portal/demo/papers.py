"""The demo's papers: drawn from the platform's own templates and the demo's own rows, confirmed where work began."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType

from apps.accounts.actor import Actor
from apps.cooperation.lifecycle import AGREEING, NEGOTIATING, RECORDING
from apps.cooperation.models import Confirmation, Dealing, Milestone, Paper
from apps.cooperation.services import papering
from apps.core import outbox
from apps.core.files import store
from apps.core.models import Attachment
from apps.portal.demo.world import Row

KINDS = {NEGOTIATING: ("intent",), AGREEING: ("intent", "agreement")} | dict.fromkeys(RECORDING, ("agreement",))
SIDES = ("asker", "answerer")
WITHOUT_PDF = "演示数据只给部分文书附 PDF"


def enter(
    rows: list[Row], made: list[Dealing], users: list[dict[str, Actor]], when: list[datetime], miles: list[Milestone]
) -> tuple[list[Attachment], list[Paper], list[Confirmation]]:
    """Not saved yet; `when` is the day each dealing's paper was written."""
    files, found, said = [], [], []
    kind_of = ContentType.objects.get_for_model(Dealing)
    for row, dealing, people, at in zip(rows, made, users, when, strict=True):
        steps = [one for one in miles if one.dealing_id == dealing.pk]
        for kind in KINDS.get(dealing.state, ()):
            paper, word = papering.drawn(dealing, kind, steps, edition=1, **terms(row, steps, at.date()))
            file = kept(papering.name_of(paper, "docx"), word, dealing, people["asker"], at)
            file.about_type = kind_of
            paper.docx, paper.sha256, paper.side = file, file.sha256, "asker"
            paper.made_by, paper.created_at, paper.no_pdf = people["asker"].user, at, WITHOUT_PDF
            files.append(file)
            found.append(paper)
            said += confirmations(row, paper, people, at)
    return files, found, said


def terms(row: Row, steps: list[Milestone], begun: date) -> dict[str, Decimal | date | None]:
    """What the demo's outcomes and milestones say; nothing is settled before the work starts."""
    if row["state"] not in RECORDING:
        return dict.fromkeys(("amount", "starts_on", "ends_on"))
    amounts = [one["value"] for one in row.get("outcomes", ()) if one["kind"] == "amount"]
    last = max((one.due_on for one in steps), default=None)
    return {"amount": Decimal(amounts[0]) if amounts else None, "starts_on": begun, "ends_on": last}


def kept(name: str, word: bytes, dealing: Dealing, hand: Actor, at: datetime) -> Attachment:
    file = Attachment(about_id=dealing.pk, name=name, type=papering.DOCX, size=len(word), purpose=papering.PAPER)
    file.sha256, file.created_at = store.keep(word), at
    file.user_id, file.user_name = hand.user_id, hand.user_name
    file.organization_id, file.organization_name = hand.organization_id, hand.organization_name
    return file


def confirmations(row: Row, paper: Paper, people: dict[str, Actor], at: datetime) -> Iterator[Confirmation]:
    if paper.kind not in papering.BINDING:
        return
    for side in SIDES if row["state"] in RECORDING else [row[name] for name in ("confirmed",) if name in row]:
        told = {"side": side, "made_by": people[side].user, "created_at": at}
        yield Confirmation(dealing=paper.dealing, kind=paper.kind, way="said", paper=paper, sha256=paper.sha256, **told)


def owe_pdfs() -> None:
    """One dealing of each stage shows its PDF too; drawing all would keep the workers from more urgent things."""
    firsts = Paper.objects.order_by("dealing__state", "kind", "pk").distinct("dealing__state", "kind")
    for paper in Paper.objects.filter(pk__in=firsts.values("pk")):
        Paper.objects.filter(pk=paper.pk).update(no_pdf="")
        outbox.put("paper_pdf", {"id": paper.pk}, key=str(paper.pk))
