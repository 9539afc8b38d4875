"""Events: the list, one event and the places at it, writing one."""

from django.db.models import Case, F, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.alliances.event import Event
from apps.alliances.filters.event import EventFilter
from apps.alliances.lifecycle.event import PHASES
from apps.alliances.models import Alliance
from apps.alliances.services import hosting
from apps.core import journal, rules
from apps.listings.lifecycle import CLOSED, PUBLISHED
from apps.portal.views.desk import OwnListings
from apps.portal.views.directory import Directory, Export
from apps.portal.views.listings import ListingCheck, ListingDetail, ListingPage
from apps.portal.views.writing import ListingEdit, ListingNew

SOONEST = ("past", F("soon").asc(nulls_last=True), "-starts", "-pk")


class EventDirectory(Directory):
    model = Event
    filterset_class = EventFilter
    template_name = "portal/events/directory.html"
    unit = _("场")
    orders = {"": (_("时间最近"), SOONEST), "latest": (_("最近发布"), ("-published_at", "-pk"))}

    def public(self):
        """Those called off stay, marked as such: people look for them."""
        return self.model.objects.filter(state__in=(PUBLISHED, CLOSED), visibility="public")

    def rows(self):
        """What is still to come first, the soonest at the top; then what is over, the last one first."""
        over = When(ends__lte=timezone.now(), then=Value(1))
        past = Case(When(state=CLOSED, then=Value(2)), over, default=Value(0), output_field=IntegerField())
        soon = Case(When(ends__gt=timezone.now(), then=F("starts")))
        order = self.orders.get(self.request.GET.get("order", ""), self.orders[""])
        return self.listed(self.params()).annotate(past=past, soon=soon).with_seats().order_by(*order[1])


class EventExport(Export, EventDirectory):
    """The list as a workbook."""


class EventDetail(ListingDetail):
    """The event, its seats as numbers, and the reader's own place."""

    model = Event
    template_name = "portal/events/detail.html"
    beside = ("alliance",)

    def get_context_data(self, **kwargs):
        event, actor, now = self.subject, self.actor, timezone.now()
        mine = event.registrations.of(actor).living().first()
        keeps = rules.allowed(actor, "keep", event)
        return super().get_context_data(**kwargs) | {
            "phase": event.phase(now),
            "seats": event.seats,
            "mine": mine,
            "takes": event.phase(now) in (PHASES["open"], PHASES["full"]),
            "may_keep": keeps,
            "why_off": journal.of(event).filter(verb="cancel").first() if event.state == CLOSED else None,
            "alliances": Alliance.objects.owned_by(actor).published() if keeps else (),
            "lacking": hosting.lacking(event) if keeps else (),
        }


class EventAlliance(ListingPage):
    """Held in the name of an alliance, or in one's own."""

    model = Event
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        wanted = request.POST.get("alliance", "")
        pk = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
        alliance = Alliance.objects.owned_by(self.actor).published().filter(pk=pk).first()
        hosting.lend_name(self.subject, alliance, actor=self.actor)
        return HttpResponseRedirect(self.subject.get_absolute_url())


class EventNew(ListingNew):
    model = Event
    template_name = "portal/events/form.html"


class EventEdit(ListingEdit):
    model = Event
    template_name = "portal/events/form.html"


class EventCheck(ListingCheck):
    model = Event
    verb = _("送审活动")
    thanks = _("已送审。10 分钟内可以撤回；促进中心核对后公开并开始报名。")


class EventOwn(OwnListings):
    model = Event
    template_name = "portal/events/own.html"

    def narrowed(self, rows):
        return super().narrowed(rows).with_seats()
