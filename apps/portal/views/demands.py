"""Demands: the square, one demand, writing one, checking and sending it."""

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.cooperation.models import Dealing
from apps.core import rules
from apps.demands.filters import DemandFilter
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.portal import drafts, marking
from apps.portal.views.base import Action
from apps.portal.views.desk import OwnListings
from apps.portal.views.directory import ORDERS, Directory, Export
from apps.portal.views.listings import ListingCheck, ListingDetail
from apps.portal.views.surveys import note_origin
from apps.portal.views.writing import ListingEdit, ListingNew
from apps.resources.models import Resource

STEPS = (_("说说需求"), _("填写核对"), _("确认发布"))

TIPS = (
    _("写现状和目标：现在测不出来，要测到多小"),
    _("带数字和单位：60 MPa、20 件、两个月"),
    _("说试过的办法：为什么不行"),
)


class DemandDetail(ListingDetail):
    model = Demand
    template_name = "portal/demands/detail.html"

    def get_context_data(self, **kwargs):
        may_offer = not self.actor.is_authenticated or rules.allowed(self.actor, "create", Resource)
        may_match = any(rules.allowed(self.actor, verb, self.subject) for verb in ("submit", "review"))
        may_answer = self.subject.state == PUBLISHED and rules.allowed(self.actor, "create", Resource)
        return super().get_context_data(**kwargs) | {
            "may_offer": may_offer,
            "may_match": may_match,
            "may_propose": may_answer and rules.allowed(self.actor, "propose", Dealing),
        }


class DemandNew(ListingNew):
    """The one screen, prefilled from the pasted paragraph where there was one."""

    model = Demand
    template_name = "portal/demands/form.html"
    steps = STEPS

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        draft = context["draft"]
        suggestions = draft.suggestions if draft else []
        return context | {
            "tips": TIPS,
            "pieces": marking.pieces(draft.original, suggestions) if draft and draft.original else [],
            "marks": marking.numbers(suggestions),
        }

    def saved(self, listing) -> None:
        if self.kept and self.kept.origin:
            note_origin(self.kept.origin, listing, self.actor)


class DemandEdit(ListingEdit):
    model = Demand
    template_name = "portal/demands/form.html"
    steps = STEPS

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"tips": TIPS}


class DemandCheck(ListingCheck):
    model = Demand
    verb = _("发布需求")
    steps = STEPS
    thanks = _("已送审。10 分钟内可以撤回；候选正在算，几秒就到。")

    def done(self) -> str:
        return reverse("demand-matches", args=[self.subject.pk])


class DemandDirectory(Directory):
    model = Demand
    filterset_class = DemandFilter
    template_name = "portal/demands/square.html"
    orders = ORDERS | {"needed": (_("时限最近"), (F("needed_by").asc(nulls_last=True), "-pk"))}


class DemandExport(Export, DemandDirectory):
    """The square as a workbook."""


class DemandOwn(OwnListings):
    model = Demand
    template_name = "portal/desk/demands.html"

    def narrowed(self, rows: QuerySet) -> QuerySet:
        standing = Q(matches__retired_at=None, matches__resource__state="published")
        return super().narrowed(rows).annotate(match_count=Count("matches", filter=standing))


class DraftDrop(Action):
    """The pasted words leave the session now."""

    def post(self, request: HttpRequest) -> HttpResponse:
        drafts.drop(request, drafts.key_of("demand"))
        messages.success(request, _("原文和草稿已经删掉。"))
        return HttpResponseRedirect(reverse("home"))
