"""Forms of what stands beside an alliance. They draw and ask; the services judge."""

from typing import Any

from django import forms

from apps.accounts.models import Membership, Organization
from apps.alliances.models import Alliance, AllianceMember
from apps.listings.models import Listing


class JoinForm(forms.Form):
    """Why we want in."""

    reason = forms.CharField(
        label="申请理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="单位做什么、想在联盟里做成什么、能拿出什么；只有秘书处看得到",
    )


class SeatInviteForm(forms.Form):
    """Whom to ask, as what."""

    organization = forms.ModelChoiceField(
        label="单位", queryset=Organization.objects.none(), to_field_name="code", empty_label="请选择"
    )
    role = forms.ChoiceField(label="角色", choices=AllianceMember.Role.choices, initial=AllianceMember.Role.MEMBER)
    reason = forms.CharField(label="邀请说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, alliance: Alliance, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        taken = alliance.seats.living().values("organization")
        rows = Organization.objects.public().exclude(pk=alliance.organization_id).exclude(pk__in=taken)
        self.fields["organization"].queryset = rows.order_by("name")


class AnnounceForm(forms.Form):
    """What every member should know."""

    title = forms.CharField(label="标题", max_length=60, help_text="会出现在成员的消息里，不要写人名和未公开的内容")
    text = forms.CharField(
        label="内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}), help_text="只有成员单位和秘书处看得到"
    )


class SecretaryForm(forms.Form):
    """A person of the secretariat, and what for."""

    membership = forms.ModelChoiceField(label="联系人", queryset=Membership.objects.none(), empty_label="请选择")
    duty = forms.CharField(label="负责", required=False, max_length=60, help_text="例如 入会与活动报名")

    def __init__(self, alliance: Alliance, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Membership.objects.filter(organization=alliance.organization_id, state="active")
        named = alliance.secretaries.values("membership")
        self.fields["membership"].queryset = rows.exclude(pk__in=named).select_related("user").order_by("user__name")
        self.fields["membership"].label_from_instance = lambda row: row.user.display_name


class ShareForm(forms.Form):
    """Which of ours, on what terms."""

    resource = forms.ModelChoiceField(label="资源", queryset=None, empty_label="请选择")
    terms = forms.CharField(
        label="共享条件", required=False, max_length=200, help_text="例如 成员单位机时八折；每月留 20 小时"
    )

    def __init__(self, rows: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["resource"].queryset = rows
        self.fields["resource"].label_from_instance = _titled


def _titled(listing: Listing) -> str:
    return f"{listing.kind_row.label} · {listing.title}"
