"""仪器设备分类: groups and classes of six digits; the third level is not published as a file."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from apps.taxonomy.reference.reading import Reading, Record, Refused, repeated, table

NAME = "instrument_classes"
FILE = "instruments/instrument_classes_2level.csv"
TITLES = ("code6", "top_code", "top_name", "name")
CODE = re.compile(r"\d{4}00")


def read(folder: Path) -> Iterable[Reading]:
    path = folder / FILE
    if not path.exists():
        return
    found = table(folder, path, TITLES)
    records = list(found.records())
    defects = [*_wrong(records), *repeated(records, "code6")]
    if defects:
        raise Refused(found.source, defects)
    groups = {_group(record): record["top_name"] for record in records}
    classes = [record for record in records if record["code6"] not in groups]
    rows = [_row(code, name, "group", "") for code, name in groups.items()]
    rows += [_row(record["code6"], record["name"], "class", _group(record)) for record in classes]
    checked = f"listed={len(records)} groups={len(groups)}"
    yield Reading(NAME, "", None, found.source, found.digest, rows, checked)


def _wrong(records: list[Record]) -> Iterator[str]:
    names: dict[str, str] = {}
    for record in records:
        code, top = record["code6"], record["top_code"]
        if not CODE.fullmatch(code) or not code.startswith(top) or len(top) != 2 or not record["name"]:
            yield f"第 {record.number} 行代码“{code}”应为 6 位、以大类 {top} 开头、以 00 结尾，并有名称"
        if names.setdefault(top, record["top_name"]) != record["top_name"]:
            yield f"第 {record.number} 行大类 {top} 的名称“{record['top_name']}”与前面的“{names[top]}”不同"


def _group(record: Record) -> str:
    return f"{record['top_code']}0000"


def _row(code: str, name: str, level: str, parent: str) -> dict[str, str]:
    return {"code": code, "name": name, "level": level, "parent_code": parent}
