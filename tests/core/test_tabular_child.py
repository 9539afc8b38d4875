"""The parser's own process, its functions called directly: what it prints, and what it refuses."""

import datetime
import errno
import io
import json
import sys

import openpyxl
import pytest

from apps.core.tabular import child
from apps.core.tabular.marks import MARK_SHEET
from tests.core import workbooks

LIMITS = {"rows": 1000, "columns": 10, "sheets": 3}


def run(data: bytes, format: str = "csv", **limits: int):
    """Exit code, printed lines, complaint."""
    out, complaints = io.StringIO(), io.StringIO()
    options = json.dumps({"limits": LIMITS | limits, "hidden": [MARK_SHEET]})
    code = child.main([format, options], io.BytesIO(data), out, complaints)
    said = json.loads(complaints.getvalue()) if complaints.getvalue() else None
    return code, [json.loads(line) for line in out.getvalue().splitlines()], said


def rows_of(data: bytes, format: str = "csv") -> list:
    code, lines, _ = run(data, format)
    assert code == 0
    return [row for line in lines if isinstance(line, list) for row in line]


def test_text_is_printed_as_one_nameless_sheet():
    assert run("名称,型号\n甲,X1\n".encode()) == (
        0,
        [{"sheet": "", "merges": []}, [["名称", "型号"], ["甲", "X1"]]],
        None,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_every_encoding_in_use_is_read(encoding):
    data = "名称,型号\n氦质谱检漏仪𠮷,X1\n".encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    assert rows_of(data) == [["名称", "型号"], ["氦质谱检漏仪𠮷", "X1"]]


@pytest.mark.parametrize(
    ("data", "code", "detail"),
    [
        ("名称,型号\n检漏仪".encode() + b"\xe6\xb0" + "甲，乙丙丁\n".encode(), "utf8", "2"),
        (b"\xff\xff\xff\xff,\x80", "encoding", ""),
        (b"\xff\xfea\x00b", "encoding", ""),
    ],
)
def test_broken_text_is_refused(data, code, detail):
    assert run(data) == (2, [], {"code": code, "detail": detail})


def test_a_quote_that_is_never_closed_is_named_with_its_line():
    assert run(b'a,b\n1,"' + b"x\n" * 100_000)[2]["code"] == "quotes"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("a,b\n1,2", ","),
        ("a\tb, c\n1\t2", "\t"),
        ("a;b\n1;2", ";"),
        ('"a,b,c";d\n', ";"),
        ("", "\t"),
        ("单列\n甲", "\t"),
    ],
)
def test_the_delimiter_is_the_mark_used_most_outside_quotes(text, mark):
    assert child.delimiter(text) == mark


def test_a_quoted_cell_keeps_its_lines_and_commas():
    assert rows_of(b'a,b\n"x,1\n""y""",2\n') == [["a", "b"], ['x,1\n"y"', "2"]]


def test_empty_cells_and_rows_at_the_end_are_dropped_and_those_inside_stay():
    assert rows_of(b"a,b,\n,,\n1,,\n,,\n,\n") == [["a", "b"], [], ["1"]]


def test_rows_come_in_portions():
    lines = run(b"a,b\n" * 501, rows=501)[1]
    assert [len(line) for line in lines[1:]] == [500, 1]


@pytest.mark.parametrize(
    ("data", "limits", "said"),
    [
        (b"a\n" * 3, {"rows": 2}, {"code": "rows", "detail": ""}),
        (b"a\n\n\nb", {"rows": 3}, {"code": "rows", "detail": ""}),
        (b"a,b,c", {"columns": 2}, {"code": "columns", "detail": "3"}),
        (b"a" * 32_768, {}, {"code": "cell", "detail": ""}),
    ],
)
def test_what_passes_a_limit_is_refused(data, limits, said):
    assert run(data, **limits)[::2] == (2, said)


def test_a_workbook_is_printed_from_its_first_row_and_column_with_its_merges():
    data = workbooks.xlsx([[], ["", "组", "", 1.5], ["", "甲", True, 7]], merges=["B2:C2"])
    code, lines, _ = run(data, "xlsx")
    assert (code, lines) == (
        0,
        [{"sheet": "数据", "merges": [[1, 1, 1, 2]]}, [[], ["", "组", "", 1.5], ["", "甲", True, 7]]],
    )


def test_an_empty_sheet_is_printed_empty():
    assert run(workbooks.xlsx([]), "xlsx") == (0, [{"sheet": "数据", "merges": []}, []], None)


def test_an_old_workbook_is_printed():
    assert rows_of(workbooks.xls([["编码", "名称"], [10203.0, "甲"]]), "xls") == [["编码", "名称"], [10203, "甲"]]


def test_dates_and_times_are_told_apart_from_text():
    day, moment = datetime.date(2024, 6, 11), datetime.datetime(2024, 6, 11, 8, 30)
    row = [day, moment, datetime.time(8, 30), datetime.timedelta(hours=30)]
    told = [{"d": "2024-06-11"}, {"d": "2024-06-11 08:30:00"}, {"d": "08:30:00"}, {"d": "30:00:00"}]
    assert rows_of(workbooks.xlsx([row]), "xlsx") == [told]


def test_hidden_sheets_are_left_out_unless_asked_for():
    book = openpyxl.Workbook()
    for name in ("暗", MARK_SHEET):
        book.create_sheet(name).sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [line["sheet"] for line in run(buffer.getvalue(), "xlsx")[1] if isinstance(line, dict)] == [
        "Sheet",
        MARK_SHEET,
    ]


@pytest.mark.parametrize(
    ("data", "format", "code"),
    [
        (workbooks.xlsx([["a"]], 二=[["b"]], 三=[["c"]], 四=[["d"]]), "xlsx", "sheets"),
        (workbooks.xls([["a"]], password=True), "xls", "password"),
        (b"PK\x03\x04 nothing", "xlsx", "broken"),
        (workbooks.with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), "xlsx", "broken"),
    ],
)
def test_a_workbook_that_cannot_be_read_says_why(data, format, code):
    assert run(data, format)[2]["code"] == code


class Full(io.StringIO):
    """Standard output when the kernel's limit for it is reached, or the disk is gone."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def write(self, text: str) -> int:
        if self.number == errno.ENOMEM:
            raise MemoryError
        raise OSError(self.number, "")


@pytest.mark.parametrize(("number", "code"), [(errno.EFBIG, "output"), (errno.EIO, "broken"), (errno.ENOMEM, "memory")])
def test_running_out_of_room_is_said(number, code):
    complaints = io.StringIO()
    options = json.dumps({"limits": LIMITS, "hidden": []})
    assert child.main(["csv", options], io.BytesIO(b"a"), Full(number), complaints) == 2
    assert json.loads(complaints.getvalue())["code"] == code


def test_the_child_imports_nothing_of_the_project():
    imported = {
        line.split()[1].split(".")[0]
        for line in open(child.__file__, encoding="utf-8")
        if line.startswith(("import ", "from "))
    }
    assert imported <= set(sys.stdlib_module_names) | {"python_calamine"}
