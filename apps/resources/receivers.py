"""How resources answer the floor below: a mentor's card moves or changes, and its resource follows."""

from django.dispatch import receiver

from apps.core.lifecycle import changed, moved
from apps.mentors.models import Mentor
from apps.resources import services


@receiver(moved, sender=Mentor)
@receiver(changed, sender=Mentor)
def on_mentor(record, **_) -> None:
    services.follow(record)
