"""Identity swap: every address with a key in it, filled with another organization's private records, says 404 only.

The addresses come from the resolver, so that a new one without a row here fails. The owner of each record is the
negative control: to him the same address is no 404.
"""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.actor import Actor
from apps.accounts.services import create_client
from apps.alliances.models import AllianceMember, SharedItem
from apps.bases.models import Partner
from apps.listings.models import families
from apps.policies.models import Policy
from tests.factories.policies import an_item
from tests.security.knocking import knock
from tests.security.world import SCOPES

pytestmark = pytest.mark.django_db
OUTSIDERS = ("he_jun", "wang_wei")  # the owner of another enterprise, the liaison of another university
READ_AND_WRITE, RARE = ("GET", "POST"), ("PATCH", "DELETE")
OWNERS = {"resource": "lin_yue"}  # of the drafts; everything else is Li Na's
STAFF = "sun_centre"

# What has a key in its address that is no record, or a record that has no private state.
OPEN = {
    "admin": "Django's own site, closed to both by the matrix",
    "cockpit-chart": "a name of ours",
    "cockpit-rows": "a name of ours",
    "enrolment-report": "a year of one's own university",
    "import-template": "a kind",
    "calendar-year": "a year",
    "platform-edit": "research platforms are public: others are refused, the matrix holds it",
    "platform-funding": "research platforms are public: others are refused, the matrix holds it",
    **dict.fromkeys(("template", "template-use", "template-file"), "a document of ours, closed to both by the matrix"),
    "operator-matching-cancel": "a full run of the machine, closed to both by the matrix",
    "password_reset_confirm": "a secret of a mail, not a key",
    "invitation": "a secret of a mail, not a key",
}


def of_families() -> dict[str, list[tuple[dict, str]]]:
    """Every address of every family, portal and API, with the draft of one of them."""
    found = {}
    for model in families():
        name = model._meta.model_name
        at, owner = {"pk": f"draft_{name}"}, OWNERS.get(name, "li_na")
        pages = "detail edit check undo confirm return".split()
        found |= {f"{name}-{page}": [(at, owner)] for page in pages}
        found |= {f"{name}-move": [(at | {"move": "=submit"}, owner), (at | {"move": "=publish"}, owner)]}
        found |= {f"api-{name}": [(at, owner)], f"api-{name}-moves": [(at, owner)]}
    return found


def rows(key: str, names: str, owner: str = "li_na", **more: str) -> dict[str, list[tuple[dict, str]]]:
    return {name: [({"pk": key} | more, owner)] for name in names.split()}


# url name → [(where each part of the address comes from, who owns the record)]; “=word” stands for itself.
KEYED = {
    **of_families(),
    **rows("draft_demand", "demand-matches demand-compare demand-ask api-demand-matches"),
    **rows("early_match", "match-feedback"),
    **rows("draft_base", "base-trend base-level base-figures base-partners base-invite api-base-figures"),
    **rows("draft_partner", "partner-move", move="=agree"),
    **rows("asking_member", "member-move", move="=approve"),
    **rows("draft_alliance", "alliance-join alliance-members alliance-invite alliance-announce alliance-secretary"),
    **rows("draft_alliance", "alliance-share api-alliance-members"),
    **rows("draft_seat", "alliancemember-role api-alliancemember-moves"),
    **rows("draft_seat", "alliancemember-move", move="=send_back"),
    **rows("draft_shared", "shareditem-take-back", "lin_yue"),
    **rows("secretary", "secretary-dismiss"),
    **rows("invitation", "invitation-move", move="=revoke"),
    **rows("batch", "import import-columns import-apply import-undo import-cancel import-failures", "lin_yue"),
    **rows("proposed_dealing", "dealing api-dealing api-dealing-moves api-dealing-notes"),
    **rows("proposed_dealing", "dealing-move", move="=withdraw"),
    **rows("proposed_dealing", "dealing-record", what="=note"),
    **rows("case", "case-move", move="=close"),
    **rows("draft_mentor", "mentor-consent mentor-take-back mentor-grade mentor-link mentor-appoint"),
    **rows("grade", "grade-move", move="=grant"),
    **rows("appointment", "appointment appointment-confirm"),
    **rows("appointment", "appointment-move", move="=end"),
    **rows("hour", "hourentry-correct"),
    **rows("hour", "hourentry-move", move="=confirm"),
    "attach": [
        ({"app": "=mentors", "model": "=appointment", "pk": "appointment"}, "li_na"),
        ({"app": "=mentors", "model": "=grade", "pk": "grade"}, "li_na"),
    ],
    **rows("draft_event", "event-alliance event-register event-people event-people-export event-door"),
    **rows("seat", "registration registration-qr registration-ics", "lin_yue"),
    **rows("seat", "registration-move", "lin_yue", move="=cancel"),
    "check-in": [({"code": "seat_code"}, "li_na")],
    **rows("draft_survey", "survey survey-edit survey-results survey-export", STAFF),
    **rows("draft_survey", "survey-question-drop", STAFF, number="=1"),
    **rows("draft_survey", "survey-move", STAFF, move="=publish"),
    **rows("answer", "answer-demand answer-ask", "lin_yue"),
    **rows("attachment", "attachment attachment-remove"),
    **{
        name: [({"code": "newcomer"}, who)]
        for name, who in (("organization", "xin_mei"), ("operator-organization", STAFF))
    },
    "organization-move": [({"code": "newcomer", "move": "=resubmit"}, "xin_mei")],
    **rows("told_notice", "notice-open"),
    **rows("draft_notice", "public-notice public-notice-object operator-notice operator-notice-edit", STAFF),
    **rows("draft_notice", "publicnotice-move", STAFF, move="=open"),
    **rows("objection", "objection-move", STAFF, move="=uphold"),
    **rows("remark", "remark-move", move="=read"),
    **rows("subscription", "policy-subscription-end"),
    **rows("draft_policy", "policy-detail policy-edit policy-guide-edit policy-item-new policy-undo", STAFF),
    **rows("draft_policy", "policy-guide api-policy", ""),  # not before it is published, not even to staff
    **rows("draft_policy", "policy-move", STAFF, move="=publish"),
    **rows("draft_item", "policy-item-edit", STAFF),
}


