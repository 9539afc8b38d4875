"""Accounts: opening, resetting by mail, what Django's own machinery may ask."""

import re

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from apps.accounts.models import Membership, User
from apps.accounts.services import Throttled, open_account, request_reset, set_password, users
from apps.core import outbox
from apps.core.errors import Defects
from tests import personas as people
from tests.factories.accounts import UserFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


def test_an_account_without_a_password_waits_for_its_mail(machine):
    user = open_account(login="new@example.com", password=None, name="新同事", actor=machine)
    assert (user.email, user.has_usable_password()) == ("new@example.com", False)


def test_the_technical_login_says_nothing_about_the_person(machine):
    user = open_account(login="13800000009", password=PASSWORD, actor=machine)
    assert "138" not in user.get_username()
    assert (str(user), user.phone_note) == ("未填姓名", "未验证")
    assert UserFactory(phone_verified_at="2026-01-01T00:00Z", phone="13800000008").phone_note == "已验证"
    assert UserFactory().phone_note == ""


@pytest.mark.parametrize("password", ["short", "password123", "12345678901234", "li.na@example"])
def test_weak_passwords_are_told(machine, password):
    with pytest.raises(Defects) as refused:
        open_account(login="li.na@example.com", password=password, actor=machine)
    assert set(refused.value.by_field()) == {"password"}


def test_the_database_refuses_a_person_nobody_can_reach():
    User(login="s1", is_service=True).save()  # the control
    with pytest.raises(IntegrityError):
        User(login="u1").save()


def test_a_race_for_one_name_ends_in_words(machine):
    UserFactory(email="li.na@example.com")
    taken = User(login="u2", email="li.na@example.com")
    with pytest.raises(Defects):
        users._insert(taken)


# Reset


def test_a_reset_mail_carries_a_link_that_works_once(pages, li_na, mailoutbox):
    request_reset(email=" LI.NA@example.com", base_url="https://park.example/", address="10.0.0.1")
    assert mailoutbox == []  # the request does not wait for the mail server
    assert outbox.drain() == 1
    (mail,) = mailoutbox
    uid, token = re.search(r"https://park\.example/reset/([^/]+)/([^/]+)/", mail.body).groups()
    assert (mail.to, mail.subject) == (["li.na@example.com"], "重设临港产教融合平台密码")
    assert default_token_generator.check_token(li_na.user, token)
    set_password(user=li_na.user, password=PASSWORD)
    assert not default_token_generator.check_token(li_na.user, token)


def test_nobody_is_told_who_is_here(pages, li_na, mailoutbox):
    User.objects.filter(pk=li_na.user_id).update(is_active=False)
    for email in ("nobody@example.com", "li.na@example.com", "", "\0"):
        request_reset(email=email, base_url="https://park.example", address="10.0.0.1")
    assert (outbox.drain(), mailoutbox) == (0, [])


def test_a_mail_owed_to_somebody_who_left_is_not_sent(pages, li_na, mailoutbox):
    request_reset(email="li.na@example.com", base_url="https://park.example", address="10.0.0.1")
    User.objects.filter(pk=li_na.user_id).update(is_active=False)
    assert (outbox.drain(), mailoutbox) == (1, [])


def test_resets_are_counted(li_na):
    for _ in range(5):
        request_reset(email="nobody@example.com", base_url="https://park.example", address="10.0.0.1")
    with pytest.raises(Throttled):
        request_reset(email="li.na@example.com", base_url="https://park.example", address="10.0.0.1")


def test_a_new_password_ends_other_sessions(pages, li_na):
    client = client_of(li_na)
    assert client.get("/whoami").content.decode().startswith("李娜")
    set_password(user=li_na.user, password=PASSWORD)
    assert client.get("/whoami").content.decode() == "//"
    with pytest.raises(Defects):
        set_password(user=li_na.user, password="short")


# What Django asks


def test_nobody_is_a_superuser_and_only_a_system_admin_sees_the_admin(pages, personas):
    let_in = {
        name
        for name, actor in personas.items()
        if not actor.is_system and client_of(actor).get("/admin/accounts/organization/").status_code == 200
    }
    assert let_in == {"admin_xu"}
    assert not any(actor.user.is_superuser for actor in personas.values() if actor.user)


@pytest.mark.parametrize("model", ["user", "organization", "membership", "grant", "apiclient"])
def test_the_admin_may_look_and_not_touch(pages, admin_xu, li_na, model):
    client = client_of(admin_xu)
    page = client.get(f"/admin/accounts/{model}/")
    assert page.status_code == 200
    assert b"li.na@example.com" not in page.content
    assert client.get(f"/admin/accounts/{model}/add/").status_code == 403
    if model == "organization":
        row = li_na.organization
        assert client.get(f"/admin/accounts/organization/{row.pk}/change/").status_code == 200
        assert client.post(f"/admin/accounts/organization/{row.pk}/change/", {"name": "x"}).status_code == 403
        assert client.post(f"/admin/accounts/organization/{row.pk}/delete/").status_code == 403


def test_permissions_come_from_the_rules_of_the_active_membership(li_na, wang_wei):
    for actor in (li_na, wang_wei):
        actor.user.actor = actor
    assert li_na.user.has_perm("accounts.organization.edit", li_na.organization)
    assert not wang_wei.user.has_perm("accounts.organization.edit", li_na.organization)
    assert not li_na.user.has_perm("accounts.add_user")
    assert not UserFactory().has_perm("accounts.organization.edit", li_na.organization)


# The first administrators


def test_appoint_opens_the_account_it_needs(monkeypatch, capsys):
    people.committee()
    monkeypatch.setattr("getpass.getpass", lambda prompt: PASSWORD)
    call_command(
        "appoint",
        "--login",
        "gao@example.com",
        "--organization",
        "committee",
        "--role",
        "security_admin",
        "--name",
        "高",
    )
    place = Membership.objects.get()
    assert (place.role, place.active, place.user.email) == ("security_admin", True, "gao@example.com")
    call_command("appoint", "--login", "gao@example.com", "--organization", "committee", "--role", "committee")
    assert Membership.objects.count() == 2
    with pytest.raises(CommandError, match="三员分立"):
        call_command("appoint", "--login", "gao@example.com", "--organization", "committee", "--role", "auditor")
    with pytest.raises(CommandError, match="没有代码为「nowhere」的单位"):
        call_command("appoint", "--login", "gao@example.com", "--organization", "nowhere", "--role", "auditor")
