"""How much of a pasted paragraph the reader gets right, on texts written by people who never saw its rules. [J1]

A field counts when it was expected or suggested; a suggestion nobody expected is as wrong as a missing one.
`data/paste_texts.jsonl` lists the acceptable values of each field; null among them means that silence is fine too.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.demands.inference import infer
from apps.taxonomy import tree

TODAY = date(2026, 11, 23)
TEXTS = Path(__file__).parent / "data" / "paste_texts.jsonl"
PROMISED = 0.70
# Ours → the reader's.
FIELDS = {
    "kind": "kind",
    "title_words": "title",
    "nodes": "node",
    "budget": "budget",
    "deadline": "deadline",
    "trl_now": "trl_now",
    "trl_needed": "trl_needed",
    "skills": "skills",
    "headcount": "headcount",
    "park": "park",
}
SILENT, RIGHT, WRONG, MISSING, EXTRA = "silent", "right", "wrong", "missing", "extra"


@dataclass(frozen=True)
class Words:
    """The reader's vocabulary out of the written tree."""

    terms: list[tuple[str, str, str]]
    skills: list[tuple[str, str]]
    parks: list[tuple[str, str, str]]
    skill_codes: dict[str, str]


@pytest.fixture(scope="module")
def words() -> Words:
    written = tree.read()
    return Words(
        terms=[
            (term, node["code"], node["name"]) for node in written.nodes for term in [node["name"], *node.many("terms")]
        ],
        skills=[(term, skill["name"]) for skill in written.skills for term in [skill["name"], *skill.many("aliases")]],
        parks=[(park["name"], park["code"], park["name"]) for park in written.parks],
        skill_codes={skill["name"]: skill["code"] for skill in written.skills},
    )


def pasted() -> list[dict[str, Any]]:
    return [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]


def read(text: str, words: Words) -> dict[str, list[Any]]:
    """field → suggested values, best first."""
    found: dict[str, list[Any]] = {}
    suggestions = infer(text, terms=words.terms, skills=words.skills, parks=words.parks, today=TODAY)
    for one in suggestions:
        found.setdefault(one.field, []).extend(one.value if isinstance(one.value, list | tuple) else [one.value])
    found["skills"] = [words.skill_codes.get(name, name) for name in found.get("skills", [])]
    return {field: values for field, values in found.items() if values}


def plain(value: Any) -> Any:
    """A value as the file writes it: dates in ISO, amounts as numbers."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal | int) else value


def one_of(got: list[Any], accepted: list[Any]) -> bool:
    return plain(got[0]) in [plain(value) for value in accepted]


def mostly(got: list[Any], accepted: list[Any]) -> bool:
    """Several values: at least half of what is offered is acceptable."""
    return 2 * len(set(got) & set(accepted)) >= len(set(got))


def says_half(got: list[Any], wanted: list[str]) -> bool:
    """A title: at least half of the words without which it would not say what it is about."""
    title = str(got[0]).lower()
    return 2 * sum(word.lower() in title for word in wanted) >= len(wanted)


JUDGES = {"nodes": mostly, "skills": mostly, "title_words": says_half}


def verdict(name: str, got: list[Any] | None, accepted: list[Any]) -> str:
    expected = [value for value in accepted if value is not None]
    if got is None:
        return SILENT if None in accepted or not expected else MISSING
    if not expected:
        return EXTRA
    return RIGHT if JUDGES.get(name, one_of)(got, expected) else WRONG


def judge(words: Words) -> dict[str, Counter]:
    table = {name: Counter() for name in FIELDS}
    for row in pasted():
        found = read(row["text"], words)
        for name, field in FIELDS.items():
            table[name][verdict(name, found.get(field), row["expected"][name])] += 1
    return table


def share(counts: Counter) -> float:
    counted = sum(counts.values()) - counts[SILENT]
    return counts[RIGHT] / counted if counted else 1.0


def test_most_fields_of_forty_pasted_texts_are_right(words, capsys):
    table = judge(words)
    total = sum(table.values(), Counter())
    with capsys.disabled():
        print(f"\n{'field':12} right wrong missing extra silent  share")
        for name, counts in [*table.items(), ("total", total)]:
            cells = "".join(f"{counts[one]:6d}" for one in (RIGHT, WRONG, MISSING, EXTRA, SILENT))
            print(f"{name:12}{cells}  {share(counts):.3f}")
    assert share(total) >= PROMISED


def test_the_texts_are_as_people_write_them():
    rows = pasted()
    assert len(rows) == 40
    assert Counter(row["expected"]["kind"][0] for row in rows) == {"challenge": 28, "talent": 12}
    assert len({row["voice"] for row in rows}) >= 5


def test_codes_of_the_texts_exist():
    written = tree.read()
    nodes, skills = ({line["code"] for line in lines} for lines in (written.nodes, written.skills))
    for row in pasted():
        assert set(row["expected"]["nodes"]) - nodes == set(), row["id"]
        assert set(row["expected"]["skills"]) - skills == set(), row["id"]


@pytest.mark.parametrize(
    ("name", "got", "accepted", "due"),
    [
        ("budget", None, [None], SILENT),
        ("budget", None, [30, None], SILENT),
        ("budget", None, [30], MISSING),
        ("budget", [Decimal("30")], [None], EXTRA),
        ("budget", [Decimal("30.00")], [30], RIGHT),
        ("budget", [Decimal("31")], [30], WRONG),
        ("deadline", [date(2027, 6, 30)], ["2027-06-30"], RIGHT),
        ("nodes", ["a", "b", "c"], ["a"], WRONG),
        ("nodes", ["a", "b"], ["a", "x"], RIGHT),
        ("skills", ["python"], [], EXTRA),
        ("title_words", ["主轴热误差补偿"], ["主轴", "热误差", "五轴", "补偿"], RIGHT),
        ("title_words", ["合作需求"], ["主轴", "热误差"], WRONG),
    ],
)
def test_silence_noise_and_error_are_told_apart(name, got, accepted, due):
    assert verdict(name, got, accepted) == due
