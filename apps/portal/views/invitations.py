"""Asking colleagues in by mail, and the page behind the link they get."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.generic import FormView

from apps.accounts import sessions
from apps.accounts.actor import Actor
from apps.accounts.forms import AcceptForm, InviteForm
from apps.accounts.models import Invitation, Membership
from apps.accounts.services import invitations
from apps.core import lifecycle
from apps.portal.views.accounts import BACKEND, secret
from apps.portal.views.base import Action, Page
from apps.portal.views.membership import Members

MOVES = ("resend", "revoke")
DONE = {"resend": lazy("新链接已发出，7 天内有效，原来的链接作废"), "revoke": lazy("邀请已撤销，链接作废")}


class Invite(Members):
    """The members' page again when something is wrong with the invitation."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not self.may_add():
            raise PermissionDenied
        form = InviteForm(self.actor, request.POST)
        if not form.is_valid() or form.save() is None:
            return self.render_to_response(self.get_context_data(invite=form), status=422)
        messages.success(request, _("邀请已发出；对方打开邮件里的链接即可加入，7 天内有效。"))
        return HttpResponseRedirect(reverse("members") + "#invitations")

    def get_form(self, form_class=None):
        return self.blank() if self.may_add() else None


class InvitationMove(Action):
    """Sent again with a new link, or taken back."""

    def get_subject(self) -> Invitation:
        rows: QuerySet[Invitation] = Invitation.objects.visible_to(self.actor).select_related("organization")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.kwargs["move"] not in MOVES:
            raise Http404
        lifecycle.move(self.subject, self.kwargs["move"], actor=self.actor)
        messages.success(request, DONE[self.kwargs["move"]])
        return HttpResponseRedirect(reverse("members") + "#invitations")


@secret
class InvitationPage(Page, FormView):
    """Behind the link: who asks, as what; an account says yes, a newcomer gives a name and a password."""

    template_name = "portal/accounts/invitation.html"
    form_class = AcceptForm

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.invitation = invitations.held(kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        row = self.invitation
        known = row is not None and invitations.addressee(row) is not None
        user = self.actor.user
        fits = user is not None and row is not None and (user.email == row.email or user.email is None and not known)
        return super().get_context_data(**kwargs) | {
            "invitation": row,
            "refused": invitations.why_not(row) if row else "",
            "known": known,
            "fits": fits,
        }

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        context = self.get_context_data()
        status = 404 if self.invitation is None else 410 if context["refused"] else 200
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.invitation is None or invitations.why_not(self.invitation):
            return self.get(request)
        if self.actor.is_authenticated:
            return self.enter(invitations.accept(invitation=self.invitation, actor=self.actor))
        form = self.get_form()
        place = form.save(self.invitation) if form.is_valid() else None
        if place is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        login(request, place.user, backend=BACKEND)
        return self.enter(place)

    def enter(self, place: Membership) -> HttpResponse:
        sessions.enter(self.request, Actor(user=place.user, membership=place))
        words = {"name": place.organization.name, "role": place.role_label}
        messages.success(self.request, _("已加入「%(name)s」，现在以%(role)s的身份操作。") % words)
        return HttpResponseRedirect(reverse("desk"))
