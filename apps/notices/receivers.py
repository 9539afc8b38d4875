"""A year's notice of feasts moves the windows that were counted without it."""

from django.dispatch import receiver

from apps.core import outbox, workdays


@receiver(workdays.entered)
def on_year_entered(year, **_) -> None:
    outbox.put("recount_public_notices", {"year": year}, key=str(year))
