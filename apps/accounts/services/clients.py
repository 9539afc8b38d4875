"""Keys for programs: made once, shown once, kept as a hash."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts import scopes as scope_table
from apps.accounts.actor import Actor
from apps.accounts.models import ApiClient, Organization, User
from apps.accounts.services.memberships import request
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defects

ROLE = "partner_system"
MARK = "lg_"
NOTE_USE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Caller:
    """Who a bearer token is: the actor the rules judge, and what the key was made for."""

    actor: Actor
    client: ApiClient
    scopes: frozenset[str]


@transaction.atomic
def create_client(
    *,
    organization: Organization,
    scopes: Iterable[str],
    actor: Actor,
    name: str = "",
    expires_at: datetime | None = None,
) -> tuple[ApiClient, str]:
    """A client with its service account; the token is returned once and never again.

    Raises PermissionDenied and Defects (an unknown scope).
    """
    wanted = list(dict.fromkeys(scopes))
    rules.require(actor, "create", ApiClient(organization=organization))
    if defects := scope_table.unknown(wanted):
        raise Defects(defects)
    token = MARK + secrets.token_urlsafe(32)
    client = ApiClient.objects.create(
        name=name or f"{organization.name}接口",
        membership=_service_account(organization, name, actor),
        organization=organization,
        scopes=wanted,
        prefix=token[:10],
        token_hash=digest(token),
        created_by_id=actor.user_id,
        expires_at=expires_at,
    )
    journal.write(actor, "create", client, after={"scopes": wanted, "prefix": client.prefix})
    return client, token


def _service_account(organization: Organization, name: str, actor: Actor):
    user = User(login=f"s{uuid.uuid4().hex}", name=(name or f"{organization.name}接口")[:60], is_service=True)
    user.set_unusable_password()
    user.save(force_insert=True)
    membership = request(user=user, organization=organization, role=ROLE, actor=actor)
    return lifecycle.move(membership, "approve", actor=Actor.system(actor.via))


def digest(token: str) -> str:
    """Plain SHA-256 is enough for 256 random bits, and quick on every call."""
    return hashlib.sha256(token.encode()).hexdigest()


def authenticate_token(token: str) -> Caller | None:
    """Who calls with this bearer token; None when it is unknown, revoked or expired, or its account cannot act."""
    if not token.startswith(MARK) or not token.isascii() or len(token) > 100:
        return None
    rows = ApiClient.objects.live().select_related("membership__user", "membership__organization")
    client = rows.filter(token_hash=digest(token)).first()
    if client is None:
        return None
    _note_use(client)
    actor = Actor(user=client.membership.user, membership=client.membership, via="api")
    return Caller(actor, client, frozenset(client.scopes))


def _note_use(client: ApiClient) -> None:
    """At most once a minute: a write per read would cost more than the read."""
    now = timezone.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTE_USE_EVERY)
    if client.last_used_at is None or client.last_used_at < now - NOTE_USE_EVERY:
        ApiClient.objects.filter(stale, pk=client.pk).update(last_used_at=now)


@transaction.atomic
def revoke_client(*, client: ApiClient, actor: Actor) -> ApiClient:
    """The token stops working with the next call. Raises PermissionDenied and Conflict (revoked already)."""
    rules.require(actor, "revoke", client)
    now = timezone.now()
    if not ApiClient.objects.filter(pk=client.pk, revoked_at__isnull=True).update(revoked_at=now):
        raise Conflict("这个接口客户端已经停用")
    client.revoked_at = now
    journal.write(actor, "revoke", client, before={"prefix": client.prefix})
    return client
