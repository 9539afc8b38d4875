"""Files that tests build: honest ones of each sort, and parts of hostile ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from docx import Document

from tests.core import workbooks

PPTX = {
    "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="t"/>',
    "ppt/presentation.xml": b'<?xml version="1.0"?><p:presentation xmlns:p="p"/>',
}


def docx(text: str = "合作意向书") -> bytes:
    document, buffer = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


def docx_with(files: Mapping[str, bytes]) -> bytes:
    """An honest document with parts added or replaced."""
    return workbooks.zipped(workbooks.parts(docx()) | dict(files))


def pptx(files: Mapping[str, bytes] | None = None) -> bytes:
    return workbooks.zipped(PPTX | dict(files or {}))


def pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog" + inside + b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 2, height: int = 2, extra: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(inside: bytes = b"") -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + inside + b"\xff\xd9"


def webp() -> bytes:
    body = b"WEBPVP8L" + struct.pack("<I", 6) + b"/\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def locked() -> bytes:
    """A document whose first entry says it is encrypted."""
    data = docx()
    place = data.rindex(b"PK\x01\x02") + 8
    return data[:place] + struct.pack("<H", 1) + data[place + 2 :]


def folder() -> bytes:
    """A plain zip: no office file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("notes.txt", b"x")
    return buffer.getvalue()


def bomb(mebibytes: int = 30) -> bytes:
    """A document of one long run of blanks."""
    return docx_with({"word/media/blank.bmp": b"\0" * mebibytes * 1024 * 1024})
