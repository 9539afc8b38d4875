"""A university's profile, one row of enrolment, a platform and its year of funding."""

from django import forms

from apps.accounts.actor import Actor
from apps.accounts.forms import VersionedForm, add_defects
from apps.universities import services
from apps.universities.models import MajorEnrolment, PlatformFunding, ResearchPlatform, UniversityProfile


class UniversityProfileForm(VersionedForm):
    """What the university itself fills in."""

    class Meta:
        model = UniversityProfile
        fields = ["level", "lead_department", "students", "teachers", "dual_teachers", "strengths", "nodes"]
        widgets = {
            "strengths": forms.Textarea(attrs={"rows": 4}),
            "nodes": forms.SelectMultiple(attrs={"data-pick": "many"}),
        }

    def clean(self):
        # Before the model's own constraint, which has no field and no figures to name.
        add_defects(self, services.figure_defects(self.cleaned_data))
        return self.cleaned_data

    def write(self, data: dict, version: int, actor: Actor) -> UniversityProfile:
        kept = UniversityProfile.objects.select_related("organization").get(pk=self.instance.pk)
        return services.update_profile(profile=kept, data=data, version=version, actor=actor)


class EnrolmentForm(forms.ModelForm):
    """One row of a year's report; the rows of a formset go to `services.report_enrolment` together."""

    class Meta:
        model = MajorEnrolment
        fields = ["major_code", "major_name", "category", "plan", "actual"]


EnrolmentFormSet = forms.formset_factory(
    EnrolmentForm, extra=3, max_num=300, validate_max=True, can_delete=True, can_delete_extra=False
)


class PlatformForm(forms.ModelForm):
    """A research platform; saved through `services.save_platform`."""

    class Meta:
        model = ResearchPlatform
        fields = ["name", "level", "park", "directions", "started_on"]
        widgets = {"started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class FundingForm(forms.ModelForm):
    """One year's four lines; saved through `services.report_funding`."""

    class Meta:
        model = PlatformFunding
        fields = ["year", *PlatformFunding.LINES]
