"""Places at events: asking for one, the ticket on a phone, the organizer's list and the door."""

import io
from datetime import datetime

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from apps.alliances.event import Event
from apps.alliances.lifecycle.event import REGISTRATION
from apps.alliances.models import Registration
from apps.alliances.services import checking_in, registering
from apps.core import ics
from apps.core.errors import Conflict, Defects
from apps.portal import buttons
from apps.portal.files import attachment
from apps.portal.views.base import Guarded, Page
from apps.portal.views.desk import DeskPage
from apps.portal.views.listings import ListingPage

PER_PAGE = 50
RECENT = 8


class EventPage(ListingPage):
    model = Event


class EventRegister(EventPage):
    """A place, or one in the queue; the answer says which."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        row = registering.register(self.subject, actor=self.actor, now=timezone.now())
        if row.holds_a_seat:
            messages.success(request, _("报名成功。入场时出示下面的签到码。"))
        else:
            messages.warning(
                request, _("席位已满，您在候补第 %(place)d 位；有人让出会马上通知您。") % {"place": row.place}
            )
        return HttpResponseRedirect(row.get_absolute_url())


class EventPeople(EventPage):
    """Who comes, who waits, who came: the organizer's own list."""

    template_name = "portal/events/people.html"

    def get_context_data(self, **kwargs):
        rows = self.subject.registrations.order_by("pk")
        counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
        chosen = self.request.GET.get("state", "")
        known = chosen in REGISTRATION.by_value
        found = rows.filter(state=chosen) if known else rows
        page = Paginator(found.select_related("user", "organization"), PER_PAGE).get_page(self.request.GET.get("page"))
        for row in page:
            row.event = self.subject
            row.buttons = buttons.of(row, self.actor)
        return super().get_context_data(**kwargs) | {
            "listing": self.subject,
            "seats": self.subject.seats,
            "counts": counts,
            "total": page.paginator.count,
            "page": page,
            "everything": not known,
            "tabs": [(state, counts.get(state.value, 0), state.value == chosen) for state in REGISTRATION.states],
        }


class EventPeopleExport(EventPage):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        content = checking_in.sheet(self.subject, actor=self.actor)
        return attachment(f"报名名单-{self.subject.code}-{timezone.localdate():%Y%m%d}.xlsx", content)


class EventDoor(EventPage):
    """Where codes are typed, and how many have come."""

    template_name = "portal/events/door.html"

    def get_context_data(self, **kwargs):
        rows = self.subject.registrations
        came = rows.attended().count()
        return super().get_context_data(**kwargs) | {
            "listing": self.subject,
            "seats": self.subject.seats,
            "came": came,
            "recent": rows.attended().select_related("user", "organization").order_by("-state_at")[:RECENT],
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        typed = request.POST.get("code", "")[:80]
        try:
            row = checking_in.find(self.subject, typed)
            row = checking_in.check_in(row, actor=self.actor, now=timezone.now())
        except (Conflict, Defects) as refused:
            return self.render_to_response(self.get_context_data(refused=refused.message, typed=typed), status=422)
        messages.success(request, _("%(who)s 签到成功") % {"who": row.user.display_name})
        return HttpResponseRedirect(request.path)


class OneRegistration(Guarded):
    """A ticket, found among one's own and those of one's own events."""

    def get_subject(self) -> Registration:
        rows = Registration.objects.visible_to(self.actor).select_related(
            "event__organization", "event__park", "user", "organization"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class RegistrationPage(OneRegistration, Page):
    """The ticket: what to show at the door, or where one stands in the queue."""

    template_name = "portal/events/ticket.html"

    def get_context_data(self, **kwargs):
        row = self.subject
        return super().get_context_data(**kwargs) | {
            "row": row,
            "listing": row.event,
            "phase": row.event.phase_now,
            "buttons": buttons.of(row, self.actor),
            "himself": row.user_id == self.actor.user_id,
        }


class RegistrationQr(OneRegistration, View):
    """The code as a picture that leads the organizer to the check-in of this ticket; only for who has a seat."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not self.subject.holds_a_seat:
            raise Http404
        link = request.build_absolute_uri(reverse("check-in", args=[self.subject.code]))
        drawn = io.BytesIO()
        segno.make(link, error="m", micro=False).save(drawn, kind="svg", scale=8, border=2, dark="#000", light="#fff")
        response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class RegistrationIcs(OneRegistration, View):
    """Into the diary."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        row, event = self.subject, self.subject.event
        url = request.build_absolute_uri(row.get_absolute_url())
        one = ics.Appointment(
            uid=f"registration-{row.pk}@{request.get_host().split(':')[0]}",
            title=event.title,
            starts=event.starts,
            ends=event.ends,
            stamp=max(row.state_at, event.updated_at),
            place=event.place or event.mode_label,
            text=f"{event.organization.name}\n{url}",
            url=url,
            revision=row.version + event.version,
            is_off=not row.is_living,
        )
        return attachment(f"{event.code}.ics", ics.write(one))


def checked_in(row: Registration, *, actor, now: datetime, note: str) -> Registration:
    return checking_in.check_in(row, actor=actor, now=now)


def stepped(name: str):
    def done(row: Registration, *, actor, now: datetime, note: str) -> Registration:
        return registering.step(row, name, actor=actor, now=now, note=note)

    return done


STEPS = {"check_in": checked_in, "cancel": stepped("cancel"), "remove": stepped("remove")}


class RegistrationMove(OneRegistration, Page):
    """One step of a ticket: the page that asks first, and the step itself."""

    template_name = "portal/generic/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"move": REGISTRATION.by_name[self.kwargs["move"]]}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        note = request.POST.get("note", "")[:300]
        row = STEPS[kwargs["move"]](self.subject, actor=self.actor, now=timezone.now(), note=note)
        messages.success(request, _("「%(title)s」：%(state)s") % {"title": row.event, "state": row.state_now.label})
        himself = row.user_id == self.actor.user_id
        where = reverse("my-events") if himself else reverse("event-people", args=[row.event_id])
        return HttpResponseRedirect(where)


class CheckIn(Page):
    """Where a scanned code leads: the organizer sees who it is and presses once."""

    template_name = "portal/events/check_in.html"

    def get_subject(self) -> Registration:
        rows = Registration.objects.visible_to(self.actor).select_related("event__organization", "user", "organization")
        return get_object_or_404(rows, code=self.kwargs["code"].upper())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"row": self.subject, "listing": self.subject.event}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            row = checking_in.check_in(self.subject, actor=self.actor, now=timezone.now())
        except Conflict as refused:
            return self.render_to_response(self.get_context_data(refused=refused.message), status=409)
        messages.success(request, _("%(who)s 签到成功") % {"who": row.user.display_name})
        return HttpResponseRedirect(reverse("event-door", args=[row.event_id]))


class MyEvents(DeskPage):
    """What I have registered for, the soonest first; then what is over."""

    template_name = "portal/events/mine.html"

    def get_context_data(self, **kwargs):
        rows = Registration.objects.of(self.actor).select_related("event__organization").order_by("-event__starts")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        for row in page:
            row.buttons = buttons.of(row, self.actor)
        return super().get_context_data(**kwargs) | {"page": page, "total": page.paginator.count}
