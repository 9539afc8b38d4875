"""Appointments and their ledger of hours: one page for both sides."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core import files, rules
from apps.mentors import services
from apps.mentors.forms import CorrectForm, HoursForm, TermForm
from apps.mentors.models import Appointment, HourEntry
from apps.mentors.services.appointing import Term
from apps.portal import buttons
from apps.portal.views.base import Page
from apps.portal.views.desk import DeskPage
from apps.portal.views.mentors import FormPage, MentorPage

PER_PAGE = 20
RELATED = ("mentor__person", "unit", "organization")


def with_sums(rows: QuerySet[Appointment], side: int | None) -> QuerySet[Appointment]:
    """Hours both sides have confirmed, and those that wait for this side's word."""
    confirmed = Sum("hours__hours", filter=Q(hours__state="confirmed"))
    waiting = Sum("hours__hours", filter=Q(hours__state="recorded") & ~Q(hours__recorded_by=side))
    return rows.select_related(*RELATED).annotate(confirmed=confirmed, waiting=waiting)


class Appointments(DeskPage):
    """Those of the actor's organization, whichever side it is."""

    template_name = "portal/mentors/appointments.html"

    def get_context_data(self, **kwargs):
        rows = Appointment.objects.of(self.actor.organization_id) | Appointment.objects.filter(
            mentor__person=self.actor.user_id
        )
        page = Paginator(
            with_sums(rows.distinct(), self.actor.organization_id).order_by("-created_at", "-pk"), PER_PAGE
        ).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {"page": page, "total": page.paginator.count}


class MentorAppoint(FormPage, MentorPage):
    """A school proposes a term."""

    form_class = TermForm
    template_name = "portal/mentors/appoint.html"

    def get_initial(self):
        return {"post": self.subject.kind_row.label}

    def save(self, data: dict[str, Any]) -> str:
        row = services.appoint(self.subject, Term(**data), actor=self.actor, today=timezone.localdate())
        messages.success(self.request, _("已提出聘任，等导师单位同意。"))
        return row.get_absolute_url()


class OneAppointment(Page):
    def get_subject(self) -> Appointment:
        rows = Appointment.objects.visible_to(self.actor).select_related(*RELATED)
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class AppointmentPage(FormPage, OneAppointment):
    """Term, moves, ledger; the form writes an hour down."""

    form_class = HoursForm
    template_name = "portal/mentors/appointment.html"

    def get_initial(self):
        return {"day": timezone.localdate()}

    def get_context_data(self, **kwargs):
        row, actor = self.subject, self.actor
        ledger = row.hours.all()
        sums = ledger.aggregate(
            count=Count("pk"),
            confirmed=Sum("hours", filter=Q(state="confirmed")),
            waiting=Sum("hours", filter=Q(state="recorded")),
        )
        paginator = Paginator(ledger.select_related("recorded_by"), PER_PAGE)
        paginator.count = sums["count"]
        page = paginator.get_page(self.request.GET.get("page"))
        may_attach, pickable = rules.allowed(actor, "attach", row), []
        for entry in page:
            entry.appointment = row
            entry.buttons = buttons.of(entry, actor)
            entry.may_correct = may_attach and entry.state == "confirmed" and entry.corrects_id is None
            if rules.allowed(actor, "confirm", entry) and entry.state == "recorded":
                pickable.append(entry.pk)
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "row": row,
            "page": page,
            "sums": {name: value or 0 for name, value in sums.items()},
            "buttons": buttons.of(row, actor),
            "may_record": rules.allowed(actor, "record", row) and row.state == "active" and not row.is_past(today),
            "may_attach": may_attach,
            "pickable": pickable,
            "past": row.is_past(today) and row.state in {"proposed", "agreed", "active"},
            "files": files.of(row),
            "side": actor.organization_id,
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rules.require(self.actor, "record", self.subject)
        return super().post(request, **kwargs)

    def save(self, data: dict[str, Any]) -> str:
        services.record(self.subject, actor=self.actor, today=timezone.localdate(), **data)
        messages.success(self.request, _("已登记，等对方确认后计入。"))
        return self.subject.get_absolute_url()


class AppointmentMove(OneAppointment):
    template_name = "portal/generic/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"move": self.subject.lifecycle.by_name[self.kwargs["move"]]}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        note = request.POST.get("note", "")[:1000]
        services.step(self.subject, kwargs["move"], actor=self.actor, today=timezone.localdate(), note=note)
        messages.success(request, self.subject.state_now.label)
        return HttpResponseRedirect(self.subject.get_absolute_url())


class AppointmentConfirm(OneAppointment):
    """Yes to every ticked row the other side wrote down."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rows = self.subject.hours.waiting_for(self.actor).select_related(
            "appointment__unit", "appointment__organization"
        )
        ids = [pk for pk in request.POST.getlist("pk") if pk.isascii() and pk.isdigit() and len(pk) < 18]
        done, left = services.confirm_many(rows.filter(pk__in=ids), actor=self.actor)
        told = _("已确认 %(done)d 条") % {"done": done}
        messages.success(request, f"{told}，{left} 条没有办成" if left else told)
        return HttpResponseRedirect(self.subject.get_absolute_url())


class OneHour(Page):
    def get_subject(self) -> HourEntry:
        rows = HourEntry.objects.visible_to(self.actor)
        return get_object_or_404(
            rows.select_related(*(f"appointment__{name}" for name in RELATED)), pk=self.kwargs["pk"]
        )


class HourMove(OneHour):
    """Yes or no to one hour of the other side."""

    template_name = "portal/generic/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"move": self.subject.lifecycle.by_name[self.kwargs["move"]]}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        note = request.POST.get("note", "")[:1000]
        if kwargs["move"] not in STEPS:
            raise Http404
        row = STEPS[kwargs["move"]](self.subject, self.actor, note)
        messages.success(request, row.state_now.label)
        return HttpResponseRedirect(row.get_absolute_url())


STEPS = {
    "confirm": lambda row, actor, note: services.confirm(row, actor=actor),
    "dispute": lambda row, actor, note: services.dispute(row, actor=actor, note=note),
}


class HourCorrect(FormPage, OneHour):
    form_class = CorrectForm
    template_name = "portal/mentors/correct.html"

    def save(self, data: dict[str, Any]) -> str:
        services.correct(self.subject, actor=self.actor, **data)
        messages.success(self.request, _("已登记更正，等对方确认后计入。"))
        return self.subject.get_absolute_url()
