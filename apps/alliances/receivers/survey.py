"""What follows when a survey is asked."""

from django.dispatch import receiver

from apps.alliances.lifecycle.survey import ASKED
from apps.alliances.models.survey import Survey
from apps.alliances.services import surveying
from apps.core.lifecycle import moved


@receiver(moved, sender=Survey)
def on_survey_moved(record, move, actor, **_) -> None:
    if move.target == ASKED:
        surveying.require_askable(record)
        surveying.invite(record, actor)
