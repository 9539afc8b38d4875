"""What may be attached, and how each sort proves to be what its name says."""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

from apps.core import archives
from apps.core.archives import END, OLE, SHEET, SLIDES, TEXT, ZIP, Office, Unsafe

PIXELS = 100_000_000
EDGE = 4096  # bytes looked at on either end for a second, hidden nature
TAIL = 65_557  # a zip's directory may stand this far from the end
MARKUP = re.compile(rb"<(!doctype|html|script|svg|iframe|body|\?php|object|embed)", re.IGNORECASE)
PDF_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia|XFA)\b")
PDF_LOCK = re.compile(rb"/Encrypt\b")
PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
COMMAND = re.compile(r"""(?:^|[,;\t"\n])\s*[=+\-@][^,\n]*\|[^,\n]*!""")
INSIDE = frozenset({".exe", ".dll", ".scr", ".js", ".vbs", ".html", ".zip", ".rar", ".7z", ".docm", ".xlsm", ".pptm"})
EMBEDDED = {".xlsx": SHEET, ".docx": TEXT, ".pptx": SLIDES}  # what a chart or a table keeps of its own
PRINT = "请打印为 PDF 再传"
REWRITE = "请用原来的软件打开，另存一份再传"


@dataclass(frozen=True)
class Format:
    """One sort of file: the type we send, the types a browser may call it, and the look inside."""

    ending: str
    label: str
    type: str
    check: Callable[[bytes], None]
    called: frozenset[str] = frozenset()


def _pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-"):
        raise mismatch(".pdf")
    if b"%%EOF" not in data[-2048:]:
        raise Unsafe("PDF 不完整", PRINT)
    _one_nature(data, markup=False)
    named = PDF_ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), data) if b"#" in data else data
    if PDF_LOCK.search(named):
        raise Unsafe("PDF 加了密码或限制", f"请先取消密码，或{PRINT}")
    if PDF_ACTIVE.search(named):
        raise Unsafe("PDF 里有脚本、程序或夹带的文件", PRINT)


def _png(data: bytes) -> None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise mismatch(".png")
    place, first = 8, True
    while place + 12 <= len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        if first:
            _sized(data[place + 8 : place + 16] if name == b"IHDR" else b"")
        place, first = place + 12 + length, False
        if name == b"IEND":
            break
    if place != len(data) or name != b"IEND":
        raise Unsafe("图片不完整，或后面跟着别的内容", REWRITE)
    _one_nature(data)


def _sized(header: bytes) -> None:
    width, height = struct.unpack(">II", header) if len(header) == 8 else (0, 0)
    if not 0 < width * height <= PIXELS:
        raise Unsafe(f"图片尺寸不合理（{width}×{height}）", "请缩小到 1 亿像素以内再传")


def _jpeg(data: bytes) -> None:
    if not data.startswith(b"\xff\xd8\xff"):
        raise mismatch(".jpg")
    if not data.rstrip(b"\0").endswith(b"\xff\xd9"):
        raise Unsafe("图片不完整，或后面跟着别的内容", REWRITE)
    _one_nature(data)


def _webp(data: bytes) -> None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise mismatch(".webp")
    if len(data) not in {(size := struct.unpack("<I", data[4:8])[0]) + 8, size + 9}:
        raise Unsafe("图片不完整，或后面跟着别的内容", REWRITE)
    _one_nature(data)


def _one_nature(data: bytes, *, markup: bool = True) -> None:
    """A picture or a PDF that is a zip or a web page as well was made to be taken for two things."""
    if END in data[-TAIL:] or (markup and (MARKUP.search(data[:EDGE]) or MARKUP.search(data[-EDGE:]))):
        raise Unsafe("文件结构异常：内部混有别的内容", REWRITE)


def _text(data: bytes) -> None:
    """Words in an encoding we know; not a page, not a program, no command for a spreadsheet."""
    if data.startswith((ZIP, OLE, b"%PDF-")) or MARKUP.search(data[:EDGE]) or data.lstrip()[:5].lower() == b"<?xml":
        raise Unsafe("扩展名是文本，内容却不是", "请把扩展名改回原来的，或复制文字到新的文本文件再传")
    text = _decoded(data)
    if text is None or CONTROL.search(text):
        raise Unsafe("不是文本：里面有读不出的字节", "请另存为 UTF-8 编码的文本再传")
    if COMMAND.search(text):
        raise Unsafe("单元格里有会执行程序的公式", "请只粘贴数值再传")


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _office(office: Office) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        if archives.is_encrypted(data):
            raise Unsafe(*office.password)
        if not data.startswith(ZIP):
            raise mismatch(office.ending)
        archives.check(data, office)
        _check_contents(data, office, depth=0)

    return check


def _check_contents(data: bytes, office: Office, depth: int) -> None:
    """No programs and archives inside, no macro type; a workbook kept for a chart is looked at itself, once."""
    for name, content in archives.contents(data, ("[content_types].xml", "embeddings/")):
        ending = name[name.rfind(".") :]
        if name == "[content_types].xml" and b"macroenabled" in content.lower():
            raise Unsafe(f"{office.what}里有宏或控件", office.macro)
        if "embeddings/" in name and (ending not in EMBEDDED or depth):
            raise Unsafe(f"{office.what}里夹带了别的文件", f"请从{office.what}中删去夹带的对象，单独上传")
        if "embeddings/" in name:
            archives.check(content, EMBEDDED[ending])
            _check_contents(content, EMBEDDED[ending], depth + 1)
    if any(name.lower().endswith(tuple(INSIDE)) for name in archives.names(data)):
        raise Unsafe(f"{office.what}里夹带了别的文件", f"请从{office.what}中删去夹带的对象，单独上传")


def mismatch(ending: str) -> Unsafe:
    return Unsafe(f"内容与扩展名 {ending} 不符", REWRITE)


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = frozenset({"application/zip", "application/x-zip-compressed"})
_EXCEL = frozenset({"application/vnd.ms-excel", "application/csv", "text/comma-separated-values", "text/plain"})
FORMATS: dict[str, Format] = {
    one.ending: one
    for one in (
        Format(".pdf", "PDF", "application/pdf", _pdf, frozenset({"application/x-pdf"})),
        Format(".docx", "Word 文档", f"{_OFFICE}wordprocessingml.document", _office(TEXT), _ZIPPED),
        Format(".xlsx", "Excel 工作簿", f"{_OFFICE}spreadsheetml.sheet", _office(SHEET), _ZIPPED),
        Format(".pptx", "演示文稿", f"{_OFFICE}presentationml.presentation", _office(SLIDES), _ZIPPED),
        Format(".png", "图片", "image/png", _png, frozenset({"image/x-png"})),
        Format(".jpg", "图片", "image/jpeg", _jpeg, frozenset({"image/jpg", "image/pjpeg"})),
        Format(".jpeg", "图片", "image/jpeg", _jpeg, frozenset({"image/jpg", "image/pjpeg"})),
        Format(".webp", "图片", "image/webp", _webp),
        Format(".txt", "文本", "text/plain", _text),
        Format(".csv", "文本表格", "text/csv", _text, _EXCEL),
    )
}
ACCEPT = ",".join(FORMATS)
LISTED = "、".join(ending for ending in FORMATS if ending != ".jpeg")
