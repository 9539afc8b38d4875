"""`manage.py demo` enters the whole world once, decently, and never in production."""

import stat
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.utils import timezone

import lingang.settings
from apps.accounts.models import Membership, Organization, User
from apps.accounts.roles import ROLES
from apps.cooperation.lifecycle import DEALING
from apps.cooperation.models import Case, Confirmation, Dealing, Milestone, Paper
from apps.core import files
from apps.demands.models import Demand
from apps.listings.models import families
from apps.mentors.models import Appointment, Grade, HourEntry, Mentor
from apps.notices.models import Notice, Objection, PublicNotice
from apps.portal.demo import logins, world
from apps.resources.models import Resource
from tests.demo.conftest import demo

pytestmark = pytest.mark.django_db
WORLD = world.read()


def counts() -> dict[str, int]:
    models = (Organization, User, Membership, Demand, Resource, PublicNotice, Objection)
    return {model.__name__: model.objects.count() for model in models}


def test_a_second_run_changes_nothing_and_shows_no_password(entered):
    before, file = counts(), logins.path().read_bytes()
    again = demo()
    assert counts() == before
    assert logins.path().read_bytes() == file
    assert "organizations=0 demands=0 resources=0 bases=0 mentors=0 没有变化" in again
    assert [one["password"] for one in logins.kept().values() if one["password"] in again] == []


def test_what_was_taken_away_comes_back_alone(entered):
    Demand.objects.get(external_id="xq-spindle-thermal").delete()
    assert "organizations=0 demands=1 resources=0 bases=0 mentors=0" in demo()
    assert Demand.objects.filter(external_id="xq-spindle-thermal").count() == 1


def test_it_is_refused_where_the_setting_says_so(entered, settings):
    settings.DEMO_ALLOWED = False
    Dealing.objects.all().delete()
    Demand.objects.all().delete()
    with pytest.raises(CommandError, match="不允许载入演示数据"):
        demo()
    assert Demand.objects.count() == 0


def test_production_settings_say_no():
    """Read off the file: importing production settings needs secrets no test has."""
    written = Path(lingang.settings.__file__).with_name("production.py").read_text(encoding="utf-8")
    assert [line for line in written.splitlines() if line.startswith("DEMO_ALLOWED")] == ["DEMO_ALLOWED = False"]


def test_everything_of_the_files_is_there(entered):
    assert set(Demand.objects.values_list("external_id", flat=True)) == {row["key"] for row in WORLD.demands}
    written = Resource.objects.exclude(kind="mentor")
    assert set(written.values_list("external_id", flat=True)) == {row["key"] for row in WORLD.resources}
    codes = {row["code"] for row in WORLD.organizations}
    assert set(Organization.objects.values_list("code", flat=True)) == codes
    assert set(Organization.objects.values_list("state", flat=True)) == {"verified"}


def test_all_is_published_but_what_waits_for_the_desk(entered):
    waiting = {row["key"] for row in WORLD.demands if row.get("waits")}
    assert len(waiting) == 2
    assert set(Demand.objects.filter(state="submitted").values_list("external_id", flat=True)) == waiting
    assert Demand.objects.filter(state="published").count() == 38
    assert Counter(Resource.objects.values_list("state", flat=True)) == {"published": 195}


def test_the_columns_of_a_kind_are_filled(entered):
    demand = Demand.objects.get(external_id="xq-spindle-thermal")
    assert (demand.kind, demand.budget, demand.needed_by.isoformat()) == ("challenge", 120, "2027-07-31")
    assert (demand.details.trl_now, demand.details.trl_needed) == (5, 8)
    assert [node.code for node in demand.nodes.all()] == ["equip-mtool-cnc"]
    instrument = Resource.objects.get(external_id="zy-vna-110")
    assert instrument.details.class_code == "080400"
    assert instrument.details.usage == ["own", "sample"]
    assert instrument.park.code == "chip-harbour"


def test_demo_rows_are_marked_and_real_organizations_are_not(entered):
    assert Demand.objects.filter(is_demo=False).count() == 0
    assert Resource.objects.filter(is_demo=False).count() == 0
    marked = set(Organization.objects.filter(is_demo=True).values_list("code", flat=True))
    assert marked == {row["code"] for row in WORLD.fictional}
    assert Membership.objects.filter(organization__is_demo=False).count() == 0
    plain = Organization.objects.filter(is_demo=False)
    assert set(plain.values_list("contact_name", "contact_phone", "contact_email")) == {("", "", "")}


def test_one_login_for_each_role_and_nobody_else_can_log_in(entered):
    able = {user.email for user in User.objects.all() if user.has_usable_password()}
    held = Membership.objects.filter(user__email__in=able)
    assert Counter(held.values_list("role", flat=True)) == dict.fromkeys(ROLES, 1)
    assert set(logins.kept()) == able


def test_the_passwords_of_the_file_open_the_door(entered):
    for login, one in logins.kept().items():
        assert User.objects.named(login).get().check_password(one["password"]), login


