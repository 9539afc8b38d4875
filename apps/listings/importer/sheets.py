"""The sheets we give out: an empty one to fill in, and a person's own with the cells to mend in red."""

import hashlib
from pathlib import PurePath

from apps.core import tabular
from apps.core.errors import Conflict
from apps.listings.fields import Choice, Day, Field, Flag, Number, Picks, Tags, Term, Terms, Text
from apps.listings.importer import columns, words
from apps.listings.models import ImportBatch, ImportRow, Listing
from apps.listings.vocabulary import remembered

LONGEST_LIST = 500  # entries of a drop-down


def template(model: type[Listing], kind: str) -> bytes:
    """An .xlsx with every field of the kind: titles, hints, an example, drop-downs, and a mark of what it is for."""
    fields = model.kinds.fields_of(kind)
    with remembered():
        made = [_column(columns.title_of(model, kind, name), one) for name, one in fields.items()]
    version = hashlib.sha256("|".join(column.title for column in made).encode()).hexdigest()[:8]
    return tabular.template(made, key=columns.key_of(model, kind), version=version, name=model.kinds[kind].label)


def _column(title: str, field: Field) -> tabular.TemplateColumn:
    choices = tuple(field.choices().values())[:LONGEST_LIST]
    strict = isinstance(field, Choice | Flag)
    return tabular.TemplateColumn(
        title,
        hint=hint(field),
        example=field.example or next(iter(choices), ""),
        choices=choices,
        required=field.required,
        strict=strict,
        width=40 if getattr(field, "lines", 1) > 1 else 18,
    )


def hint(field: Field) -> str:
    """What the field takes, in a few words."""
    return "；".join(filter(None, ("必填" if field.required else "", _takes(field), field.help)))


def _takes(field: Field) -> str:
    match field:
        case Text():
            return f"{field.min}—{field.max} 个字" if field.min else f"最多 {field.max} 个字"
        case Number():
            what = f"数字，最多 {field.decimals} 位小数" if field.decimals else "整数"
            return f"{what}，单位{field.unit}" if field.unit else what
        case Day():
            return "日期，如 2026-11-21"
        case Term():
            return f"{field.digits} 位代码或名称" if field.digits else "从列表中选"
        case Terms() | Picks():
            return "可填多项，用分号隔开"
        case Tags():
            return f"多项用顿号隔开，最多 {field.max} 项"
    return "从列表中选"


def failures(batch: ImportBatch) -> tuple[str, bytes]:
    """(file name, .xlsx) with the wrong rows only; mended and uploaded again, it touches nothing else.

    Raises Conflict when the file is no longer kept.
    """
    if not batch.content:
        raise Conflict("原文件只保存 30 天，已经删除；请重新上传")
    wrong = batch.rows.filter(verdict=ImportRow.WRONG).values_list("number", "defects")
    found = [
        (number, one["column"], f"{one['title']}：{words.reason(one)}") for number, defects in wrong for one in defects
    ]
    content = tabular.red_sheet(
        bytes(batch.content),
        batch.file_name,
        found,
        sheet_name=batch.sheet["name"],
        expect=columns.titles(batch.model, batch.kind),
    )
    return f"{PurePath(batch.file_name).stem}-待修改.xlsx", content
