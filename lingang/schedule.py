"""What runs by the clock: when · task · why. Every job claims its slot, so a second scheduler does no harm."""

from dataclasses import dataclass
from datetime import timedelta

from celery.schedules import crontab, schedule


@dataclass(frozen=True)
class Row:
    """One line of the table; times are Asia/Shanghai."""

    when: schedule
    task: str
    why: str
    queue: str = "bulk"


TABLE = [
    Row(crontab(minute="*/10"), "cooperation.tick", "Remind, escalate and hand over what nobody answered in time."),
    Row(crontab(minute="0", hour="2"), "matching.nightly", "Match every open demand anew; what changed by day is in."),
    Row(crontab(minute="5", hour="0"), "notices.nightly", "Close public notices whose last day has passed; forget."),
    Row(crontab(minute="30", hour="17"), "notices.digest", "Tell each person once a day how much waits unread."),
    Row(crontab(minute="10", hour="0"), "policies.expire", "End the policies whose last day was yesterday."),
    Row(crontab(minute="30", hour="2"), "bases.snapshot", "Write down what every base's facts say; lines need nights."),
    Row(crontab(minute="40", hour="3"), "core.sweep_outbox", "Forget outbox events that were done two weeks ago."),
    Row(crontab(minute="10", hour="0"), "mentors.expire", "End the terms and levels whose last day was yesterday."),
    Row(crontab(minute="0", hour="9"), "alliances.remind", "Remind those who come, one working day before an event."),
    Row(crontab(minute="45", hour="3"), "core.sweep_files", "Forget contents of attachments that no record has."),
    Row(crontab(minute="50", hour="3"), "accounts.forget", "Forget knocks of a day, sessions that are over, logins."),
    Row(crontab(minute="55", hour="3"), "listings.forget", "Forget sheets and unsaved words of a month ago."),
]


def beat_schedule() -> dict[str, dict]:
    """A message nobody took within the hour is stale: the next slot brings a new one."""
    expires = timedelta(hours=1).total_seconds()
    return {
        row.task: {"task": row.task, "schedule": row.when, "options": {"queue": row.queue, "expires": expires}}
        for row in TABLE
    }
