"""Public rows reach the search table whenever they move or change."""

from django.dispatch import receiver

from apps.core import search
from apps.core.lifecycle import changed, moved


@receiver([moved, changed])
def refresh_document(sender, record, **_) -> None:
    if sender._meta.label_lower in search.sources:
        search.refresh(record)
