"""行政区划: provinces, cities and areas as six digits, the towns of Pudong and Fengxian as nine."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from apps.taxonomy.reference.reading import Reading, Record, Refused, repeated, table

NAME = "regions"
PROVINCES = 31
Row = dict[str, str]


@dataclass(frozen=True)
class Level:
    """One file: how many digits its codes have there, and which column names the level above."""

    name: str
    file: str
    digits: int
    above: str


LEVELS = (
    Level("province", "regions/provinces.csv", 2, ""),
    Level("city", "regions/cities.csv", 4, "provinceCode"),
    Level("area", "regions/areas.csv", 6, "cityCode"),
    Level("town", "regions/pudong_fengxian_towns.csv", 9, "area_code"),
)


def read(folder: Path) -> Iterable[Reading]:
    if not all((folder / level.file).exists() for level in LEVELS):
        return
    rows: list[Row] = []
    defects: list[str] = []
    digests: list[str] = []
    for level in LEVELS:
        found = table(folder, folder / level.file, tuple(filter(None, ("code", "name", level.above))))
        records = list(found.records())
        defects += [f"{level.file} {one}" for one in [*_wrong(level, records), *repeated(records, "code")]]
        rows += [_row(level, record) for record in records]
        digests.append(found.digest)
    rows, both = _once(rows)
    defects += [*_wrong_tree(rows), *_doubled(rows)]
    if defects:
        raise Refused("regions", defects)
    counts = "/".join(str(sum(row["level"] == level.name for row in rows)) for level in LEVELS)
    digest = sha256("".join(digests).encode()).hexdigest()
    yield Reading(NAME, "", None, "regions/*.csv", digest, rows, f"totals={counts}", list(_remarks(both)))


def _once(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """A city without districts stands in the file of areas too, under the code it has as a city: kept as the city."""
    cities = {(row["code"], row["name"]) for row in rows if row["level"] == "city"}
    both = [row for row in rows if row["level"] == "area" and (row["code"], row["name"]) in cities]
    return [row for row in rows if row["level"] != "area" or (row["code"], row["name"]) not in cities], both


def _remarks(both: list[Row]) -> Iterator[str]:
    if both:
        names = "、".join(row["name"] for row in both)
        yield f"{names}不设区县，市与区县两个文件里代码相同，只作为市载入"


def _doubled(rows: list[Row]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for row in rows:
        if seen.setdefault(row["code"], row["name"]) is not row["name"]:
            yield f"{row['code']} 既是“{seen[row['code']]}”又是“{row['name']}”"


def _wrong(level: Level, records: list[Record]) -> Iterator[str]:
    for record in records:
        if not re.fullmatch(rf"\d{{{level.digits}}}", record["code"]) or not record["name"]:
            yield f"第 {record.number} 行应有 {level.digits} 位代码和名称，现为“{record['code']}”“{record['name']}”"


def _wrong_tree(rows: list[Row]) -> Iterator[str]:
    codes = {row["code"] for row in rows}
    provinces = sum(not row["parent_code"] for row in rows)
    if provinces != PROVINCES:
        yield f"应有 {PROVINCES} 个省级行政区，读到 {provinces} 个"
    for row in rows:
        if row["parent_code"] and row["parent_code"] not in codes:
            yield f"{row['code']} {row['name']} 的上级 {row['parent_code']} 不在表里"


def full(code: str) -> str:
    """Six digits at least: 31 → 310000, 3101 → 310100."""
    return code.ljust(6, "0")


def _row(level: Level, record: Record) -> Row:
    return {
        "code": full(record["code"]),
        "name": record["name"],
        "level": level.name,
        "parent_code": full(record[level.above]) if level.above else "",
    }
