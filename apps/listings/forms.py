"""The form of a listing, built from the fields its kind declares; it draws and asks, the kind judges."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from apps.accounts.actor import Actor
from apps.listings import services
from apps.listings.fields import Field
from apps.listings.models import Listing
from apps.listings.vocabulary import remembered

NOTHING = [("", "请选择")]
CODED = frozenset({"select", "radio", "checks", "term", "terms", "checkbox"})  # controls that carry codes, not words
SEVERAL = frozenset({"checks", "terms"})
TICKED = SEVERAL | {"checkbox"}  # a browser sends nothing for them when nothing is ticked
Choices = list[tuple[str, str]]


def _text(field: Field, options: Choices) -> forms.Widget:
    limit = {"maxlength": field.max} if hasattr(field, "max") else {}
    if getattr(field, "lines", 1) > 1:
        return forms.Textarea(attrs={"rows": field.lines, **limit})
    return forms.TextInput(attrs=limit)


class MomentInput(forms.DateTimeInput):
    """A browser takes a day and its hour with a T between them."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> str:
        return str(value or "").replace(" ", "T")


WIDGETS = {
    "text": _text,
    "number": lambda field, options: forms.TextInput(attrs={"inputmode": "decimal"}),
    "date": lambda field, options: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    "moment": lambda field, options: MomentInput(),
    "tel": lambda field, options: forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    "email": lambda field, options: forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    "checkbox": lambda field, options: forms.CheckboxInput(),
    "select": lambda field, options: forms.Select(choices=NOTHING + options),
    "radio": lambda field, options: forms.RadioSelect(choices=options),
    "term": lambda field, options: forms.Select(choices=NOTHING + options, attrs={"data-pick": "one"}),
    "tags": lambda field, options: forms.TextInput(attrs={"data-tags": ""}),
    "checks": lambda field, options: forms.CheckboxSelectMultiple(choices=options),
    "terms": lambda field, options: forms.SelectMultiple(choices=options, attrs={"data-pick": "many"}),
}


class DeclaredFormField(forms.Field):
    """One control for a declared field. It takes anything: judging is the kind's business, all at once."""

    def __init__(self, declared: Field) -> None:
        self.declared, self.must = declared, declared.required
        label = f"{declared.label}（{declared.unit}）" if declared.unit else declared.label
        widget = WIDGETS[declared.widget](declared, list(declared.choices().items()))
        super().__init__(required=False, label=label, widget=widget, help_text=_help(declared))


def _help(field: Field) -> str:
    if field.help:
        return field.help
    example = f"例如 {field.example}" if field.example else ""
    if field.widget == "tags":
        return "，".join(filter(None, ("多项用顿号隔开", example)))
    return example


class ListingForm(forms.Form):
    """Every declared field of one kind; `raw` is what was typed, ready for a service."""

    def __init__(
        self,
        model: type[Listing],
        kind: str,
        data: Mapping[str, Any] | None = None,
        *,
        instance: Listing | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.model, self.kind, self.instance = model, kind, instance
        self.declared = model.kinds.fields_of(kind)
        super().__init__(data, initial={**(initial_of(instance) if instance else {}), **(initial or {})})
        with remembered():
            self.fields |= {name: DeclaredFormField(field) for name, field in self.declared.items()}

    @property
    def raw(self) -> dict[str, Any]:
        """What was typed, by field name; boxes with several ticks as lists. What the page did not ask is left out."""
        return {
            name: self.data.getlist(name) if field.widget in SEVERAL else self.data.get(name)
            for name, field in self.declared.items()
            if name in self.data or field.widget in TICKED
        }

    def clean(self) -> dict[str, Any]:
        """The very judgement of the service that will save it; typed values where nothing is wrong."""
        cleaned = services.clean(self.model, self.kind, self.raw)
        for defect in cleaned.defects:
            self.add_error(defect.field, defect.sentence)
        return {**cleaned.common, **cleaned.details}

    def save(self, actor: Actor, *, version: int = 0) -> Listing:
        """A new draft, or the instance changed over `version`. Raises PermissionDenied, Defects and Stale."""
        if self.instance is None:
            return services.create(self.model, self.kind, self.raw, actor=actor)
        return services.update(self.instance, self.raw, actor=actor, version=version)

    def group(self, names: Iterable[str]) -> list[forms.BoundField]:
        """Bound fields of those names this kind has, in the order asked for."""
        return [self[name] for name in names if name in self.fields]

    @property
    def common(self) -> list[forms.BoundField]:
        return self.group(self.model.kinds.common)

    @property
    def details(self) -> list[forms.BoundField]:
        return self.group(self.model.kinds[self.kind].fields)


def form_for(
    model: type[Listing],
    kind: str,
    *,
    data: Mapping[str, Any] | None = None,
    instance: Listing | None = None,
    initial: Mapping[str, Any] | None = None,
) -> ListingForm:
    """The form of one kind. Raises Defects for a kind that is unknown or comes from elsewhere."""
    services.check_kind(model, kind)
    return ListingForm(model, kind, data, instance=instance, initial=initial)


def initial_of(listing: Listing) -> dict[str, Any]:
    """A listing's values as its form takes them back."""
    return written(listing.kinds.fields_of(listing.kind), listing.values())


def written(declared: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values as controls take them: codes for choices, words for the rest."""
    return {
        name: value if declared[name].widget in CODED else declared[name].write(value)
        for name, value in values.items()
        if name in declared
    }
