"""What a visitor answers in the 体检."""

from typing import Any

from django import forms

from apps.accounts.forms import add_defects
from apps.core.criteria import CHOICE, FLAG, NUMBER, SET
from apps.core.errors import Defects
from apps.policies import services
from apps.policies.questions import QUESTIONS, Question


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
