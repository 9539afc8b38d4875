"""Workbooks that tests build: honest ones, old ones in BIFF, and hostile ones."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xlsx(
    rows: Iterable[Sequence], merges: Iterable[str] = (), *, name: str = "数据", **more: Iterable[Sequence]
) -> bytes:
    """A workbook of values; `more` are further sheets by name."""
    book = Workbook()
    book.active.title = name
    for title, content in {name: rows, **more}.items():
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for number, row in enumerate(content, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # also where it begins like a formula
    for merge in merges:
        book[name].merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes], level: int = 6) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(name: str, content: bytes, level: int = 6) -> bytes:
    """An honest workbook with one part added or replaced."""
    return zipped(parts(xlsx([["名称"], ["甲"]])) | {name: content}, level)


def bomb(mebibytes: int, level: int = 6) -> bytes:
    """A workbook whose sheet is one long text."""
    row = b'<row><c t="inlineStr"><is><t>' + b"A" * 1000 + b"</t></is></c></row>"
    head = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return with_part("xl/worksheets/sheet1.xml", head + row * (mebibytes * 1024) + b"</sheetData></worksheet>", level)


def cfb(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container, as .xls files and encrypted .xlsx files are."""
    directory = (len(streams) + 4) // 4
    table = [TABLE, *range(2, directory + 1), END]
    entries, content = [("Root Entry", 5, END, 0)], b""
    for name, body in streams.items():
        body = body.ljust(4096, b"\0")
        body += b"\0" * (-len(body) % SECTOR)
        start, sectors = len(table), len(body) // SECTOR
        table += [*range(start + 1, start + sectors), END]
        entries.append((name, 2, start, len(body)))
        content += body
    tables = -(-len(table) // (SECTOR // 4))
    assert tables == 1, "more streams than one table of sectors can name"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0) + b"\xff" * (4 * 108)
    listed = b"".join(_entry(place, entries) for place in range(len(entries))).ljust(directory * SECTOR, b"\0")
    return head + b"".join(struct.pack("<I", one) for one in table).ljust(SECTOR, b"\xff") + listed + content


def _entry(place: int, entries: list[tuple[str, int, int, int]]) -> bytes:
    name, sort, start, size = entries[place]
    raw = name.encode("utf-16-le") + b"\0\0"
    child = 1 if place == 0 and len(entries) > 1 else FREE
    right = place + 1 if 0 < place < len(entries) - 1 else FREE
    links = struct.pack("<HBBIII", len(raw), sort, 1, FREE, right, child)
    return raw.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def _record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def xls(rows: Iterable[Sequence], *, name: str = "名单", password: bool = False) -> bytes:
    """A small BIFF8 workbook: text and numbers, which is all that the old lists hold."""

    def start(sort: int) -> bytes:
        return _record(0x0809, struct.pack("<4H2I", 0x0600, sort, 0x0DBB, 0x07CC, 0, 6))

    def directory(offset: int) -> bytes:
        locked = _record(0x002F, struct.pack("<3H", 1, 1, 1)) if password else b""
        title = struct.pack("<I4B", offset, 0, 0, len(name), 1) + name.encode("utf-16-le")
        return start(5) + locked + _record(0x0042, struct.pack("<H", 1200)) + _record(0x0085, title) + _record(0x000A)

    cells = b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != "")
    return cfb({"Workbook": directory(len(directory(0))) + start(0x10) + cells + _record(0x000A)})


def _cell(row: int, column: int, value: str | float) -> bytes:
    if isinstance(value, str):
        return _record(0x0204, struct.pack("<4HB", row, column, 0, len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, struct.pack("<3Hd", row, column, 0, value))
