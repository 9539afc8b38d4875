"""The daily digest: who gets one is decided once per day, in one transaction with the mails owed."""

from datetime import date

from django.db import transaction

from apps.core import outbox
from apps.notices import topics
from apps.notices.models import Digest, Notice


@transaction.atomic
def digest(day: date) -> int:
    """Owe each person with something undigested one mail; somebody who had the day's already waits for the next.

    Returns how many are owed.
    """
    waiting = Notice.objects.unread().filter(way=topics.DIGEST, digest=None)
    users = list(waiting.order_by("user").values_list("user", flat=True).distinct())
    rows = [Digest(user_id=user, day=day) for user in users]
    Digest.objects.bulk_create(rows, ignore_conflicts=True)
    new = Digest.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "user_id")
    for pk, user in new:
        waiting.filter(user=user).update(digest=pk)
    outbox.put_many("mail_digest", [{"digest": str(pk)} for pk, _ in new])
    return len(new)
