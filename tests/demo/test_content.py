"""The written demo world: rich enough to match on, decent, and pointing only at codes that exist."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import apps.taxonomy
from apps.accounts import identifiers
from apps.accounts.roles import ROLES, SORTS
from apps.demands.models import Demand
from apps.listings.fields import Choice, Picks
from apps.portal.demo import world
from apps.resources.models import Resource
from tests.demo.prose import chinese, quantities, said_often

TAXONOMY = Path(apps.taxonomy.__file__).parent / "data"
WORLD = world.read()
DEMANDS, RESOURCES = WORLD.demands, WORLD.resources
LISTINGS = [*DEMANDS, *RESOURCES]
OF_THE_LISTING = {"needed_by", "investment"}  # columns of the demand itself, written among the details for the reader
SOURCE_FACTS = {"code", "institution_code", "name", "short_name", "sort", "parent", "district", "intro", "profile"}


def codes(name: str) -> set[str]:
    with (TAXONOMY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"] for row in csv.DictReader(file)}


def by_key(rows):
    return [pytest.param(row, id=row["key"]) for row in rows]


def kind_of(row):
    family = Demand if row in DEMANDS else Resource
    return family.kinds[row["kind"]]


def prose(row) -> str:
    """Every sentence of a row: the text, the title and what its details say in words."""
    details = [value for value in row["details"].values() if isinstance(value, str) and chinese(value) > 0]
    return "\n".join([row["title"], row["text"], *details])


# How much there is


def test_forty_demands_and_a_hundred_and_twenty_resources():
    assert Counter(row["kind"] for row in DEMANDS) == {"challenge": 29, "talent": 11}
    assert Counter(row["kind"] for row in RESOURCES) == {"instrument": 55, "lab": 37, "experts": 28}


def test_every_enterprise_asks_for_something_and_every_institution_offers_something():
    assert len(WORLD.enterprises) == 20
    assert {row["organization"] for row in DEMANDS} == {row["code"] for row in WORLD.enterprises}
    schools = {row["code"] for row in WORLD.institutions if row["sort"] == "institution"}
    assert {row["organization"] for row in RESOURCES} == schools


def test_keys_and_titles_are_given_once():
    for name in ("key", "title"):
        assert [value for value, times in Counter(row[name] for row in LISTINGS).items() if times > 1] == []


@pytest.mark.parametrize("row", by_key(LISTINGS))
def test_a_text_says_enough_to_be_matched(row):
    assert chinese(row["text"]) >= 120
    assert len(quantities(row["text"])) >= 2


def test_a_short_text_and_bare_numbers_do_not_count():
    assert chinese("主轴转速 12000 rpm") == 4
    assert quantities("2024 年型号 XRT-200M，编号 3718") == []
    assert quantities("电压 800 V，投入 30 万元，历时 6 个月") == ["800 V", "30 万元", "6 个月"]


@pytest.mark.parametrize("measure", [lambda row: row["text"], prose], ids=["text", "all prose"])
def test_no_sentence_is_stamped_from_a_mould(measure):
    assert said_often({row["key"]: measure(row) for row in LISTINGS}, length=12, more_than=3) == {}


def test_the_mould_is_found_where_there_is_one():
    texts = {str(number): f"第{number}条：欢迎有意向的单位前来洽谈合作事宜" for number in range(4)}
    assert len(said_often(texts, length=12, more_than=3)) > 0
    assert said_often(texts, length=12, more_than=4) == {}


# Codes


@pytest.mark.parametrize("row", by_key(LISTINGS))
def test_nodes_and_parks_exist(row):
    assert 1 <= len(row["nodes"]) <= 6
    assert set(row["nodes"]) - codes("nodes") == set()
    assert row["park"] in codes("parks")


@pytest.mark.parametrize("row", by_key(LISTINGS))
def test_details_are_the_kinds_own_and_their_choices_are_known(row):
    fields = kind_of(row).fields
    assert set(row["details"]) - set(fields) - OF_THE_LISTING == set()
    for name, value in row["details"].items():
        if isinstance(fields.get(name), Choice | Picks):
            chosen = value if isinstance(value, list) else [value]
            assert set(chosen) - set(fields[name].options) == set(), name


def test_all_ten_industries_are_spoken_for():
    industries = {node.split("-")[0] for row in DEMANDS for node in row["nodes"]}
    assert industries == codes("industries")


def test_organizations_know_their_sort_park_and_nodes():
    for row in WORLD.organizations:
        assert row["sort"] in SORTS
        assert row.get("park") in codes("parks") | {None}
        assert set(row.get("profile", {}).get("nodes", [])) - codes("nodes") == set()
    known = [row["code"] for row in WORLD.organizations]
    assert len(known) == len(set(known))


def test_credit_codes_are_sound_and_can_be_nobodys():
    for row in WORLD.enterprises:
        assert identifiers.uscc_defect(row["uscc"], demo=True) is None
        assert row["uscc"][2:8] == "999999"
    assert len({row["uscc"] for row in WORLD.enterprises}) == 20


def test_school_codes_are_the_ministrys(reference_dir):
    with (reference_dir / "universities" / "universities_2025.csv").open(encoding="utf-8", newline="") as file:
        ministry = {row["code"]: row["name"] for row in csv.DictReader(file)}
    ours = {row["institution_code"]: row["name"] for row in WORLD.sources if "institution_code" in row}
    assert len(ours) == 6
    assert {code: ministry[code] for code in ours} == ours


def test_instrument_classes_are_on_the_list(reference_dir):
    with (reference_dir / "instruments" / "instrument_classes_2level.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code6"] for row in csv.DictReader(file)}
    used = {row["details"]["class_code"] for row in RESOURCES if row["kind"] == "instrument"}
    assert used - known == set()


# Decency


def test_fictional_organizations_and_persons_say_so():
    for row in WORLD.fictional:
        assert "演示" in row["name"]
        assert row["intro"].startswith("虚构")
    named = [row["contact"] for row in LISTINGS] + [row["name"] for row in WORLD.people]
    assert [name for name in named if not name.startswith("演示")] == []


def test_real_organizations_carry_the_sources_facts_and_nothing_else():
    for row in WORLD.sources:
        assert set(row) - SOURCE_FACTS == set()
        assert set(row.get("profile", {})) - {"level"} == set()
        assert "行动计划" in row["intro"]
        assert "演示" not in row["name"]


def test_nothing_with_a_person_or_a_price_belongs_to_a_real_organization():
    fictional = {row["code"] for row in WORLD.fictional}
    assert {row["organization"] for row in LISTINGS} - fictional == set()
    assert {row["organization"] for row in WORLD.people} - fictional == set()


def test_makers_are_fictional_too():
    makers = [row["details"]["maker"] for row in RESOURCES if row["kind"] == "instrument"]
    assert [maker for maker in makers if "演示" not in maker] == []


def test_phones_belong_to_no_operator():
    phones = list(WORLD.contacts().values())
    assert len(phones) == len(set(phones))
    assert {phone[:3] for phone in phones} == {"154"}
    assert {len(phone) for phone in phones} == {11}


# Logins and expectations


def test_one_login_for_each_role():
    assert Counter(row["role"] for row in WORLD.people) == dict.fromkeys(ROLES, 1)
    sorts = {row["code"]: row["sort"] for row in WORLD.fictional}
    for row in WORLD.people:
        assert sorts[row["organization"]] in ROLES[row["role"]].sorts


def test_expected_pairs_are_of_kinds_that_answer_each_other():
    demands, resources = ({row["key"]: row for row in rows} for rows in (DEMANDS, RESOURCES))
    for demand, apt in WORLD.expected.items():
        for resource, grade in apt.items():
            asked, offered = kind_of(demands[demand]), kind_of(resources[resource])
            assert offered.slug in asked.answered_by | set() or asked.slug in offered.answers, (demand, resource)
            assert grade in {2, 3}


def test_most_demands_have_three_apt_resources():
    assert sum(len(apt) >= 3 for apt in WORLD.expected.values()) >= 34
    assert max(len(apt) for apt in WORLD.expected.values()) <= 5
