"""A demand's suggestions: ranked, with reasons and gaps, and a way to disagree."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.cooperation.lifecycle import WAITING
from apps.cooperation.models import Case, Dealing
from apps.cooperation.services import AT_ONCE
from apps.core import rules, text
from apps.demands.models import Demand
from apps.listings.lifecycle import MATCHED_STATES, PUBLISHED
from apps.matching import services
from apps.matching.models import REASONS, Feedback, Match, MatchRun
from apps.portal import buttons, comparing
from apps.portal.views.base import Page
from apps.portal.views.listings import ListingPage
from apps.resources.models import Resource

FIRST = 5  # cards shown before “再看”
SLOW = timedelta(seconds=45)
ASKED = 3  # resources answered to one “why not”


class Suggestions(ListingPage):
    """What the list of suggestions and their comparison share."""

    model = Demand
    beside = ("case",)

    def may_propose(self, demand: Demand, case: Case | None) -> bool:
        """The owner of a published demand; a broker once he has been asked."""
        ours = demand.organization_id == self.actor.organization_id
        asked = case is not None and case.state in WAITING and self.actor.is_operator
        return demand.state == PUBLISHED and (ours or asked) and rules.allowed(self.actor, "propose", Dealing)

    def current(self, demand: Demand):
        return Match.objects.current().visible_to(self.actor).of_demand(demand)

    def cards(self, rows) -> list[Match]:
        """The suggestions, each with what this organization said to it."""
        details = [f"resource__{name}" for name in Resource.details_names()]
        live = Dealing.objects.live().filter(demand=OuterRef("demand"), resource=OuterRef("resource"))
        rows = rows.annotate(dealing_pk=Subquery(live.values("pk")[:1]))
        cards = list(rows.select_related("resource__organization", "resource__park", *details))
        mine = Feedback.objects.filter(match__in=cards, organization=self.actor.organization_id)
        said = {row.match_id: row for row in mine}
        for card in cards:
            card.mine = said.get(card.pk)
        return cards


class DemandMatches(Suggestions):
    """The page, or with htmx only the panel: it asks again until the first run is there."""

    template_name = "portal/matches/page.html"

    def get_template_names(self) -> list[str]:
        return ["portal/matches/panel.html"] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs):
        demand = self.subject
        case = getattr(demand, "case", None)
        run = MatchRun.objects.select_related("weights").last_of(demand)
        current = self.current(demand)
        kind = self.request.GET.get("kind", "")
        shown = current.filter(resource__kind=kind) if kind in Resource.kinds else current
        matches = self.cards(shown)
        everything, steps = "all" in self.request.GET, funnel(run)
        return super().get_context_data(**kwargs) | {
            "listing": demand,
            "run": run,
            "provisional": run is not None and services.is_provisional(run),
            "computing": run is None and demand.state in MATCHED_STATES,
            "slow": demand.submitted_at is not None and timezone.now() - demand.submitted_at > SLOW,
            "kinds": self.kinds(current),
            "kind": kind,
            "matches": matches if everything else matches[:FIRST],
            "hidden": 0 if everything else max(0, len(matches) - FIRST),
            "funnel": [step for step in steps if step["before"] != step["left"]],
            "spared": [step["label"] for step in steps if step["before"] == step["left"]],
            "reason_choices": REASONS,
            "why": self.why(demand),
            "asked": self.request.GET.get("why", ""),
            "buttons": buttons.with_way_back(demand, self.actor),
            "is_owner": demand.organization_id == self.actor.organization_id,
            "may_judge": self.actor.is_operator or demand.organization_id == self.actor.organization_id,
            "can_edit": rules.allowed(self.actor, "edit", demand),
            "may_propose": self.may_propose(demand, case),
            "most": AT_ONCE,
            "case": case,
            "may_ask": self.may_ask(demand, case),
        }

    def may_ask(self, demand: Demand, case: Case | None) -> bool:
        here = demand.state == PUBLISHED and (case is None or case.state not in WAITING)
        mine = case or Case(demand=demand, organization_id=demand.organization_id)
        return here and rules.allowed(self.actor, "ask", mine)

    def kinds(self, rows) -> list[dict]:
        counts = dict(rows.order_by().values_list("resource__kind").annotate(n=Count("pk")))
        labels = Resource.kinds.labels()
        return [{"slug": slug, "label": labels[slug], "count": n} for slug, n in counts.items()]

    def why(self, demand: Demand) -> list[tuple[Resource, services.WhyNot]]:
        """The first hurdle of up to three resources named by words or number."""
        asked = text.normalize(self.request.GET.get("why", ""))[:60]
        if not asked:
            return []
        visible = Resource.objects.visible_to(self.actor)
        number = asked.rpartition("-")[2]
        by_code = visible.filter(pk=int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
        found = list(by_code or visible.filter(title__icontains=asked)[:ASKED] or visible.search(asked)[:ASKED])
        return [(row, services.why_not(demand=demand, resource=row, actor=self.actor)) for row in found]


class DemandCompare(Suggestions):
    """Two or three of them side by side; a fourth is refused in words."""

    template_name = "portal/matches/compare.html"

    def get_context_data(self, **kwargs):
        demand, ticked = self.subject, self.ticked()
        cards = self.cards(self.current(demand).filter(resource__in=ticked[:AT_ONCE])) if ticked else []
        return super().get_context_data(**kwargs) | {
            "listing": demand,
            "matches": cards,
            "run": MatchRun.objects.last_of(demand) if cards else None,
            "groups": comparing.groups(cards) if len(cards) > 1 else [],
            "columns": len(cards) + 1,
            "free": [card for card in cards if not card.dealing_pk],
            "problem": self.problem(ticked, cards),
            "may_propose": self.may_propose(demand, getattr(demand, "case", None)),
            "back": [{"label": _("回到候选"), "url": reverse("demand-matches", args=[demand.pk]), "primary": True}],
        }

    def ticked(self) -> list[int]:
        given = self.request.GET.getlist("resource")[:20]
        return list(dict.fromkeys(int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 10))

    def problem(self, ticked: list[int], cards: list[Match]) -> str:
        if len(ticked) > AT_ONCE:
            words = {"n": len(ticked), "most": AT_ONCE}
            return _("一次最多比较 %(most)s 条，您勾选了 %(n)s 条，这里只放了前 %(most)s 条；要换请回到候选。") % words
        if len(cards) < len(ticked):
            return _("有勾选的已不在最新的推荐里，没有放进来。")
        return ""


def funnel(run: MatchRun | None) -> list[dict]:
    """How many each hard condition left, with what it started from."""
    if run is None:
        return []
    steps, before = [], None
    for step in run.filters:
        steps.append({"label": step["label"], "before": before, "left": step["left"]})
        before = step["left"]
    return steps


class MatchFeedback(Page):
    """合适 / 不合适: the buttons come back with what was said."""

    http_method_names = ["post"]

    def get_subject(self) -> Match:
        rows = Match.objects.visible_to(self.actor).select_related("demand", "resource__organization", "run")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        reason = request.POST.get("unsuitable", "")
        verdict = "unsuitable" if reason else request.POST.get("verdict", "")
        feedback = services.judge(match=self.subject, actor=self.actor, verdict=verdict, reason=reason)
        if request.htmx:
            self.subject.mine = feedback
            shown = {"match": self.subject, "reason_choices": REASONS}
            return render(request, "portal/matches/judge.html", shown)
        messages.success(request, _("记下了：%(verdict)s") % {"verdict": feedback.get_verdict_display()})
        page = reverse("demand-matches", args=[self.subject.demand_id])
        return HttpResponseRedirect(f"{page}#match-{self.subject.pk}")
