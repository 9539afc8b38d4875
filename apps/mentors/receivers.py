"""No card travels towards the public without its person's consent."""

from django.dispatch import receiver

from apps.core.lifecycle import moved
from apps.listings.lifecycle import PUBLISHED, SUBMITTED
from apps.mentors.models import Mentor
from apps.mentors.services.consenting import require_consent


@receiver(moved, sender=Mentor)
def on_mentor_moved(record, move, **_) -> None:
    if move.target in {SUBMITTED, PUBLISHED}:
        require_consent(record)
