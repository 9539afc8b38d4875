"""The numbers every family of listings has; each family files them under its own name."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from apps.core import facts
from apps.listings.models import Listing

Rows = Callable[[QuerySet], QuerySet]


def add(model: type[Listing], name: str, label: str, rows: Rows, unit: str = "条") -> None:
    """A count of rows, of one organization where a subject is given; the rows can be opened."""

    def opened(subject: Any, period: Any) -> QuerySet:
        found = rows(model.objects.all())
        return found.filter(organization=subject) if subject is not None else found

    slug = f"{model._meta.app_label}.{name}"
    facts.add(slug, label=label, unit=unit, of="organization", value=lambda s, p: opened(s, p).count(), rows=opened)


def add_all(model: type[Listing]) -> None:
    """Published to everybody, of those confirmed lately or not, and waiting for the desk."""
    what = model._meta.verbose_name
    add(model, "published", f"已发布{what}", lambda rows: rows.public())
    add(model, "fresh", f"90 天内核实过的{what}", lambda rows: rows.public().fresh(timezone.localdate()))
    add(model, "stale", f"90 天以上没有核实的{what}", lambda rows: rows.public().stale(timezone.localdate()))
    add(model, "waiting", f"待审核{what}", lambda rows: rows.awaiting_review())
