"""Asking colleagues in: a one-time link by mail, seven days, for one role; whoever holds it says yes once."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts import identifiers
from apps.accounts.actor import Actor
from apps.accounts.lifecycle import INVITED, SUSPENDED
from apps.accounts.models import Invitation, Membership, User
from apps.accounts.roles import invitable_roles
from apps.accounts.services.memberships import request
from apps.accounts.services.users import account_defects, consent, open_account
from apps.core import journal, lifecycle, outbox, rules
from apps.core.errors import Conflict, Defect, Defects

LASTS = timedelta(days=7)
ASK_AGAIN = "请联系邀请您的同事重新发送"


def token_of(invitation: Invitation) -> str:
    """The secret part of the link; it stands nowhere, it is made from the row and our key when a mail goes out."""
    return salted_hmac("accounts.invitation", invitation.seed, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, email: str, role: str, actor: Actor, title: str = "") -> Invitation:
    """Ask an address into the actor's organization; nothing is said about whether somebody has an account there.

    Raises PermissionDenied, Defects and Conflict (an invitation to this address is open).
    """
    organization = actor.organization
    row = Invitation(organization=organization, email=identifiers.normalize_login(email), role=role, title=title)
    given = {one.code: one.label for one in invitable_roles(organization.sort if organization else "")}
    if role not in given:
        raise Defects([Defect("role", "本单位不能邀请这一角色", f"可选：{'、'.join(given.values()) or '无'}")])
    rules.require(actor, "create", row)
    if "@" not in row.email or (wrong := identifiers.login_defect(row.email)):
        raise Defects([Defect("email", wrong.message if "@" in row.email else "请写对方的电子邮箱")])
    row.invited_by = actor.user
    _seal(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("已经邀请过这个邮箱，还没有答复；可以在下面重新发送或撤销") from None
    journal.write(actor, "invite", row, after={"role": role})
    return row


def _seal(invitation: Invitation) -> None:
    """A new link and a new week, and the mail owed; the link before it is dead."""
    invitation.seed = secrets.token_hex(16)
    invitation.token_hash = hash_of(token_of(invitation))
    invitation.expires_at = timezone.now() + LASTS
    outbox.put("send_invitation", {"seed": invitation.seed}, key=f"invitation:{invitation.seed}")


def renew(invitation: Invitation) -> None:
    """What the move “重新发送” does: the row is the mover's already."""
    _seal(invitation)
    invitation.save(update_fields=["seed", "token_hash", "expires_at"])


def send_invitation(invitation: Invitation) -> None:
    """The mail; it names the organization and the role, and no person."""
    link = settings.SITE_URL.rstrip("/") + reverse("invitation", args=[token_of(invitation)])
    body = render_to_string("accounts/mail/invitation.txt", {"invitation": invitation, "link": link})
    send_mail("邀请您加入临港产教融合平台上的单位", body, None, [invitation.email])


def held(token: str) -> Invitation | None:
    """The invitation a link leads to, whatever became of it."""
    return Invitation.objects.filter(token_hash=hash_of(token)).select_related("organization").first()


def why_not(invitation: Invitation) -> str:
    """Why nobody can say yes any more; empty while somebody can."""
    if invitation.state != INVITED:
        return f"这份邀请{invitation.state_now.label}，链接只能用一次；{ASK_AGAIN}"
    if invitation.is_over(timezone.now()):
        return f"这份邀请已过 7 天有效期；{ASK_AGAIN}"
    if invitation.organization.state == SUSPENDED:
        return "该单位已停用，暂时不能加入；请联系平台运营人员"
    return ""


def addressee(invitation: Invitation) -> User | None:
    """Who has the account of this address; told to nobody but the holder of the link."""
    return User.objects.filter(email=invitation.email, is_service=False).first()


@transaction.atomic
def accept(*, invitation: Invitation, actor: Actor) -> Membership:
    """Join with the account in hand. Raises Conflict: used, over, another account, or a place held already."""
    user = actor.user
    if user.email is None and addressee(invitation) is None:
        user.email = invitation.email  # the link came by that mail: the address is his
        User.objects.filter(pk=user.pk).update(email=user.email, email_verified_at=timezone.now())
    if user.email != invitation.email:
        raise Conflict("这份邀请发给另一个邮箱，与您现在登录的账号不同；请退出后用那个邮箱的账号打开链接")
    return _join(invitation, user, actor)


@transaction.atomic
def accept_as_new(*, invitation: Invitation, name: str, password: str, agreed: bool) -> Membership:
    """Open the account of the address and join. Raises Defects and Conflict."""
    defects = account_defects(invitation.email, password, User(name=name, email=invitation.email))
    if not name.strip():
        defects.append(Defect("name", "请填写姓名", "同事据此认出您"))
    if not agreed:
        defects.append(Defect("agreed", "需要同意用户协议和隐私政策", "请勾选同意"))
    if defects:
        raise Defects(defects)
    user = open_account(login=invitation.email, password=password, name=name, actor=Actor.anonymous())
    User.objects.filter(pk=user.pk).update(email_verified_at=timezone.now())
    consent(user=user)
    return _join(invitation, user, Actor(user=user))


def _join(invitation: Invitation, user: User, actor: Actor) -> Membership:
    if refused := why_not(invitation):
        raise Conflict(refused)
    lifecycle.move(invitation, "accept", actor=actor)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    place = request(
        user=user, organization=invitation.organization, role=invitation.role, title=invitation.title, actor=actor
    )
    return lifecycle.move(place, "approve", actor=Actor.system("web"), note="接受邀请")
