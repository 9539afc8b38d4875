"""Every page: one first heading, no skipped level, no id twice, no dead link, and a shut door that says so."""

import pytest
from django.template.loader import get_template
from django.urls import get_resolver, reverse

from apps.matching import services
from apps.portal import desks, sitemap
from apps.portal.permissions import PERMISSIONS
from apps.portal.urls import urlpatterns
from tests.factories.matching import a_demand, a_resource
from tests.portal.conftest import Outline, text_of

pytestmark = pytest.mark.django_db
FILES = {"import-template", "import-failures", "resource-export", "demand-export"}
WALKERS = ["visitor", "li_na", "lin_yue", "sun_centre", "zhao_office", "chen_committee", "shen_mentor", "admin_xu"]


@pytest.fixture
def world(li_na, lin_yue, words):
    """Something of everything: a demand in each state, a resource, a suggestion."""
    a_resource(lin_yue)
    a_resource(lin_yue, "instrument", title="氦质谱检漏仪", sent=False, public=False)
    public = a_demand(li_na, public=True, nodes=["equip-part-seal"])
    a_demand(li_na, title="等着审核的密封件需求")
    a_demand(li_na, title="还是草稿的密封件需求", sent=False)
    services.match(demand=public, trigger="publish")


def test_every_address_has_its_row_and_every_row_its_address():
    assert {pattern.name for pattern in urlpatterns} == set(PERMISSIONS)


def test_every_menu_entry_leads_somewhere():
    entries = [*sitemap.HEADER_MEMBER, *sitemap.ACCOUNT, *(e for part in sitemap.FOOTER for e in part.entries)]
    entries += [entry for verb in sitemap.VERBS for entry in verb.entries]
    for desk in (*desks.BY_AUDIENCE.values(), *desks.BY_ROLE.values(), desks.PLAIN):
        entries += [*desk.actions, *(entry for group in desk.groups for entry in group.entries)]
        entries += [tile for tile in desk.tiles]
        assert all(reverse(todo.more) for todo in desk.todos)
    assert all(reverse(entry.url_name) for entry in entries)


@pytest.mark.parametrize("persona", WALKERS)
def test_no_link_on_any_page_a_person_can_reach_is_dead(browser, request, world, persona):
    client = browser(request.getfixturevalue(persona))
    waiting, seen, bad = ["/"], {"/"}, []
    while waiting and len(seen) < 160:
        url = waiting.pop(0)
        page = client.get(url, follow=True)
        if page.status_code != 200:
            bad.append((url, page.status_code))
            continue
        if "html" not in page.headers["Content-Type"] or not hasattr(page, "content"):
            continue
        outline = Outline(page.content.decode())
        assert outline.headings.count(1) == 1, url
        steps = zip(outline.headings, outline.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), (url, outline.headings)
        assert len(outline.ids) == len(set(outline.ids)), (url, sorted(outline.ids))
        assert all("alt" in image for image in outline.images), url
        ours = [link.split("#")[0] for link in outline.links if link.startswith(("/", "?")) and "//" not in link]
        ours = [url.split("?")[0] + link if link.startswith("?") else link for link in ours]
        fresh = [link for link in dict.fromkeys(ours) if link and link not in seen and "page=" not in link]
        kept = [link for link in fresh if link.count("=") <= 1 and not link.startswith(("/api/", "/static/"))]
        seen.update(kept)
        waiting += kept
    assert bad == []
    assert len(seen) > 12


@pytest.mark.parametrize("url", ["/", "/search/", "/resources/", "/demands/new/", "/organizations/", "/login/"])
def test_a_nul_byte_anywhere_is_a_bad_request(client, url):
    assert client.get(url, {"q": "检漏\x00"}).status_code == 400
    assert client.post("/ask/", {"text": "检\x00漏"}).status_code == 400
    assert client.get(url, {"q": "检漏"}).status_code == 200


def test_a_page_that_is_not_there_offers_ways_on(client):
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "没有找到这一页" in text_of(page) and reverse("search") in page.content.decode()


def test_a_page_of_others_is_refused_by_name_of_the_identity(browser, li_na):
    page = browser(li_na).get(reverse("operator-demands"))
    assert page.status_code == 403
    assert "海陆精工 · 企业负责人" in text_of(page)


def test_a_visitor_is_sent_to_the_login_and_back(client):
    assert client.get("/desk/demands/?state=draft").headers["Location"] == "/login/?next=/desk/demands/%3Fstate%3Ddraft"


def test_the_page_of_last_resort_needs_neither_database_nor_context():
    assert "已经保存的内容都在" in get_template("500.html").render({})


def test_nothing_on_a_page_comes_from_elsewhere(client, world):
    for url in ("/", "/resources/", "/demands/new/", "/login/"):
        answer = client.get(url)
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "style-src 'self'" in policy and "unsafe" not in policy
        assert "https://" not in answer.content.decode().replace("http-equiv", "")


def test_every_page_names_its_language_and_can_be_skipped(client):
    page = client.get("/demands/").content.decode()
    assert '<html lang="zh-Hans"' in page and 'href="#main"' in page and 'id="main"' in page


def test_the_resolver_knows_our_error_pages():
    resolver = get_resolver()
    assert [resolver.resolve_error_handler(code).__name__ for code in (400, 403, 404, 500)]
