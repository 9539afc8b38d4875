"""国民经济行业分类 GB/T 4754-2017: four levels, every class under its group."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from apps.taxonomy.reference.reading import Reading, Record, Refused, repeated, table

NAME = "industry_classes"
FILE = "industry/gbt4754-2017.csv"
TITLES = ("code", "level", "parent", "name", "note")
LEVELS = {"1": "门类", "2": "大类", "3": "中类", "4": "小类"}
PUBLISHED = {"1": 20, "2": 97, "3": 473, "4": 1380}
# Printed elsewhere for the same standard, and for it with its first amendment of 2019.
ALSO_PUBLISHED = {1381, 1382}
LENGTH = {"1": 1, "2": 3, "3": 4, "4": 5}
CODE = re.compile(r"[A-T]\d{0,4}")


def read(folder: Path) -> Iterable[Reading]:
    path = folder / FILE
    if not path.exists():
        return
    found = table(folder, path, TITLES)
    records = list(found.records())
    counts = Counter(record["level"] for record in records)
    defects = [*_wrong(records), *_wrong_counts(counts), *repeated(records, "code")]
    if defects:
        raise Refused(found.source, defects)
    rows = [_row(record) for record in records]
    checked = f"totals={_slashed(counts)} published={_slashed(PUBLISHED)}"
    yield Reading(
        NAME, "GB/T 4754-2017", 2017, found.source, found.digest, rows, checked, list(_remarks(records, counts))
    )


def _slashed(counts: dict[str, int]) -> str:
    return "/".join(str(counts[level]) for level in LEVELS)


def _wrong(records: list[Record]) -> Iterator[str]:
    codes = {record["code"] for record in records}
    for record in records:
        code, level, parent = record["code"], record["level"], record["parent"]
        if not CODE.fullmatch(code) or LENGTH.get(level) != len(code) or not record["name"]:
            yield f"第 {record.number} 行代码“{code}”与层级“{level}”不符，或没有名称"
        elif level != "1" and (parent not in codes or not code.startswith(parent) or len(parent) == len(code)):
            yield f"第 {record.number} 行代码 {code} 的上级“{parent}”不对"


def _wrong_counts(counts: Counter[str]) -> Iterator[str]:
    for level, label in LEVELS.items():
        allowed = {PUBLISHED[level]} | (ALSO_PUBLISHED if level == "4" else set())
        if counts[level] not in allowed:
            yield f"{label}有 {counts[level]} 个，公布的是 {PUBLISHED[level]} 个"


def _remarks(records: list[Record], counts: Counter[str]) -> Iterator[str]:
    """The file has one class more than the standard counts; it does not show which, so none is dropped."""
    surplus = counts["4"] - PUBLISHED["4"]
    if surplus:
        yield (
            f"小类 {counts['4']} 个，比标准公布的 {PUBLISHED['4']} 多 {surplus} 个："
            "逐码核对无重复、上级齐全、门类大类中类都与公布数一致，文件看不出多的是哪一个，照文件全部载入"
            "（同一标准的公开资料另有 1381、加第 1 号修改单后 1382 两种说法）"
        )
    notes = Counter(record["note"] for record in records if record["note"])
    if notes:
        yield "来源自注：" + "、".join(f"{note} {count} 行" for note, count in sorted(notes.items()))


def _row(record: Record) -> dict[str, str]:
    return {
        "code": record["code"],
        "name": record["name"],
        "level": record["level"],
        "parent_code": record["parent"],
    }
