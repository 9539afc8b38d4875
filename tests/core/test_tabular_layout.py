"""Finding the table in a sheet as people make them: titles above, totals below, groups between, cells merged."""

import pytest

from apps.core.tabular import Unreadable, cells, layout
from apps.core.tabular.model import Grid, NoHeader, Note, Row, Skip, letter

HEAD = ["编号", "名称", "型号"]


def sheet(rows, merges=(), expect=()):
    return layout.sheet(Grid("台账", [list(row) for row in rows], list(merges)), expect)


def titles(found):
    return [column.title for column in found.columns]


def kinds(found):
    return [(skip.number, skip.kind) for skip in found.skipped]


def values(found):
    return [row.cells for row in found.rows]


def test_a_plain_table():
    found = sheet([HEAD, ["1", "甲", "X"], ["2", "乙", ""]])
    assert (found.name, found.header_row, found.skipped_text) == ("台账", 1, "")
    assert [(c.index, c.letter, c.title, c.sample) for c in found.columns] == [
        (0, "A", "编号", "1"),
        (1, "B", "名称", "甲"),
        (2, "C", "型号", "X"),
    ]
    assert found.rows == (Row(2, ("1", "甲", "X")), Row(3, ("2", "乙", "")))


def test_an_empty_sheet_is_none():
    assert sheet([]) is None
    assert sheet([[], ["", " "]]) is None


@pytest.mark.parametrize(
    "above",
    [
        [["仪器设备台账"]],
        [["附件1："], ["全国普通高等学校名单\n（截至2025年6月20日）"], []],
        [["填报单位：演示大学", "", "填表人：甲"], ["单位：万元"]],
        [["单位：", "演示大学", "日期：", "2024-1-1"]],
        [["1", "2", "3"]],
        [[1.0, 2.0, 3.0]],
        [["相同", "相同", "相同"]],
    ],
)
def test_what_stands_above_the_header_is_a_title(above):
    found = sheet([*above, HEAD, ["1", "甲", "X"]])
    assert found.header_row == len(above) + 1
    assert titles(found) == HEAD
    assert [kind for _, kind in kinds(found)].count("title") == sum(any(row) for row in above)


def test_a_title_may_be_a_year_or_a_long_sentence():
    head = ["学校", 2023.0, 2024.0, "主要功能（最多300字，" + "请写" * 40 + "）"]
    assert titles(sheet([head, ["甲", 1.0, 2.0, "x"]]))[:3] == ["学校", "2023", "2024"]


@pytest.mark.parametrize("rows", [[["1", "2", "3"], ["4", "5", "6"]], [["甲" * 121, "乙" * 121]], [[20.5, 3.0]]])
def test_a_sheet_without_titles_is_refused(rows):
    with pytest.raises(NoHeader, match="工作表“台账”里找不到表头。请保留一行列名"):
        sheet(rows)
    with pytest.raises(NoHeader, match="^找不到表头"):
        layout.sheet(Grid("", rows))


def test_titles_the_caller_knows_find_the_header_anywhere():
    rows = [["甲", "乙", "丙", "丁"], ["*编号", " 名 称 ", "型号", ""], ["1", "甲", "X", ""]]
    assert sheet(rows).header_row == 1
    assert sheet(rows, expect=HEAD).header_row == 2
    assert sheet(rows, expect=["没有的列"]).header_row == 1
    assert sheet([["甲", "乙"], ["编号", "x"], ["1", "y"]], expect=["编号"]).header_row == 2


def test_two_header_rows_are_joined():
    rows = [["名称", "安放地址", "", "备注"], ["", "省", "市", ""], ["甲", "上海", "浦东", "x"]]
    found = sheet(rows, merges=[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)])
    assert titles(found) == ["名称", "安放地址-省", "安放地址-市", "备注"]
    assert (found.header_row, kinds(found), len(found.rows)) == (2, [(1, "header"), (2, "header")], 1)


def test_a_record_under_a_spanning_title_is_no_second_header():
    rows = [["名称", "地址", ""], ["甲", "上海", "浦东"]]
    assert values(sheet(rows, merges=[(0, 1, 0, 2)])) == [("甲", "上海", "浦东")]
    rows = [["名称", "数量", ""], ["", 1.0, 2.0]]
    assert values(sheet(rows, merges=[(0, 1, 0, 2)])) == [("", "1", "2")]
    assert values(sheet([["名称", "地址", ""]], merges=[(0, 1, 0, 2)])) == []


def test_a_spanning_title_names_all_its_columns_even_beyond_what_is_filled():
    rows = [["名称", "地址"], ["甲", "上海", "浦东"]]
    assert titles(sheet(rows, merges=[(0, 1, 0, 2)])) == ["名称", "地址", "地址"]


def test_columns_without_a_title_are_kept_and_lower_titles_may_reach_further():
    assert titles(sheet([HEAD, ["1", "甲", "X", "y"]])) == [*HEAD, ""]
    rows = [["名称", "地址"], ["", "省", "市"], ["甲", "a", "b"]]
    assert titles(sheet(rows, merges=[(0, 1, 0, 2)])) == ["名称", "地址-省", "地址-市"]


