"""The papers of a dealing as its page shows them: the newest version, older ones, who confirmed, what may be done."""

from dataclasses import dataclass, field
from typing import Any

from apps.cooperation.forms import PaperForm
from apps.cooperation.lifecycle import AGREEING, PAPERED
from apps.cooperation.models import Confirmation, Dealing, Paper
from apps.cooperation.services.papering import BINDING


@dataclass
class Papers:
    """One kind of paper in one dealing."""

    kind: str
    label: str
    versions: list[Paper]
    confirmed: dict[str, Confirmation] = field(default_factory=dict)
    form: PaperForm | None = None
    may_confirm: bool = False

    @property
    def binds(self) -> bool:
        """With both words on it the work starts."""
        return self.kind in BINDING

    @property
    def newest(self) -> Paper | None:
        return self.versions[0] if self.versions else None

    @property
    def older(self) -> list[Paper]:
        return self.versions[1:]


def of(dealing: Dealing, side: str, can: set[str], bound: Any = None) -> list[Papers]:
    """Both kinds while they are being written, afterwards what was confirmed. `bound` is a form that was refused."""
    said = list(dealing.confirmations.select_related("scan", "paper__docx", "paper__pdf"))
    rows = versions(dealing, said)
    terms = max(rows, key=lambda row: row.pk, default=None)
    found = []
    for kind, label in Paper.KINDS.items():
        one = Papers(kind, label, [row for row in rows if row.kind == kind])
        one.confirmed = {row.side: row for row in said if row.kind == kind}
        if "paper" in can:
            refused = isinstance(bound, PaperForm) and bound.data.get("kind") == kind
            one.form = bound if refused else PaperForm(initial=first(kind, terms), auto_id=f"{kind}_%s")
        ready = dealing.state == AGREEING or (kind not in BINDING and dealing.state in PAPERED)
        one.may_confirm = "confirm" in can and ready and side not in one.confirmed
        if one.versions or one.confirmed or one.form:
            found.append(one)
    return found


def versions(dealing: Dealing, said: list[Confirmation]) -> list[Paper]:
    """Newest first. Once the work runs, only those confirmed: the others are among the files."""
    if dealing.state in PAPERED:
        return list(dealing.papers.select_related("docx", "pdf"))
    return list({row.paper_id: row.paper for row in said if row.paper}.values())


def first(kind: str, terms: Paper | None) -> dict[str, Any]:
    """What the last version said, of either kind: nobody types it twice."""
    last = {name: getattr(terms, name) for name in ("amount", "starts_on", "ends_on")} if terms else {}
    return last | {"kind": kind}


def files_of(papers: list[Papers]) -> set[int]:
    """Files shown with the papers, so that the list of files need not repeat them."""
    versions = [row for one in papers for row in one.versions]
    scans = [row.scan_id for one in papers for row in one.confirmed.values()]
    return {key for row in versions for key in (row.docx_id, row.pdf_id)} | set(scans)
