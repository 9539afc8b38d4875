"""The ministry's list of universities, straight from the .xls it publishes; its sub-headers are control totals."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from apps.core import tabular
from apps.taxonomy.reference.reading import Reading, Record, Refused, Table, newest, repeated, table

NAME = "institutions"
PATTERN = "universities/moe-list-*.xls*"
TITLES = ("序号", "学校名称", "学校标识码", "主管部门", "所在地", "办学层次", "备注")
PROVINCES = 31
GROUP = re.compile(r"(?P<province>.+?)[（(](?P<total>\d+)所[）)]")
AS_OF = re.compile(r"截至(\d{4})年(\d{1,2})月(\d{1,2})日")
CODE = re.compile(r"\d{10}")
LEVELS = {"本科", "专科"}


def read(folder: Path) -> Iterable[Reading]:
    path = newest(folder, PATTERN)
    if path:
        yield _reading(table(folder, path, TITLES))


def _reading(found: Table) -> Reading:
    """Raises Refused when a control total, a number in the sequence or a code disagrees."""
    records = list(found.records())
    groups = list(_groups(found.sheet, records))
    defects = [*_wrong_totals(groups), *_wrong_rows(records), *repeated(records, "学校标识码")]
    year, month, day = _as_of(found)
    if defects:
        raise Refused(found.source, defects)
    rows = [_row(record, province) for province, _, members in groups for record in members]
    return Reading(
        NAME,
        f"{year}-{month:02d}-{day:02d}",
        year,
        found.source,
        found.digest,
        rows,
        f"totals={len(groups)}/{PROVINCES}",
    )


def _as_of(found: Table) -> tuple[int, int, int]:
    for skip in found.sheet.skipped:
        if date := AS_OF.search(skip.text):
            return int(date[1]), int(date[2]), int(date[3])
    raise Refused(found.source, ["标题里没有“截至××××年×月×日”，不知道是哪一年的名单"])


def _groups(sheet: tabular.Sheet, records: list[Record]) -> Iterator[tuple[str, int, list[Record]]]:
    """Province, the total its sub-header claims, and the records up to the next sub-header."""
    heads = [(skip.number, match) for skip in sheet.subheaders if (match := GROUP.fullmatch(skip.text))]
    for place, (start, head) in enumerate(heads):
        end = heads[place + 1][0] if place + 1 < len(heads) else float("inf")
        yield head["province"], int(head["total"]), [one for one in records if start < one.number < end]


def _wrong_totals(groups: list[tuple[str, int, list[Record]]]) -> Iterator[str]:
    if len(groups) != PROVINCES:
        yield f"应有 {PROVINCES} 个省级小标题，读到 {len(groups)} 个"
    for province, total, members in groups:
        if total != len(members):
            yield f"“{province}（{total}所）”下面实有 {len(members)} 所"


def _wrong_rows(records: list[Record]) -> Iterator[str]:
    for place, record in enumerate(records, start=1):
        if record["序号"] != str(place):
            yield f"第 {record.number} 行序号应为 {place}，现为“{record['序号']}”"
        if not CODE.fullmatch(record["学校标识码"]):
            yield f"第 {record.number} 行学校标识码应为 10 位数字，现为“{record['学校标识码']}”"
        if record["办学层次"] not in LEVELS:
            yield f"第 {record.number} 行办学层次应为本科或专科，现为“{record['办学层次']}”"
        if not record["学校名称"]:
            yield f"第 {record.number} 行没有学校名称"


def _row(record: Record, province: str) -> dict[str, str]:
    return {
        "code": record["学校标识码"],
        "name": record["学校名称"],
        "level": record["办学层次"],
        "supervisor": record["主管部门"],
        "province": province,
        "city": record["所在地"],
        "note": record["备注"],
    }
