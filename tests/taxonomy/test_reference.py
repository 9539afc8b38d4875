"""Official lists are held against their own totals: each way in which a file can contradict itself refuses it."""

import shutil

import pytest

from apps.taxonomy import reference
from apps.taxonomy.reference import Refused, industry_classes, institutions, instrument_classes, majors, regions
from tests.core import workbooks

PROVINCES = [f"演示省{n}" for n in range(1, 32)]


def university_rows(**changed):
    """Title rows, header, and 31 provinces of one university each; `changed` are cells by name."""
    rows = [["附件1："], ["全国普通高等学校名单\n（截至2025年6月20日）"], list(institutions.TITLES)]
    for number, province in enumerate(PROVINCES, start=1):
        rows.append([f"{province}（1所）"])
        rows.append([float(number), f"演示大学{number}", 9900900000.0 + number, "演示部", "演示市", "本科", ""])
    for place, value in changed.items():
        row, column = place.split("_")[1:]
        rows[int(row)][int(column)] = value
    return rows


def put(folder, rows, name="moe-list-2025.xls"):
    path = folder / "universities" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(workbooks.xls(rows))
    return folder


def refused(reader, folder):
    with pytest.raises(Refused) as caught:
        list(reader(folder))
    return caught.value.defects


def test_a_list_of_universities_that_agrees(tmp_path):
    (reading,) = institutions.read(put(tmp_path, university_rows()))
    assert (reading.name, reading.edition, reading.year, reading.source) == (
        "institutions", "2025-06-20", 2025, "universities/moe-list-2025.xls",
    )  # fmt: skip
    assert (len(reading.rows), reading.checked, reading.remarks) == (31, "totals=31/31", [])
    assert reading.rows[0] == {
        "code": "9900900001", "name": "演示大学1", "level": "本科", "supervisor": "演示部",
        "province": "演示省1", "city": "演示市", "note": "",
    }  # fmt: skip


def test_of_several_lists_the_newest_is_read(tmp_path):
    put(tmp_path, university_rows(), "moe-list-2024.xls")
    put(tmp_path, university_rows(at_4_1="新名大学"))
    assert next(iter(institutions.read(tmp_path))).rows[0]["name"] == "新名大学"


@pytest.mark.parametrize(
    ("changed", "defects"),
    [
        ({"at_3_0": "演示省1（2所）"}, ["“演示省1（2所）”下面实有 1 所"]),
        ({"at_3_0": "演示省1（共1所）"}, ["应有 31 个省级小标题，读到 30 个"]),
        ({"at_4_0": 2.0}, ["第 5 行序号应为 1，现为“2”"]),
        ({"at_4_2": 990090001.0}, ["第 5 行学校标识码应为 10 位数字，现为“990090001”"]),
        ({"at_6_2": 9900900001.0}, ["第 7 行代码 9900900001 与第 5 行重复"]),
        ({"at_4_5": "本"}, ["第 5 行办学层次应为本科或专科，现为“本”"]),
        ({"at_4_1": ""}, ["第 5 行没有学校名称"]),
        ({"at_1_0": "全国普通高等学校名单"}, ["标题里没有“截至××××年×月×日”，不知道是哪一年的名单"]),
        ({"at_2_6": "附注"}, ["缺少列“备注”"]),
    ],
)
def test_a_list_of_universities_that_contradicts_itself(tmp_path, changed, defects):
    assert refused(institutions.read, put(tmp_path, university_rows(**changed))) == defects


def test_a_list_without_universities(tmp_path):
    assert refused(institutions.read, put(tmp_path, university_rows()[:3])) == ["应有 31 个省级小标题，读到 0 个"]


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    put(tmp_path, university_rows())
    (tmp_path / "universities/moe-list-2025.xls").write_bytes(b"nothing of the kind")
    assert refused(institutions.read, tmp_path) == [
        "不是 Excel 工作簿：内容与扩展名 .xls 不符。请在 Excel 或 WPS 中另存为 .xlsx 再传"
    ]


MAJORS = """code,name,class_code,class_name,category_code,category_name,note
080901,计算机科学与技术,0809,计算机类,08,工学,可授工学或理学学士学位
0502100T,语言学,0502,外国语言文学类,05,文学,
080910T,数据科学与大数据技术,0809,计算机类,08,工学,
"""


