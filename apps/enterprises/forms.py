"""An enterprise's profile, and the operator's form for its titles."""

from django import forms

from apps.accounts.actor import Actor
from apps.accounts.forms import VersionedForm, add_defects
from apps.core.errors import Defects
from apps.enterprises import services
from apps.enterprises.models import EnterpriseProfile
from apps.taxonomy.models import Industry


class EnterpriseProfileForm(VersionedForm):
    """What the enterprise itself fills in."""

    class Meta:
        model = EnterpriseProfile
        fields = [
            "scale", "founded_on", "registered_capital", "business", "products", "staff", "research_staff",
            "research_spending", "training_spending", "nodes",
        ]  # fmt: skip
        widgets = {
            "founded_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "business": forms.Textarea(attrs={"rows": 4}),
            "products": forms.Textarea(attrs={"rows": 4}),
            "nodes": forms.SelectMultiple(attrs={"data-pick": "many"}),
        }

    def clean(self):
        # Before the model's own constraint, which has no field and no figures to name.
        add_defects(self, services.figure_defects(self.cleaned_data))
        return self.cleaned_data

    def write(self, data: dict, version: int, actor: Actor) -> EnterpriseProfile:
        kept = EnterpriseProfile.objects.select_related("organization").get(pk=self.instance.pk)
        return services.update_profile(profile=kept, data=data, version=version, actor=actor)


class CertifyForm(forms.Form):
    """Titles as the document in hand says."""

    integration = forms.ChoiceField(label="产教融合型企业", choices=EnterpriseProfile.Integration.choices)
    since = forms.DateField(label="认定日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.CharField(label="依据文件", max_length=200, required=False)
    chain_leader_of = forms.ModelChoiceField(label="链主产业", queryset=Industry.objects.all(), required=False)

    def __init__(self, profile: EnterpriseProfile, *args, **kwargs):
        held = {
            "integration": profile.integration,
            "since": profile.integration_since,
            "basis": profile.integration_basis,
            "chain_leader_of": profile.chain_leader_of_id,
        }
        super().__init__(*args, initial=held, **kwargs)
        self.profile = profile

    def save(self, *, actor: Actor) -> EnterpriseProfile | None:
        """None when the service found defects, now on the form. Raises PermissionDenied and Stale."""
        try:
            return services.certify(profile=self.profile, actor=actor, **self.cleaned_data)
        except Defects as error:
            add_defects(self, error.defects)
            return None
