"""Mentors: the pool, a card, consent, levels."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormMixin

from apps.core import files, lifecycle, rules
from apps.core.errors import Conflict, Defects
from apps.mentors import services
from apps.mentors.filters import MentorFilter
from apps.mentors.forms import GradeForm, LinkForm
from apps.mentors.models import Appointment, Grade, Mentor
from apps.portal import buttons
from apps.portal.views.base import Page
from apps.portal.views.desk import OwnListings
from apps.portal.views.directory import Directory, Export
from apps.portal.views.listings import ListingCheck, ListingDetail, ListingPage
from apps.portal.views.writing import ListingEdit, ListingNew

STEPS = (_("填写"), _("本人同意"), _("核对送审"))


class MentorDirectory(Directory):
    model = Mentor
    filterset_class = MentorFilter
    template_name = "portal/mentors/directory.html"
    unit = _("位")


class MentorExport(Export, MentorDirectory):
    """The directory as a workbook."""


class MentorOwn(OwnListings):
    model = Mentor
    template_name = "portal/mentors/own.html"


class MentorNew(ListingNew):
    model = Mentor
    template_name = "portal/mentors/form.html"
    steps = STEPS

    def known(self) -> dict[str, str]:
        """The clerk's own name is not the mentor's; the contact is the unit's."""
        return {"visibility": "public", **services_contact(self.actor)}


def services_contact(actor) -> dict[str, str]:
    unit = actor.organization
    return {"contact_name": unit.contact_name, "contact_phone": unit.contact_phone} if unit else {}


class MentorEdit(ListingEdit):
    model = Mentor
    template_name = "portal/mentors/form.html"
    steps = STEPS


class MentorCheck(ListingCheck):
    model = Mentor
    verb = _("登记导师")
    steps = STEPS
    thanks = _("已送审。10 分钟内可以撤回；促进中心核对后公开，并参加匹配。")


class MentorDetail(ListingDetail):
    """The card; what stands behind it is for the unit, the person and the desks."""

    model = Mentor
    beside = ("person",)
    template_name = "portal/mentors/detail.html"

    def get_context_data(self, **kwargs):
        mentor, actor, today = self.subject, self.actor, timezone.localdate()
        grades = list(mentor.grades.all())
        for grade in grades:
            grade.mentor = mentor
        behind = with_files(Grade, [grade for grade in grades if rules.allowed(actor, "view", grade)])
        for grade in behind:
            grade.buttons = buttons.of(grade, actor)
        return super().get_context_data(**kwargs) | {
            "levels": [grade for grade in grades if grade.holds_on(today)],
            "grades": behind,
            "consents": mentor.consents.visible_to(actor).select_related("noted_by"),
            "may_agree": rules.allowed(actor, "agree", mentor),
            "may_take_back": rules.allowed(actor, "take_back", mentor),
            "may_claim": rules.allowed(actor, "claim", mentor),
            "may_link": rules.allowed(actor, "link", mentor),
            "may_appoint": rules.allowed(actor, "appoint", mentor),
            "appointments": appointments_of(mentor, actor),
        }


def with_files(model, rows: list) -> list:
    """The same rows, each with its files, in one query for all."""
    found: dict[int, list] = {}
    for row in files.of_many(model, [one.pk for one in rows]) if rows else ():
        found.setdefault(row.about_id, []).append(row)
    for one in rows:
        one.files = found.get(one.pk, [])
    return rows


def appointments_of(mentor: Mentor, actor) -> list[Appointment]:
    return list(mentor.appointments.visible_to(actor).select_related("organization", "unit"))


class MentorPage(ListingPage):
    model = Mentor


class MentorConsent(MentorPage):
    """The text, and the word: the person's own, or a signed paper his unit brings."""

    template_name = "portal/mentors/consent.html"

    def get_context_data(self, **kwargs):
        mentor = self.subject
        return super().get_context_data(**kwargs) | {
            "mentor": mentor,
            "text": services.CONSENTS[services.CURRENT],
            "version": services.CURRENT,
            "himself": self.actor.user_id == mentor.person_id,
            "standing": mentor.consents.filter(taken_back_at=None).first(),
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            services.agree(self.subject, actor=self.actor, paper=request.FILES.get("file"))
        except Defects as refused:
            return self.render_to_response(self.get_context_data(error=refused.message), status=422)
        messages.success(request, _("已登记本人同意：%(who)s") % {"who": self.subject.title})
        return HttpResponseRedirect(self.subject.get_absolute_url())


class MentorTakeBack(MentorPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        mentor = services.take_back(self.subject, actor=self.actor)
        messages.success(request, _("已撤回同意，卡片已停止公开：%(who)s") % {"who": mentor.title})
        return HttpResponseRedirect(mentor.get_absolute_url())


class FormPage(FormMixin):
    """A form whose service judges again: what it refuses is said beside the field."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            return HttpResponseRedirect(self.save(form.cleaned_data))
        except Defects as refused:
            for defect in refused.defects:
                form.add_error(defect.field if defect.field in form.fields else None, defect.sentence)
        except Conflict as refused:
            form.add_error(None, refused.message)
        return self.form_invalid(form)

    def save(self, data: dict[str, Any]) -> str:
        raise NotImplementedError

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class MentorGrade(FormPage, MentorPage):
    """Ask for a level, with evidence."""

    form_class = GradeForm
    template_name = "portal/mentors/grade.html"

    def save(self, data: dict[str, Any]) -> str:
        services.claim(self.subject, evidence=self.request.FILES.get("file"), actor=self.actor, **data)
        messages.success(self.request, _("已提交，等促进中心认定。"))
        return self.subject.get_absolute_url()


class MentorLink(FormPage, MentorPage):
    """Say which colleague's account the mentor is."""

    form_class = LinkForm
    template_name = "portal/mentors/link.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"mentor": self.subject}

    def save(self, data: dict[str, Any]) -> str:
        services.link(self.subject, membership=data["membership"], actor=self.actor)
        messages.success(self.request, _("已关联，本人登录后看得到这张卡片。"))
        return self.subject.get_absolute_url()


class GradeMove(Page):
    """The desk's word on a level."""

    template_name = "portal/generic/confirm.html"

    def get_subject(self) -> Grade:
        rows = Grade.objects.visible_to(self.actor).select_related("mentor")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"move": self.subject.lifecycle.by_name[self.kwargs["move"]]}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        lifecycle.move(self.subject, kwargs["move"], actor=self.actor, note=request.POST.get("note", "")[:1000])
        messages.success(request, self.subject.state_now.label)
        return HttpResponseRedirect(self.subject.get_absolute_url())
