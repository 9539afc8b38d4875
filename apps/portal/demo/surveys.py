"""Three fictional surveys of the operators, one of them over, with the answers of fictional organizations."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.accounts.actor import Actor
from apps.alliances.models import Answer, Question, Reply, Survey
from apps.alliances.services import surveying
from apps.core import lifecycle

Row = dict[str, Any]


def read() -> list[Row]:
    return json.loads((Path(__file__).parent / "surveys.json").read_text(encoding="utf-8"))


def load(people: dict[str, Actor], desks: dict[str, Actor]) -> int:
    """Enter what is not there yet; returns how many surveys."""
    guests = [people[code] for code in sorted(people)]
    missing = [row for row in read() if not Survey.objects.filter(title=row["title"]).exists()]
    for place, row in enumerate(missing):
        _enter(row, desks[row["desk"]], guests[place * 5 :])
    return len(missing)


def _enter(row: Row, desk: Actor, guests: list[Actor]) -> None:
    today = timezone.localdate()
    opens, closes = (today + timedelta(days=row[name]) for name in ("opens", "closes"))
    survey = surveying.draft(surveying.Sheet(row["title"], opens, closes, row["text"]), actor=desk)
    Survey.objects.filter(pk=survey.pk).update(is_demo=True)
    questions = [
        surveying.add_question(
            survey, sort=sort, text=text, options=options, required=sort in {"single", "text"}, actor=desk
        )
        for sort, text, options in row["questions"]
    ]
    if row["answers"]:
        lifecycle.move(survey, "publish", actor=desk)
    for actor, said in zip(guests, row["answers"], strict=False):
        _answer(survey, questions, actor, said)
    if closes < today:
        lifecycle.move(survey, "end", actor=desk)


def _answer(survey: Survey, questions: list[Question], actor: Actor, said: list[Any]) -> None:
    answer = Answer.objects.create(survey=survey, organization=actor.organization, user=actor.user)
    pairs = [
        (one, one.sort_row.take([str(part) for part in raw], one.options))
        for one, raw in zip(questions, said, strict=True)
    ]
    Reply.objects.bulk_create(Reply(answer=answer, question=one, **kept) for one, kept in pairs)
