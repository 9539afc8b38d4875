"""Adjectives of notices; each `visible_to` is the twin of the rule "view"."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from apps.notices.lifecycle import LOGGED, OPEN, PUBLIC_STATES, RECEIVED


class NoticeQuerySet(QuerySet):
    """What people were told."""

    def visible_to(self, actor: Any) -> "NoticeQuerySet":
        if actor.user_id is None:
            return self.none()
        return self.filter(Q(organization_id=None) | Q(organization_id=actor.organization_id), user=actor.user_id)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def of_topic(self, *topics: str) -> "NoticeQuerySet":
        return self.filter(topic__in=topics)


class PublicNoticeQuerySet(QuerySet):
    """公示."""

    def public(self) -> "PublicNoticeQuerySet":
        return self.filter(state__in=PUBLIC_STATES)

    def running_on(self, day: date) -> "PublicNoticeQuerySet":
        """Still to be objected to."""
        return self.filter(state=OPEN, ends_on__gte=day)

    def over_on(self, day: date) -> "PublicNoticeQuerySet":
        return self.filter(state=OPEN, ends_on__lt=day)

    def kept_by(self, actor: Any) -> "PublicNoticeQuerySet":
        """Those whose objections the actor sees: the twin of "publicnotice.keep"."""
        return self.filter(_own(actor)) if _is_keeper(actor) else self.none()

    def visible_to(self, actor: Any) -> "PublicNoticeQuerySet":
        return self.filter(Q(state__in=PUBLIC_STATES) | (_own(actor) if _is_keeper(actor) else Q(pk__in=[])))


class ObjectionQuerySet(QuerySet):
    """What was said against a public notice."""

    def waiting(self) -> "ObjectionQuerySet":
        return self.filter(state=RECEIVED)

    def visible_to(self, actor: Any) -> "ObjectionQuerySet":
        return self.filter(_own(actor, "notice__")) if _is_keeper(actor) else self.none()


class RemarkQuerySet(QuerySet):
    """What people say of the platform."""

    def logged(self) -> "RemarkQuerySet":
        """The public log: adopted or done, newest news first."""
        return self.filter(state__in=LOGGED).order_by("-state_at", "-pk")

    def visible_to(self, actor: Any) -> "RemarkQuerySet":
        if actor.is_system or _is_keeper(actor):
            return self
        return self.filter(user=actor.user_id) if actor.user_id else self.none()


def _is_keeper(actor: Any) -> bool:
    return actor.organization_id is not None and (actor.is_operator or actor.has_role("committee"))


def _own(actor: Any, prefix: str = "") -> Q:
    return Q(**{f"{prefix}organization": actor.organization_id})
