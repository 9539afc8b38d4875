"""Coming in: the draft survives, the next page is ours, large print needs no script, identities change rights."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from apps.accounts.models import Membership, Organization, User
from apps.accounts.tasks import send_reset_mail
from tests.factories.accounts import MembershipFactory
from tests.personas import act, lanhai
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-9"


def newcomer(**changes):
    values = {"login": "new@example.com", "password": PASSWORD, "organization_name": "新芽精密", "agreed": "on"}
    return values | changes


def test_registration_opens_account_and_enterprise_and_goes_on_where_one_was(client):
    answer = client.post(reverse("register"), newcomer(next=reverse("demand-new")))
    assert answer.headers["Location"] == reverse("demand-new")
    membership = Membership.objects.get(user__email="new@example.com")
    assert (membership.role, membership.organization.name) == ("enterprise_owner", "新芽精密")
    assert client.get(reverse("desk")).status_code == 200


def test_registration_says_all_that_is_missing_at_once(client):
    page = client.post(reverse("register"), {"login": "x", "password": "1"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) >= {"login", "password", "organization_name", "agreed"}
    assert User.objects.count() == 0


def test_an_enterprise_that_is_here_already_has_to_say_yes(client, li_na):
    Organization.objects.filter(pk=li_na.organization_id).update(name="海陆精工")
    client.post(reverse("register"), newcomer(organization_name="海陆精工"))
    membership = Membership.objects.get(user__email="new@example.com")
    assert (membership.organization, membership.state) == (li_na.organization, "requested")
    assert "还没有加入单位" in text_of(client.get(reverse("desk")))


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"])
def test_nobody_is_sent_to_a_foreign_page(client, wanted):
    answer = client.post(reverse("register"), newcomer(next=wanted))
    assert answer.headers["Location"] == reverse("desk")
    assert client.post(reverse("size"), {"size": "large", "next": wanted}).headers["Location"] == "/"


def test_login_keeps_the_pasted_words_and_says_so(client, li_na):
    li_na.user.set_password(PASSWORD)
    li_na.user.save()
    client.post("/ask/", {"text": "深海密封件需要在两个月内做微泄漏检测"})
    page = client.get(reverse("login"), {"next": reverse("demand-new")})
    assert "您刚才写的需求还在" in text_of(page)
    values = {"username": "li.na@example.com", "password": PASSWORD, "next": reverse("demand-new")}
    assert client.post(reverse("login"), values).headers["Location"] == reverse("demand-new")
    assert client.get(reverse("demand-new")).context["form"]["text"].value() == "深海密封件需要在两个月内做微泄漏检测"


def test_a_wrong_password_is_a_sentence_and_the_password_is_not_sent_back(client, li_na):
    page = client.post(reverse("login"), {"username": "li.na@example.com", "password": "wrong-password-1"})
    assert "账号或密码不对" in text_of(page)
    assert "wrong-password-1" not in page.content.decode()


def test_the_fifth_failure_locks_the_account_with_a_page(client, li_na):
    values = {"username": "li.na@example.com", "password": "wrong-password-1"}
    pages = [client.post(reverse("login"), values) for _ in range(5)]
    assert pages[-1].status_code == 429
    assert "锁定 15 分钟" in text_of(pages[-1])


def test_a_session_that_ended_is_explained(client):
    assert "太久没有操作" in text_of(client.get(reverse("login"), {"expired": "idle"}))


def test_the_reset_answer_is_the_same_for_known_and_unknown(client, li_na):
    known = client.post(reverse("password_reset"), {"email": "li.na@example.com"})
    unknown = client.post(reverse("password_reset"), {"email": "nobody@example.com"})
    assert re.sub(r"value=\"[^\"]{20,}\"|请求编号 \w+", "", known.content.decode()) == re.sub(
        r"value=\"[^\"]{20,}\"|请求编号 \w+", "", unknown.content.decode()
    )


def test_the_mailed_link_sets_a_password_once(client, li_na):
    send_reset_mail({"user": li_na.user_id, "base": "http://testserver/"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]
    assert client.get(link).status_code == 200
    assert client.post(link, {"password": PASSWORD}).headers["Location"] == reverse("login")
    assert "已经用过、过期或不完整" in text_of(client.get(link))
    assert User.objects.get(pk=li_na.user_id).check_password(PASSWORD)


@pytest.mark.parametrize("uid", ["MQ", "AAAA", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "%00", "長"])
def test_an_invented_link_is_a_page(client, uid):
    assert client.get(f"/password/{uid}/abc-def/").status_code == 200
    assert client.post(f"/password/{uid}/abc-def/", {"password": PASSWORD}).status_code == 400


def test_another_identity_brings_another_desk(browser, li_na):
    second = MembershipFactory(user=li_na.user, organization=lanhai(), role="enterprise_clerk")
    hers = browser(li_na)
    hers.post(reverse("switch"), {"membership": second.pk})
    assert "蓝海锻造（演示） · 企业经办人" in text_of(hers.get(reverse("desk")))


def test_nobody_takes_somebody_elses_identity(browser, li_na, he_jun):
    answer = browser(li_na).post(reverse("switch"), {"membership": he_jun.membership.pk})
    assert answer.status_code == 404


def test_joining_is_asked_for_and_answered(browser, li_na):
    asking = act("想加入", "asking", lanhai(), "enterprise_clerk")
    Membership.objects.filter(user=asking.user).update(state="ended")
    his = browser(asking)
    assert "海陆精工" in text_of(his.get(reverse("join"), {"q": "海陆"}))
    values = {"organization": li_na.organization.code, "role": "enterprise_clerk", "note": "技术部"}
    assert his.post(reverse("join"), values).headers["Location"] == reverse("account")
    row = Membership.objects.get(user=asking.user, organization=li_na.organization)
    assert "想加入 申请加入本单位" in text_of(browser(li_na).get(reverse("desk")))
    browser(li_na).post(reverse("member-move", args=[row.pk, "approve"]))
    row.refresh_from_db()
    assert row.state == "active"


@pytest.mark.parametrize("value", ["", "nowhere", "a" * 300])
def test_joining_an_organization_that_is_not_there(browser, li_na, value):
    assert browser(li_na).post(reverse("join"), {"organization": value}).status_code in {302, 404}
    assert Organization.objects.count() == 1


def test_large_print_is_a_cookie_and_an_attribute_of_the_page(client):
    assert 'data-size="large"' not in client.get("/").content.decode()
    answer = client.post(reverse("size"), {"size": "large", "next": "/demands/"})
    assert answer.headers["Location"] == "/demands/"
    page = client.get("/").content.decode()
    assert 'lang="zh-Hans" data-size="large"' in page and 'aria-pressed="true"' in page
    client.post(reverse("size"), {"size": "normal"})
    assert 'data-size="large"' not in client.get("/").content.decode()
