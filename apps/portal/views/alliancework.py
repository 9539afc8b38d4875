"""Work inside an alliance: words to the members, its contact persons, and the shelf."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.alliances.forms import AnnounceForm, SecretaryForm, ShareForm
from apps.alliances.models import Secretary, SharedItem
from apps.alliances.services import office, shelf
from apps.portal.views.base import Action
from apps.portal.views.mentors import FormPage
from apps.portal.views.seats import AllianceMembers, AlliancePage
from apps.resources.models import Resource


class AllianceAnnounce(FormPage, AlliancePage):
    """Tell every member at once."""

    form_class = AnnounceForm
    template_name = "portal/alliances/announce.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "reach": self.subject.seats.approved().count(),
            "before": self.subject.announcements.all()[:10],
        }

    def save(self, data: dict[str, Any]) -> str:
        row = office.announce(alliance=self.subject, actor=self.actor, **data)
        messages.success(self.request, _("已通知 %(count)d 家成员单位") % {"count": row.reached})
        return self.subject.get_absolute_url()


class AllianceSecretary(FormPage, AllianceMembers):
    """Name a person members may turn to."""

    http_method_names = ["post"]

    def get_form(self, form_class=None) -> SecretaryForm:
        return SecretaryForm(self.subject, self.request.POST)

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=None, secretary_form=form), status=422)

    def save(self, data: dict[str, Any]) -> str:
        office.appoint_secretary(alliance=self.subject, actor=self.actor, **data)
        messages.success(self.request, _("已加入秘书处联系人"))
        return reverse("alliance-members", args=[self.subject.pk])


class SecretaryDismiss(Action):
    def get_subject(self) -> Secretary:
        rows = Secretary.objects.visible_to(self.actor).select_related("alliance")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        back = self.subject.get_absolute_url()
        office.dismiss_secretary(row=self.subject, actor=self.actor)
        messages.success(request, _("已移出联系人"))
        return HttpResponseRedirect(back)


class AllianceShare(FormPage, AlliancePage):
    """Put one of our published resources on the shelf."""

    template_name = "portal/alliances/share.html"

    def get_form(self, form_class=None) -> ShareForm:
        rows = Resource.objects.public().owned_by(self.actor).order_by("kind", "title")
        return ShareForm(rows, self.request.POST or None)

    def save(self, data: dict[str, Any]) -> str:
        shelf.share(alliance=self.subject, listing=data["resource"], terms=data["terms"], actor=self.actor)
        messages.success(self.request, _("已放上共享架"))
        return self.subject.get_absolute_url()


class TakeBack(Action):
    """Off the shelf."""

    def get_subject(self) -> SharedItem:
        rows = SharedItem.objects.visible_to(self.actor).select_related("seat__alliance", "seat__organization")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        shelf.take_back(row=self.subject, actor=self.actor)
        messages.success(request, _("已从共享架撤下"))
        return HttpResponseRedirect(self.subject.seat.alliance.get_absolute_url())
