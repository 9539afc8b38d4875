"""Every address × method × persona × own and others' things, against one table; no address may be missing from it."""

import pytest
from django.test import Client

from apps.portal.permissions import PERMISSIONS
from tests.security import table
from tests.security.knocking import METHODS, RARE, address, knock, methods_of, names, wrong_cells

pytestmark = pytest.mark.django_db
EXEMPT = {"admin"}  # Django's own site: a test of its own below


def test_every_address_is_in_the_table():
    assert names() - EXEMPT == {cell.name for cell in table.PORTAL + table.API}


def test_every_portal_page_has_a_row_of_permissions():
    own = {cell.name for cell in table.PORTAL} - {"livez", "readyz", "api-schema", "api-docs"}
    assert set(PERMISSIONS) == own


def test_an_address_without_a_row_would_fail():
    assert {"secret-door"} - {cell.name for cell in table.PORTAL} == {"secret-door"}


@pytest.mark.parametrize(
    "cell",
    table.PLAIN
    + table.POLICIES
    + table.MATCHES
    + table.DEALINGS
    + table.IMPORTS
    + table.ORGANIZATIONS
    + table.FILES
    + table.NOTICES,
    ids=str,
)
def test_pages(cell, things, browsers):
    wrong = list(wrong_cells(cell, things, browsers))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("cell", table.API, ids=str)
def test_api(cell, things):
    wrong, url = [], address(cell, things)
    for who, token in things.tokens.items():
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        for method in [*METHODS, *RARE, "PATCH"]:
            found = knock(Client(raise_request_exception=False), method, url, headers=headers, **cell.sent(method))
            if found not in expected_of_program(cell, method, who):
                wrong.append(f"{method} {url} {who}: {found}")
    assert not wrong, "\n".join(wrong)


def expected_of_program(cell: table.Cell, method: str, who: str) -> set[str]:
    if cell.name == "api-missing":
        return {"nothing"}
    if who not in table.KEYS:
        return {"key"}
    if who in cell.open.get(method, frozenset()):
        return {"open"}
    if method not in cell.open:
        return {"closed"}
    if cell.sees is not None and who in table.FULL and who not in cell.sees:
        return {"nothing"}
    return {"refused"} if who == "reading_key" or cell.sees is None or who in cell.sees else {"nothing"}


def test_there_are_enough_cells():
    portal = len(table.PORTAL) * sum(len(methods_of(who)) for who in table.PEOPLE)
    cells = portal + len(table.API) * len(METHODS + RARE) * len(table.PROGRAMS)
    print(f"{len(table.PORTAL)} portal and {len(table.API)} API addresses, {cells} cells")
    assert cells >= 5_000


def test_admin_is_closed_to_everybody_but_the_system_admin(browsers):
    assert {who for who, browser in browsers.items() if browser.get("/admin/").status_code == 200} == {"admin_xu"}
