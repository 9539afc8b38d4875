"""Before any parser sees it: size, true format, and the directory of a zip — read, not unpacked."""

import re
from pathlib import Path

from apps.core import archives
from apps.core.archives import MAX_RELS, MIB, OLE, SHEET, ZIP
from apps.core.tabular.model import Unreadable

__all__ = ["MAX_BYTES", "MAX_RELS", "MIB", "inspect"]

MAX_BYTES = 20 * MIB
WEB_PAGE = re.compile(rb"\s*<(!doctype|html|table|\?xml|meta|head)", re.IGNORECASE)
FORMATS = {".xlsx": "xlsx", ".xls": "xls", ".csv": "csv", ".txt": "csv", ".tsv": "csv"}
OTHERS = {
    ".xlsm": "含宏的工作簿",
    ".xlsb": "二进制工作簿",
    ".xltx": "Excel 模板",
    ".et": "WPS 表格的专有格式",
    ".ods": "OpenDocument 表格",
    ".numbers": "Numbers 表格",
    ".pdf": "PDF",
    ".docx": "Word 文档",
    ".zip": "压缩包",
    ".rar": "压缩包",
}


def inspect(data: bytes, filename: str) -> str:
    """The format to parse as: "xlsx", "xls" or "csv". Raises Unreadable, with a remedy, for anything else."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"文件有 {len(data) / MIB:.1f} MB，超过上限 {MAX_BYTES // MIB} MB", "请分成几个文件再传")
    if not data.strip():
        raise Unreadable("文件是空的", "请确认保存后再传")
    format = _declared(filename)
    CONTENT[format](data)
    return format


def _declared(filename: str) -> str:
    ending = Path(filename).suffix.lower()
    if ending in FORMATS:
        return FORMATS[ending]
    what = f"这是{OTHERS[ending]}（{ending}）" if ending in OTHERS else f"不认识的文件类型“{ending or filename[-40:]}”"
    raise Unreadable(f"{what}，只收 .xlsx、.xls、.csv", SHEET.save_as)


def _check_text(data: bytes) -> None:
    if data.startswith((ZIP, OLE)):
        raise Unreadable("扩展名是文本（.csv），内容却是 Excel 工作簿", "请把扩展名改回 .xlsx 或 .xls")
    if WEB_PAGE.match(data):
        raise Unreadable("扩展名是文本（.csv），内容却是网页", SHEET.save_as)


def _check_ole(data: bytes) -> None:
    """An old workbook: BIFF in an OLE container."""
    if data.startswith(ZIP):
        raise Unreadable("扩展名是 .xls，内容却是 .xlsx", "请把扩展名改为 .xlsx 再传")
    if WEB_PAGE.match(data):
        raise Unreadable("扩展名是 .xls，内容却是网页（常见于系统导出）", SHEET.save_as)
    if not data.startswith(OLE):
        raise Unreadable("不是 Excel 工作簿：内容与扩展名 .xls 不符", SHEET.save_as)
    if archives.is_encrypted(data):
        raise Unreadable(*SHEET.password)
    if archives.holds(data, "_VBA_PROJECT"):
        raise Unreadable("工作簿里有宏", SHEET.macro)


def _check_zip(data: bytes) -> None:
    if archives.is_encrypted(data):
        raise Unreadable(*SHEET.password)
    if data.startswith(OLE):
        raise Unreadable("扩展名是 .xlsx，内容却是 .xls", "请把扩展名改为 .xls 再传")
    if not data.startswith(ZIP):
        raise Unreadable("不是 Excel 工作簿：内容与扩展名 .xlsx 不符", SHEET.save_as)
    try:
        archives.check(data, SHEET)
    except archives.Unsafe as bad:
        raise Unreadable(bad.message, bad.remedy) from None


CONTENT = {"xlsx": _check_zip, "xls": _check_ole, "csv": _check_text}
