"""What committee staff fill in about a policy, its guide and its items, and what a visitor answers in the 体检."""

import json
from typing import Any

from django import forms

from apps.accounts.actor import Actor
from apps.accounts.forms import VersionedForm, add_defects
from apps.core.criteria import CHOICE, FLAG, NUMBER, SET
from apps.core.errors import Defects
from apps.policies import services
from apps.policies.models import Guide, Policy, PolicyItem
from apps.policies.questions import QUESTIONS, Question
from apps.policies.words import LEVERS

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PolicyForm(VersionedForm):
    """The document and its newest words."""

    levers = forms.MultipleChoiceField(label="政策工具", choices=LEVERS.items(), widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label="正文", widget=_lines(18), help_text="用「第一条」「（一）」开头分条，条件才能引用")
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
            "summary": _lines(3),
            "interpretation": _lines(6),
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
            "conditions": _lines(5),
            "materials": _lines(5),
            "steps": _lines(5),
            "basis": _lines(2),
        }
        help_texts = {"conditions": "一行一条", "materials": "一行一份", "steps": "一行一步"}


class Json(forms.CharField):
    """A value typed as JSON; what cannot be parsed is shown with its place."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 12, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "class": "font-monospace"})
        super().__init__(widget=widget, max_length=20_000, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else json.dumps(value, ensure_ascii=False, indent=1)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return json.loads(typed)
        except (json.JSONDecodeError, RecursionError) as error:
            line, message = getattr(error, "lineno", 1), getattr(error, "msg", "嵌套太深")
            raise forms.ValidationError(f"第 {line} 行不是有效的 JSON（{message}），请检查引号、逗号与括号") from error


class ItemForm(VersionedForm):
    """An item: criteria, amount and examples are judged together by the service."""

    criteria = Json(label="条件", help_text="每条写明条款；可用的名称与写法见右侧")
    amount = Json(label="金额算法", required=False, rows=5, help_text="单位万元；没有资金支持的可以空着")
    examples = Json(label="举例", required=False, rows=8, help_text="写明 known 与应得的 expect：met、unmet 或 unknown")

    class Meta:
        model = PolicyItem
        fields = [
            "title", "code", "lever", "summary", "criteria", "amount", "examples", "opens_on", "closes_on", "excludes",
            "order",
        ]  # fmt: skip
        widgets = {"opens_on": DAY, "closes_on": DAY, "excludes": forms.CheckboxSelectMultiple}

    def __init__(self, *args, policy: Policy, **kwargs):
        super().__init__(*args, **kwargs)
        self.policy = policy
        others = PolicyItem.objects.exclude(pk=self.instance.pk).order_by("title")
        self.fields["excludes"].queryset, self.fields["excludes"].required = others, False

    def _post_clean(self) -> None:
        """The service judges the record; judging it here too would say everything twice."""

    def write(self, data: dict[str, Any], version: int, actor: Actor) -> PolicyItem:
        kept = PolicyItem.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        data["examples"] = data["examples"] or []
        return services.save_item(policy=self.policy, data=data, actor=actor, item=kept, version=version)


def _field_of(question: Question) -> forms.Field:
    name, options = question.name, {"label": question.asks, "help_text": question.hint, "required": False}
    if name.type == NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        return forms.CharField(max_length=20, widget=widget, **options)
    if name.type == SET:
        return forms.MultipleChoiceField(choices=name.options.items(), widget=forms.CheckboxSelectMultiple, **options)
    choices = {FLAG: {"yes": "是", "no": "否"}, CHOICE: name.options}[name.type]
    return forms.ChoiceField(choices=[*choices.items(), ("", "不清楚")], widget=forms.RadioSelect, **options)


class CheckForm(forms.Form):
    """The seven questions; every one may stay open."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {question.slug: _field_of(question) for question in QUESTIONS}

    def clean(self) -> dict[str, Any]:
        given = {slug: value for slug, value in self.cleaned_data.items() if value not in (None, "", [])}
        try:
            self.answers = services.vocabulary().clean(given)
        except Defects as refused:
            add_defects(self, refused.defects)
        return self.cleaned_data


def initial_of(known: dict[str, Any]) -> dict[str, Any]:
    """Cleaned answers as the form's controls hold them."""
    found = {}
    for slug, value in known.items():
        if isinstance(value, bool):
            found[slug] = "yes" if value else "no"
        elif isinstance(value, frozenset):
            found[slug] = sorted(value)
        else:
            found[slug] = str(value)
    return found
