"""Before any parser sees it: size, true format, and the directory of a zip — read, not unpacked."""

import io
import re
import zipfile
import zlib
from pathlib import Path

from apps.core.tabular.model import Unreadable

MIB = 1024 * 1024
MAX_BYTES = 20 * MIB
MAX_INFLATED = 200 * MIB
MAX_RATIO = 200
FREE_OF_RATIO = 20 * MIB  # below this, repetitive rows may well shrink to a hundredth
MAX_ENTRIES = 2_000
PROLOG = 4 * 1024
MAX_RELS = MIB

ZIP = b"PK\x03\x04"
END = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
SAVE_AS = "请在 Excel 或 WPS 中另存为 .xlsx 再传"
PASSWORD = ("文件有打开密码", "请在 Excel 中取消密码后再传")
NEW_BOOK = "请把数据复制到新的工作簿再传"
CUT_LINKS = "请在 Excel“数据 → 编辑链接”中断开链接，或只粘贴数值，再传"
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
MACROS = ("vbaproject", "macrosheets/", "activex/", "dialogsheets/")
LINKS = ("externallinks/", "connections.xml", "querytables/")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)
DTD = re.compile(rb"<!(doctype|entity)", re.IGNORECASE)
ROOT = re.compile(rb"<[A-Za-z_]")


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
    raise Unreadable(f"{what}，只收 .xlsx、.xls、.csv", SAVE_AS)


def _check_text(data: bytes) -> None:
    if data.startswith((ZIP, OLE)):
        raise Unreadable("扩展名是文本（.csv），内容却是 Excel 工作簿", "请把扩展名改回 .xlsx 或 .xls")
    if WEB_PAGE.match(data):
        raise Unreadable("扩展名是文本（.csv），内容却是网页", SAVE_AS)


def _check_ole(data: bytes) -> None:
    """An old workbook: BIFF in an OLE container."""
    if data.startswith(ZIP):
        raise Unreadable("扩展名是 .xls，内容却是 .xlsx", "请把扩展名改为 .xlsx 再传")
    if WEB_PAGE.match(data):
        raise Unreadable("扩展名是 .xls，内容却是网页（常见于系统导出）", SAVE_AS)
    if not data.startswith(OLE):
        raise Unreadable("不是 Excel 工作簿：内容与扩展名 .xls 不符", SAVE_AS)
    if _holds(data, "EncryptedPackage"):
        raise Unreadable(*PASSWORD)
    if _holds(data, "_VBA_PROJECT"):
        raise Unreadable("工作簿里有宏", "请在 Excel 中另存为不含宏的 .xlsx 再传")


def _holds(data: bytes, name: str) -> bool:
    """An OLE directory names its streams in UTF-16."""
    return name.encode("utf-16-le") in data


def _check_zip(data: bytes) -> None:
    if data.startswith(OLE) and _holds(data, "EncryptedPackage"):
        raise Unreadable(*PASSWORD)
    if data.startswith(OLE):
        raise Unreadable("扩展名是 .xlsx，内容却是 .xls", "请把扩展名改为 .xls 再传")
    if not data.startswith(ZIP):
        raise Unreadable("不是 Excel 工作簿：内容与扩展名 .xlsx 不符", SAVE_AS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist(), data)
            _check_names(archive.namelist())
            _check_parts(archive)
    except Unreadable:
        raise
    except BROKEN:
        raise Unreadable("文件不完整或已损坏", "请在 Excel 中打开并另存一份再传") from None


def _check_entries(entries: list[zipfile.ZipInfo], data: bytes) -> None:
    """Sizes as the directory declares them; the child's limits answer a directory that lies."""
    inflated = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or inflated > MAX_INFLATED:
        size = f"{inflated / MIB:.0f} MB、{len(entries)} 个部件"
        raise Unreadable(f"文件展开后有 {size}，超过上限", "请删去多余的工作表、图片和格式再传")
    if inflated > FREE_OF_RATIO and inflated > MAX_RATIO * len(data):
        raise Unreadable(f"文件展开后放大 {inflated // len(data)} 倍，不像正常表格", NEW_BOOK)
    if _mixed(sorted(entries, key=lambda entry: entry.header_offset), data):
        raise Unreadable("文件结构异常：压缩包前后或内部混有别的内容", NEW_BOOK)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable(*PASSWORD)


def _mixed(entries: list[zipfile.ZipInfo], data: bytes) -> bool:
    """A polyglot or a quine: something before the first entry, after the directory, or two entries in one place."""
    ends = [entry.header_offset + 30 + len(entry.filename) + entry.compress_size for entry in entries]
    overlap = any(end > following.header_offset for end, following in zip(ends, entries[1:], strict=False))
    return overlap or not entries or entries[0].header_offset != 0 or not data[-22:].startswith(END)


def _check_names(names: list[str]) -> None:
    low = [name.lower() for name in names]
    if len(set(low)) != len(low):
        raise Unreadable("文件结构异常：有重名部件", NEW_BOOK)
    if any(_escapes(name) for name in names):
        raise Unreadable("文件结构异常：部件路径越界", NEW_BOOK)
    if any(part in name for name in low for part in MACROS):
        raise Unreadable("工作簿里有宏或控件", "请在 Excel 中另存为不含宏的 .xlsx 再传")
    if any(part in name for name in low for part in LINKS):
        raise Unreadable("工作簿链接了外部数据", CUT_LINKS)
    if "[content_types].xml" not in low or "xl/workbook.xml" not in low:
        raise Unreadable("不是 Excel 工作簿：压缩包里没有表格", SAVE_AS)


def _escapes(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")


def _check_parts(archive: zipfile.ZipFile) -> None:
    for entry in archive.infolist():
        name = entry.filename.lower()
        if name.endswith((".xml", ".rels", ".vml")):
            _check_prolog(archive, entry)
        if name.endswith(".rels"):
            _check_relations(archive, entry)


def _check_prolog(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """A document type stands before the first element, and that must come early."""
    with archive.open(entry) as part:
        head = part.read(PROLOG).replace(b"\0", b"")
    if DTD.search(head) or (head.strip() and not ROOT.search(head)):
        raise Unreadable("文件结构异常：部件里有文档类型声明", NEW_BOOK)


def _check_relations(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Hyperlinks may lead outside; nothing else may."""
    with archive.open(entry) as part:
        text = part.read(MAX_RELS + 1).replace(b"\0", b"")
    relations = RELATION.findall(text)
    if len(text) > MAX_RELS or any(OUTSIDE.search(one) and not HYPERLINK.search(one) for one in relations):
        raise Unreadable("工作簿链接了外部数据", CUT_LINKS)


CONTENT = {"xlsx": _check_zip, "xls": _check_ole, "csv": _check_text}
