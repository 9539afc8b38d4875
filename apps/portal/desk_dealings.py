"""What waits on desks of dealings: an answer to give, a case to broker."""

from django.utils.translation import gettext_lazy as _

from apps.cooperation.models import Case, Dealing
from apps.core.templatetags.ui import short_date_cn
from apps.portal.desk_parts import Group, Todo, to_itself
from apps.portal.sitemap import Entry

ANSWER = Todo(
    "answer",
    _("答复对接"),
    "heart-handshake",
    _("去答复"),
    lambda actor: Dealing.objects.awaiting(actor).select_related("demand", "resource").order_by("state_at"),
    str,
    lambda row: f"{short_date_cn(row.created_at)}收到，按工作日计时",
    to_itself,
    "desk-dealings",
    "soon",
)
BROKER = Todo(
    "broker",
    _("撮合"),
    "heart-handshake",
    _("去撮合"),
    lambda actor: Case.objects.waiting().filter(broker=actor.membership).select_related("demand").order_by("state_at"),
    str,
    lambda row: f"{row.get_cause_display()} · 停留 {row.waited} 天",
    to_itself,
    "operator-cases",
    "soon",
)
BROKERING = Group(
    _("对接"),
    (
        Entry(_("对接督办"), "operator-dealings", "heart-handshake"),
        Entry(_("撮合事项"), "operator-cases", "users"),
    ),
)
DEALINGS = Entry(_("我的对接"), "desk-dealings", "heart-handshake")
