"""What waits on desks of events: a queue before a full hall, and what one has registered for."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.alliances.lifecycle.event import SEATED
from apps.alliances.models import Event, Registration
from apps.core.templatetags.ui import moment_cn
from apps.portal.desk_parts import Group, Todo, title, to, to_itself
from apps.portal.sitemap import Entry

SOON = timedelta(days=3)


def with_a_queue(actor):
    """Our own to come, for which people wait: raise the cap or let them know."""
    rows = Event.objects.owned_by(actor).coming(timezone.now()).with_seats()
    return rows.filter(seats_waited__gt=0).order_by("starts")


def coming_to(actor):
    now = timezone.now()
    rows = Registration.objects.of(actor).filter(state=SEATED, event__starts__gt=now, event__starts__lt=now + SOON)
    return rows.select_related("event").order_by("event__starts")


QUEUES = Todo(
    "event-queue",
    _("候补"),
    "users",
    _("看名单"),
    with_a_queue,
    title,
    lambda row: f"{row.seats_waited} 人在候补，上限 {row.cap} 人",
    to("event-people"),
    "desk-events",
)
COMING = Todo(
    "event-coming",
    _("参加活动"),
    "ticket",
    _("看签到码"),
    coming_to,
    lambda row: row.event.title,
    lambda row: f"{moment_cn(row.event.starts)}开始",
    to_itself,
    "my-events",
    "soon",
)
TODOS = (QUEUES, COMING)
SURVEYS = Entry(_("需求调研"), "surveys", "list-check")
MINE = Entry(_("我的活动"), "my-events", "ticket")
OUR_EVENTS = Group(_("活动"), (Entry(_("我们办的活动"), "desk-events", "calendar-event"), MINE, SURVEYS))
GOING = Group(_("活动"), (Entry(_("全部活动"), "events", "calendar-event"), MINE, SURVEYS))
