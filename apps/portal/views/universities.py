"""A university's majors and enrolment per year, and its research platforms with their four funding lines."""

from itertools import groupby

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from apps.accounts.forms import add_defects
from apps.core import rules
from apps.core.errors import Defects
from apps.portal.views.desk import DeskPage
from apps.portal.views.profiles import OwnRecord
from apps.universities import services
from apps.universities.forms import EnrolmentFormSet, FundingForm, PlatformForm
from apps.universities.models import YEARS, MajorEnrolment, PlatformFunding, ResearchPlatform, UniversityProfile
from apps.universities.shares import Row, stem_share

FIRST, LAST = (bound.limit_value for bound in YEARS)
REPEATED = ("major_code", "major_name", "category")
MORE, MOST = 10, EnrolmentFormSet.max_num


class OwnUniversity(OwnRecord, DeskPage):
    """A page of the actor's own university."""

    model = UniversityProfile


def total(figures: list[int | None]) -> int | None:
    """A sum of what happens to be known would look like the whole."""
    return None if None in figures else sum(figures)


def summary(year: int, rows: list[MajorEnrolment]) -> dict:
    return {
        "year": year,
        "rows": rows,
        "plan": total([row.plan for row in rows]),
        "actual": total([row.actual for row in rows]),
        "share": stem_share(Row(row.category, row.plan, row.actual) for row in rows),
    }


class Enrolment(OwnUniversity):
    """Every reported year in one line each, and one year's majors."""

    template_name = "portal/universities/enrolment.html"

    def get_context_data(self, **kwargs):
        reported = MajorEnrolment.objects.filter(organization=self.subject.organization)
        years = [summary(year, list(rows)) for year, rows in groupby(reported, key=lambda row: row.year)]
        wanted = self.request.GET.get("year", "")
        chosen = next((year for year in years if str(year["year"]) == wanted), years[0] if years else None)
        return super().get_context_data(**kwargs) | {
            "years": years,
            "chosen": chosen,
            "may_edit": rules.allowed(self.actor, "edit", self.subject),
            "this_year": timezone.localdate().year,
        }


class EnrolmentReport(OwnUniversity):
    """One year's majors in one table; it replaces what was reported for that year."""

    template_name = "portal/universities/enrolment_report.html"

    def get_subject(self) -> UniversityProfile:
        if not FIRST <= self.kwargs["year"] <= LAST:
            raise Http404
        return super().get_subject()

    def get_context_data(self, **kwargs):
        kwargs.setdefault("formset", EnrolmentFormSet(initial=self.known()))
        return super().get_context_data(**kwargs) | {"year": self.kwargs["year"], "most": MOST}

    def known(self) -> list[dict]:
        """This year's report; failing that, the majors of the last one, without its figures."""
        rows, year = self.subject.organization.enrolments.all(), self.kwargs["year"]
        if held := list(rows.filter(year=year).values(*REPEATED, "plan", "actual")):
            return held
        return list(rows.filter(year__lt=year).of_year(None).values(*REPEATED))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        formset = EnrolmentFormSet(request.POST)
        if "more" in request.POST:
            return self.render_to_response(self.get_context_data(formset=self.longer(formset)))
        if not formset.is_valid() or not self.save(formset):
            return self.render_to_response(self.get_context_data(formset=formset), status=422)
        messages.success(request, _("%(year)s 年招生已填报") % {"year": self.kwargs["year"]})
        return HttpResponseRedirect(f"{reverse('enrolment')}?year={self.kwargs['year']}")

    def longer(self, formset: BaseFormSet) -> BaseFormSet:
        """The same table with room for more majors; what was typed stays."""
        data = self.request.POST.copy()
        data["form-TOTAL_FORMS"] = min(formset.total_form_count() + MORE, MOST)
        return EnrolmentFormSet(data)

    def save(self, formset: BaseFormSet) -> bool:
        kept = [form for form in formset if form.has_changed() and form not in formset.deleted_forms]
        report = {"organization": self.subject.organization, "year": self.kwargs["year"], "actor": self.actor}
        try:
            services.report_enrolment(rows=[form.cleaned_data for form in kept], **report)
        except Defects as refused:
            for defect in refused.defects:
                add_defects(kept[defect.row - 1], [defect])
            return False
        return True


class Platforms(OwnUniversity):
    """Our research platforms and each one's last reported year of funding."""

    template_name = "portal/universities/platforms.html"

    def rows(self) -> QuerySet[ResearchPlatform]:
        rows = ResearchPlatform.objects.filter(organization=self.subject.organization)
        return rows.select_related("park", "organization").prefetch_related("funding")

    def get_context_data(self, **kwargs):
        rows = list(self.rows())
        blank = ResearchPlatform(organization=self.subject.organization)
        return super().get_context_data(**kwargs) | {
            "platforms": rows,
            "may_enter": rules.allowed(self.actor, "edit", blank),
            "may_report": rules.allowed(self.actor, "edit", PlatformFunding(platform=blank)),
            "this_year": timezone.localdate().year,
        }


class PlatformPage(DeskPage, FormView):
    """A form about one platform; the service's defects stand beside their fields."""

    template_name = "portal/universities/form.html"
    heading = verb = done = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"heading": self.heading, "verb": self.verb}

    def form_invalid(self, form: ModelForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            self.save(form.cleaned_data)
        except Defects as refused:
            add_defects(form, refused.defects)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return HttpResponseRedirect(reverse("platforms"))


class PlatformNew(PlatformPage):
    form_class = PlatformForm
    heading, verb, done = gettext_lazy("登记科研平台"), gettext_lazy("登记平台"), gettext_lazy("平台已登记")

    def get_subject(self) -> ResearchPlatform:
        profile = get_object_or_404(UniversityProfile, organization=self.actor.organization_id)
        return ResearchPlatform(organization=profile.organization)

    def save(self, data: dict) -> None:
        services.save_platform(organization=self.subject.organization, data=data, actor=self.actor)


class PlatformEdit(PlatformPage):
    form_class = PlatformForm
    heading, verb, done = gettext_lazy("修改科研平台"), gettext_lazy("保存平台"), gettext_lazy("平台已保存")

    def get_subject(self) -> ResearchPlatform:
        rows = ResearchPlatform.objects.visible_to(self.actor).select_related("organization")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.get_subject()}

    def save(self, data: dict) -> None:
        organization = self.subject.organization
        services.save_platform(organization=organization, data=data, actor=self.actor, platform=self.subject)


class PlatformReport(PlatformPage):
    """One year's four lines of funding; a blank line stays unknown."""

    form_class = FundingForm
    template_name = "portal/universities/funding.html"
    heading, verb, done = gettext_lazy("填报平台经费"), gettext_lazy("填报经费"), gettext_lazy("经费已填报")

    def get_subject(self) -> PlatformFunding:
        rows = ResearchPlatform.objects.visible_to(self.actor).select_related("organization")
        return PlatformFunding(platform=get_object_or_404(rows, pk=self.kwargs["pk"]))

    @cached_property
    def reported(self) -> list[PlatformFunding]:
        return list(self.subject.platform.funding.all())

    def get_initial(self):
        """What was reported for the year asked for; else this year, blank."""
        wanted = self.request.GET.get("year", "") or str(timezone.localdate().year)
        held = next((row for row in self.reported if str(row.year) == wanted), None)
        lines = {line: getattr(held, line) for line in PlatformFunding.LINES} if held else {}
        return {"year": wanted if wanted.isdigit() else "", **lines}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"platform": self.subject.platform, "reported": self.reported}

    def save(self, data: dict) -> None:
        services.report_funding(platform=self.subject.platform, actor=self.actor, **data)