def keyed(patterns=None, prefix: str = "") -> set[str]:
    """Names of every address with something to fill in."""
    found: set[str] = set()
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver) and one.namespace:
            found.add(one.namespace)
        elif isinstance(one, URLResolver):
            found |= keyed(one.url_patterns)
        elif isinstance(one, URLPattern) and one.pattern.converters:
            found.add(one.name or f"unnamed {one.pattern}")
    return found


@pytest.fixture(scope="module")
def private(things, django_db_blocker):
    """What the world lacks: a partner of a draft base, a seat, an item of a draft policy, keys of the outsiders."""
    with django_db_blocker.unblock():
        yanshi = things.actors["lin_yue"].organization
        row = Partner.objects.create(base_id=things.draft_base, organization=yanshi, role="school", state="invited")
        things.draft_partner = row.pk
        seat = AllianceMember.objects.create(alliance_id=things.draft_alliance, organization=yanshi, state="approved")
        things.draft_seat = seat.pk
        things.draft_shared = SharedItem.objects.create(seat=seat, about="resources.resource", about_id=1).pk
        things.draft_item = an_item(Policy.objects.get(pk=things.draft_policy)).pk
        for who in {*OUTSIDERS, "li_na", "lin_yue"}:
            organization = things.actors[who].organization
            _, token = create_client(organization=organization, scopes=SCOPES, actor=Actor.system())
            setattr(things, f"key_of_{who}", token)
        return things


def filled(name: str, parts: dict[str, str], things) -> str:
    values = {key: one[1:] if one.startswith("=") else getattr(things, one) for key, one in parts.items()}
    return reverse(name, kwargs=values)


def answer(who: str, method: str, name: str, url: str, things, browsers) -> str:
    if not name.startswith("api-"):
        return knock(browsers[who], method, url)
    client = Client(
        headers={"Authorization": f"Bearer {getattr(things, f'key_of_{who}')}"}, raise_request_exception=False
    )
    sent = {} if method == "GET" else {"data": "{}", "content_type": "application/json"}
    return knock(client, method, url, **sent)


def wanted(name: str, method: str, url: str) -> set[str]:
    """404; a method an API address does not know at all is refused alike for every key."""
    view = get_resolver().resolve(url).func
    served = not name.startswith("api-") or hasattr(view.view_class, method.lower())
    return {"nothing"} if served else {"closed"}


def test_every_address_with_a_key_has_a_row():
    assert keyed() - set(OPEN) == set(KEYED)


def test_an_address_without_a_row_would_fail():
    assert {"secret-record"} - set(KEYED) - set(OPEN) == {"secret-record"}


@pytest.mark.parametrize("methods", [READ_AND_WRITE, pytest.param(RARE, marks=pytest.mark.slow)], ids="/".join)
def test_other_organizations_keys_lead_nowhere(private, browsers, methods):
    wrong, tried = [], 0
    for name, found in KEYED.items():
        for parts, _owner in found:
            url = filled(name, parts, private)
            for who in OUTSIDERS:
                for method in methods:
                    tried += 1
                    said = answer(who, method, name, url, private, browsers)
                    if said not in wanted(name, method, url):
                        wrong.append(f"{method} {url} {who}: {said}")
    print(f"\n  {len(KEYED)} addresses, {tried} knocks with others' keys")
    assert not wrong, "\n".join(wrong)


def test_their_owners_find_something_there(private, browsers):
    """Negative control: a crawl over keys of nothing would pass too."""
    empty = []
    for name, found in KEYED.items():
        for parts, owner in found:
            url = filled(name, parts, private)
            if owner and {answer(owner, method, name, url, private, browsers) for method in ("GET", "POST")} == {
                "nothing"
            }:
                empty.append(f"{url} {owner}")
    assert not empty, "\n".join(empty)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_keys_in_queries_and_bodies_lead_nowhere_either(private, browsers, who):
    demand, resource = private.draft_demand, private.draft_resource
    browser, key = browsers[who], getattr(private, f"key_of_{who}")
    named = f"{reverse('dealing-new')}?demand={demand}&resource={resource}"
    assert knock(browser, "GET", named) == "nothing"
    body = {"data": f"demand={demand}&resource={resource}", "content_type": "application/x-www-form-urlencoded"}
    assert knock(browser, "POST", reverse("dealing-new"), **body) == "nothing"
    program = Client(headers={"Authorization": f"Bearer {key}"})
    sent = program.post(
        "/api/v1/dealings/", {"demand": demand, "resources": [resource]}, content_type="application/json"
    )
    assert sent.status_code == 404
    read = program.post("/api/v1/notices/read/", {"ids": [private.told_notice]}, content_type="application/json")
    assert read.json() == {"read": 0}