def put_text(folder, name, text):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_majors_and_the_disciplines_they_are_ordered_by(tmp_path):
    catalogue, disciplines = majors.read(put_text(tmp_path, "majors/undergraduate_majors_2026.csv", MAJORS))
    assert (catalogue.name, catalogue.edition, catalogue.year) == ("majors", "2026", 2026)
    assert catalogue.checked == disciplines.checked == "classes=2 categories=2"
    assert catalogue.rows[0] == {
        "code": "080901", "name": "计算机科学与技术", "category": "工学", "category_code": "08",
        "discipline": "计算机类", "discipline_code": "0809", "note": "可授工学或理学学士学位",
    }  # fmt: skip
    assert catalogue.remarks == ["3 个专业中有 1 个代码是 7 位数字（0502100T）；只认 6 位数字的读法会漏掉它们，得 2 个"]
    assert [(row["code"], row["level"], row["parent_code"]) for row in disciplines.rows] == [
        ("08", "category", ""), ("0809", "class", "08"), ("05", "category", ""), ("0502", "class", "05"),
    ]  # fmt: skip


def test_majors_of_six_digits_only_need_no_remark(tmp_path):
    text = MAJORS.replace("0502100T", "050210T")
    assert next(iter(majors.read(put_text(tmp_path, "majors/undergraduate_majors_2026.csv", text)))).remarks == []


@pytest.mark.parametrize(
    ("old", "new", "defects"),
    [
        ("080901,", "80901,", ["第 2 行应有 6 或 7 位数字加 T、K 或 TK 的代码和名称，现为“80901”“计算机科学与技术”"]),
        ("语言学,0502", ",0502", ["第 3 行应有 6 或 7 位数字加 T、K 或 TK 的代码和名称，现为“0502100T”“”"]),
        ("0502,外国语言文学类,05", "0503,外国语言文学类,05", ["第 3 行代码 0502100T 不在专业类 0503 之下"]),
        ("0502,外国语言文学类,05", "0502,外国语言文学类,06", ["第 3 行代码 0502100T 不在专业类 0502 之下"]),
        ("技术,0809,计算机类", "技术,0809,计算机", ["第 4 行 0809 的名称“计算机类”与前面的“计算机”不同"]),
        ("080910T", "080901", ["第 4 行代码 080901 与第 2 行重复"]),
    ],
)
def test_majors_that_contradict_themselves(tmp_path, old, new, defects):
    text = MAJORS.replace(old, new, 1)
    assert text != MAJORS
    assert refused(majors.read, put_text(tmp_path, "majors/undergraduate_majors_2026.csv", text)) == defects


def test_majors_without_a_year_in_the_name_of_the_file(tmp_path):
    put_text(tmp_path, "majors/undergraduate_majors_new.csv", MAJORS)
    assert refused(majors.read, tmp_path) == ["文件名应以年份结尾，如 undergraduate_majors_2026.csv"]


@pytest.fixture
def copy(reference_dir, tmp_path):
    """A copy of one real file with one stretch of its text changed."""

    def change(name, old="", new=""):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        text = (reference_dir / name).read_text(encoding="utf-8-sig")
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
        return tmp_path

    return change


def test_the_classes_of_industry_are_reconciled_with_what_is_published(copy):
    (reading,) = industry_classes.read(copy(industry_classes.FILE))
    assert (len(reading.rows), reading.checked) == (1971, "totals=20/97/473/1381 published=20/97/473/1380")
    assert reading.remarks[0].startswith("小类 1381 个，比标准公布的 1380 多 1 个")
    assert reading.remarks[1] == "来源自注：derived 199 行、repaired 1 行"
    assert reading.rows[3] == {"code": "A0111", "name": "稻谷种植", "level": "4", "parent_code": "A011"}


def test_a_file_with_the_published_number_of_classes_needs_no_remark(copy, reference_dir):
    line = "S9542,4,S954,宗教活动场所服务,\n"
    folder = copy(industry_classes.FILE, line)
    text = (folder / industry_classes.FILE).read_text(encoding="utf-8").replace("derived", "").replace("repaired", "")
    put_text(folder, industry_classes.FILE, text)
    (reading,) = industry_classes.read(folder)
    assert (reading.checked, reading.remarks) == ("totals=20/97/473/1380 published=20/97/473/1380", [])


@pytest.mark.parametrize(
    ("old", "new", "defects"),
    [
        (
            "A0111,4,A011",
            "A0111,3,A011",
            ["第 5 行代码“A0111”与层级“3”不符，或没有名称", "中类有 474 个，公布的是 473 个"],
        ),
        ("A0111,4", "Z0111,4", ["第 5 行代码“Z0111”与层级“4”不符，或没有名称"]),
        ("稻谷种植", "", ["第 5 行代码“A0111”与层级“4”不符，或没有名称"]),
        ("A0111,4,A011,", "A0111,4,A012,", ["第 5 行代码 A0111 的上级“A012”不对"]),
        ("A0111,4,A011,", "A0111,4,A0111,", ["第 5 行代码 A0111 的上级“A0111”不对"]),
        ("A0111,4,A011,", "A0111,4,A099,", ["第 5 行代码 A0111 的上级“A099”不对"]),
        ("A0112,4", "A0111,4", ["第 6 行代码 A0111 与第 5 行重复"]),
    ],
)
def test_classes_of_industry_that_contradict_themselves(copy, old, new, defects):
    assert refused(industry_classes.read, copy(industry_classes.FILE, old, new)) == defects


