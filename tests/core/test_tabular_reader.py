"""Whole files in, whatever program wrote them; and blocks pasted from one."""

import pytest

from apps.core import tabular
from apps.core.tabular import Mark, Unreadable, guard
from tests.core import workbooks

ROWS = [["编号", "名称"], ["0102", "检漏仪"], ["0103", "电镜"]]
CSV = "编号,名称\n0102,检漏仪\n0103,电镜\n"
EXPECTED = [("0102", "检漏仪"), ("0103", "电镜")]


def values(sheet):
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (workbooks.xlsx(ROWS), "台账.xlsx"),
        (workbooks.xls(ROWS), "台账.xls"),
        (CSV.encode(), "台账.csv"),
        (CSV.encode("utf-8-sig"), "台账.csv"),
        (CSV.encode("gb18030"), "台账.csv"),
        (CSV.replace(",", "\t").encode("utf-16"), "台账.txt"),
    ],
)
def test_every_format_gives_the_same_table(data, filename):
    book = tabular.read(data, filename)
    assert (book.filename, values(book.main), book.mark, book.left_out) == (filename, EXPECTED, None, ())


def test_a_path_is_read_and_named(tmp_path):
    path = tmp_path / "台账.csv"
    path.write_text(CSV, encoding="utf-8")
    assert tabular.read(path).filename == "台账.csv"
    assert tabular.read(str(path), "另名.csv").filename == "另名.csv"


def test_of_a_large_file_no_more_is_read_than_shows_that_it_is_too_large(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(10 * guard.MAX_BYTES)
    with pytest.raises(Unreadable, match="超过上限 20 MB"):
        tabular.read(path)


def test_the_main_sheet_is_the_fullest_and_sheets_without_a_table_are_named():
    data = workbooks.xlsx([["说明文字"]], name="封面", 明细=ROWS, 图=[[1.0, 2.0], [3.0, 4.0]], 空=[])
    book = tabular.read(data, "a.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["封面", "明细"]
    assert (book.main.name, book.left_out) == ("明细", ("图",))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (workbooks.xlsx([]), "表格里没有内容"),
        (workbooks.xlsx([[1.0, 2.0]], 二=[]), "工作表“数据”里找不到表头"),
        (b"a,b\n1,\x00\n", "有不可见的控制字符（U\\+0000）"),
    ],
)
def test_a_file_without_a_table_is_refused(data, says):
    with pytest.raises(Unreadable, match=says):
        tabular.read(data, "a.csv" if data.startswith(b"a") else "a.xlsx")


def test_titles_the_caller_knows_help():
    data = "甲,乙\n编号,名称\n0102,检漏仪\n".encode()
    assert tabular.read(data, "a.csv").main.header_row == 1
    assert tabular.read(data, "a.csv", expect=["编号", "名称"]).main.header_row == 2


def test_a_mark_that_is_no_mark_is_none():
    for rows in ([], [["a"]], [["a", "b", "c"]]):
        assert tabular.read(workbooks.xlsx(ROWS, __template__=rows), "a.xlsx").mark is None
    assert tabular.read(workbooks.xlsx(ROWS, __template__=[["a", 2]]), "a.xlsx").mark == Mark("a", "2.0")


BLOCK = "编号\t名称\n0102\t检漏仪\n0103\t电镜\n"


def test_a_pasted_block_with_its_header():
    assert values(tabular.paste(BLOCK)) == EXPECTED
    assert values(tabular.paste("\n" + BLOCK, titles=["编号", "名称"])) == EXPECTED


@pytest.mark.parametrize("block", ["0102\t检漏仪\n0103\t电镜", "检漏仪\t0102"])
def test_a_pasted_block_without_a_header_takes_the_columns_in_order(block):
    found = tabular.paste(block, titles=["编号", "名称"])
    assert [column.title for column in found.columns] == ["编号", "名称"]
    assert [";".join(row.cells) for row in found.rows] == [line.replace("\t", ";") for line in block.splitlines()]


def test_a_block_of_one_column_and_no_known_titles_is_its_own_table():
    assert values(tabular.paste("名称\n检漏仪")) == [("检漏仪",)]


@pytest.mark.parametrize(
    ("block", "titles", "says"),
    [
        ("", (), "粘贴的内容里找不到表头。请连同列名一起复制"),
        ("", ("编号",), "粘贴的内容里找不到表头"),
        ("1\t2\n3\t4", (), "粘贴的内容里找不到表头"),
        ("甲" * (1024 * 1024 + 1), (), "粘贴的内容太长。请改用上传文件"),
        ('a\tb\n1\t"' + "x\n" * 100_000, (), "引号不成对"),
        ("\t".join("x" * 501), (), "表格有 501 列，超过上限（500 列）"),
    ],
)
def test_a_block_that_cannot_be_read_says_why(block, titles, says):
    with pytest.raises(Unreadable) as refused:
        tabular.paste(block, titles=titles)
    assert says in str(refused.value)
