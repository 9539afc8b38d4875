"""Forms of what stands beside a base. They draw and ask; the services judge."""

from collections.abc import Iterable
from typing import Any

from django import forms

from apps.accounts.models import Organization
from apps.bases.indicators import DECLARED
from apps.bases.lifecycle import EXIT_REASONS
from apps.bases.models import Base, Partner, YearlyFigure
from apps.bases.services import Entry
from apps.core.lifecycle import Move


class LevelForm(forms.Form):
    """One decision: what, by which document, of which day."""

    move = forms.ChoiceField(label="决定", widget=forms.RadioSelect)
    document = forms.CharField(label="文号", max_length=80, help_text="由有权机关编定，照文件填写")
    decided_on = forms.DateField(label="发文日期", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.ChoiceField(
        label="退出理由", required=False, choices=[("", "请选择"), *EXIT_REASONS.items()], help_text="只在退出时选"
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="要求整改、退出时必填；在基地页面上公开",
    )

    upload = forms.FileField(label="文件", required=False)

    def __init__(self, moves: Iterable[Move], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["move"].choices = [(move.name, move.label) for move in moves]


class InviteForm(forms.Form):
    """Whom to ask, as what, for which part."""

    organization = forms.ModelChoiceField(
        label="单位", queryset=Organization.objects.none(), to_field_name="code", empty_label="请选择"
    )
    role = forms.ChoiceField(label="角色", choices=Partner.Role.choices)
    contribution = forms.CharField(
        label="承担的部分", required=False, max_length=200, help_text="例如 提供实训设备与企业导师"
    )

    def __init__(self, base: Base, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = base.partners.values("organization")
        rows = Organization.objects.public().exclude(pk=base.organization_id).exclude(pk__in=asked)
        self.fields["organization"].queryset = rows.order_by("name")


class FiguresForm(forms.Form):
    """One year: four controls for each indicator; blank is unknown."""

    PARTS = ("value", "evidence", "link", "explanation")

    def __init__(self, data: Any = None, *, known: Iterable[YearlyFigure] = ()) -> None:
        kept = {figure.indicator: figure for figure in known}
        initial = {
            _name(slug, part): _plain(getattr(figure, part)) for slug, figure in kept.items() for part in self.PARTS
        }
        super().__init__(data, initial=initial)
        for slug, indicator in DECLARED.items():
            label = f"{indicator.label}（{indicator.unit}）"
            number = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[slug] = forms.CharField(label=label, required=False, widget=number, help_text=indicator.hint)
            self.fields[_name(slug, "evidence")] = forms.CharField(label="依据", required=False, max_length=300)
            self.fields[_name(slug, "link")] = forms.CharField(label="链接", required=False, max_length=300)
            self.fields[_name(slug, "explanation")] = forms.CharField(label="变动说明", required=False, max_length=300)

    def entries(self) -> dict[str, Entry]:
        """What was typed, for the service to judge."""
        return {
            slug: Entry(**{part: self.data.get(_name(slug, part), "").strip() for part in self.PARTS})
            for slug in DECLARED
        }

    def lines(self) -> list[dict[str, Any]]:
        """The controls, line by line."""
        return [
            {"indicator": indicator, **{part: self[_name(slug, part)] for part in self.PARTS}}
            for slug, indicator in DECLARED.items()
        ]


def _name(slug: str, part: str) -> str:
    return slug if part == "value" else f"{slug}-{part}"


def _plain(value: Any) -> Any:
    """12.00 as it was typed."""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value
