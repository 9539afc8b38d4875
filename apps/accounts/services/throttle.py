"""How often a door may be knocked at; counted in Postgres, so it holds when cache and broker are gone."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.models import Attempt
from apps.core.errors import Refused


@dataclass(frozen=True)
class Door:
    """One open door: `limit` knocks of one source within `within`."""

    name: str
    limit: int
    within: timedelta
    message: str


DOORS: dict[str, Door] = {
    door.name: door
    for door in (
        Door("login", 60, timedelta(minutes=10), "本网络登录尝试过于频繁，请 10 分钟后再试"),
        Door("register", 10, timedelta(hours=1), "本网络一小时内注册次数已满，请稍后再试，或联系促进中心代为登记"),
        Door("reset", 5, timedelta(hours=1), "重置密码的请求过于频繁，请一小时后再试"),
        Door("objection", 5, timedelta(hours=1), "本网络一小时内提交的异议已满，请稍后再试，或直接联系公示单位"),
        Door("invite", 30, timedelta(hours=1), "本单位一小时内发出的邀请已满，请稍后再试"),
        Door("feedback", 10, timedelta(hours=1), "本网络一小时内提交的意见已满，请稍后再试"),
        Door("paste", 10, timedelta(hours=1), "一小时内试用次数已满，登录后可继续发布需求"),
    )
}


class Throttled(Refused):
    """Too often (429); `seconds` says when to come back at the latest."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def knock(door: str, source: str) -> None:
    """Count one try of `source` (an address, an account) and raise Throttled when it was one too many.

    Durable: the count must survive whatever the caller rolls back, so call it before the work and outside of it.
    """
    rule = DOORS[door]
    key = salted_hmac(f"throttle.{door}", source, algorithm="sha256").hexdigest()
    with transaction.atomic(durable=True):
        _one_at_a_time(f"{door}:{key}")
        tries = Attempt.objects.filter(door=door, key=key, at__gt=timezone.now() - rule.within).count()
        if tries < rule.limit:
            Attempt.objects.create(door=door, key=key)
    if tries >= rule.limit:
        raise Throttled(rule.message, int(rule.within.total_seconds()))


def _one_at_a_time(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def forget(older_than: timedelta = timedelta(days=1)) -> int:
    """Drop rows no door needs any more; returns how many."""
    return Attempt.objects.filter(at__lt=timezone.now() - older_than).delete()[0]
