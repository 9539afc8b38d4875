"""Parse one spreadsheet from standard input in a process of its own, within limits; JSON lines come out.

It is run by its path (`python -I child.py`), so it imports nothing of the project: whatever a hostile file does
to the parser, there is no setting, key or connection in this process to lose.
"""

import codecs
import contextlib
import csv
import datetime
import errno
import io
import json
import os
import re
import resource
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import python_calamine as calamine

CHUNK = 500
LONGEST_CELL = 32_767
QUOTES = re.compile(r'"[^"]*"')
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Refused(Exception):
    """A limit was passed; `code` is a key of the table in runner.py, `detail` what it may mention."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(code)


def confine(limits: dict[str, int]) -> None:  # pragma: no cover — it would confine the tests; they see it in the child
    for name in ("AS", "CPU", "FSIZE"):
        value = limits[name.lower()]
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def as_json(value: object) -> dict[str, str]:
    """Dates, times and spans of time, told apart from text."""
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return {"d": f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"}
    return {"d": str(value)}


def trimmed(row: list[Any], limits: dict[str, int]) -> list[Any]:
    """Without the empty cells at its end."""
    while row and row[-1] == "":
        row.pop()
    if len(row) > limits["columns"]:
        raise Refused("columns", str(len(row)))
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
        raise Refused("cell")
    return row


def chunks(rows: Iterable[list[Any]], limits: dict[str, int]) -> Iterator[list[list[Any]]]:
    """Rows in portions; empty rows wait, so that none is left at the end."""
    portion: list[list[Any]] = []
    waiting = 0
    seen = 0
    for row in rows:
        row = trimmed(row, limits)
        if not row:
            waiting += 1
            continue
        seen += waiting + 1
        if seen > limits["rows"]:
            raise Refused("rows")
        portion.extend([] for _ in range(waiting))
        portion.append(row)
        waiting = 0
        if len(portion) >= CHUNK:
            yield portion
            portion = []
    yield portion


def write(out: TextIO, name: str, merges: list[Any], rows: Iterable[list[Any]], limits: dict[str, int]) -> None:
    def say(message: object) -> None:
        out.write(json.dumps(message, ensure_ascii=False, default=as_json, separators=(",", ":")) + "\n")

    say({"sheet": name, "merges": merges})
    for portion in chunks(rows, limits):
        say(portion)


def sheet_rows(sheet: Any) -> Iterator[list[Any]]:
    """Rows of a sheet from its row 1 and column A, wherever its data begin."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield left + row


def opened(data: bytes, format: str) -> Any:
    """By its content; what is wrong with a workbook the parser says only of a file whose ending names the format."""
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.CalamineError:
        with tempfile.NamedTemporaryFile(suffix=f".{format}") as file:
            file.write(data)
            file.flush()
            return calamine.CalamineWorkbook.from_path(file.name)


def read_workbook(data: bytes, format: str, out: TextIO, limits: dict[str, int], hidden: list[str]) -> None:
    """Visible sheets, and of the hidden ones those asked for by name."""
    try:
        book = opened(data, format)
        sheets = [
            meta.name
            for meta in book.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
            and (meta.visible == calamine.SheetVisibleEnum.Visible or meta.name in hidden)
        ]
        if len(sheets) > limits["sheets"]:
            raise Refused("sheets", str(len(sheets)))
        for name in sheets:
            sheet = book.get_sheet_by_name(name)
            merges = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
            write(out, name, merges, sheet_rows(sheet), limits)
    except calamine.PasswordError:
        raise Refused("password") from None
    except calamine.CalamineError as error:
        raise Refused("broken", str(error)[:200]) from None


def decode(data: bytes) -> str:
    """UTF-8, GB18030 or, with its mark, UTF-16. Broken UTF-8 is refused: as GB18030 it would pass for odd Chinese."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _strict(data, encoding)
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode("utf-8")
    loose = data.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    sound = sum(1 for character in loose if character > "\x7f") - broken
    if broken * 5 < sound:
        raise Refused("utf8", str(loose[: loose.index("\ufffd")].count("\n") + 1))
    return _strict(data, "gb18030")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("encoding") from None


def delimiter(text: str) -> str:
    """The mark that one of the first lines uses most, outside quotes; a tab wins over a comma of equal use."""
    lines = QUOTES.sub("", text[:20_000]).splitlines()[:20] or [""]
    return max("\t,;", key=lambda mark: max(line.count(mark) for line in lines))


def text_rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    try:
        yield from reader
    except csv.Error:  # a cell beyond the limit, nearly always for want of a closing quote
        raise Refused("quotes", str(reader.line_num)) from None


def read_text(data: bytes, out: TextIO, limits: dict[str, int]) -> None:
    write(out, "", [], text_rows(decode(data)), limits)


def main(argv: list[str], source: Any, out: TextIO, complaints: TextIO) -> int:
    """0 and the data on `out`, or 2 and one line of JSON on `complaints`."""
    format, options = argv[0], json.loads(argv[1])
    limits = options["limits"]
    try:
        data = source.read()
        if format == "csv":
            read_text(data, out, limits)
        else:
            read_workbook(data, format, out, limits, options["hidden"])
        out.flush()
    except Refused as refusal:
        return complain(complaints, refusal.code, refusal.detail)
    except MemoryError:
        return complain(complaints, "memory")
    except OSError as error:
        return complain(complaints, "output" if error.errno == errno.EFBIG else "broken", os.strerror(error.errno or 0))
    return 0


def complain(complaints: TextIO, code: str, detail: str = "") -> int:
    complaints.write(json.dumps({"code": code, "detail": detail}) + "\n")
    return 2


if __name__ == "__main__":  # pragma: no cover
    confine(json.loads(sys.argv[2])["limits"])
    # os._exit: a full disk quota would raise once more while the interpreter flushes on its way out
    code = main(sys.argv[1:], sys.stdin.buffer, sys.stdout, sys.stderr)
    sys.stderr.flush()
    os._exit(code)