def test_regions_from_provinces_to_towns(reference_dir):
    (reading,) = regions.read(reference_dir)
    codes = {row["code"]: row for row in reading.rows}
    assert (len(codes), reading.checked) == (3402, "totals=31/342/2975/54")
    assert reading.remarks == ["东莞市、中山市、儋州市不设区县，市与区县两个文件里代码相同，只作为市载入"]
    assert [codes[code]["level"] for code in ("310000", "310100", "310115", "441900")] == [
        "province",
        "city",
        "area",
        "city",
    ]
    assert codes["310115004"] == {"code": "310115004", "name": "潍坊新村街道", "level": "town", "parent_code": "310115"}


@pytest.mark.parametrize(
    ("name", "old", "new", "defects"),
    [
        (
            "provinces.csv",
            '11,"北京市"',
            '1,"北京市"',
            ["regions/provinces.csv 第 2 行应有 2 位代码和名称，现为“1”“北京市”"],
        ),
        ("pudong_fengxian_towns.csv", "潍坊新村街道", "", ["第 2 行应有 9 位代码和名称，现为“310115004”“”"]),
        ("pudong_fengxian_towns.csv", "街道,310115", "街道,310199", ["310115004 潍坊新村街道 的上级 310199 不在表里"]),
        ("provinces.csv", '65,"新疆维吾尔自治区"', "", ["应有 31 个省级行政区，读到 30 个"]),
        ("areas.csv", '441900,"东莞市"', '441900,"东莞区"', ["441900 既是“东莞市”又是“东莞区”"]),
        ("cities.csv", '1201,"市辖区"', '1101,"市辖区"', ["regions/cities.csv 第 3 行代码 1101 与第 2 行重复"]),
    ],
)
def test_regions_that_contradict_themselves(reference_dir, tmp_path, copy, name, old, new, defects):
    shutil.copytree(reference_dir / "regions", tmp_path / "regions")
    found = refused(regions.read, copy(f"regions/{name}", old, new))
    assert [one for one in found if any(one.endswith(defect) for defect in defects)] == found[:1]


def test_regions_with_every_city_apart_need_no_remark(reference_dir, tmp_path):
    shutil.copytree(reference_dir / "regions", tmp_path / "regions")
    lines = (tmp_path / "regions/areas.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "regions/areas.csv").write_text("".join(one for one in lines if '00,"' not in one), encoding="utf-8")
    (reading,) = regions.read(tmp_path)
    assert (reading.checked, reading.remarks) == ("totals=31/342/2975/54", [])


def test_classes_of_instruments_and_their_groups(reference_dir):
    (reading,) = instrument_classes.read(reference_dir)
    codes = {row["code"]: row for row in reading.rows}
    assert (len(reading.rows), reading.checked) == (89, "listed=78 groups=12")
    assert codes["010000"] == {"code": "010000", "name": "分析仪器", "level": "group", "parent_code": ""}
    assert codes["010800"]["parent_code"] == "010000"
    assert codes["120000"]["level"] == "group"


@pytest.mark.parametrize(
    ("old", "new", "defects"),
    [
        ("010100,", "10100,", ["第 2 行代码“10100”应为 6 位、以大类 01 开头、以 00 结尾，并有名称"]),
        ("010200,01,分析仪器", "010200,01,分析", ["第 3 行大类 01 的名称“分析”与前面的“分析仪器”不同"]),
        ("010200,", "010100,", ["第 3 行代码 010100 与第 2 行重复"]),
    ],
)
def test_classes_of_instruments_that_contradict_themselves(copy, old, new, defects):
    assert refused(instrument_classes.read, copy(instrument_classes.FILE, old, new)) == defects


def test_a_list_without_a_file_has_no_reading(tmp_path):
    assert dict(reference.read(tmp_path)) == {
        "institutions": [], "majors": [], "industry_classes": [], "regions": [], "instrument_classes": [],
    }  # fmt: skip


def test_a_refusal_says_what_and_why():
    assert str(Refused("a.csv", ["一", "二"])) == "a.csv：一；二"
