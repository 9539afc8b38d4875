"""Adjectives of surveys and answers; `visible_to` is the twin of the rule "view"."""

from datetime import date

from django.db.models import Q, QuerySet

from apps.alliances.lifecycle.survey import ASKED, SHOWN
from apps.alliances.rules.survey import ASKERS


class SurveyQuerySet(QuerySet):
    def owned_by(self, actor):
        return self.filter(organization_id=actor.organization_id) if actor.organization_id else self.none()

    def visible_to(self, actor):
        if actor.user_id is None:
            return self.none()
        seen = Q(state__in=SHOWN, alliance=None)
        if actor.organization_id is not None:
            alliances = self.model._meta.get_field("alliance").related_model
            seats = alliances._meta.get_field("seats").related_model.objects.approved().of(actor.organization_id)
            seen |= Q(organization_id=actor.organization_id)
            seen |= Q(state__in=SHOWN, alliance__in=seats.values("alliance"))
        return self.filter(seen)

    def taking(self, today: date):
        """Open on the day."""
        return self.filter(state=ASKED, opens__lte=today, closes__gte=today)


class AnswerQuerySet(QuerySet):
    def visible_to(self, actor):
        if actor.organization_id is None:
            return self.none()
        seen = Q(organization_id=actor.organization_id)
        if actor.role in ASKERS:
            seen |= Q(survey__organization_id=actor.organization_id)
        return self.filter(seen)

    def of(self, actor):
        return self.filter(organization_id=actor.organization_id) if actor.organization_id else self.none()
