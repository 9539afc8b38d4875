"""What desks are made of: groups of the rail, tiles, to-dos, and the words most rows need."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.listings.lifecycle import PUBLISHED
from apps.portal.sitemap import Entry

Rows = Callable[[Any], QuerySet]
Words = Callable[[Model], str]


@dataclass(frozen=True)
class Group:
    """A titled part of the rail."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Tile:
    """A number of this actor's own and the list it opens."""

    label: str
    unit: str
    rows: Rows
    url_name: str
    query: str = ""


@dataclass(frozen=True)
class Todo:
    """A reason to act: which rows wait, what to say of each and where to go."""

    slug: str
    label: str
    icon: str
    verb: str
    rows: Rows
    title: Words
    note: Words
    url: Words
    more: str
    tone: str = ""


@dataclass(frozen=True)
class Desk:
    """What one audience finds on arrival."""

    audience: str
    groups: tuple[Group, ...]
    tiles: tuple[Tile, ...] = ()
    todos: tuple[Todo, ...] = ()
    actions: tuple[Entry, ...] = ()
    hint: str = ""


def own(model: type[Model], *states: str) -> Rows:
    """Rows of the actor's organization in some states, longest waiting first."""
    return lambda actor: model.objects.owned_by(actor).filter(state__in=states).order_by("state_at")


def stale(model: type[Model]) -> Rows:
    return lambda actor: own(model, PUBLISHED)(actor).stale(timezone.localdate())


def waiting(model: type[Model]) -> Rows:
    return lambda actor: model.objects.waiting_for_desk(actor).select_related("organization").order_by("submitted_at")


def since(label: str, moment: str) -> Words:
    """「仪器设备 · 草稿放了 3 天」: how long a row has been waiting."""

    def told(row: Model) -> str:
        days = (timezone.now() - getattr(row, moment)).days
        return f"{row.kind_row.label} · {label} {days} 天" if days else f"{row.kind_row.label} · {_('今天')}"

    return told


def to(name: str) -> Words:
    return lambda row: reverse(name, args=[row.pk])


def to_itself(row: Model) -> str:
    return row.get_absolute_url()


def title(row: Model) -> str:
    return row.title
