"""Sentences for the person whose sheet it is: where in the sheet, what is wrong, how to mend it."""

from collections.abc import Mapping
from typing import Any

from apps.core.errors import Defect
from apps.listings.fields import Day, Field, Number, Term
from apps.listings.models import ImportBatch, ImportRow

NOTED = (Day, Number, Term)  # fields whose cleaning may change what was typed


def placed(defect: Defect, number: int, column: Mapping[str, Any] | None, label: str) -> dict[str, Any]:
    """A defect as it is kept with its row: the column by its letter and by the title the sheet itself gives it."""
    return {
        "field": defect.field,
        "row": number,
        "column": column["index"] if column else None,
        "letter": column["letter"] if column else "",
        "title": (column["title"] if column else "") or label,
        "message": defect.message.removeprefix(f"“{label}”"),
        "remedy": defect.remedy,
    }


def reason(defect: Mapping[str, Any]) -> str:
    """What is wrong and how to mend it, without the place."""
    return "，".join(filter(None, (defect["message"], defect["remedy"])))


def sentence(defect: Mapping[str, Any]) -> str:
    """「第 12 行 H 列“仪器分类编码”：应为 6 位数字，现为「1020」，例如改为 010200」"""
    column = f" {defect['letter']} 列" if defect["letter"] else ""
    return f"第 {defect['row']} 行{column}“{defect['title']}”：{reason(defect)}"


def note(field: Field, typed: str, value: Any) -> str:
    """What a field of NOTED put right on the way in; empty when the value stands as typed."""
    if isinstance(field, Term):
        return f"表里是 {typed}，已补前导 0" if typed.replace(".", "").isdigit() and value != typed else ""
    if isinstance(field, Day):
        return f"原为 {typed}，按日期还原" if typed.replace(".", "").isdigit() else ""
    return f"表里是 {typed}，只取数字" if field.unit and typed.endswith(field.unit) else ""


def summary(batch: ImportBatch) -> str:
    """「新增 268，有变化 31，没有变化 4，有误 9（共 11 处）」"""
    counts = batch.counts
    parts = [f"新增 {counts['new']}", f"有变化 {counts['changed']}", f"没有变化 {counts['same']}"]
    return "，".join([*parts, f"有误 {counts['wrong']}（共 {counts['defects']} 处）"])


def cell(field: Field, value: Any) -> Any:
    """A staged value (dates and amounts are texts there) as a cell or the journal takes it."""
    return value if isinstance(field, Day | Number) else field.write(value)


def shown(field: Field, value: Any) -> str:
    """A staged value as a person reads it in the preview; official codes stay codes."""
    if isinstance(field, Day | Number) or (isinstance(field, Term) and field.digits):
        return "" if value is None else str(value)
    return field.show(value)


def column_of(batch: ImportBatch, name: str) -> dict[str, Any] | None:
    """The column of the sheet that fills a field."""
    index = next((int(index) for index, one in batch.mapping.items() if one["field"] == name), None)
    return next((column for column in batch.sheet["columns"] if column["index"] == index), None)


def typed(batch: ImportBatch, row: ImportRow) -> dict[str, str]:
    """What a row says, as cells: for a row that turned out wrong after it was judged."""
    fields = batch.model.kinds.fields_of(batch.kind)
    return {name: str(cell(fields[name], value)) for name, value in {**row.common, **row.details}.items() if value}
