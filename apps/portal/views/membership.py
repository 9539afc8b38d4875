"""Acting for an organization: switching, asking to join, its profile and its people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from apps.accounts import sessions
from apps.accounts.forms import InviteForm, JoinForm, MemberForm, OrganizationProfileForm, SwitchForm
from apps.accounts.lifecycle import RETURNED
from apps.accounts.models import Invitation, Membership, Organization
from apps.core import journal, lifecycle
from apps.portal.views.base import Action, Page
from apps.portal.views.desk import DeskPage
from apps.portal.views.profiles import OwnOrganization
from apps.portal.views.site import safe_next
from apps.portal.views.versioned import VersionedPage

FOUND = 8


class Switch(Action):
    """Another of one's memberships; the rights change with it."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SwitchForm(self.actor, request.POST)
        if not form.is_valid():
            raise Http404
        actor = form.save()
        sessions.enter(request, actor)
        words = {"name": actor.organization_name, "role": actor.role_row.label}
        messages.info(request, _("现在以「%(name)s · %(role)s」的身份操作") % words)
        return HttpResponseRedirect(safe_next(request, "desk"))


class Join(Page):
    """Find the organization and ask; its owner or the desk answers."""

    template_name = "portal/accounts/join.html"

    def get_context_data(self, **kwargs):
        words = self.request.GET.get("q", "").strip()[:60]
        found = Organization.objects.public().filter(name__icontains=words)[:FOUND] if words else []
        chosen = self.chosen()
        if chosen and "form" not in kwargs:
            kwargs["form"] = JoinForm(chosen, self.actor)
        return super().get_context_data(**kwargs) | {"words": words, "found": found, "chosen": chosen}

    def chosen(self) -> Organization | None:
        code = self.request.POST.get("organization") or self.request.GET.get("organization")
        return get_object_or_404(Organization.objects.public(), code=code[:40]) if code else None

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = self.chosen()
        if chosen is None:
            return HttpResponseRedirect(reverse("join"))
        form = JoinForm(chosen, self.actor, request.POST)
        if not form.is_valid() or form.save() is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("已申请加入「%(name)s」，同意后会出现在右上角的身份里。") % {"name": chosen.name})
        return HttpResponseRedirect(reverse("account"))


class Profile(OwnOrganization, VersionedPage):
    """The organization's own words about itself."""

    template_name = "portal/desk/profile.html"
    form_class = OrganizationProfileForm
    done = gettext_lazy("单位资料已保存，算作今天核实")

    def get_context_data(self, **kwargs):
        last = journal.of(self.subject).filter(verb="return").first() if self.subject.state == RETURNED else None
        moves = lifecycle.available(self.subject, self.actor)
        return super().get_context_data(**kwargs) | {"moves": moves, "returned": last}


class Members(DeskPage, FormView):
    """Who acts for us, and who asks to."""

    template_name = "portal/desk/members.html"

    def get_form(self, form_class=None) -> MemberForm | None:
        if not self.may_add():
            return None
        return MemberForm(self.actor.organization, self.actor, self.request.POST or None)

    def blank(self) -> MemberForm:
        return MemberForm(self.actor.organization, self.actor)

    def may_add(self) -> bool:
        """Those who speak for a verified organization take people in."""
        return self.actor.role_row.speaks and self.actor.organization.is_verified

    def rows(self) -> QuerySet[Membership]:
        return Membership.objects.filter(organization=self.actor.organization_id).select_related("user", "organization")

    def get_context_data(self, **kwargs):
        rows = list(self.rows().filter(state__in=["requested", "active"]).order_by("state", "user__name"))
        for row in rows:
            row.moves = [move for move in lifecycle.available(row, self.actor) if row.user_id != self.actor.user_id]
        context = super().get_context_data(**kwargs) | {"members": rows, "may_add": self.may_add()}
        return context | self.invitations(context) if self.may_add() else context

    def invitations(self, context) -> dict:
        """Those without an answer, and the form for one more."""
        invited, now = (
            list(Invitation.objects.open().visible_to(self.actor).select_related("organization")),
            timezone.now(),
        )
        for row in invited:
            row.over, row.moves = row.is_over(now), lifecycle.available(row, self.actor)
        return {"invited": invited, "invite": context.get("invite") or InviteForm(self.actor)}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.get_form()
        if form is None:
            raise PermissionDenied
        if not form.is_valid() or form.save() is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("已加入本单位"))
        return HttpResponseRedirect(reverse("members"))


class MemberMove(Action):
    """Admit, refuse or end one membership."""

    def get_subject(self) -> Membership:
        return get_object_or_404(Membership.objects.visible_to(self.actor), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        note = request.POST.get("note", "")[:200]
        lifecycle.move(self.subject, self.kwargs["move"], actor=self.actor, note=note)
        messages.success(request, _("已办：%(name)s") % {"name": self.subject.user.display_name})
        return HttpResponseRedirect(reverse("members"))
