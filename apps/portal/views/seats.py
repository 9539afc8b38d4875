"""Seats in an alliance: asking, the secretariat's queue, answers, and what our organization belongs to."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.alliances.forms import JoinForm, SeatInviteForm, SecretaryForm
from apps.alliances.lifecycle.membership import APPROVED, LIVING, REQUESTED
from apps.alliances.models import Alliance, AllianceMember
from apps.alliances.services import seats
from apps.core import rules
from apps.core.errors import Conflict, Defects
from apps.portal import buttons
from apps.portal.views.base import Action, Page
from apps.portal.views.desk import DeskPage
from apps.portal.views.listings import ListingPage
from apps.portal.views.mentors import FormPage
from apps.portal.views.site import safe_next

PER_PAGE, AT_ONCE = 20, 200


class AlliancePage(ListingPage):
    model = Alliance

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"listing": self.subject}


class AllianceJoin(FormPage, AlliancePage):
    """Ask for a seat."""

    form_class = JoinForm
    template_name = "portal/alliances/join.html"

    def save(self, data: dict[str, Any]) -> str:
        seats.join(alliance=self.subject, actor=self.actor, **data)
        messages.success(self.request, _("已提出申请，秘书处审批后会通知您。"))
        return reverse("desk-seats")


class AllianceMembers(AlliancePage):
    """Who belongs to it; the secretariat finds its queue, its invitations and its own people here."""

    template_name = "portal/alliances/members.html"

    def get_context_data(self, **kwargs):
        alliance, actor = self.subject, self.actor
        rows = list(alliance.seats.visible_to(actor).select_related("organization"))
        for seat in rows:
            seat.alliance = alliance
            seat.buttons = buttons.of(seat, actor)
        office = rules.allowed(actor, "admit", alliance)
        invites = rules.allowed(actor, "invite", alliance)
        order = list(AllianceMember.Role.values)
        inner = office or any(s.state == APPROVED and s.organization_id == actor.organization_id for s in rows)
        return super().get_context_data(**kwargs) | {
            "inner": inner,
            "queue": [seat for seat in rows if seat.state == REQUESTED and office],
            "members": sorted((s for s in rows if s.state == APPROVED), key=lambda seat: order.index(seat.role)),
            "others": [s for s in rows if s.state in LIVING - {APPROVED} and not (office and s.state == REQUESTED)],
            "past": [seat for seat in rows if seat.state not in LIVING],
            "office": office,
            "roles": AllianceMember.Role.choices,
            "form": kwargs.get("form") or (SeatInviteForm(alliance) if invites else None),
            "secretary_form": kwargs.get("secretary_form") or (SecretaryForm(alliance) if office else None),
            "secretaries": alliance.secretaries.select_related("membership__user") if inner else [],
        }


class AllianceInvite(FormPage, AllianceMembers):
    """Offer a seat; the page comes back with what is wrong."""

    http_method_names = ["post"]

    def get_form(self, form_class=None) -> SeatInviteForm:
        return SeatInviteForm(self.subject, self.request.POST)

    def save(self, data: dict[str, Any]) -> str:
        seat = seats.invite(alliance=self.subject, actor=self.actor, **data)
        messages.success(self.request, _("已邀请%(name)s；对方同意后列为成员") % {"name": seat.organization})
        return seat.get_absolute_url()


class SeatPage(Page):
    def get_subject(self) -> AllianceMember:
        rows = AllianceMember.objects.visible_to(self.actor).select_related("alliance__organization", "organization")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def back(self) -> str:
        mine = self.subject.organization_id == self.actor.organization_id
        return reverse("desk-seats") if mine else self.subject.get_absolute_url()


class SeatMove(SeatPage):
    """Approve, return, accept, decline, leave, remove …"""

    template_name = "portal/generic/confirm.html"

    def get_context_data(self, **kwargs):
        step = self.subject.lifecycle.by_name.get(self.kwargs["move"])
        if step is None:
            raise Http404
        return super().get_context_data(**kwargs) | {"move": step}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        seat = self.subject
        note = request.POST.get("note", "")[: seats.LONGEST]
        seats.answer(seat=seat, move=self.kwargs["move"], actor=self.actor, note=note)
        step = seat.lifecycle.by_name[self.kwargs["move"]].label
        messages.success(request, _("已%(step)s：%(seat)s") % {"step": step, "seat": seat})
        return HttpResponseRedirect(self.back())


class SeatRole(SeatPage):
    """The secretariat gives a seat its role."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        seat = seats.assign(seat=self.subject, role=request.POST.get("role", "")[:20], actor=self.actor)
        words = {"name": seat.organization, "role": seat.get_role_display()}
        messages.success(request, _("%(name)s 现为%(role)s") % words)
        return HttpResponseRedirect(self.back())


class SeatBatch(Action):
    """Approve many: each is judged by itself, and what could not be done is counted."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if request.POST.get("move") != "approve":
            raise Http404
        keys = [pk for pk in request.POST.getlist("pk")[:AT_ONCE] if pk.isascii() and pk.isdigit() and len(pk) < 10]
        rows = AllianceMember.objects.visible_to(self.actor).filter(pk__in=keys).order_by("pk")
        done = [row for row in rows.select_related("alliance__organization", "organization") if self._approved(row)]
        told = {"done": len(done), "left": len(keys) - len(done)}
        if told["left"] or not done:
            messages.warning(request, _("同意了 %(done)d 家，%(left)d 家没有办成：状态已变或不在您的权限内") % told)
        else:
            messages.success(request, _("同意了 %(done)d 家加入") % told)
        return HttpResponseRedirect(safe_next(request, "desk-seats"))

    def _approved(self, row: AllianceMember) -> bool:
        try:
            seats.answer(seat=row, move="approve", actor=self.actor)
        except (Conflict, Defects, PermissionDenied):
            return False
        return True


class OwnSeats(DeskPage):
    """What our organization belongs to, invitations first; and who waits at the alliances it keeps."""

    template_name = "portal/alliances/seats.html"

    def get_context_data(self, **kwargs):
        actor = self.actor
        rows = AllianceMember.objects.of(actor.organization_id).select_related("alliance__organization", "organization")
        page = Paginator(rows.order_by("-state_at", "-pk"), PER_PAGE).get_page(self.request.GET.get("page"))
        queue = AllianceMember.objects.to_approve(actor).select_related("alliance__organization", "organization")
        waiting = list(queue.order_by("state_at")[:AT_ONCE])
        for seat in (*page, *waiting):
            seat.buttons = buttons.of(seat, actor)
        visible = Alliance.objects.visible_to(actor).filter(pk__in=[seat.alliance_id for seat in page])
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "queue": waiting,
            "open": set(visible.values_list("pk", flat=True)),
        }
