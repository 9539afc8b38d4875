"""Dealings: my list, opening up to three at once, one dealing with all that is written in it."""

from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.actor import Actor
from apps.cooperation import services
from apps.cooperation.forms import FORMS, RecordForm
from apps.cooperation.lifecycle import DEALING, DONE, LIVE
from apps.cooperation.models import Deadline, Dealing, Rating
from apps.cooperation.rules import side_of
from apps.cooperation.services.deadlines import LABELS
from apps.core import files, rules
from apps.core.errors import Conflict, Defects
from apps.core.models import JournalEntry
from apps.demands.models import Demand
from apps.portal import buttons, papering
from apps.portal.views.base import Page
from apps.portal.views.desk import DeskPage
from apps.portal.views.listings import ListingMove
from apps.resources.models import Resource

PER_PAGE, STORY = 20, 60
CHOICES = 30  # own listings offered on one page
STEPS = (_("发起"), _("接受"), _("洽谈"), _("签约"), _("执行"), _("验收"), _("互评"))
AT = {"proposed": 2, "accepted": 3, "negotiating": 3, "agreeing": 4, "running": 5, "delivered": 7, "done": 8}
TABS = {
    "": (_("进行中"), Q(state__in=LIVE)),
    "done": (_("已办结"), Q(state=DONE)),
    "failed": (_("未成"), ~Q(state__in=LIVE | {DONE})),
}


class OwnDealings(DeskPage):
    """My organization's dealings on either side; those that wait for us come first."""

    template_name = "portal/dealings/list.html"

    def get_context_data(self, **kwargs):
        own = Dealing.objects.of(self.actor.organization_id)
        tab = self.request.GET.get("tab", "")
        tab = tab if tab in TABS or tab == "awaiting" else ""
        rows = Dealing.objects.awaiting(self.actor) if tab == "awaiting" else own.filter(TABS[tab][1])
        page = Paginator(rows.with_card().order_by("-state_at", "-pk"), PER_PAGE).get_page(self.request.GET.get("page"))
        for dealing in page:
            dealing.other = dealing.answerer if side_of(self.actor, dealing) == "asker" else dealing.asker
            dealing.buttons = [one for one in buttons.of(dealing, self.actor) if one.tone == "primary"]
        with_due(page)
        counts = own.aggregate(**{key or "live": Count("pk", filter=which) for key, (_label, which) in TABS.items()})
        waiting = Dealing.objects.awaiting(self.actor).count()
        tabs = [{"key": "awaiting", "label": _("等我们答复"), "count": waiting, "current": tab == "awaiting"}]
        tabs += [
            {"key": key, "label": label, "count": counts[key or "live"], "current": key == tab}
            for key, (label, _which) in TABS.items()
        ]
        return super().get_context_data(**kwargs) | {"page": page, "total": page.paginator.count, "tabs": tabs}


def with_due(rows: Any) -> None:
    """The next last day of each row, in one query."""
    rows = list(rows)
    if not rows:
        return
    name = rows[0]._meta.model_name
    open_rows = Deadline.objects.open().filter(**{f"{name}__in": [row.pk for row in rows]}).order_by("-due_on")
    due = {getattr(one, f"{name}_id"): one for one in open_rows}
    for row in rows:
        row.due = due.get(row.pk)
        if row.due:
            row.due.label, row.due.over = LABELS[row.due.stage], row.due.due_on < timezone.localdate()


class DealingNew(Page):
    """The last look before up to three are asked: who, what, which words, and what opens on acceptance."""

    template_name = "portal/dealings/new.html"

    def get_context_data(self, **kwargs):
        source = self.request.POST if self.request.method == "POST" else self.request.GET
        demand, resources = self.named(Demand, source, "demand")[:1], self.named(Resource, source, "resource")
        one = demand[0] if demand else None
        return super().get_context_data(**kwargs) | {
            "demand": one,
            "resources": resources,
            "own_demands": [] if one else self.own(Demand),
            "own_resources": self.own(Resource) if one and not resources else [],
            "message": source.get("message", "") or first_words(one),
            "most": services.AT_ONCE,
            "days": services.answer_days(),
            "problem": kwargs.get("problem", ""),
        }

    def named(self, model, source, name: str) -> list:
        """Listings named in the address, among what the actor may see."""
        keys = [key for key in source.getlist(name) if key.isascii() and key.isdigit() and len(key) < 10]
        rows = model.objects.visible_to(self.actor).filter(pk__in=keys[:20]).select_related("organization")
        found = list(rows.order_by("pk"))
        if len(found) < len(set(keys)):
            raise Http404
        return found

    def own(self, model) -> QuerySet:
        return model.objects.published().owned_by(self.actor).order_by("-published_at")[:CHOICES]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        context = self.get_context_data()
        if not (context["demand"] and context["resources"]):
            return self.refused(_("请选好需求和资源，再发起对接"))
        given = {"demand": context["demand"], "resources": context["resources"], "actor": self.actor}
        try:
            made = services.propose_to_several(**given, message=request.POST.get("message", ""))
        except Conflict as refusal:
            return self.refused(refusal.message, 409)
        except Defects as refusal:
            return self.refused(refusal.message)
        messages.success(request, _("已发起 %(count)d 条对接，对方答复后会告诉您") % {"count": len(made)})
        return HttpResponseRedirect(made[0].get_absolute_url() if len(made) == 1 else reverse("desk-dealings"))

    def refused(self, problem: str, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(problem=problem), status=status)


