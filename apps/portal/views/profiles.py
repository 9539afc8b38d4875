"""What an enterprise or a university says about itself: one's own form, how full and how fresh it is, and its codes."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from apps.accounts import services
from apps.accounts.forms import CodesForm
from apps.accounts.models import Organization, Profile
from apps.enterprises.forms import EnterpriseProfileForm
from apps.enterprises.models import EnterpriseProfile
from apps.portal.views.base import Action
from apps.portal.views.desk import DeskPage
from apps.portal.views.versioned import VersionedPage
from apps.universities.forms import UniversityProfileForm
from apps.universities.models import UniversityProfile

# What completeness asks for and another page holds; everything else not on the form is 单位资料.
ELSEWHERE = {"统一社会信用代码": "codes", "学校标识码": "codes", "协同专员": "members"}


@dataclass(frozen=True)
class Missing:
    """One label still blank, and where it is filled in."""

    label: str
    url: str


class OwnRecord:
    """The actor's own organization's row; who acts for nobody, or for another sort, finds nothing."""

    model: type[Profile]

    def get_subject(self) -> Model:
        rows = self.model.objects.select_related("organization__park")
        return get_object_or_404(rows, organization=self.actor.organization_id)


class OwnOrganization:
    """The actor's own organization, freshly read."""

    def get_subject(self) -> Organization:
        if self.actor.organization is None:
            raise Http404
        return Organization.objects.get(pk=self.actor.organization_id)


class OwnProfile(OwnRecord, VersionedPage):
    """The profile beside 单位资料: what counterparts look for in this sort of organization."""

    template_name = "portal/profiles/page.html"
    done = gettext_lazy("资料已保存，算作今天核实")

    def get_context_data(self, **kwargs):
        context, completeness = super().get_context_data(**kwargs), self.subject.completeness
        anchors = {field.label: f"#field-{field.html_name}" for field in context["form"].visible_fields()}
        return context | {
            "completeness": completeness,
            "missing": [Missing(label, anchors.get(label) or _page_of(label)) for label in completeness.missing],
            "confirm_url": reverse(f"{self.request.resolver_match.url_name}-confirm"),
        }


def _page_of(label: str) -> str:
    return reverse(ELSEWHERE.get(label, "profile"))


class EnterpriseOwnProfile(OwnProfile):
    model = EnterpriseProfile
    form_class = EnterpriseProfileForm
    template_name = "portal/profiles/enterprise.html"


class UniversityOwnProfile(OwnProfile):
    model = UniversityProfile
    form_class = UniversityProfileForm
    template_name = "portal/profiles/university.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "liaisons": list(self.subject.liaisons),
            "share": self.subject.stem_share(),
        }


class Confirm(Action):
    """“确认资料仍然有效”: nothing changed, and it counts as checked today."""

    back = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        services.confirm(self.subject, actor=self.actor)
        messages.success(request, _("已确认，资料算作今天核实"))
        return HttpResponseRedirect(reverse(self.back))


class OrganizationConfirm(OwnOrganization, Confirm):
    back = "profile"


class EnterpriseConfirm(OwnRecord, Confirm):
    model, back = EnterpriseProfile, "enterprise-profile"


class UniversityConfirm(OwnRecord, Confirm):
    model, back = UniversityProfile, "university-profile"


class Codes(OwnOrganization, DeskPage, FormView):
    """The codes an operator verifies by; once verified they stay."""

    template_name = "portal/profiles/codes.html"

    def get_form(self, form_class=None) -> CodesForm:
        # A record of its own: the service writes the typed codes into it before it judges them.
        return CodesForm(self.get_subject(), self.request.POST if self.request.method == "POST" else None)

    def form_invalid(self, form: CodesForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: CodesForm) -> HttpResponse:
        if form.save(actor=self.actor) is None:
            return self.form_invalid(form)
        messages.success(self.request, _("代码已保存，专员会按它核验"))
        return HttpResponseRedirect(reverse("codes"))
