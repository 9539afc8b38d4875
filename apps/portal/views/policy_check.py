"""政策体检: seven questions, the known ones filled in; answers stay in the session, a visitor's too."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from apps.core.errors import Defects
from apps.policies import services
from apps.policies.forms import CheckForm, initial_of
from apps.policies.models import PolicyItem
from apps.policies.services.checkup import GROUPS
from apps.portal.views.base import Page

KEPT = "policy_check"
TONES = {"met": "ok", "near": "warn", "unknown": "", "unmet": "bad", "unrelated": ""}
SAYS = {
    "met": "按示例条件估算",
    "near": "补一件事就能申请",
    "unknown": "再答几题可以判断",
    "unmet": "说明是哪一条",
    "unrelated": "对象不同，已收起",
}


class PolicyCheck(Page, FormView):
    """The questions on one screen; every one may stay open."""

    template_name = "portal/policies/check.html"
    form_class = CheckForm

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "forget" in request.GET:
            request.session.pop(KEPT, None)
            return HttpResponseRedirect(reverse("policy-check"))
        return super().get(request, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return initial_of(services.prefilled(self.actor.organization)) | self.request.session.get(KEPT, {})

    def get_context_data(self, **kwargs):
        known = services.prefilled(self.actor.organization)
        context = super().get_context_data(**kwargs)
        fields = [{"field": field, "known": field.name in known} for field in context["form"]]
        return context | {
            "fields": fields,
            "known": len(known),
            "items": PolicyItem.objects.valid_on(timezone.localdate()).count(),
            "answered": KEPT in self.request.session,
        }

    def form_valid(self, form: CheckForm) -> HttpResponse:
        self.request.session[KEPT] = initial_of(form.answers)
        return HttpResponseRedirect(reverse("policy-check-result"))

    def form_invalid(self, form: CheckForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PolicyCheckResult(Page):
    """Every item with its verdict, its clauses, its arithmetic and what is missing; made to be printed."""

    template_name = "portal/policies/result.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if KEPT not in request.session:
            return HttpResponseRedirect(reverse("policy-check"))
        return super().get(request, **kwargs)

    def answers(self) -> dict[str, Any]:
        """Cleaned anew: the questions may have changed since they were answered."""
        words, found = services.vocabulary(), {}
        for slug, value in self.request.session[KEPT].items():
            try:
                found |= words.clean({slug: value})
            except Defects:
                continue
        return found

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        items = PolicyItem.objects.valid_on(today).select_related("policy__guide").prefetch_related("excludes")
        checkup = services.check(items=items, answers=self.answers(), organization=self.actor.organization, on=today)
        together = [(one, other) for one, other in _exclusions(checkup)]
        return super().get_context_data(**kwargs) | {
            "checkup": checkup,
            "groups": [
                {"code": code, "label": label, "tone": TONES[code], "says": SAYS[code], "findings": checkup.of(code)}
                for code, label in GROUPS.items()
            ],
            "now": timezone.now(),
            "exclusions": together,
        }


def _exclusions(checkup: services.Checkup) -> list[tuple[PolicyItem, PolicyItem]]:
    """Pairs of what looks open to the same party and may not be applied for together."""
    shown = {one.item.pk: one.item for group in ("met", "near") for one in checkup.of(group)}
    return [
        (item, other)
        for item in shown.values()
        for other in item.excludes.all()
        if other.pk in shown and item.pk < other.pk
    ]
