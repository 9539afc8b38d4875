"""Colleagues asked in by mail: one link, one week, one yes; nobody learns who has an account."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Invitation, Membership, User
from apps.accounts.services import invitations, invite
from apps.core import lifecycle, outbox
from apps.core.errors import Conflict, Defects
from apps.core.models import OutboxEvent
from tests.factories.accounts import UserFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db
NEW = {"name": "新同事", "password": "correct-horse-9", "agreed": "on"}


def asked(li_na, email="new.one@example.com", role="enterprise_clerk"):
    row = invite(email=email, role=role, actor=li_na)
    return row, f"/invitations/{invitations.token_of(row)}/"


def test_a_newcomer_sets_name_and_password_and_is_in(li_na, mailoutbox):
    row, url = asked(li_na, " New.One@Example.com ")
    outbox.drain()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["new.one@example.com"], "邀请您加入临港产教融合平台上的单位")
    assert re.search(r"https?://\S+(/invitations/\w{64}/)", mail.body)[1] == url
    assert "李娜" not in mail.body
    token = url.split("/")[2]
    assert not Invitation.objects.filter(seed=token).exists() and token != row.token_hash
    assert token not in str(list(OutboxEvent.objects.values_list("payload", "key")))
    browser = Client()
    assert "设置账号" in browser.get(url).content.decode()
    answer = browser.post(url, NEW, follow=True)
    assert answer.redirect_chain == [("/desk/", 302)]
    place = Membership.objects.get(user__email="new.one@example.com")
    assert (place.organization.code, place.role, place.state) == ("hailu", "enterprise_clerk", "active")
    assert place.user.email_verified_at and place.user.consent_at
    again = Client().get(url)
    assert (again.status_code, "链接只能用一次" in again.content.decode()) == (410, True)
    assert Client().post(url, NEW).status_code == 410


def test_an_account_accepts_with_itself_and_no_other(li_na, lin_yue, wang_wei):
    _, url = asked(li_na, "lin.yue@example.com")
    assert "登录并接受" in Client().get(url).content.decode()
    other = client_of(wang_wei).post(url)
    assert (other.status_code, "另一个邮箱" in other.content.decode()) == (409, True)
    assert client_of(lin_yue).post(url, follow=True).redirect_chain == [("/desk/", 302)]
    assert lin_yue.user.memberships.filter(organization=li_na.organization, state="active").count() == 1


def test_an_account_without_a_mail_address_takes_that_of_the_link(li_na):
    user = UserFactory(email=None, phone="13800000009")
    row, _ = asked(li_na)
    invitations.accept(invitation=row, actor=Actor(user=user))
    assert User.objects.get(pk=user.pk).email == "new.one@example.com"


def test_an_account_opened_meanwhile_has_to_log_in(li_na):
    _, url = asked(li_na)
    UserFactory(email="new.one@example.com")
    answer = Client().post(url, NEW)
    assert (answer.status_code, "登录并接受" in answer.content.decode()) == (422, True)


def test_over_after_seven_days_revoked_and_replaced_links_say_so(li_na):
    row, url = asked(li_na)
    Invitation.objects.update(expires_at=timezone.now())
    assert "7 天有效期" in Client().get(url).content.decode()
    lifecycle.move(row, "resend", actor=li_na)
    assert Client().get(url).status_code == 404  # the old link leads nowhere
    row = Invitation.objects.get()
    fresh = f"/invitations/{invitations.token_of(row)}/"
    assert row.expires_at > timezone.now() + timedelta(days=6)
    assert Client().get(fresh).status_code == 200
    lifecycle.move(row, "revoke", actor=li_na)
    answer = Client().post(fresh, NEW)
    assert (answer.status_code, "已撤销" in answer.content.decode()) == (410, True)
    with pytest.raises(Conflict):
        lifecycle.move(Invitation.objects.get(), "resend", actor=li_na)
    assert not User.objects.filter(email="new.one@example.com").exists()


def test_a_revoked_invitation_is_not_mailed(li_na, mailoutbox):
    row, _ = asked(li_na)
    lifecycle.move(row, "revoke", actor=li_na)
    outbox.drain()
    assert mailoutbox == []


def test_a_suspended_organization_takes_nobody_in(li_na):
    _, url = asked(li_na)
    lifecycle.move(li_na.organization, "suspend", actor=Actor.system(), note="演示", reason="asked")
    assert "该单位已停用" in Client().get(url).content.decode()


def test_who_may_ask_whom_to_be_what(li_na, zhou_lan, xin_mei, gu_feng, lin_yue):
    for actor, role in ((zhou_lan, "enterprise_clerk"), (xin_mei, "enterprise_clerk"), (lin_yue, "liaison")):
        with pytest.raises(PermissionDenied):
            invite(email="x@example.com", role=role, actor=actor)
    for role in ("expert", "auditor", "partner_system", "liaison", "nonsense"):
        with pytest.raises(Defects):
            invite(email="x@example.com", role=role, actor=li_na)
    for role in ("enterprise_owner", "enterprise_clerk", "mentor"):
        assert invite(email=f"{role}@example.com", role=role, actor=li_na).state == "invited"
    assert invite(email="lab@example.com", role="lab_manager", actor=gu_feng).organization == gu_feng.organization
    for wrong in ("13800000000", "nobody", "a@b"):
        with pytest.raises(Defects):
            invite(email=wrong, role="enterprise_clerk", actor=li_na)


def test_the_answer_is_the_same_with_and_without_an_account(li_na, he_jun, lin_yue):
    browser, seen = client_of(li_na), []
    for email in ("he.jun@example.com", "nobody.here@example.com"):
        answer = browser.post("/desk/members/invite/", {"invite-email": email, "invite-role": "enterprise_clerk"})
        seen.append((answer.status_code, answer.headers["Location"]))
    assert seen == [(302, "/desk/members/#invitations")] * 2
    twice = browser.post(
        "/desk/members/invite/", {"invite-email": "he.jun@example.com", "invite-role": "enterprise_clerk"}
    )
    assert (twice.status_code, "已经邀请过这个邮箱" in twice.content.decode()) == (422, True)
    page = browser.get("/desk/members/").content.decode()
    assert (page.count("重新发送"), page.count("撤销邀请"), "nobody.here@example.com" in page) == (2, 2, True)
    assert "nobody.here@example.com" not in client_of(lin_yue).get("/desk/members/").content.decode()


def test_the_list_is_seen_by_those_who_speak(personas):
    row, _ = asked(personas["li_na"])
    assert {name for name, actor in personas.items() if row in Invitation.objects.visible_to(actor)} == {
        "li_na",
        "machine",
    }


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_the_same_link_one_gets_in(li_na):
    _, url = asked(li_na)

    def enter(n):
        try:
            return Client().post(url, NEW | {"name": f"新同事{n}"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(enter, range(2)))
    assert found[0] == 302 and found[1] in {409, 410, 422}
    assert Membership.objects.filter(user__email="new.one@example.com").count() == 1
