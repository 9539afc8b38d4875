"""The one gate: name, size, declared type and content must tell the same story. No file is opened by a program here."""

import re
import unicodedata
from dataclasses import dataclass

from apps.core.archives import MIB, Unsafe
from apps.core.errors import Defect, Defects
from apps.core.files.formats import FORMATS, LISTED, Format

MAX_BYTES = 20 * MIB
MAX_NAME = 120
VAGUE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})
RUNS = frozenset(
    ".exe .com .scr .bat .cmd .ps1 .vbs .js .jse .wsf .hta .jar .msi .dll .lnk .sh .php .jsp .asp .aspx .html .htm "
    ".svg .xhtml .docm .xlsm .pptm .apk".split()
)
WHY = {
    ".svg": "图片里可以写脚本，请另存为 .png 再传",
    ".html": "网页里可以写脚本，请打印为 PDF 再传",
    ".htm": "网页里可以写脚本，请打印为 PDF 再传",
    ".docm": "文件里有宏，请另存为 .docx 再传",
    ".xlsm": "文件里有宏，请另存为 .xlsx 再传",
    ".pptm": "文件里有宏，请另存为 .pptx 再传",
    ".doc": "旧格式里可能藏着宏，请另存为 .docx 再传",
    ".xls": "旧格式里可能藏着宏，请另存为 .xlsx 再传",
    ".ppt": "旧格式里可能藏着宏，请另存为 .pptx 再传",
    ".wps": "请在 WPS 中另存为 .docx 再传",
    ".zip": "压缩包看不到里面，请解开后逐个上传",
    ".rar": "压缩包看不到里面，请解开后逐个上传",
    ".7z": "压缩包看不到里面，请解开后逐个上传",
}
HIDDEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Looked:
    """A file that passed: the name to keep and what it is."""

    name: str
    format: Format


def check_size(size: int, name: str, field: str = "file") -> None:
    """Raises Defects for a file too large to be read."""
    try:
        _sized(size, True)
    except Unsafe as bad:
        raise Defects([Defect(field, f"“{shown(name)}”：{bad.message}", bad.remedy)]) from None


def inspect(data: bytes, name: str, declared: str = "", *, field: str = "file") -> Looked:
    """What the file is. Raises Defects, saying how to mend it, for anything that is not plainly one of FORMATS."""
    try:
        kept = _named(name)
        format = _format(kept)
        _sized(len(data), bool(data.strip()))
        _declared(declared, format)
        format.check(data)
    except Unsafe as bad:
        raise Defects([Defect(field, f"“{shown(name)}”：{bad.message}", bad.remedy)]) from None
    return Looked(kept, format)


def shown(name: str) -> str:
    """A name as a message may carry it: nothing hidden, not too long."""
    plain = HIDDEN.sub("", name)
    return plain if len(plain) <= 40 else f"{plain[:24]}…{plain[-12:]}"


def _named(name: str) -> str:
    kept = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2].strip())
    if HIDDEN.search(name):
        raise Unsafe("文件名里有看不见的字符", "请改一个普通的文件名再传")
    if not kept or kept.startswith("."):
        raise Unsafe("文件没有名字", "请改一个普通的文件名再传")
    if len(kept) > MAX_NAME:
        raise Unsafe(f"文件名有 {len(kept)} 个字", f"请缩短到 {MAX_NAME} 个字以内再传")
    return kept


def _format(name: str) -> Format:
    pieces = [f".{piece.strip().lower()}" for piece in name.split(".")[1:]]
    ending = pieces[-1] if pieces else ""
    if ending not in FORMATS:
        raise Unsafe(f"不收{ending or '没有扩展名'}的文件", WHY.get(ending, f"可以上传：{LISTED}"))
    if hidden := [piece for piece in pieces[:-1] if piece in RUNS]:
        raise Unsafe(f"文件名里有两个扩展名（{hidden[0]}{ending}）", "请改成只有一个扩展名再传")
    return FORMATS[ending]


def _sized(size: int, has_content: bool) -> None:
    if size > MAX_BYTES:
        raise Unsafe(f"文件有 {size / MIB:.1f} MB，超过上限 {MAX_BYTES // MIB} MB", "请压缩图片或分成几个文件再传")
    if not has_content:
        raise Unsafe("文件是空的", "请确认保存后再传")


def _declared(declared: str, format: Format) -> None:
    """What the browser calls it; browsers that do not know say so, those that know otherwise are believed."""
    called = declared.partition(";")[0].strip().lower()
    if called not in VAGUE and called != format.type and called not in format.called:
        raise Unsafe(f"浏览器说它是 {called[:40]}，与扩展名 {format.ending} 不符", "请用原来的软件另存一份再传")
