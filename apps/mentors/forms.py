"""What people fill in beside the card: a term, hours, a level."""

from decimal import Decimal

from django import forms

from apps.accounts.models import Membership
from apps.mentors.models import Grade, Mentor

DAY = {"type": "date"}


def day_field(label: str, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY), **options)


class TermForm(forms.Form):
    post = forms.CharField(label="聘任岗位", max_length=60, help_text="例如 产业教授")
    duties = forms.CharField(label="职责", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    since = day_field("聘期自")
    until = day_field("聘期至")
    planned_hours = forms.IntegerField(label="计划课时", min_value=1, max_value=5000, required=False)


class HoursForm(forms.Form):
    day = day_field("日期")
    hours = forms.DecimalField(
        label="课时", min_value=Decimal("0.5"), max_value=24, decimal_places=1, help_text="0.5 的倍数"
    )
    what = forms.CharField(label="内容", max_length=200, help_text="例如 《精密加工》第 3 讲")


class CorrectForm(forms.Form):
    hours = forms.DecimalField(label="更正后的课时", min_value=0, max_value=24, decimal_places=1)
    what = forms.CharField(label="原因", max_length=200)


class GradeForm(forms.Form):
    level = forms.ChoiceField(label="等级", choices=[("", "请选择"), *Grade.LEVELS.items()])
    basis = forms.CharField(label="依据", max_length=300, help_text="证书名称、编号、发证单位")
    granted_on = day_field("认定日期")
    expires_on = day_field("有效期至", help_text="最长 5 年，到期前重新认定")


class Colleague(forms.ModelChoiceField):
    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.user.display_name} · {membership.role_label}"


class LinkForm(forms.Form):
    """One of the unit's people in office."""

    membership = Colleague(label="本人账号", queryset=Membership.objects.none(), empty_label="请选择")

    def __init__(self, *args, mentor: Mentor, **options) -> None:
        super().__init__(*args, **options)
        rows = Membership.objects.active().filter(organization=mentor.organization_id, user__is_active=True)
        self.fields["membership"].queryset = rows.select_related("user").order_by("user__name", "pk")
