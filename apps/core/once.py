"""Work that must happen once per slot takes a row; whoever gets the row does the work."""

from django.db import transaction

from apps.core.models import Slot


def claim(job: str, slot: str) -> bool:
    """True for exactly one caller per (job, slot), however many schedulers ask at once."""
    with transaction.atomic():
        _, won = Slot.objects.get_or_create(job=job, slot=slot)
    return won
