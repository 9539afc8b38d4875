"""The demo world as written in the files beside this one; reads them, knows no database.

Real organizations of the sources (`organizations/sources.json`) carry the sources' neutral facts and nothing else.
Whatever has a person, a price or a promise belongs to a fictional organization marked 演示.
"""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent
PHONE = "154{:08d}"  # 154 is allotted to no operator, so a demo phone can never be somebody's

Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """Everything the demo shows, in the order it is entered."""

    sources: list[Row]
    institutions: list[Row]
    enterprises: list[Row]
    people: list[Row]
    demands: list[Row]
    resources: list[Row]
    expected: dict[str, dict[str, int]]
    dealings: dict[str, list[Row]]

    @property
    def fictional(self) -> list[Row]:
        return [*self.institutions, *self.enterprises]

    @property
    def organizations(self) -> list[Row]:
        return [*self.sources, *self.fictional]

    @property
    def listings(self) -> list[Row]:
        return [*self.demands, *self.resources]

    def contacts(self) -> dict[tuple[str, str], str]:
        """(organization, person) → a phone that cannot exist."""
        pairs = {(row["organization"], row["contact"]): None for row in self.listings}
        return {pair: PHONE.format(number) for number, pair in enumerate(pairs, start=1)}


@cache
def read() -> World:
    return World(
        sources=_rows("organizations/sources.json"),
        institutions=_rows("organizations/institutions.json"),
        enterprises=_rows("organizations/enterprises.json"),
        people=_rows("people.json"),
        demands=_folder("demands"),
        resources=_folder("resources"),
        expected=_expected(),
        dealings=json.loads((FILES / "dealings.json").read_text(encoding="utf-8")),
    )


def _rows(name: str) -> list[Row]:
    return json.loads((FILES / name).read_text(encoding="utf-8"))


def _folder(name: str) -> list[Row]:
    return [row for path in sorted((FILES / name).glob("*.json")) for row in _rows(f"{name}/{path.name}")]


def _expected() -> dict[str, dict[str, int]]:
    """demand → resource → grade (3 fits, 2 fits in part), judged by hand."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with (FILES / "expected.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            found[line["demand"]][line["resource"]] = int(line["grade"])
    return dict(found)
