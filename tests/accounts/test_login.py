"""Logging in by e-mail or phone, the lock after five failures, and the two clocks of a session."""

import re

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone

from apps.accounts import sessions
from apps.accounts.models import Membership, User
from apps.accounts.services import knock
from tests import personas as people
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


@pytest.fixture(autouse=True)
def _pages(pages, settings):
    settings.AXES_LOCKOUT_TEMPLATE = None  # the page itself is the portal's


@pytest.fixture
def li_na(li_na):
    li_na.user.phone = "13800000000"
    li_na.user.set_password(PASSWORD)
    li_na.user.save()
    return li_na


def log_in(client: Client, login: str, password: str = PASSWORD, **extra):
    return client.post("/login", {"username": login, "password": password}, **extra)


@pytest.mark.parametrize("login", ["li.na@example.com", " LI.NA@example.com ", "13800000000", "+86 138 0000 0000"])
def test_email_and_phone_are_one_account(li_na, login):
    client = Client()
    assert log_in(client, login).status_code == 302
    assert client.get("/whoami").content.decode() == "李娜/海陆精工（演示）/enterprise_owner"


@pytest.mark.parametrize("login", ["li.na@example.com", "nobody@example.com", "", "\0", "x" * 300, "李娜", "utest"])
def test_wrong_and_unknown_get_the_same_answer(li_na, login):
    response = log_in(Client(), login, "wrong password")
    assert response.status_code == 200
    assert client_answer(response) in ("", "账号或密码不对，请检查后重试；连续 5 次不对将锁定 15 分钟。")


def client_answer(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode()).strip()


@pytest.mark.parametrize("column, value", [("is_active", False), ("is_service", True)])
def test_disabled_and_service_accounts_stay_out(li_na, column, value):
    User.objects.filter(pk=li_na.user_id).update(**{column: value})
    assert log_in(Client(), "li.na@example.com").status_code == 200


def test_an_account_disabled_later_is_out_with_the_next_request(li_na):
    client = client_of(li_na)
    User.objects.filter(pk=li_na.user_id).update(is_active=False)
    assert client.get("/whoami").content.decode() == "//"


def test_the_technical_login_is_no_name_to_log_in_with(li_na):
    assert authenticate(RequestFactory().post("/"), username=li_na.user.login, password=PASSWORD) is None
    assert authenticate(RequestFactory().post("/"), username=None, password=None) is None


# Five failures