def test_a_merge_as_wide_as_the_sheet_is_no_group_of_titles():
    rows = [["编号名称型号", "", ""], ["编号", "名称", "型号"], ["1", "甲", "X"]]
    assert titles(sheet(rows, merges=[(0, 0, 0, 2)])) == HEAD


def test_the_column_of_reasons_we_added_is_not_read_back():
    found = sheet([[*HEAD, "错误原因"], ["1", "甲", "X", "型号太长"]])
    assert (titles(found), values(found)) == (HEAD, [("1", "甲", "X")])
    assert values(sheet([["错误原因"], ["甲"]])) == [()]


def test_rows_that_are_no_records_are_named():
    rows = [
        HEAD,
        ["【填写说明】六位", "必填", ""],
        ["【示例】SB-1", "检漏仪", "X"],
        ["北京市（92所）"],
        ["1", "甲", "X"],
        [],
        ["编 号", "名称", "型号"],
        ["", "合 计：", "12"],
        ["总计", "", "12"],
        ["注：以上为演示"],
    ]
    found = sheet(rows)
    assert kinds(found) == [
        (1, "header"),
        (2, "hint"),
        (3, "example"),
        (4, "subheader"),
        (6, "blank"),
        (7, "repeat"),
        (8, "total"),
        (9, "total"),
        (10, "footnote"),
    ]
    assert found.skipped_text == "1 行小标题、2 行合计、1 行空行、1 行重复表头、1 行填写说明、1 行示例、1 行附注"
    assert found.subheaders == (Skip(4, "subheader", "北京市（92所）"),)
    assert [row.number for row in found.rows] == [5]


def test_a_row_of_one_cell_is_a_record_unless_it_shows_otherwise():
    """Only its name filled in: dropping it silently would lose what somebody typed."""
    rows = [HEAD, ["上海分部"], ["", "只有名称"], ["", "华东（3台）"], ["上海市（69所）"]]
    found = sheet(rows)
    assert [row.number for row in found.rows] == [2, 3, 4]
    assert sheet(rows, merges=[(1, 0, 1, 2)]).subheaders[0].text == "上海分部"
    assert [row.number for row in sheet([["名称"], ["上海市（69所）"]]).rows] == [2]


def test_a_vertical_merge_gives_its_value_to_every_row():
    rows = [HEAD, ["一组", "甲", "X"], ["", "乙", "Y"], ["", "丙", "Z"], ["二组", "丁", ""]]
    found = sheet(rows, merges=[(1, 0, 3, 0)])
    assert values(found) == [("一组", "甲", "X"), ("一组", "乙", "Y"), ("一组", "丙", "Z"), ("二组", "丁", "")]
    assert [row.notes for row in found.rows] == [
        (),
        (Note(0, "", "一组", cells.MERGED),),
        (Note(0, "", "一组", cells.MERGED),),
        (),
    ]


@pytest.mark.parametrize(
    "merge",
    [(0, 0, 2, 0), (9, 0, 12, 0), (1, 7, 2, 7), (1, 0, 1, 0)],
    ids=["from the header", "below the table", "right of the row", "of one row"],
)
def test_other_merges_fill_nothing(merge):
    assert values(sheet([HEAD, ["1", "甲", "X"], ["", "乙", "Y"]], merges=[merge])) == [
        ("1", "甲", "X"),
        ("", "乙", "Y"),
    ]


def test_a_merge_fills_neither_what_is_filled_nor_beyond_the_table():
    rows = [[*HEAD, "错误原因"], ["一组", "甲", "X", "原因"], ["二组", "乙", "Y", ""], ["", "丙", "Z", ""]]
    found = sheet(rows, merges=[(1, 0, 2, 0), (1, 3, 3, 3)])
    assert values(found) == [("一组", "甲", "X"), ("二组", "乙", "Y"), ("", "丙", "Z")]


def test_every_change_is_noted_with_its_column():
    found = sheet([HEAD, [4111010001.0, "江西省  ", True], [1e16, "２号", {"d": "2024-06-11"}]])
    assert found.rows == (
        Row(
            2,
            ("4111010001", "江西省", "是"),
            (Note(1, "江西省  ", "江西省", cells.BLANKS), Note(2, "TRUE", "是", cells.YES_NO)),
        ),
        Row(
            3,
            ("10000000000000000", "2号", "2024-06-11"),
            (Note(0, "1e+16", "10000000000000000", cells.LOST), Note(1, "２号", "2号", cells.WIDTH)),
        ),
    )


def test_a_forbidden_character_names_its_row_and_column():
    with pytest.raises(Unreadable, match=r"第 2 行“名称”有不可见的控制字符（U\+0000）"):
        sheet([HEAD, ["1", "甲\x00", ""]])
    with pytest.raises(Unreadable, match="第 2 行“D”"):
        sheet([HEAD, ["1", "甲", "", "\x00"]])
    assert titles(sheet([["编号\x00", "名称", "型号"], ["1", "甲", "X"]])) == ["", "名称", "型号"]


def test_a_sample_is_the_first_value_of_the_first_hundred_rows():
    rows = [HEAD, *[["1", "", ""] for _ in range(100)], ["1", "甲", ""]]
    assert [column.sample for column in sheet(rows).columns] == ["1", "", ""]


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_are_named_as_in_excel(index, name):
    assert letter(index) == name
