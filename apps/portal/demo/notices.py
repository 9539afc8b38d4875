"""公示 of the demo world: running, over, withdrawn and still a draft, counted back from today."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from apps.accounts.actor import Actor
from apps.core import lifecycle, workdays
from apps.notices import services
from apps.notices.models import PublicNotice
from apps.notices.services import Draft

FILE = Path(__file__).parent / "notices.json"
Row = dict[str, Any]


def load(hands: dict[str, Actor], today: date) -> int:
    """Enter those that are not there yet; `hands` are the desks by role. Returns how many."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    there = set(PublicNotice.objects.filter(is_demo=True).values_list("title", flat=True))
    missing = [row for row in rows if row["title"] not in there]
    for row in missing:
        _enter(row, hands[row["by"]], today)
    services.close_over(today)
    return len(missing)


def _enter(row: Row, desk: Actor, today: date) -> None:
    written = Draft(row["title"], row["text"], row["days"], row["contact"])
    notice = services.draft(written, actor=desk)
    PublicNotice.objects.filter(pk=notice.pk).update(is_demo=True)
    if "opened" not in row:
        return
    day = workdays.add(today, -row["opened"]).day
    services.publish(notice, actor=desk, today=day)
    for said in row["objections"]:
        _object(notice, said, desk, day)
    if "withdrawn" in row:
        lifecycle.move(notice, "withdraw", actor=desk, note=row["withdrawn"])


def _object(notice: PublicNotice, said: Row, desk: Actor, day: date) -> None:
    words = {name: said[name] for name in ("name", "contact", "text")}
    objection = services.object_to(notice, actor=Actor.anonymous("command"), today=day, **words)
    if "move" in said:
        services.answer(objection, said["move"], text=said["answer"], actor=desk)
