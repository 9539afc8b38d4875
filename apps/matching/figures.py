"""How matching fares, from rows only: full runs, texts read, speed, waiting times, what is owed, what found nothing.

Every function is one query. Nothing here loads a model: which one is in use is what the last run by meaning says.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.accounts.models import User
from apps.core import jobs
from apps.core.models import Job, OutboxEvent
from apps.demands.models import Demand
from apps.matching.models import LEXICAL, Match, MatchRun, TextVector
from apps.matching.services import vectors
from apps.matching.services.running import FULL_RUN
from apps.resources.models import Resource

DAY, WEEK = timedelta(hours=24), timedelta(days=7)
TOPICS = {
    "match_demand": "需求匹配",
    "rematch_demand": "后台重算",
    "match_resource": "资源变动",
    "match_all": "全部重算",
}
MILLISECOND = Value(timedelta(milliseconds=1), output_field=DurationField())


class Percentile(Aggregate):
    """The value a share of the rows does not exceed, between two neighbours where it falls between them."""

    function, template = "percentile_cont", "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    arity, output_field = 1, FloatField()


# -- full runs


@dataclass(frozen=True)
class FullRun:
    """A full run as a page shows it; `who` is empty when the night asked for it."""

    job: Job
    who: str

    @property
    def since(self) -> datetime:
        return self.job.started_at or self.job.created_at

    @property
    def is_open(self) -> bool:
        return not self.job.is_over

    @property
    def is_stopping(self) -> bool:
        return self.is_open and self.job.cancel_asked_at is not None

    @property
    def is_silent(self) -> bool:
        """Running by its own word, but without progress for longer than a worker needs."""
        seen = self.job.seen_at
        return self.job.status == Job.RUNNING and seen is not None and timezone.now() - seen > jobs.ABANDONED

    @property
    def demands(self) -> int:
        return self.job.done

    @property
    def suggestions(self) -> int | None:
        """How many it has stored so far; None before it began to count."""
        return self.job.counts.get("kept")

    @property
    def took(self) -> timedelta | None:
        """From the first worker's hand on it to the end, or to now."""
        if self.job.started_at is None:
            return None
        return (self.job.ended_at or timezone.now()) - self.job.started_at

    @property
    def per_second(self) -> float | None:
        took = self.took
        return self.demands / took.total_seconds() if took and self.demands else None


def full_runs(last: int = 10) -> list[FullRun]:
    """The latest full runs, newest first. An open one leads: none is started beside it."""
    name = Subquery(User.objects.filter(pk=OuterRef("user_id")).values("name")[:1])
    rows = Job.objects.filter(kind=FULL_RUN).annotate(who=Coalesce(name, Value("")))
    return [FullRun(row, row.who) for row in rows.order_by("-created_at", "-pk")[:last]]


# -- what was read, by which model


@dataclass(frozen=True)
class LastRun:
    """The last run of any demand, and the model of the last one that read by meaning (empty: none ever did)."""

    at: datetime
    model: str
    scorer: str
    meaning: str

    @property
    def is_lexical(self) -> bool:
        return self.model == LEXICAL


def last_run() -> LastRun | None:
    """None before the first."""
    runs = MatchRun.objects.order_by("-started_at", "-pk")
    meaning = Subquery(runs.exclude(model=LEXICAL).values("model")[:1])
    row = runs.annotate(meaning=Coalesce(meaning, Value(""))).values_list("started_at", "model", "scorer", "meaning")
    found = row.first()
    return LastRun(*found) if found else None


@dataclass(frozen=True)
class Texts:
    """How many texts there are, and how many of them have a vector under the model in use."""

    total: int
    encoded: int

    @property
    def waiting(self) -> int:
        return self.total - self.encoded


def resources_read(model: str) -> Texts:
    """Published resources."""
    rows = Resource.objects.published().annotate(read=_read(model, vectors.PASSAGE))
    return Texts(**rows.aggregate(total=Count("pk"), encoded=Count("pk", filter=Q(read=True))))


def _read(model: str, role: str) -> Exists:
    """Whether a text has its vector."""
    rows = TextVector.objects.filter(model=vectors.key_of(model), role=role)
    return Exists(rows.filter(text_hash=OuterRef("text_hash")))


@dataclass(frozen=True)
class Demands:
    """Open demands: their texts, the suggestions that stand, those run without any, those never run."""

    texts: Texts
    suggestions: int
    bare: int
    unread: int

    @property
    def per_demand(self) -> float | None:
        """Suggestions for each demand that was run; None before the first."""
        ran = self.texts.total - self.unread
        return self.suggestions / ran if ran else None


