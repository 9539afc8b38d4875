"""Knocking at every door as everybody, and how an answer reads to somebody who tries doors."""

from collections.abc import Iterator

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.personas import client_of
from tests.security import table

METHODS = ["GET", "POST"]
RARE = ["PUT", "DELETE"]  # no page of ours knows them: tried by one of each sort of persona
TRY_RARE = frozenset("visitor li_na he_jun lin_yue wang_wei sun_centre chen_committee admin_xu".split())
LOGIN = "/login/"


class Undo(Exception):
    """Rolls a cell's effects back."""


def names(patterns=None, prefix: str = "") -> set[str]:
    """Every named address of the project; admin's as one."""
    found: set[str] = set()
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            found |= {one.namespace} if one.namespace else names(one.url_patterns, prefix)
        elif isinstance(one, URLPattern):
            found.add(one.name or f"unnamed {one.pattern}")
    return found


def address(cell: table.Cell, things) -> str:
    if cell.name == "api-missing":
        return "/api/v1/nowhere/"
    return reverse(cell.name, kwargs={name: getattr(things, one) for name, one in cell.at.items()} | cell.fixed)


def outcome(response) -> str:
    """How an answer reads to somebody trying doors; anything that is not a refusal is open."""
    status = response.status_code
    if status == 302 and response.headers["Location"].split("?")[0] == LOGIN:
        return "login"
    return {401: "key", 403: "refused", 404: "nothing", 405: "closed"}.get(status, "open" if status < 500 else "broken")


def knock(client: Client, method: str, url: str, **options) -> str:
    """How one try ends; the database and the browser's cookies are afterwards as they were."""
    cookies, cell = client.cookies.copy(), transaction.atomic()
    cell._from_testcase = True  # what must be durable may run inside, as in a TestCase
    try:
        with cell:
            raise Undo(outcome(client.generic(method, url, **options)))
    except Undo as result:
        return str(result)
    finally:
        client.cookies = cookies


def expected(cell: table.Cell, method: str, who: str) -> set[str]:
    """What the table allows an answer to be."""
    if who in cell.open.get(method, frozenset()):
        return {"open"}
    hidden = cell.sees is not None and who not in cell.sees
    if method not in cell.open:
        closed = {"nothing", "login"} if hidden else {"closed", "refused", "login"}
        return closed if cell.at else closed | {"closed"}
    if hidden:
        return {"nothing", "login"} if who == "visitor" else {"nothing"}
    refused = {"login"} if who == "visitor" else {"refused"}
    return refused | {"closed"} if method in RARE else refused


def clients(things) -> dict[str, Client]:
    made = {name: client_of(actor) for name, actor in things.actors.items()}
    for one in made.values():
        one.raise_request_exception = False
    return made


def methods_of(who: str) -> list[str]:
    return METHODS + RARE if who in TRY_RARE else METHODS


def wrong_cells(cell: table.Cell, things, browsers: dict[str, Client]) -> Iterator[str]:
    """Every cell of this address that answers otherwise than the table says, as a sentence; one by one."""
    url = address(cell, things)
    for who, browser in browsers.items():
        for method in methods_of(who):
            found, wanted = knock(browser, method, url, **cell.sent(method)), expected(cell, method, who)
            if found not in wanted:
                yield f"{method} {url} {who}: {found}, not {'/'.join(sorted(wanted))}"
