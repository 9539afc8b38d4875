"""The written taxonomy is complete, unambiguous and points only at codes the official lists know."""

import csv
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

import apps.taxonomy

DATA = Path(apps.taxonomy.__file__).parent / "data"
NAMED_IN_THE_SOURCE = {
    "集成电路",
    "人工智能",
    "高端装备",
    "航空航天",
    "智能新能源汽车",
    "跨境和离岸金融",
    "数字经济",
    "高能级航运服务",
}
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def many(cell):
    return [part for part in cell.split("；") if part]


def fold(text):
    return unicodedata.normalize("NFKC", text).lower()


@pytest.fixture(scope="module")
def nodes():
    return rows("nodes")


def owners(entries):
    """Folded text → the codes that claim it, by name or alias."""
    found = defaultdict(set)
    for code, texts in entries:
        for text in texts:
            found[fold(text)].add(code)
    return found


def test_the_eight_industries_of_the_source_are_there():
    assert NAMED_IN_THE_SOURCE - {row["name"] for row in rows("industries")} == set()


def test_the_tree_is_large_enough_in_every_industry(nodes):
    sizes = defaultdict(int)
    for row in nodes:
        sizes[row["industry"]] += 1
    assert sum(sizes.values()) >= 150
    assert set(sizes) == {row["code"] for row in rows("industries")}
    assert min(sizes.values()) >= 15


@pytest.mark.parametrize("name", ["industries", "nodes", "parks", "skills"])
def test_codes_are_unique_slugs(name):
    codes = [row["code"] for row in rows(name)]
    assert [code for code in codes if not SLUG.fullmatch(code)] == []
    assert len(codes) == len(set(codes))


def test_every_node_hangs_under_a_track_of_its_own_industry(nodes):
    tracks = {row["code"]: row["industry"] for row in nodes if row["level"] == "track"}
    for row in nodes:
        if row["level"] == "track":
            assert row["parent"] == ""
        else:
            assert row["level"] == "node"
            assert tracks[row["parent"]] == row["industry"]
            assert row["code"].startswith(row["parent"] + "-")


def test_every_node_says_what_people_call_it_and_where_it_belongs(nodes):
    for row in nodes:
        assert len(set(many(row["terms"]))) >= 3, row["code"]
        assert row["name"] not in many(row["terms"]), row["code"]
        for column in ("gbt4754", "majors", "disciplines"):
            assert many(row[column]), (row["code"], column)


def test_a_term_on_two_nodes_is_marked_with_its_reason(nodes):
    doubled = owners((row["code"], [row["name"], *many(row["terms"])]) for row in nodes)
    assert {text for text, codes in doubled.items() if len(codes) > 1} == {
        fold(row["text"]) for row in rows("shared_terms")
    }
    assert all(len(row["reason"]) >= 10 for row in rows("shared_terms"))


def test_terms_are_clean(nodes):
    texts = [text for row in nodes for text in [row["name"], *many(row["terms"])]]
    texts += [text for row in rows("skills") for text in [row["name"], *many(row["aliases"])]]
    odd = [text for text in texts if text != unicodedata.normalize("NFKC", text).strip()]
    assert odd == []
    assert [text for text in texts if not 2 <= len(text) <= 24 or re.search(r"[,;；，\s]{2}", text)] == []


def test_skills_are_many_and_belong_to_nodes(nodes):
    skills = rows("skills")
    assert len(skills) >= 120
    assert {row["node"] for row in skills} - {row["code"] for row in nodes} == set()
    doubled = owners((row["code"], [row["name"], *many(row["aliases"])]) for row in skills)
    assert {text: codes for text, codes in doubled.items() if len(codes) > 1} == {}


def test_parks_are_those_the_action_plan_names():
    assert {row["name"]: row["kind"] for row in rows("parks")} == {
        "国际创新协同区": "area",
        "AI创新港": "area",
        "滴水湖金融湾": "area",
        "大飞机产业园": "park",
        "生命蓝湾": "park",
        "东方芯港": "park",
        "动力之源": "park",
        "信息飞鱼": "park",
        "高端装备产业区": "park",
    }


def official(path, *columns):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[column] for row in csv.DictReader(file) for column in columns}


@pytest.mark.parametrize(
    ("column", "file", "keys"),
    [
        ("gbt4754", "industry/gbt4754-2017.csv", ("code",)),
        ("majors", "majors/undergraduate_majors_2026.csv", ("code", "class_code")),
        ("disciplines", "majors/undergraduate_majors_2026.csv", ("class_name",)),
    ],
)
def test_codes_exist_in_the_official_lists(nodes, reference_dir, column, file, keys):
    known = official(reference_dir / file, *keys)
    unknown = {(row["code"], code) for row in nodes for code in many(row[column]) if code not in known}
    assert unknown == set()
