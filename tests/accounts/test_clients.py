"""Keys for programs: shown once, kept as a hash, worth what their scopes and their organization are worth."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.accounts.models import ApiClient, Membership, Organization, User
from apps.accounts.services import authenticate_token, create_client, revoke_client
from apps.core import journal
from apps.core.errors import Conflict, Defects
from tests import personas as people

pytestmark = pytest.mark.django_db
SCOPES = ["demand:read", "match:read"]


@pytest.fixture
def key(li_na):
    return create_client(organization=li_na.organization, scopes=SCOPES, actor=li_na, name="MES")


def test_a_token_acts_for_its_organization(key):
    client, token = key
    caller = authenticate_token(token)
    assert (caller.client, caller.scopes) == (client, frozenset(SCOPES))
    assert (caller.actor.via, caller.actor.role, caller.actor.user_name) == ("api", "partner_system", "MES")
    assert caller.actor.organization == people.hailu()


def test_the_token_itself_is_nowhere_in_the_database(key):
    client, token = key
    assert token.startswith(client.prefix) and len(token) > 40
    stored = str(ApiClient.objects.values().get()) + str([entry.after for entry in journal.of(client)])
    assert token not in stored and token[10:] not in stored


@pytest.mark.parametrize("bad", ["", "lg_", "lg_wrong", "Bearer x", "lg_" + "x" * 200, "lg_令牌", "\0"])
def test_anything_else_is_nobody(key, bad):
    assert authenticate_token(bad) is None


def _expire(client):
    ApiClient.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def _revoke(client):
    ApiClient.objects.update(revoked_at=timezone.now())


def _end(client):
    Membership.objects.filter(pk=client.membership_id).update(state="ended")


def _disable(client):
    User.objects.filter(pk=client.membership.user_id).update(is_active=False)


def _suspend(client):
    Organization.objects.filter(pk=client.organization_id).update(state="suspended")


@pytest.mark.parametrize("damage", [_expire, _revoke, _end, _disable, _suspend])
def test_a_key_stops_when_anything_it_hangs_on_stops(key, damage):
    client, token = key
    assert authenticate_token(token) is not None  # the control
    damage(client)
    assert authenticate_token(token) is None


def test_use_is_noted_once_a_minute(key, django_assert_num_queries):
    client, token = key
    with django_assert_num_queries(2):
        authenticate_token(token)
    with django_assert_num_queries(1):
        authenticate_token(token)
    ApiClient.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    with django_assert_num_queries(2):
        authenticate_token(token)


def test_the_service_account_cannot_log_in(key):
    user = key[0].membership.user
    assert (user.is_service, user.has_usable_password()) == (True, False)


def test_only_those_who_speak_for_the_organization_make_keys(li_na, zhou_lan, he_jun, xin_mei):
    for actor in (zhou_lan, he_jun):
        with pytest.raises(PermissionDenied):
            create_client(organization=li_na.organization, scopes=SCOPES, actor=actor)
    with pytest.raises(PermissionDenied):  # not yet verified
        create_client(organization=xin_mei.organization, scopes=SCOPES, actor=xin_mei)


@pytest.mark.parametrize(
    "scopes, message", [(["demand:burn"], "没有「demand:burn」这一权限范围"), ([], "没有写明权限范围")]
)
def test_unknown_scopes_are_told(li_na, scopes, message):
    with pytest.raises(Defects) as refused:
        create_client(organization=li_na.organization, scopes=scopes, actor=li_na)
    assert refused.value.defects[0].message == message
    assert ApiClient.objects.count() == 0


def test_revoking(key, li_na, he_jun):
    client, token = key
    with pytest.raises(PermissionDenied):
        revoke_client(client=client, actor=he_jun)
    revoke_client(client=client, actor=li_na)
    assert authenticate_token(token) is None
    with pytest.raises(Conflict):
        revoke_client(client=client, actor=li_na)


def test_the_command_prints_the_token_alone_on_its_last_line(capsys):
    people.hailu()
    call_command("create_client", "--organization", "hailu", "--scopes", "demand:read demand:write,resource:read")
    token = capsys.readouterr().out.splitlines()[-1]
    assert authenticate_token(token).scopes == {"demand:read", "demand:write", "resource:read"}
    assert authenticate_token(token).actor.organization == people.hailu()


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--organization", "nobody", "--scopes", "demand:read"], "没有代码为「nobody」的单位"),
        (["--organization", "hailu", "--scopes", "demand:burn"], "没有「demand:burn」这一权限范围"),
        (["--organization", "hailu", "--scopes", " "], "没有写明权限范围"),
        (["--organization", "hailu", "--scopes", "demand:read", "--days", "0"], "有效天数应在 1 到 3650 之间"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, message):
    people.hailu()
    with pytest.raises(CommandError) as refused:
        call_command("create_client", *arguments)
    assert str(refused.value).startswith(message)
