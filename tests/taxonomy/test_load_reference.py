"""The official lists in the tables: all 2,919 universities as the ministry has them, and never half a list."""

import csv
import shutil

import pytest
from django.core.management import CommandError, call_command

from apps.taxonomy import services
from apps.taxonomy.models import (
    Discipline,
    IndustryClass,
    Institution,
    InstitutionName,
    InstrumentClass,
    LoadedList,
    Major,
    Region,
)
from apps.taxonomy.reference import Reading

pytestmark = pytest.mark.django_db
LIST = "universities/moe-list-2025.xls"
COUNTS = [2919, 883, 106, 1971, 3402, 89]
RESULTS = [
    "institutions rows=2919 totals=31/31 new={0} changed=0 gone=0",
    "majors rows=883 classes=93 categories=13 new={1} changed=0 gone=0",
    "disciplines rows=106 classes=93 categories=13 new={2} changed=0 gone=0",
    "industry_classes rows=1971 totals=20/97/473/1381 published=20/97/473/1380 new={3} changed=0 gone=0",
    "regions rows=3402 totals=31/342/2975/54 new={4} changed=0 gone=0",
    "instrument_classes rows=89 listed=78 groups=12 new={5} changed=0 gone=0",
]


def results(capsys):
    return [line for line in capsys.readouterr().out.splitlines() if " rows=" in line]


def counted():
    return [model.objects.count() for model in (Institution, Major, Discipline, IndustryClass, Region, InstrumentClass)]


def test_everything_is_loaded_once_however_often_it_is_loaded(reference_dir, capsys):
    call_command("load_reference", str(reference_dir))
    assert results(capsys) == [line.format(*COUNTS) for line in RESULTS]
    assert counted() == COUNTS
    call_command("load_reference", str(reference_dir))
    assert results(capsys) == [line.format(0, 0, 0, 0, 0, 0) for line in RESULTS]
    assert counted() == COUNTS


@pytest.fixture
def only(reference_dir, tmp_path):
    """A folder that holds some of the lists: a test need not load all of them."""

    def copy(*names):
        for name in names:
            shutil.copytree(reference_dir / name, tmp_path / "data" / name)
        return str(tmp_path / "data")

    return copy


