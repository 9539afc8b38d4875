"""Policies in and out of spreadsheets: one row a document; a row that is wrong says why and leaves the others alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from apps.accounts.actor import Actor
from apps.core import rules, tabular
from apps.core.errors import Defect, Defects, Refused
from apps.policies import services
from apps.policies.models import Policy
from apps.policies.words import DEPARTMENTS, LEVELS, LEVERS

MOST_ROWS = 500
LEVER_LIST = "、".join(LEVERS.values())
COLUMNS = {
    "title": tabular.TemplateColumn("标题", "文件标题", "产教融合基地载体建设支持办法", required=True, width=40),
    "number": tabular.TemplateColumn("文号", "没有可以空着", "〔2026〕1 号"),
    "department": tabular.TemplateColumn("发文部门", "从列表中选", "发改处", tuple(DEPARTMENTS.values()), True),
    "level": tabular.TemplateColumn("层级", "从列表中选", "新片区", tuple(LEVELS.values())),
    "levers": tabular.TemplateColumn(
        "政策工具", f"{LEVER_LIST}，多项用顿号隔开", "财政、土地", tuple(LEVERS.values()), True, False
    ),
    "summary": tabular.TemplateColumn("摘要", "一两句话", "支持新建和改建基地载体。", width=40),
    "issued_on": tabular.TemplateColumn("发文日期", "如 2026-11-21", "2026-11-21"),
    "valid_from": tabular.TemplateColumn("施行日期", "如 2026-11-21", "2026-12-01"),
    "valid_until": tabular.TemplateColumn("有效期至", "长期有效可以空着", "2029-11-30"),
    "text": tabular.TemplateColumn("正文", "用「第一条」「（一）」分条", "第一条 为支持……", required=True, width=60),
}
DATES = ("issued_on", "valid_from", "valid_until")


@dataclass
class Brought:
    """What became of a sheet: how many drafts it made, and each wrong row with its reason."""

    made: list[Policy] = field(default_factory=list)
    wrong: list[Defect] = field(default_factory=list)


def template() -> bytes:
    return tabular.template(list(COLUMNS.values()), key="policies.policy", version="1", name="政策")


def bring(content: bytes, file_name: str, *, actor: Actor) -> Brought:
    """Take a sheet in: every good row becomes a draft. Raises PermissionDenied, and Defects for a file unread."""
    rules.require(actor, "import", Policy)
    try:
        book = tabular.read(content, file_name, expect=[column.title for column in COLUMNS.values()])
    except tabular.Unreadable as unreadable:
        raise Defects([Defect("file", str(unreadable), getattr(unreadable, "remedy", ""))]) from unreadable
    sheet, done = book.sheets[0], Brought()
    places = {key: index for index, (key, sure) in _mapping(sheet).items() if sure >= 0.7}
    if missing := [COLUMNS[key].title for key in ("title", "department", "levers", "text") if key not in places]:
        raise Defects([Defect("file", f"表里没有这几列：{'、'.join(missing)}", "请用模板，或改好列名再传")])
    if len(sheet.rows) > MOST_ROWS:
        raise Defects([Defect("file", f"一次最多 {MOST_ROWS} 行，现有 {len(sheet.rows)} 行", "请分几次导入")])
    for row in sheet.rows:
        values = {key: row.cells[index].strip() if index < len(row.cells) else "" for key, index in places.items()}
        _row(values, row.number, actor, done)
    return done


def _mapping(sheet: tabular.Sheet) -> dict[int, tuple[str, float]]:
    return tabular.guess_mapping(sheet.columns, [tabular.Target(key, one.title) for key, one in COLUMNS.items()])


def _row(values: dict[str, str], number: int, actor: Actor, done: Brought) -> None:
    try:
        done.made.append(services.create(data=_data(values), text=values.get("text", ""), actor=actor))
    except Defects as refused:
        for one in refused.defects:
            title = COLUMNS[one.field].title if one.field in COLUMNS else "这一行"
            done.wrong.append(Defect(one.field, f"第 {number} 行“{title}”：{one.message}", one.remedy, number))
    except Refused as refused:
        done.wrong.append(Defect("", f"第 {number} 行：{refused.message}", row=number))


def _data(values: dict[str, str]) -> dict[str, Any]:
    defects: list[Defect] = []
    data: dict[str, Any] = {name: values.get(name, "") for name in ("title", "number", "summary")}
    data["department"] = _code(values.get("department", ""), "department", DEPARTMENTS, defects)
    data["level"] = _code(values.get("level") or LEVELS["area"], "level", LEVELS, defects)
    parts = values.get("levers", "").replace("；", "、").replace(";", "、").replace("，", "、").replace(",", "、")
    words = [word.strip() for word in parts.split("、") if word.strip()]
    data["levers"] = [_code(word, "levers", LEVERS, defects) for word in words]
    if not words:
        defects.append(Defect("levers", "没有填", f"可填：{LEVER_LIST}"))
    for name in DATES:
        typed = values.get(name, "")
        data[name] = tabular.parse_date(typed) if typed else None
        if typed and data[name] is None:
            defects.append(Defect(name, f"「{typed[:20]}」看不懂", "请写成 2026-11-21"))
    if defects:
        raise Defects(defects)
    return data


def _code(word: str, field_name: str, table: dict[str, str], defects: list[Defect]) -> str:
    codes = {label: code for code, label in table.items()} | {code: code for code in table}
    if word not in codes:
        defects.append(
            Defect(field_name, f"没有「{word[:20]}」" if word else "没有填", f"可选：{'、'.join(table.values())}")
        )
    return codes.get(word, "")


def export(rows: QuerySet[Policy], *, filters: str) -> bytes:
    """The list one sees as a workbook that can be brought in again; what narrowed it is on the second sheet."""
    columns = [tabular.ExportColumn(one.title, one.width) for one in COLUMNS.values()]
    columns += [tabular.ExportColumn("效力"), tabular.ExportColumn("事项数")]
    return tabular.export(columns, _exported(rows.prefetch_related("texts", "items")), filters, name="政策")


def _exported(rows: Iterable[Policy]) -> Iterable[list[Any]]:
    for row in rows:
        text = next(iter(row.texts.all()), None)
        yield [
            row.title,
            row.number,
            row.get_department_display(),
            row.get_level_display(),
            "、".join(row.lever_labels),
            row.summary,
            *(getattr(row, name) for name in DATES),
            text.text if text else "",
            row.state_now.label,
            len(row.items.all()),
        ]
