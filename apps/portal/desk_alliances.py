"""What waits on desks of alliances: a seat to answer for, a request to approve."""

from django.utils.translation import gettext_lazy as _

from apps.alliances.models import AllianceMember
from apps.core.templatetags.ui import short_date_cn
from apps.portal.desk_parts import Group, Todo, to_itself
from apps.portal.sitemap import Entry

SEATS = Entry(_("联盟与成员"), "desk-seats", "users-group")
OUR_ALLIANCES = Entry(_("我们办的联盟"), "desk-alliances", "network")
KEEPING = Group(_("产业联盟"), (OUR_ALLIANCES, SEATS, Entry(_("登记联盟"), "alliance-new", "plus")))
ANSWER_SEAT = Todo(
    "answer-seat",
    _("联盟"),
    "users-group",
    _("去答复"),
    lambda actor: AllianceMember.objects.to_answer(actor).select_related("alliance").order_by("state_at"),
    lambda row: row.alliance.title,
    lambda row: f"{row.state_now.label} · {short_date_cn(row.state_at)}",
    lambda row: SEATS.url,
    "desk-seats",
    "soon",
)
APPROVE_SEAT = Todo(
    "approve-seat",
    _("入会审批"),
    "user-plus",
    _("去审批"),
    lambda actor: (
        AllianceMember.objects.to_approve(actor).select_related("alliance", "organization").order_by("state_at")
    ),
    lambda row: f"{row.organization.name} 申请加入",
    lambda row: f"{row.alliance.title} · {short_date_cn(row.created_at)}提出",
    to_itself,
    "desk-seats",
    "soon",
)
