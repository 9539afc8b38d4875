"""The operators' board of dealings and their cases: ageing, filters, and one step for many rows."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Membership
from apps.cooperation import services
from apps.cooperation.filters import AGES, CaseFilter, DealingFilter
from apps.cooperation.lifecycle import LIVE, WAITING
from apps.cooperation.models import Case, Dealing
from apps.core import rules
from apps.core.errors import Conflict, Defects
from apps.demands.models import Demand
from apps.portal import buttons
from apps.portal.views.base import Action
from apps.portal.views.dealings import with_due
from apps.portal.views.desk import DeskPage
from apps.portal.views.listings import ListingMove
from apps.portal.views.site import safe_next

PER_PAGE, AT_ONCE = 20, 200


class Board(DeskPage):
    """Rows by age, narrowed by the filter set; without a state in the address, those that still run."""

    filterset_class: type
    shown_first: frozenset[str]

    def rows(self):
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        params = self.request.GET.copy()
        params.pop("page", None)
        if not params.getlist("state"):
            params.setlist("state", sorted(self.shown_first))
        chosen = self.filterset_class(params, queryset=self.rows())
        page = Paginator(chosen.qs.with_card().order_by("state_at", "pk"), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        for row in page:
            row.buttons = buttons.of(row, self.actor)
        with_due(page)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "form": chosen.form,
            "ages": self.ages(),
            "brokers": services.brokers().order_by("role", "pk") if self.may_assign() else [],
            "rule": services.RULE,
            "days": services.all_days(),
            "query_text": self.request.GET.get("q", "")[:60],
        }

    def ages(self) -> list[dict]:
        """How many stand how long in their state, of those that still run."""
        now, counted = timezone.now(), {}
        for key, (first, end, _words) in AGES.items():
            within = Q(state_at__lte=now - timedelta(days=first))
            within &= Q() if end is None else Q(state_at__gt=now - timedelta(days=end))
            counted[f"age_{key}"] = Count("pk", filter=within)
        found = self.rows().filter(state__in=self.shown_first).aggregate(**counted)
        return [{"key": key, "label": words, "count": found[f"age_{key}"]} for key, (_f, _e, words) in AGES.items()]

    def may_assign(self) -> bool:
        return rules.allowed(self.actor, "assign", self.filterset_class._meta.model)


class DealingBoard(Board):
    template_name = "portal/dealings/board.html"
    filterset_class = DealingFilter
    shown_first = LIVE

    def rows(self):
        return Dealing.objects.supervised_by(self.actor)


class CaseBoard(Board):
    template_name = "portal/dealings/cases.html"
    filterset_class = CaseFilter
    shown_first = WAITING

    def rows(self):
        return Case.objects.visible_to(self.actor)


class BrokerBatch(Action):
    """Remind or re-assign many: each row is judged by itself, and what could not be done is counted."""

    model: type

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        step = self.steps().get(request.POST.get("do", ""))
        if step is None:
            raise Http404
        keys = [pk for pk in request.POST.getlist("pk")[:AT_ONCE] if pk.isascii() and pk.isdigit() and len(pk) < 10]
        rows = self.model.objects.visible_to(self.actor).with_card().filter(pk__in=keys).order_by("pk")
        said = [self.tried(step, row) for row in rows]
        done, words = said.count(""), sorted({one for one in said if one})
        if words or not done:
            told = {"done": done, "left": len(keys) - done, "why": "；".join(words[:3]) or _("没有选中任何一条")}
            messages.warning(request, _("办成 %(done)d 条，%(left)d 条没有办成：%(why)s") % told)
        else:
            messages.success(request, _("办成 %(done)d 条") % {"done": done})
        return HttpResponseRedirect(safe_next(request, "desk"))

    def tried(self, step, row) -> str:
        """Empty when it was done, else the reason."""
        try:
            step(row)
        except (Conflict, Defects) as refusal:
            return refusal.message
        except PermissionDenied:
            return _("不在您的权限内")
        return ""

    def steps(self) -> dict:
        return {"assign": self.assign}

    def assign(self, row) -> None:
        key = self.request.POST.get("broker", "")
        known = Membership.objects.filter(pk=key) if key.isascii() and key.isdigit() and len(key) < 10 else None
        if not known or not known.exists():
            raise Conflict(_("请先选要派给谁"))
        services.assign(row, broker=known.select_related("user").get(), actor=self.actor)


class DealingBatch(BrokerBatch):
    model = Dealing

    def steps(self) -> dict:
        return super().steps() | {"remind": lambda row: services.remind(row, actor=self.actor)}


class CaseBatch(BrokerBatch):
    model = Case


class CaseMove(ListingMove):
    """Take or close a case."""

    def get_subject(self) -> Case:
        return get_object_or_404(Case.objects.visible_to(self.actor).with_card(), pk=self.kwargs["pk"])


class DemandAsk(Action):
    """无匹配: one tap hands the demand to its broker."""

    def get_subject(self) -> Case:
        """The demand's case, or one not saved yet: the service makes it."""
        rows = Demand.objects.visible_to(self.actor).select_related("organization")
        self.demand = get_object_or_404(rows, pk=self.kwargs["pk"])
        found = Case.objects.filter(demand=self.demand).first()
        return found or Case(demand=self.demand, organization_id=self.demand.organization_id)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        services.ask(demand=self.demand, actor=self.actor, note=request.POST.get("note", "")[:500])
        messages.success(request, _("已交给对接专员，有进展会告诉您"))
        return HttpResponseRedirect(reverse("demand-matches", args=[self.demand.pk]))
