"""The pages of bases: what is found there, by which filter, and what they cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.bases.lifecycle import LEVEL
from apps.bases.models import Base, Standing
from apps.core import facts, outbox, search
from tests.api.conftest import program_of
from tests.factories.bases import (
    BaseFactory,
    LevelChangeFactory,
    PartnerFactory,
    SnapshotRowFactory,
    YearlyFigureFactory,
)
from tests.factories.listings import WORDS
from tests.personas import client_of

pytestmark = pytest.mark.django_db


def cost(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def whole(owner=None) -> Base:
    """A base with something of everything beside it."""
    base = BaseFactory(level="nurturing", field="equip", **({"organization": owner} if owner else {}))
    LevelChangeFactory(base=base)
    PartnerFactory(base=base)
    YearlyFigureFactory(base=base)
    for night in range(7):
        SnapshotRowFactory(base=base, day=date(2026, 11, 1) + timedelta(night), value=night)
    return base


def more(base, actor) -> None:
    """One row more on every list."""
    whole(base.organization)
    LevelChangeFactory(base=base)
    PartnerFactory(base=base)
    if actor.organization and actor.organization != base.organization:
        PartnerFactory(base=BaseFactory(), organization=actor.organization, state="invited")
    BaseFactory(organization=base.organization, state="submitted", submitted_at=timezone.now())


def test_directory_is_narrowed_by_level_and_field(visitor):
    rows = {level: BaseFactory(level=level, field="equip", title=f"基地{level}") for level in ("nurturing", "exited")}
    rows["none"] = BaseFactory(field="ic", title="基地none")
    browser = client_of(visitor)
    for level, row in rows.items():
        page = browser.get(f"/bases/?level={level}")
        assert list(page.context["page"]) == [row], level
    assert set(browser.get("/bases/?level=none&level=exited").context["page"]) == {rows["none"], rows["exited"]}
    assert list(browser.get("/bases/?field=ic").context["page"]) == [rows["none"]]
    facets = {facet.name: facet for facet in browser.get("/bases/").context["facets"]}
    assert {option.value: option.count for option in facets["level"].options} == {
        "nurturing": 1,
        "exited": 1,
        "none": 1,
    }


@pytest.mark.parametrize("level", ["nurturing", "demonstration", "rectification"])
def test_a_tile_opens_a_list_of_just_so_many(chen_committee, level):
    for _ in range(2):
        BaseFactory(level=level)
    BaseFactory(level=level, kind="consortium")
    BaseFactory(level=level, state="draft")
    BaseFactory(level="exited")
    fact = facts.fact(f"bases.{level}")
    browser = client_of(chen_committee)
    tile = next(tile for tile in browser.get("/desk/").context["tiles"] if f"level={level}" in tile["url"])
    assert fact.value == fact.rows.count() == tile["value"] == browser.get(tile["url"]).context["total"] == 2


def test_consortia_and_skills_bases_have_numbers_of_their_own():
    BaseFactory(kind="consortium"), BaseFactory(kind="skills_base"), BaseFactory(kind="skills_base")
    names = ("published", "consortia", "skills_bases", "nurturing")
    assert [facts.fact(f"bases.{name}").value for name in names] == [3, 1, 2, 0]


def test_the_committee_decides_on_a_page(chen_committee, visitor):
    base, browser = BaseFactory(), client_of(chen_committee)
    url = f"/bases/{base.pk}/level/"
    assert "认定为培育" in browser.get(url).content.decode()
    answer = browser.post(url, {"move": "award", "document": "", "decided_on": "2026-03-02"})
    assert (answer.status_code, Standing.objects.count()) == (422, 0)
    answer = browser.post(url, {"move": "exit", "document": "示例〔2026〕1号", "decided_on": "2026-03-02"})
    assert answer.status_code == 422
    posted = {"move": "award", "document": "示例〔2026〕1号", "decided_on": "2026-03-02"}
    assert browser.post(url, posted).status_code == 302
    page = client_of(visitor).get(base.get_absolute_url()).content.decode()
    assert ("示例〔2026〕1号" in page, "2026年3月2日" in page, "认定为培育" in page) == (True, True, True)


@pytest.mark.parametrize("persona", ["visitor", "li_na", "lin_yue", "sun_centre", "chen_committee"])
def test_pages_cost_a_dozen_at_most_and_no_more_for_many(request, li_na, persona):
    actor = request.getfixturevalue(persona)
    client, base = client_of(actor), whole(li_na.organization)
    urls = [
        "/bases/",
        "/bases/?kind=industry_base&level=nurturing",
        f"/bases/{base.pk}/",
        f"/bases/{base.pk}/partners/",
    ]
    urls += ["/desk/", "/desk/bases/", "/desk/partnerships/"] if persona != "visitor" else []
    urls += {"li_na": [f"/bases/{base.pk}/figures/"], "chen_committee": [f"/bases/{base.pk}/level/"]}.get(persona, [])
    urls += ["/operator/bases/"] if persona == "sun_centre" else []
    more(base, actor)
    one = {url: cost(client, url) for url in urls}
    for _ in range(9):
        more(base, actor)
    many = {url: cost(client, url) for url in urls}
    assert many == one
    assert {url: count for url, count in many.items() if count > 12} == {}


def test_it_is_found_in_the_search_of_the_site(base):
    outbox.drain()
    assert [found.url for found in search.find("精密装备")] == [base.get_absolute_url()]


def test_the_api_tells_the_level_and_takes_none(base, li_na, lin_yue):
    Standing.objects.create(base=base, state="demonstration", held="demonstration")
    program = program_of(lin_yue)
    status, answer = program.get("bases/", level="demonstration", field="equip")
    (found,) = answer["results"]
    assert (status, found["level"], found["level_label"], found["field"]) == (200, "demonstration", "示范", "equip")
    assert program.get("bases/", level="nurturing")[1]["results"] == []
    body = {"kind": "consortium", "title": "演示联合体", "text": WORDS, "level": "demonstration"}
    status, refused = program.post("bases/", body)
    assert (status, refused["errors"][0]["pointer"]) == (422, "/level")
    status, made = program.post("bases/", {key: value for key, value in body.items() if key != "level"})
    assert (status, made["level"], made["level_label"]) == (201, "none", "未认定")


def test_a_base_is_written_on_the_page_and_imported_from_a_sheet(li_na):
    browser = client_of(li_na)
    posted = {"kind": "skills_base", "title": "演示高技能基地", "text": WORDS, "field": "equip", "grades": ["senior"]}
    assert browser.post("/bases/new/", posted).status_code == 302
    made = Base.objects.get()
    assert (made.code[:3], made.details.grades, made.level.value) == ("JD-", ["senior"], "none")
    assert "演示高技能基地" in browser.get("/desk/bases/").content.decode()
    assert "高技能人才培养基地" in browser.get("/desk/imports/").content.decode()
    assert browser.get("/desk/imports/templates/base/consortium/").status_code == 200


def test_every_level_has_words_for_staff_and_for_everybody():
    assert all(state.label and state.public_label for state in LEVEL.states)


def test_each_side_looks_at_its_own_carriers(li_na, lin_yue, sun_centre, zhao_office):
    ours = BaseFactory(organization=li_na.organization, state="submitted", title="企业的基地")
    theirs = BaseFactory(organization=lin_yue.organization, state="submitted", title="学校的基地")
    for desk, own, other in ((sun_centre, ours, theirs), (zhao_office, theirs, ours)):
        client = client_of(desk)
        assert list(client.get(reverse("operator-bases")).context["page"]) == [own]
        assert client.post(reverse("base-move", args=[other.pk, "publish"])).status_code == 403
    for desk, own in ((sun_centre, ours), (zhao_office, theirs)):
        assert client_of(desk).post(reverse("base-move", args=[own.pk, "publish"])).status_code == 302
    assert set(Base.objects.public()) == {ours, theirs}
