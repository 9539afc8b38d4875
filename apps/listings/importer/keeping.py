"""How long a person's sheet stays with us: the counts for good, the words for thirty days."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.listings.models import ImportBatch, ImportRow

KEEP = timedelta(days=30)


@transaction.atomic
def forget() -> int:
    """Drop files, samples and rows of older batches, which may hold contacts; how many batches it were."""
    old = ImportBatch.objects.filter(created_at__lt=timezone.now() - KEEP).exclude(content=b"")
    ids = list(old.values_list("pk", flat=True))
    ImportRow.objects.filter(batch__in=ids).delete()
    return ImportBatch.objects.filter(pk__in=ids).update(content=b"", sheet={}, mapping={})
