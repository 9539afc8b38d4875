"""Opening accounts and finding the way back into one."""

import uuid

from django.contrib.auth import password_validation
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from apps.accounts import identifiers
from apps.accounts.actor import Actor
from apps.accounts.models import User
from apps.accounts.services.throttle import knock
from apps.core import journal, outbox
from apps.core.errors import Defect, Defects

CONSENT_VERSION = "2026-11"
TAKEN = "该账号已经注册"
TAKEN_REMEDY = "请直接登录；忘记密码可用邮箱重置"


@transaction.atomic
def open_account(*, login: str, password: str | None, name: str = "", actor: Actor, is_demo: bool = False) -> User:
    """An account reached by e-mail or phone; a password of None means that one has to be set by mail.

    Raises Defects (a name nobody can be reached by, one already taken, a weak password).
    """
    login = identifiers.normalize_login(login)
    user = User(login=f"u{uuid.uuid4().hex}", name=name.strip(), is_demo=is_demo)
    setattr(user, "email" if "@" in login else "phone", login)
    if defects := account_defects(login, password, user):
        raise Defects(defects)
    user.set_password(password)
    _insert(user)
    journal.write(actor, "open_account", user)
    return user


def account_defects(login: str, password: str | None, user: User) -> list[Defect]:
    """Everything wrong with a (normalised) name and a password, before the costly hash."""
    wrong = identifiers.login_defect(login)
    if wrong is None and User.objects.named(login).exists():
        wrong = Defect("login", TAKEN, TAKEN_REMEDY)
    return [wrong] * (wrong is not None) + (password_defects(password, user) if password is not None else [])


def password_defects(password: str, user: User) -> list[Defect]:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        return [Defect("password", message.rstrip("。.")) for message in error.messages]
    return []


def _insert(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Defects([Defect("login", TAKEN, TAKEN_REMEDY)]) from None


@transaction.atomic
def consent(*, user: User, version: str = CONSENT_VERSION) -> User:
    """Note which text of the privacy policy the person agreed to, and when."""
    user.consent_version, user.consent_at = version, timezone.now()
    user.save(update_fields=["consent_version", "consent_at"])
    journal.write(Actor(user=user), "consent", user, after={"version": version})
    return user


def request_reset(*, email: str, base_url: str, address: str) -> None:
    """Owe a reset mail to whoever owns `email`; silent when nobody does, so the page cannot be used to ask who is here.

    Raises Throttled.
    """
    knock("reset", address)
    email = identifiers.normalize_login(email)
    with transaction.atomic():
        user = User.objects.filter(email=email, is_active=True, is_service=False).first()
        if user:
            outbox.put("send_reset_mail", {"user": user.pk, "base": base_url}, key=f"reset:{user.pk}")


def send_reset_mail(*, user: User, base_url: str) -> None:
    """The mail with a one-time link; the token dies with the password or the next login."""
    uid, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    link = base_url.rstrip("/") + reverse("password_reset_confirm", args=[uid, token])
    body = render_to_string("accounts/mail/reset.txt", {"user": user, "link": link})
    send_mail("重设临港产教融合平台密码", body, None, [user.email])


@transaction.atomic
def set_password(*, user: User, password: str) -> User:
    """Replace the password; every other session of the person ends with it. Raises Defects."""
    if defects := password_defects(password, user):
        raise Defects(defects)
    user.set_password(password)
    user.save(update_fields=["password"])
    journal.write(Actor(user=user), "set_password", user)
    return user