def first_words(demand: Demand | None) -> str:
    """What a first message says when nobody has typed one."""
    if demand is None:
        return ""
    by = _("，希望在%(day)s前有结果") % {"day": f"{demand.needed_by:%Y年%-m月%-d日}"} if demand.needed_by else ""
    return _("您好，我们在推进「%(title)s」%(by)s。想请贵单位看看能否合作，接受后我们再约时间细谈。") % {
        "title": demand.title,
        "by": by,
    }


class DealingPage(Page):
    """A page about one dealing: found among what the actor may see, else it does not exist."""

    def get_subject(self) -> Dealing:
        rows = Dealing.objects.visible_to(self.actor).with_card()
        raters = ArraySubquery(Rating.objects.filter(dealing=OuterRef("pk")).values("side"))
        return get_object_or_404(rows.annotate(raters=raters), pk=self.kwargs["pk"])


class DealingDetail(DealingPage):
    """Timeline, state, buttons, contacts once revealed, and the forms that are open in this state."""

    template_name = "portal/dealings/detail.html"

    def get_context_data(self, **kwargs):
        dealing, actor = self.subject, self.actor
        side, bound = side_of(actor, dealing), kwargs.get("form")
        can = services.open_now(dealing, actor)
        given = {what: form(initial={"on": timezone.localdate()}) for what, form in FORMS.items() if what in can}
        papers = papering.of(dealing, side, can, bound) if dealing.answered_at else []
        kept = papering.files_of(papers)
        ratings = {row.side: row for row in dealing.ratings.all()} if dealing.state == DONE else {}
        return super().get_context_data(**kwargs) | {
            "dealing": dealing,
            "side": side,
            "steps": STEPS,
            "at": AT.get(dealing.state, 0),
            "buttons": buttons.of(dealing, actor),
            "forms": given | ({bound.what: bound} if bound else {}),
            "can": can,
            "contacts": contacts(dealing, actor, side),
            "due": deadlines(dealing) if dealing.state in LIVE else [],
            "notes": list(dealing.notes.select_related("made_by")),
            "milestones": list(dealing.milestones.all()) if dealing.answered_at else [],
            "papers": papers,
            "outcomes": list(dealing.outcomes.all()) if dealing.agreed_at else [],
            "mine": bool(side) and side in dealing.raters,
            "ratings": [ratings[one] for one in ("asker", "answerer") if one in ratings] if len(ratings) == 2 else [],
            "files": [one for one in files.of(dealing) if one.pk not in kept],
            "upload_url": self.upload_url(),
            "story": story(dealing, side),
            "labels": STORY_LABELS,
            "reasons": {code: label for step in DEALING.moves for code, label in (step.reasons or {}).items()},
        }

    def upload_url(self) -> str:
        if not rules.allowed(self.actor, "attach", self.subject):
            return ""
        return reverse("attach", args=["cooperation", "dealing", self.subject.pk])


STORY_LABELS = {step.name: step.label for step in DEALING.moves} | {
    "propose": _("发起对接"),
    "note": _("写洽谈记录"),
    "step": _("约定下一步"),
    "milestone": _("加里程碑"),
    "reach": _("完成里程碑"),
    "paper": _("生成文书"),
    "confirm": _("确认文书"),
    "outcome": _("登记成效"),
    "rate": _("评价对方"),
    "assign": _("改派专员"),
    "remind": _("催办"),
    "escalate": _("升级给专员"),
    "hand_over": _("转由专员接手"),
    "detach": _("删除附件"),
    "reveal": _("公开联系方式"),
    "conceal": _("收回联系方式"),
}


def contacts(dealing: Dealing, actor: Actor, side: str) -> list[dict]:
    """Whom to reach on each side: in full once opened to the two and their brokers; before, as the listing rules."""
    told = []
    for name, listing, place in (
        ("asker", dealing.demand, dealing.asker),
        ("answerer", dealing.resource, dealing.answerer),
    ):
        opened = dealing.is_opened and (side or actor.is_operator)
        whole = opened or side == name or rules.allowed(actor, "view_contact", listing)
        told.append({"side": name, "listing": listing, "organization": place, "whole": whole})
    return told


def story(dealing: Dealing, side: str) -> list:
    """What happened, newest first; the owner of a side also reads to whom his contact was opened and closed."""
    about = Q(about=dealing._meta.label_lower, about_id=str(dealing.pk)) & ~Q(verb__in=("note", "attach"))
    listing = {"asker": dealing.demand, "answerer": dealing.resource}.get(side)
    if listing:
        shown = Q(verb__in=("reveal", "conceal"), after__dealing=dealing.pk)
        shown |= Q(verb__in=("reveal", "conceal"), before__dealing=dealing.pk)
        about |= Q(about=listing._meta.label_lower, about_id=str(listing.pk)) & shown
    return list(JournalEntry.objects.filter(about)[:STORY])


def deadlines(dealing: Dealing) -> list[Deadline]:
    rows = list(dealing.deadlines.open())
    for row in rows:
        row.label, row.over = LABELS[row.stage], row.due_on < timezone.localdate()
    return rows


class DealingMove(DealingPage, ListingMove):
    """One step of the lifecycle: the page that asks first, and the step itself."""


class DealingRecord(DealingDetail):
    """Something is written down; what is wrong with it stands beside its form on the page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        what = self.kwargs["what"]
        if what not in FORMS:
            raise Http404
        form: RecordForm = FORMS[what](request.POST, request.FILES)
        form.what = what
        if not (form.is_valid() and form.record(self.subject, self.actor)):
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, form.done)
        return HttpResponseRedirect(f"{self.subject.get_absolute_url()}#{what}")
