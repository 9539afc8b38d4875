"""What committee staff fill in about a policy and its guide."""

from typing import Any

from django import forms

from apps.accounts.actor import Actor
from apps.accounts.forms import VersionedForm
from apps.policies import services
from apps.policies.models import Guide, Policy
from apps.policies.words import LEVERS

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PolicyForm(VersionedForm):
    """The document and its newest words."""

    levers = forms.MultipleChoiceField(label="政策工具", choices=LEVERS.items(), widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label="正文", widget=lines(18), help_text="用「第一条」「（一）」开头分条，条件才能引用")
    note = forms.CharField(
        label="修改说明", max_length=200, required=False, help_text="改已发布政策的正文时必填；每次修改存为新版本"
    )

    class Meta:
        model = Policy
        fields = [
            "title", "number", "department", "level", "levers", "summary", "issued_on", "valid_from", "valid_until",
            "replaces", "interpretation", "is_sample",
        ]  # fmt: skip
        widgets = {
            "issued_on": DAY,
            "valid_from": DAY,
            "valid_until": DAY,
            "summary": lines(3),
            "interpretation": lines(6),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.instance.current_text() if self.instance.pk else None
        self.fields["text"].initial = held.text if held else ""
        self.fields["replaces"].queryset = Policy.objects.public().exclude(pk=self.instance.pk).order_by("title")
        if not self.instance.pk:
            del self.fields["note"]

    def write(self, data: dict[str, Any], version: int, actor: Actor) -> Policy:
        text = self.cleaned_data["text"]
        if not self.instance.pk:
            return services.create(data=data, text=text, actor=actor)
        kept = Policy.objects.get(pk=self.instance.pk)
        note = self.cleaned_data["note"]
        return services.revise(policy=kept, data=data, version=version, text=text, note=note, actor=actor)

    def _post_clean(self) -> None:
        """The service judges the record; judging it here too would say everything twice."""


class GuideForm(forms.ModelForm):
    """The six parts of a guide."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, initial=1)

    class Meta:
        model = Guide
        fields = list(Guide.PARTS)
        widgets = {
            "conditions": lines(5),
            "materials": lines(5),
            "steps": lines(5),
            "basis": lines(2),
        }
        help_texts = {"conditions": "一行一条", "materials": "一行一份", "steps": "一行一步"}