def test_five_failures_lock_for_a_quarter_of_an_hour_even_with_the_right_password(li_na):
    client = Client()
    answers = [log_in(client, "li.na@example.com", "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert log_in(client, "li.na@example.com").status_code == 429


def test_email_and_phone_share_the_five_tries(li_na):
    client = Client()
    for login in ("li.na@example.com", "13800000000", "+8613800000000", "LI.NA@EXAMPLE.COM"):
        assert log_in(client, login, "wrong").status_code == 200
    assert log_in(client, "13800000000", "wrong").status_code == 429


def test_four_failures_and_a_success_begin_again(li_na):
    client = Client()
    for _ in range(2):
        assert [log_in(client, "13800000000", "wrong").status_code for _ in range(4)] == [200] * 4
        assert log_in(client, "li.na@example.com").status_code == 302


def test_the_lock_lets_go(li_na, settings):
    client = Client()
    for _ in range(5):
        log_in(client, "li.na@example.com", "wrong")
    settings.AXES_COOLOFF_TIME = timezone.timedelta(0)
    assert log_in(client, "li.na@example.com").status_code == 302


def test_somebody_elses_failures_do_not_lock_me_out(li_na, zhou_lan):
    for _ in range(6):
        log_in(Client(), "zhou.lan@example.com", "wrong")
    assert log_in(Client(), "li.na@example.com").status_code == 302
    for _ in range(6):
        log_in(Client(), "li.na@example.com", "wrong", REMOTE_ADDR="10.9.9.9")
    assert log_in(Client(), "li.na@example.com").status_code == 302


def hashing(monkeypatch) -> list:
    """From now on every look at a password hash is noted here."""
    seen = []
    monkeypatch.setattr(User, "check_password", lambda user, password: seen.append(user.pk))
    return seen


def test_a_locked_account_is_not_hashed_for(li_na, monkeypatch):
    for _ in range(4):
        log_in(Client(), "li.na@example.com", "wrong")
    seen = hashing(monkeypatch)
    assert (log_in(Client(), "li.na@example.com").status_code, seen) == (429, [li_na.user_id])  # the fifth, the control
    assert (log_in(Client(), "li.na@example.com").status_code, seen) == (429, [li_na.user_id])


def test_one_network_cannot_keep_us_hashing(li_na):
    for _ in range(60):
        knock("login", "127.0.0.1")
    response = log_in(Client(), "li.na@example.com")
    assert (response.status_code, client_answer(response)) == (200, "本网络登录尝试过于频繁，请 10 分钟后再试")


# The session's clocks


def wind(client: Client, **seconds: int) -> None:
    """Put the session's clocks back."""
    session = client.session
    for name, ago in seconds.items():
        session[name] = sessions.now() - ago
    session.save()


@pytest.mark.parametrize(
    "started, seen, expired",
    [
        (0, 0, ""),
        (1790, 1790, ""),
        (1800, 1800, "idle"),
        (43_190, 10, ""),
        (43_200, 10, "absolute"),
        (50_000, 2000, "absolute"),
    ],
)
def test_thirty_minutes_idle_and_twelve_hours_in_all(li_na, started, seen, expired):
    client = client_of(li_na)
    client.get("/whoami")
    wind(client, started_at=started, seen_at=seen)
    response = client.get("/whoami?page=2")
    if not expired:
        assert response.status_code == 200
    else:
        assert (response.status_code, response["Location"]) == (
            302,
            f"/login?expired={expired}&next=%2Fwhoami%3Fpage%3D2",
        )
        assert client.get("/whoami").content.decode() == "//"
        assert Session.objects.count() == 0


def test_working_keeps_the_session_alive_and_writes_it_once_a_minute(li_na):
    client = client_of(li_na)
    client.get("/whoami")
    wind(client, seen_at=30)
    client.get("/whoami")
    assert sessions.now() - client.session[sessions.SEEN] >= 30
    wind(client, seen_at=1700)
    client.get("/whoami")
    assert sessions.now() - client.session[sessions.SEEN] < 5


def test_a_form_sent_too_late_goes_to_the_login_without_a_way_back_to_itself(li_na):
    client = client_of(li_na)
    wind(client, started_at=50_000, seen_at=0)
    assert client.post("/whoami")["Location"] == "/login?expired=absolute"


def test_htmx_is_told_to_go_to_the_login(li_na):
    client = client_of(li_na)
    wind(client, started_at=50_000, seen_at=0)
    response = client.get("/whoami", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, "/login?expired=absolute&next=%2Fwhoami")


def test_a_session_from_before_the_clocks_gets_them(li_na):
    client = client_of(li_na)
    session = client.session
    del session[sessions.STARTED], session[sessions.SEEN]
    session.save()
    assert client.get("/whoami").status_code == 200
    assert sessions.STARTED in client.session


# Whose rights


def test_the_actor_is_the_membership_chosen_else_the_one_used_last(li_na):
    university = MembershipFactory(user=li_na.user, organization=people.yanshi_university(), role="mentor")
    client = Client()
    client.force_login(li_na.user)
    assert client.get("/whoami").content.decode() == "李娜/演示大学（演示）/mentor"  # the newest
    Membership.objects.filter(pk=li_na.membership.pk).update(used_at=timezone.now())
    assert client.get("/whoami").content.decode() == "李娜/海陆精工（演示）/enterprise_owner"
    assert client_of(people.Actor(user=li_na.user, membership=university)).get("/whoami").content.decode() == (
        "李娜/演示大学（演示）/mentor"
    )


def test_a_membership_that_ended_or_is_another_persons_gives_nothing(li_na, wang_wei):
    stolen = client_of(li_na)
    session = stolen.session
    session[sessions.MEMBERSHIP] = wang_wei.membership.pk
    session.save()
    assert stolen.get("/whoami").content.decode() == "李娜/海陆精工（演示）/enterprise_owner"
    Membership.objects.filter(pk=li_na.membership.pk).update(state="ended")
    assert stolen.get("/whoami").content.decode() == "李娜//"


def test_people_of_a_suspended_organization_cannot_act(li_na):
    client = client_of(li_na)
    OrganizationFactory._meta.model.objects.filter(pk=li_na.organization_id).update(state="suspended")
    assert client.get("/whoami").content.decode() == "李娜//"


def test_a_page_costs_three_queries_for_who_it_is(li_na, django_assert_num_queries):
    client = client_of(li_na)
    client.get("/whoami")
    with django_assert_num_queries(3):  # session, user, memberships
        client.get("/whoami")
    with django_assert_num_queries(0):
        Client().get("/whoami")


def test_entering_another_identity_changes_the_sessions_key(li_na):
    request = RequestFactory().get("/")
    client = client_of(li_na)
    request.session, request.user = client.session, li_na.user
    before = request.session.session_key
    sessions.enter(request, li_na)
    assert request.session.session_key != before
    assert (request.session[sessions.MEMBERSHIP], request.actor) == (li_na.membership.pk, li_na)
