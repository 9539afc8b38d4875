"""Office files are zips: their directory is read, within limits, before anything is unpacked."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MIB = 1024 * 1024
MAX_INFLATED = 200 * MIB
MAX_RATIO = 200
FREE_OF_RATIO = 20 * MIB  # below this, repetitive rows may well shrink to a hundredth
MAX_ENTRIES = 2_000
PROLOG = 4 * 1024
MAX_RELS = MIB

ZIP = b"PK\x03\x04"
END = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
MACROS = ("vbaproject", "macrosheets/", "activex/", "dialogsheets/")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)
DTD = re.compile(rb"<!(doctype|entity)", re.IGNORECASE)
ROOT = re.compile(rb"<[A-Za-z_]")


class Unsafe(ValueError):
    """A file that is not taken; says what is wrong and what the person can do."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(f"{message}。{remedy}")


@dataclass(frozen=True)
class Office:
    """One sort of office file: what people call it, the part that makes it one, and where it links to others."""

    ending: str
    program: str
    what: str
    holds: str
    main: str
    links: tuple[str, ...] = ()

    @property
    def save_as(self) -> str:
        return f"请在 {self.program} 或 WPS 中另存为 {self.ending} 再传"

    @property
    def anew(self) -> str:
        return f"请把{'数据' if self.links else '内容'}复制到新的{self.what}再传"

    @property
    def password(self) -> tuple[str, str]:
        return "文件有打开密码", f"请在 {self.program} 中取消密码后再传"

    @property
    def macro(self) -> str:
        return f"请在 {self.program} 中另存为不含宏的 {self.ending} 再传"

    @property
    def cut_links(self) -> str:
        return f"请在 {self.program}“数据 → 编辑链接”中断开链接，或只粘贴数值，再传" if self.links else self.anew


SHEET = Office(
    ".xlsx",
    "Excel",
    "工作簿",
    "表格",
    "xl/workbook.xml",
    ("externallinks/", "connections.xml", "querytables/"),
)
TEXT = Office(".docx", "Word", "文档", "正文", "word/document.xml")
SLIDES = Office(".pptx", "PowerPoint", "演示文稿", "幻灯片", "ppt/presentation.xml")


def is_encrypted(data: bytes) -> bool:
    """An office file with a password is an OLE container; its directory names its streams in UTF-16."""
    return data.startswith(OLE) and holds(data, "EncryptedPackage")


def holds(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data


def check(data: bytes, office: Office) -> None:
    """Raises Unsafe unless `data` is a sound file of this sort without macros, links and oddities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist(), data, office)
            _check_names(archive.namelist(), office)
            _check_parts(archive, office)
    except Unsafe:
        raise
    except BROKEN:
        raise Unsafe("文件不完整或已损坏", f"请在 {office.program} 中打开并另存一份再传") from None


def names(data: bytes) -> list[str]:
    """What the directory of a checked file lists."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def contents(data: bytes, wanted: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """(lower name, bytes) of the parts of a checked file whose name holds one of `wanted`; never more than allowed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            name = entry.filename.lower()
            if any(one in name for one in wanted) and not entry.is_dir():
                yield name, _inflated(archive, entry)


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One part, by a reader that stops where the directory said it would."""
    try:
        with archive.open(entry) as part:
            return part.read(min(entry.file_size, MAX_INFLATED) + 1)
    except BROKEN:
        raise Unsafe("文件不完整或已损坏", "请打开并另存一份再传") from None


def _check_entries(entries: list[zipfile.ZipInfo], data: bytes, office: Office) -> None:
    """Sizes as the directory declares them; whoever unpacks has limits of his own for a directory that lies."""
    inflated = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or inflated > MAX_INFLATED:
        size = f"{inflated / MIB:.0f} MB、{len(entries)} 个部件"
        raise Unsafe(f"文件展开后有 {size}，超过上限", "请删去多余的工作表、图片和格式再传")
    if inflated > FREE_OF_RATIO and inflated > MAX_RATIO * len(data):
        raise Unsafe(f"文件展开后放大 {inflated // len(data)} 倍，不像正常{office.holds}", office.anew)
    if _mixed(sorted(entries, key=lambda entry: entry.header_offset), data):
        raise Unsafe("文件结构异常：压缩包前后或内部混有别的内容", office.anew)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unsafe(*office.password)


def _mixed(entries: list[zipfile.ZipInfo], data: bytes) -> bool:
    """A polyglot or a quine: something before the first entry, after the directory, or two entries in one place."""
    ends = [entry.header_offset + 30 + len(entry.filename) + entry.compress_size for entry in entries]
    overlap = any(end > following.header_offset for end, following in zip(ends, entries[1:], strict=False))
    return overlap or not entries or entries[0].header_offset != 0 or not data[-22:].startswith(END)


def _check_names(names: list[str], office: Office) -> None:
    low = [name.lower() for name in names]
    if len(set(low)) != len(low):
        raise Unsafe("文件结构异常：有重名部件", office.anew)
    if any(_escapes(name) for name in names):
        raise Unsafe("文件结构异常：部件路径越界", office.anew)
    if any(part in name for name in low for part in MACROS):
        raise Unsafe(f"{office.what}里有宏或控件", office.macro)
    if any(part in name for name in low for part in office.links):
        raise Unsafe(f"{office.what}链接了外部数据", office.cut_links)
    if "[content_types].xml" not in low or office.main not in low:
        raise Unsafe(f"不是 {office.program} {office.what}：压缩包里没有{office.holds}", office.save_as)


def _escapes(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")


def _check_parts(archive: zipfile.ZipFile, office: Office) -> None:
    for entry in archive.infolist():
        name = entry.filename.lower()
        if name.endswith((".xml", ".rels", ".vml")):
            _check_prolog(archive, entry, office)
        if name.endswith(".rels"):
            _check_relations(archive, entry, office)


def _check_prolog(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, office: Office) -> None:
    """A document type stands before the first element, and that must come early."""
    with archive.open(entry) as part:
        head = part.read(PROLOG).replace(b"\0", b"")
    if DTD.search(head) or (head.strip() and not ROOT.search(head)):
        raise Unsafe("文件结构异常：部件里有文档类型声明", office.anew)


def _check_relations(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, office: Office) -> None:
    """Hyperlinks may lead outside; nothing else may."""
    with archive.open(entry) as part:
        text = part.read(MAX_RELS + 1).replace(b"\0", b"")
    relations = RELATION.findall(text)
    if len(text) > MAX_RELS or any(OUTSIDE.search(one) and not HYPERLINK.search(one) for one in relations):
        raise Unsafe(f"{office.what}链接了外部数据", office.cut_links)
