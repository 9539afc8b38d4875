"""The main pages of the demo world under axe-core, wide and narrow: nothing serious, whoever looks."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from apps.accounts.models import User
from apps.alliances.models import Alliance, Event, Registration, Survey
from apps.bases.models import Base
from apps.cooperation.models import Dealing
from apps.demands.models import Demand
from apps.matching import services
from apps.mentors.models import Appointment, Mentor
from apps.policies.models import PolicyItem
from apps.resources.models import Resource
from tests.journeys.hand import NARROW, WIDE

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db]

QUEUES: tuple[str, ...] = ()
PASSWORD = "Ting-chao-guan-hai-77"
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RUN = """() => axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .map(one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | ")))"""
WHO = {
    "enterprise": "jingban",
    "owner": "qiye",
    "university": "zhuanyuan",
    "centre": "zhongxin",
    "committee": "weiyuan",
}


@pytest.fixture(scope="module", autouse=True)
def world(rows):
    """The demo world, whose people can log in; one demand has its suggestions."""
    call_command("demo", stdout=open("/dev/null", "w"))
    for login in WHO.values():
        user = User.objects.get(email=f"{login}@demo.example")
        user.set_password(PASSWORD)
        user.save()
    services.match(demand=shown(Demand))


def shown(model):
    """The enterprise's own demand, or any public resource: what a page of one row is looked at with."""
    rows = model.objects.public().order_by("pk")
    own = rows.filter(organization__memberships__user__email="jingban@demo.example")
    return own.first() or rows.first()


def own_mentors() -> list[str]:
    """The enterprise's card with all that stands behind it, and a running ledger."""
    term = Appointment.objects.active().filter(unit__code="demo-hailu").order_by("pk").first()
    return [term.mentor.get_absolute_url(), reverse("mentor-link", args=[term.mentor_id]), term.get_absolute_url()]


def compared(demand: Demand) -> str:
    """Two suggestions side by side."""
    keys = demand.matches.order_by("rank").values_list("resource", flat=True)[:2]
    return reverse("demand-compare", args=[demand.pk]) + "?" + "&".join(f"resource={key}" for key in keys)


def open_survey() -> Survey:
    return Survey.objects.filter(state="asked").order_by("pk").first()


def own_tickets() -> list[str]:
    mine = Registration.objects.filter(user__email="jingban@demo.example").order_by("pk")
    return [ticket.get_absolute_url() for ticket in mine[:1]]


def pages() -> dict[str, list[str]]:
    demand, resource = shown(Demand), shown(Resource)
    return {
        "": [
            "/",
            "/demands/",
            "/resources/",
            "/resources/?kind=instrument",
            demand.get_absolute_url(),
            resource.get_absolute_url(),
            reverse("organizations"),
            resource.organization.get_absolute_url(),
            "/search/?q=检漏",
            "/login/",
            "/register/",
            "/demands/new/",
            reverse("policies"),
            reverse("policy-check"),
            reverse("bases"),
            shown(Base).get_absolute_url(),
            reverse("mentors"),
            shown(Mentor).get_absolute_url(),
            reverse("alliances"),
            Alliance.objects.public().order_by("pk").first().get_absolute_url(),
            reverse("events"),
            shown(Event).get_absolute_url(),
            reverse("public-notices"),
            reverse("feedback"),
            reverse("feedback-log"),
            "/about/accessibility/",
            "/about/privacy/",
        ],
        "enterprise": [
            "/desk/",
            "/desk/demands/",
            reverse("demand-matches", args=[demand.pk]),
            compared(demand),
            reverse("inbox"),
            reverse("surveys"),
            open_survey().get_absolute_url(),
            reverse("my-events"),
            *own_tickets(),
            "/account/",
            *own_mentors(),
            "/desk/dealings/",
            Dealing.objects.filter(asker=demand.organization, state="done")[0].get_absolute_url(),
        ],
        "university": ["/desk/", "/desk/resources/", "/desk/imports/", "/resources/new/"],
        "centre": [
            "/desk/",
            "/operator/demands/",
            "/operator/organizations/",
            "/operator/dealings/",
            "/operator/cases/",
            reverse("desk-seats"),
            reverse("survey-results", args=[open_survey().pk]),
            reverse("operator-feedback"),
            reverse("operator-matching"),
            reverse("operator-matching-figures"),
            Dealing.objects.filter(state="agreeing")[0].get_absolute_url(),
            reverse("templates"),
            reverse("template", args=["dealing_agreement"]),
        ],
        "owner": [reverse("members"), reverse("profile")],
        "committee": [
            "/desk/",
            reverse("cockpit"),
            reverse("policy-item-edit", args=[PolicyItem.objects.order_by("pk").first().pk]),
        ],
    }


@pytest.mark.parametrize("who", ["", *WHO])
def test_no_main_page_keeps_anybody_out(sit_down, who):
    hand, found = sit_down(), {}
    if who:
        hand.open("/login/")
        hand.fill("[name=username]", f"{WHO[who]}@demo.example")
        hand.fill("[name=password]", PASSWORD)
        hand.click("form.ds-panel button.btn-primary")
        hand.arrive("/desk/")
    for path in pages()[who]:
        hand.open(path)
        hand.page.evaluate(AXE.read_text())
        for size in (WIDE, NARROW):
            hand.page.set_viewport_size(size)
            if serious := hand.page.evaluate(RUN):
                found[f"{path} {size['width']}"] = serious
    assert found == {}


def test_axe_would_have_seen_it(sit_down):
    hand = sit_down()
    hand.open("/login/")
    hand.page.evaluate("document.querySelector('label[for=id_username], label').remove()")
    hand.page.evaluate("document.documentElement.removeAttribute('lang')")
    hand.page.evaluate(AXE.read_text())
    assert any(line.startswith("html-has-lang") for line in hand.page.evaluate(RUN))
