"""The catalogue of undergraduate majors, and the categories and classes it is ordered by."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from apps.taxonomy.reference.reading import Reading, Record, Refused, newest, repeated, table

NAME = "majors"
DISCIPLINES = "disciplines"
PATTERN = "majors/undergraduate_majors_*.csv"
TITLES = ("code", "name", "class_code", "class_name", "category_code", "category_name", "note")
CODE = re.compile(r"\d{6,7}T?K?")
YEAR = re.compile(r"(\d{4})\.csv$")


def read(folder: Path) -> Iterable[Reading]:
    path = newest(folder, PATTERN)
    if not path:
        return
    found = table(folder, path, TITLES)
    records = list(found.records())
    year = YEAR.search(path.name)
    defects = [*_wrong(records), *_other_names(records), *repeated(records, "code")]
    if not year:
        defects.append("文件名应以年份结尾，如 undergraduate_majors_2026.csv")
    if defects:
        raise Refused(found.source, defects)
    same = (year[1], int(year[1]), found.source, found.digest)
    disciplines = _disciplines(records)
    classes = sum(1 for row in disciplines if row["parent_code"])
    checked = f"classes={classes} categories={len(disciplines) - classes}"
    yield Reading(NAME, *same, [_row(record) for record in records], checked, list(_remarks(records)))
    yield Reading(DISCIPLINES, *same, disciplines, checked)


def _wrong(records: list[Record]) -> Iterator[str]:
    for record in records:
        code = record["code"]
        if not CODE.fullmatch(code) or not record["name"]:
            yield f"第 {record.number} 行应有 6 或 7 位数字加 T、K 或 TK 的代码和名称，现为“{code}”“{record['name']}”"
        elif not (code.startswith(record["class_code"]) and record["class_code"].startswith(record["category_code"])):
            yield f"第 {record.number} 行代码 {code} 不在专业类 {record['class_code']} 之下"


def _other_names(records: list[Record]) -> Iterator[str]:
    """A class or category has one name throughout."""
    names: dict[str, str] = {}
    for record in records:
        for level in ("class", "category"):
            code, name = record[f"{level}_code"], record[f"{level}_name"]
            if names.setdefault(code, name) != name:
                yield f"第 {record.number} 行 {code} 的名称“{name}”与前面的“{names[code]}”不同"


def _remarks(records: list[Record]) -> Iterator[str]:
    long = [record["code"] for record in records if len(record["code"].rstrip("TK")) == 7]
    if long:
        yield (
            f"{len(records)} 个专业中有 {len(long)} 个代码是 7 位数字（{'、'.join(long)}）；"
            f"只认 6 位数字的读法会漏掉它们，得 {len(records) - len(long)} 个"
        )


def _row(record: Record) -> dict[str, str]:
    return {
        "code": record["code"],
        "name": record["name"],
        "category": record["category_name"],
        "category_code": record["category_code"],
        "discipline": record["class_name"],
        "discipline_code": record["class_code"],
        "note": record["note"],
    }


def _disciplines(records: list[Record]) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for record in records:
        category, code = record["category_code"], record["class_code"]
        found[category] = _discipline(category, record["category_name"], "category", "")
        found[code] = _discipline(code, record["class_name"], "class", category)
    return list(found.values())


def _discipline(code: str, name: str, level: str, parent: str) -> dict[str, str]:
    return {"code": code, "name": name, "level": level, "parent_code": parent}
