"""What can go wrong in a way a person can mend; faces turn these into pages and problem documents."""

from dataclasses import asdict, dataclass
from typing import Any


class Refused(Exception):
    """The request was understood and cannot be carried out; `message` says what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Conflict(Refused):
    """The record is not (or no longer) in the state the caller saw."""


class Stale(Conflict):
    """Somebody else saved first: `theirs` is the version now in the database."""

    def __init__(self, message: str, theirs: int) -> None:
        super().__init__(message)
        self.theirs = theirs


@dataclass(frozen=True)
class Defect:
    """One thing to mend: the field, what is wrong, and how to mend it."""

    field: str
    message: str
    remedy: str = ""
    row: int | None = None

    @property
    def sentence(self) -> str:
        return f"{self.message}，{self.remedy}" if self.remedy else self.message

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Defects(Refused):
    """All defects of one input at once, so that nobody mends them one by one."""

    def __init__(self, defects: list[Defect]) -> None:
        super().__init__("；".join(defect.sentence for defect in defects))
        self.defects = defects

    def by_field(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for defect in self.defects:
            found.setdefault(defect.field, []).append(defect.sentence)
        return found