def test_the_file_is_its_owners_only_and_no_two_passwords_are_alike(entered):
    assert stat.S_IMODE(logins.path().stat().st_mode) == 0o600
    passwords = [one["password"] for one in logins.kept().values()]
    assert len(set(passwords)) == len(passwords) == len(ROLES)


def test_a_lost_file_gives_new_passwords_and_shows_them(entered):
    old = logins.kept()
    logins.path().unlink()
    shown = demo()
    new = logins.kept()
    assert set(new) == set(old)
    for login, one in new.items():
        assert one["password"] != old[login]["password"]
        assert one["password"] in shown
        assert User.objects.named(login).get().check_password(one["password"])
    logins.keep(old)


def test_dealings_stand_in_every_state_between_fictional_organizations(entered):
    states = Counter(Dealing.objects.values_list("state", flat=True))
    assert set(states) == {state.value for state in DEALING.states}
    assert sum(states.values()) == len(WORLD.dealings["dealings"]) >= 60
    assert not Dealing.objects.exclude(asker__is_demo=True, answerer__is_demo=True, is_demo=True).exists()
    assert not Dealing.objects.filter(broker=None).exists()
    assert Dealing.objects.silent().exists()
    assert {"open", "helping", "watched"} <= set(Case.objects.values_list("state", flat=True))


def test_dealings_carry_papers_and_milestones_that_fit_their_days(entered):
    staged = Paper.objects.order_by().values_list("dealing__state", flat=True).distinct()
    assert set(staged) == {"negotiating", "agreeing", "running", "delivered", "done"}
    begun = Dealing.objects.filter(state__in=("running", "delivered", "done"))
    assert Confirmation.objects.filter(dealing__in=begun, kind="agreement").count() == 2 * begun.count() == 46
    over = Milestone.objects.filter(dealing__state__in=("delivered", "done")).select_related("dealing")
    assert over and all(row.dealing.agreed_at <= row.reached_at <= row.dealing.state_at for row in over)
    assert all(row.due_on <= row.dealing.state_at.date() for row in over)


def test_publications_lie_over_the_year_and_before_their_dealings(entered):
    for family in (Demand, Resource):
        months = family.objects.published().dates("published_at", "month")
        assert len(months) >= 10
    for row in Dealing.objects.select_related("demand", "resource"):
        assert max(row.demand.published_at, row.resource.published_at).date() < row.proposed_on


def test_public_notices_are_running_over_withdrawn_and_drafted(entered):
    assert Counter(PublicNotice.objects.values_list("state", flat=True)) == {
        "open": 2, "closed": 1, "withdrawn": 1, "draft": 1,
    }  # fmt: skip
    assert Counter(Objection.objects.values_list("state", flat=True)) == {"received": 1, "dismissed": 1, "upheld": 1}
    fictional = set(PublicNotice.objects.values_list("organization__is_demo", "is_demo"))
    assert fictional == {(True, True)}


def test_the_owner_finds_word_of_what_of_his_was_published(entered):
    owner = Membership.objects.get(user__email="qiye@demo.example")
    told = Notice.objects.filter(user=owner.user_id, topic="listing")
    own = {"organization": owner.organization_id, "state": "published"}
    entered_one_by_one = [family for family in families() if family is not Mentor]  # these are written in bulk
    published = [family.objects.filter(**own).exclude(kind="mentor") for family in entered_one_by_one]
    assert told.count() == sum(rows.count() for rows in published) > 0


def test_mentors_stand_in_every_state_and_nobody_in_public_without_his_word(entered):
    assert Counter(Mentor.objects.values_list("state", flat=True)) == {
        "published": 75, "submitted": 7, "draft": 6, "closed": 5, "returned": 4, "withdrawn": 3,
    }  # fmt: skip
    assert Counter(Mentor.objects.values_list("kind", flat=True)) == {"professor": 39, "lecturer": 32, "assistant": 29}
    assert not Mentor.objects.exclude(organization__is_demo=True, is_demo=True, title__startswith="演示").exists()
    assert not Mentor.objects.public().exclude(consents__taken_back_at=None).exists()
    shown = Mentor.objects.public().values_list("title", flat=True)
    assert set(Resource.objects.filter(kind="mentor").values_list("title", flat=True)) == set(shown)


def test_levels_terms_and_hours_of_mentors_stand_in_every_state(entered):
    for model in (Grade, Appointment, HourEntry):
        assert set(model.objects.values_list("state", flat=True)) == set(model.lifecycle.by_value), model
    assert set(Grade.objects.values_list("level", flat=True)) == set(Grade.LEVELS)
    assert files.of_many(Grade, Grade.objects.values("pk")).count() == Grade.objects.count()
    today = timezone.localdate()
    assert not Appointment.objects.past(today).exists()
    assert not Grade.objects.past(today).exists()
    for row in HourEntry.objects.select_related("appointment"):
        assert row.appointment.since <= row.day <= min(row.appointment.until, today)
    assert HourEntry.objects.filter(corrects__isnull=False).confirmed().exists()