def demands_read(model: str, today: date) -> Demands:
    """The suggestions of all are counted once, not demand by demand: there are twenty times as many."""
    rows = Match.objects.current().filter(demand__in=_open(today)).order_by()
    counted = rows.values(one=Value(1)).values(shown=Count("pk"))
    found = (
        _open(today)
        .annotate(read=_read(model, vectors.QUERY), has=_has_any(), shown=Subquery(counted))
        .aggregate(
            total=Count("pk"),
            encoded=Count("pk", filter=Q(read=True)),
            suggestions=Coalesce(Max("shown"), 0),
            bare=Count("pk", filter=Q(has=False, last_match_at__isnull=False)),
            unread=Count("pk", filter=Q(last_match_at=None)),
        )
    )
    return Demands(Texts(found.pop("total"), found.pop("encoded")), **found)


def bare_demands(today: date, most: int = 8) -> QuerySet[Demand]:
    """Open demands that were run and have no suggestion, longest waiting first."""
    rows = _open(today).filter(~_has_any(), last_match_at__isnull=False)
    return rows.select_related("organization").order_by("submitted_at", "pk")[:most]


def _open(today: date) -> QuerySet[Demand]:
    """The demands a full run goes through."""
    return Demand.objects.matched().open_on(today)


def _has_any() -> Exists:
    """Whether a suggestion stands for a demand."""
    return Exists(Match.objects.current().filter(demand=OuterRef("pk")))


# -- how fast


@dataclass(frozen=True)
class Speed:
    """Runs of one cause: how many, how many of them by words alone, and what half and 95 % of them took at most."""

    trigger: str
    runs: int
    by_words: int
    median_ms: float
    p95_ms: float

    @property
    def label(self) -> str:
        return MatchRun.TRIGGERS.get(self.trigger, self.trigger)

    @property
    def median(self) -> timedelta:
        return timedelta(milliseconds=self.median_ms)

    @property
    def p95(self) -> timedelta:
        return timedelta(milliseconds=self.p95_ms)


# One statement for the causes and for all of them together: medians of parts do not add up to one of the whole.
SPEEDS = """
    SELECT trigger, COUNT(*), COUNT(*) FILTER (WHERE model = %s),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY took_ms), percentile_cont(0.95) WITHIN GROUP (ORDER BY took_ms)
      FROM matching_matchrun WHERE started_at >= %s
     GROUP BY GROUPING SETS ((trigger), ()) ORDER BY GROUPING(trigger), COUNT(*) DESC, trigger
"""


def speeds(now: datetime) -> tuple[list[Speed], Speed | None]:
    """Runs of the last 24 hours by cause, the most frequent first, and all of them; None when there were none."""
    with connection.cursor() as cursor:
        cursor.execute(SPEEDS, [LEXICAL, now - DAY])
        *causes, everything = (Speed(*row) for row in cursor.fetchall())
    return causes, everything if everything.runs else None


@dataclass(frozen=True)
class Waits:
    """Demands sent in this week: how many have been run since, how long that took, how many still wait."""

    answered: int
    waiting: int
    median: timedelta | None
    p95: timedelta | None


def waits(now: datetime) -> Waits:
    """From sending in to the end of the first run after it, whose suggestions are stored then."""
    end = ExpressionWrapper(F("started_at") + F("took_ms") * MILLISECOND, output_field=DateTimeField())
    runs = MatchRun.objects.filter(demand=OuterRef("pk"), started_at__gte=OuterRef("submitted_at"))
    first = Subquery(runs.order_by("started_at").values(end=end)[:1], output_field=DateTimeField())
    rows = Demand.objects.matched().filter(submitted_at__gte=now - WEEK).annotate(stored=first)
    waited = ExpressionWrapper(F("stored") - F("submitted_at"), output_field=DurationField())
    found = rows.annotate(waited=waited).aggregate(
        answered=Count("stored"),
        waiting=Count("pk", filter=Q(stored=None)),
        median=Percentile("waited", share=0.5, output_field=DurationField()),
        p95=Percentile("waited", share=0.95, output_field=DurationField()),
    )
    return Waits(**found)


# -- what is owed


@dataclass(frozen=True)
class Queue:
    """Events of one topic that are not done: how many wait and since when, how many were given up."""

    topic: str
    waiting: int
    oldest: datetime | None
    failed: int

    @property
    def label(self) -> str:
        return TOPICS[self.topic]

    @property
    def age(self) -> timedelta | None:
        """How long the oldest has waited."""
        return timezone.now() - self.oldest if self.oldest else None


def queues() -> list[Queue]:
    """Every topic of matching, those without events too."""
    waiting = Q(failed_at=None)
    rows = OutboxEvent.objects.filter(topic__in=TOPICS, done_at=None).order_by().values("topic")
    found: dict[str, dict[str, Any]] = {
        row["topic"]: row
        for row in rows.annotate(
            waiting=Count("pk", filter=waiting),
            oldest=Min("created_at", filter=waiting),
            failed=Count("pk", filter=~waiting),
        )
    }
    nothing = {"waiting": 0, "oldest": None, "failed": 0}
    return [Queue(**{"topic": topic} | nothing | found.get(topic, {})) for topic in TOPICS]
