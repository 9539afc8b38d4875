"""Who hears what of an event; the text is read in the inbox only, a mail names the topic and nothing else."""

from collections.abc import Iterable

from apps.accounts.actor import Actor
from apps.alliances.event import Event
from apps.alliances.models.event import Registration
from apps.core.lifecycle import Move
from apps.listings.fields import Moment
from apps.notices import topics
from apps.notices.services import tell

TOPIC = topics.add(topics.Topic("events", "活动报名", icon="calendar-event"))
WHEN = Moment(label="时间")


def registered(row: Registration) -> None:
    """Seated in the same breath; told so that the ticket is found again."""
    when = WHEN.show(row.event.starts)
    _tell(row, f"您已报名「{row.event.title}」，{when}开始。入场请出示签到码", key=f"seated:{row.pk}")


def queued(row: Registration) -> None:
    _tell(row, f"「{row.event.title}」席位已满，您在候补第 {row.place} 位；有人让出就通知您", key=f"queued:{row.pk}")


def promoted(row: Registration) -> None:
    _tell(row, f"「{row.event.title}」有了席位，您已由候补转为报名成功", key=f"promoted:{row.pk}")


def left(row: Registration, move: Move, actor: Actor, note: str) -> None:
    """Given back by himself, or taken by the organizer with a word on why."""
    said = f"：{note}" if note else ""
    _tell(row, f"「{row.event.title}」的报名：{row.state_now.label}{said}", key=f"{move.name}:{row.pk}")


def called_off(event: Event, rows: Iterable[Registration], note: str) -> None:
    _tell_all(event, rows, f"活动「{event.title}」已取消：{note}", key="cancel")


def rearranged(event: Event, rows: Iterable[Registration]) -> None:
    text = f"「{event.title}」的时间或地点有变动，现为 {WHEN.show(event.starts)}，请打开看最新安排"
    _tell_all(event, rows, text, key=f"arranged:{event.version}")


def reminded(event: Event, rows: Iterable[Registration]) -> int:
    text = f"「{event.title}」{WHEN.show(event.starts)}开始，请带好签到码；不能来请取消报名，把席位让给候补的人"
    return _tell_all(event, rows, text, key=f"remind:{event.starts:%Y%m%d}")


def _tell(row: Registration, text: str, key: str) -> None:
    tell([row.user], about=row, text=text, topic=TOPIC.slug, url=row.get_absolute_url(), key=key)


def _tell_all(event: Event, rows: Iterable[Registration], text: str, key: str) -> int:
    """One statement for all; it leads to the event, where each finds his own place."""
    people = [row.user for row in rows]
    url = event.get_absolute_url()
    return len(tell(people, about=event, text=text, topic=TOPIC.slug, url=url, key=key)) if people else 0
