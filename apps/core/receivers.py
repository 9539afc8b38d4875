"""Public rows reach the search table whenever they move or change; a migrated database knows the working days."""

from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from apps.core import search
from apps.core.lifecycle import changed, moved
from apps.core.workdays.seed import seed


@receiver([moved, changed])
def refresh_document(sender, record, **_) -> None:
    if sender._meta.label_lower in search.sources:
        search.refresh(record)


@receiver(post_migrate)
def seed_calendar(sender, apps=installed, **_) -> None:
    """After every `migrate`, so that no installation needs a further step and a newer package brings its years."""
    try:
        there = sender.label == "core" and apps.get_model("core", "calendarday")
    except LookupError:  # migrated back to before there was a calendar
        return
    if there:
        seed()