def test_the_universities_are_those_of_the_expected_result(reference_dir, only):
    call_command("load_reference", only("universities"))
    with (reference_dir / "universities/universities_2025.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = [tuple(row.values()) for row in csv.DictReader(file)]
    columns = ("code", "name", "province", "city", "supervisor", "level", "note")
    assert sorted(Institution.objects.values_list(*columns)) == sorted(expected)
    assert (
        Institution.objects.filter(active=True, year=2025).count()
        == InstitutionName.objects.filter(year=2025).count()
        == 2919
    )
    assert Institution.objects.by_name().first().name.startswith("阿")


def test_progress_and_remarks_are_shown(only, capsys):
    call_command("load_reference", only("universities", "majors"))
    lines = capsys.readouterr().out.splitlines()
    assert "institutions: universities/moe-list-2025.xls 已读 2919 行" in lines
    assert [line for line in lines if line.startswith("institutions: ") and "/" in line][1:] == [
        "institutions: 1000/2919", "institutions: 2000/2919", "institutions: 2919/2919",
    ]  # fmt: skip
    assert [line[:11] for line in lines if "注意" in line] == ["majors: 注意："]


def test_a_dry_run_writes_nothing(only, capsys):
    call_command("load_reference", only("majors", "instruments"), "--dry-run")
    assert results(capsys) == [f"{RESULTS[n].format(*COUNTS)} dry-run" for n in (1, 2, 5)]
    assert (counted(), LoadedList.objects.count()) == ([0] * 6, 0)


@pytest.fixture
def altered(only, tmp_path):
    """The ministry's list with one text of the same length put for another, in the .xls itself; majors beside it."""
    folder = only("majors", "universities")

    def change(old, new):
        path = tmp_path / "data" / LIST
        data, was, now = path.read_bytes(), old.encode("utf-16-le"), new.encode("utf-16-le")
        assert data.count(was) == 1 and len(was) == len(now)
        path.write_bytes(data.replace(was, now))
        return folder

    return change


def test_a_list_with_one_total_altered_is_refused_and_nothing_is_written(altered):
    folder = altered("北京市（92所）", "北京市（93所）")
    with pytest.raises(CommandError) as refused:
        call_command("load_reference", folder)
    assert str(refused.value) == f"拒收 {LIST}，什么都没有写入：\n  “北京市（93所）”下面实有 92 所"
    assert (counted(), LoadedList.objects.count()) == ([0] * 6, 0)


def test_a_list_with_one_code_altered_is_loaded_as_one_gone_and_one_new(altered, capsys):
    """Codes of the newest universities are text in the file, so that one can be altered there."""
    call_command("load_reference", altered("4113014785", "4113014785"))
    capsys.readouterr()
    call_command("load_reference", altered("4113014785", "4113099785"))
    assert results(capsys)[0] == "institutions rows=2919 totals=31/31 new=1 changed=0 gone=1"
    assert Institution.objects.get(code="4113014785").active is False
    assert Institution.objects.active().count() == 2919
    call_command("load_reference", altered("4113099785", "4113014785"))
    assert results(capsys)[0] == "institutions rows=2919 totals=31/31 new=0 changed=1 gone=1"


def test_many_defects_are_shown_by_the_first_twenty(tmp_path):
    (tmp_path / "instruments").mkdir()
    rows = "".join(f"{n},01,分析仪器,x\n" for n in range(25))
    (tmp_path / "instruments/instrument_classes_2level.csv").write_text(
        f"code6,top_code,top_name,name\n{rows}", encoding="utf-8"
    )
    with pytest.raises(CommandError) as refused:
        call_command("load_reference", str(tmp_path))
    assert len(str(refused.value).splitlines()) == 1 + 20 + 1


def test_lists_without_a_file_are_left_as_they_are(only, capsys):
    call_command("load_reference", only("instruments"))
    out = capsys.readouterr().out
    assert "institutions: 没有文件，不动" in out
    assert [line for line in out.splitlines() if " rows=" in line] == [RESULTS[5].format(0, 0, 0, 0, 0, 89)]


@pytest.mark.parametrize(("folder", "says"), [("nowhere", "没有目录"), (".", "里没有任何名单文件")])
def test_a_folder_without_lists_is_an_error(tmp_path, folder, says):
    with pytest.raises(CommandError, match=says):
        call_command("load_reference", str(tmp_path / folder))


def reading(year, **names):
    rows = [{"code": f"99009{code[1:]}", "name": name} for code, name in names.items()]
    return Reading("institutions", f"{year}-06-20", year, "a.xls", "", rows)


def test_a_name_of_each_year_is_kept():
    services.load(reading=reading(2024, c00001="演示学院", c00002="演示大学乙"))
    counts = services.load(reading=reading(2025, c00001="演示大学", c00002="演示大学乙"))
    assert counts == services.Counts(new=0, changed=2, gone=0)  # the year moved on
    assert [str(one) for one in Institution.objects.get(code="9900900001").names.all()] == [
        "2025 演示大学",
        "2024 演示学院",
    ]
    assert [str(one) for one in Institution.objects.named("演示学院")] == ["演示大学"]
    services.load(reading=reading(2025, c00001="演示大学甲", c00002="演示大学乙"))
    assert [one.name for one in Institution.objects.get(code="9900900001").names.all()] == ["演示大学甲", "演示学院"]


def test_an_older_list_does_not_replace_a_newer(only):
    services.load(reading=reading(2099, c00001="演示大学"))
    with pytest.raises(services.Older, match="institutions：库里已是 2099-06-20 的版本，文件是 2025-06-20 的"):
        services.load(reading=reading(2025, c00001="演示学院"))
    with pytest.raises(CommandError, match="库里已是 2099-06-20 的版本"):
        call_command("load_reference", only("universities"))
    assert Institution.objects.get().name == "演示大学"


def test_a_catalogue_of_majors_speaks_only_of_its_own_year():
    row = {"category": "工学", "category_code": "08", "discipline": "计算机类", "discipline_code": "0809"}
    first = {**row, "code": "080901", "name": "计算机科学与技术"}
    second = {**row, "code": "080902", "name": "软件工程"}
    services.load(reading=Reading("majors", "2025", 2025, "", "", [first, second]))
    assert services.load(reading=Reading("majors", "2026", 2026, "", "", [first])) == services.Counts(1, 0, 0)
    assert list(Major.objects.active().values_list("year", "code")) == [
        (2025, "080901"),
        (2025, "080902"),
        (2026, "080901"),
    ]
    assert list(Major.objects.latest().values_list("code", flat=True)) == ["080901"]


def test_a_code_twice_is_an_error_of_ours():
    with pytest.raises(ValueError, match="a code is there twice"):
        services.load(reading=Reading("regions", "", None, "", "", [{"code": "310000"}, {"code": "310000"}]))
