"""What waits on desks of mentors: a term to agree to, hours to confirm, a level to give."""

from django.utils.translation import gettext_lazy as _

from apps.core.templatetags.ui import short_date_cn
from apps.mentors.lifecycle import CLAIMED
from apps.mentors.models import Appointment, Grade, HourEntry
from apps.portal.desk_parts import Group, Todo, to_itself
from apps.portal.sitemap import Entry

AGREE = Todo(
    "agree-appointment",
    _("聘任"),
    "user-check",
    _("去答复"),
    lambda actor: Appointment.objects.waiting_for(actor).select_related("organization", "mentor"),
    lambda row: f"{row.organization.name} 想聘 {row.mentor.title}",
    lambda row: row.post,
    to_itself,
    "appointments",
    "soon",
)
HOURS = Todo(
    "confirm-hours",
    _("课时"),
    "clock",
    _("去确认"),
    lambda actor: HourEntry.objects.waiting_for(actor).select_related("appointment__mentor", "recorded_by"),
    lambda row: f"{row.appointment.mentor.title} {short_date_cn(row.day)} {row.hours} 课时",
    lambda row: f"{row.recorded_by.name} 登记，等本单位确认",
    to_itself,
    "appointments",
)
GRADES = Todo(
    "grant-grade",
    _("双师等级"),
    "certificate",
    _("去认定"),
    lambda actor: Grade.objects.filter(state=CLAIMED).select_related("mentor__organization").order_by("state_at"),
    lambda row: f"{row.mentor.title} · {row.get_level_display()}",
    lambda row: row.mentor.organization.name,
    to_itself,
    "operator-mentors",
)
OUR_MENTORS = Group(
    _("导师"),
    (Entry(_("我们的导师"), "desk-mentors", "user-check"), Entry(_("聘任与课时"), "appointments", "clock")),
)
