"""Named numbers of dealing: funnel, how soon people answer, what was agreed, and how many demands are dealt over."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, FloatField, QuerySet, Sum

from apps.cooperation.lifecycle import DEALING
from apps.cooperation.models import Case, Dealing, Outcome
from apps.cooperation.models.records import OUTCOMES
from apps.core import facts
from apps.demands.models import Demand

Rows = Callable[[QuerySet], QuerySet]


class Median(Aggregate):
    """The middle value, by Postgres."""

    function, template = "percentile_cont", "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def dealings(rows: Rows) -> Callable[[Any, Any], QuerySet]:
    """Of one organization where a subject is given; of a period (first day, last day) where one is."""

    def opened(subject: Any, period: Any) -> QuerySet:
        found = rows(Dealing.objects.all())
        if subject is not None:
            found = found.of(subject)
        return found.filter(proposed_on__range=period) if period else found

    return opened


def add(name: str, label: str, rows: Rows) -> None:
    opened = dealings(rows)
    facts.add(
        f"cooperation.{name}",
        label=label,
        unit="条",
        of="organization",
        value=lambda s, p: opened(s, p).count(),
        rows=opened,
    )


def of_state(value: str) -> Rows:
    return lambda rows: rows.filter(state=value)


add("dealings", "全部对接", lambda rows: rows)
add("live", "进行中的对接", lambda rows: rows.live())
add("silent", "超时未答复的对接", lambda rows: rows.silent())
add("agreed", "已签约的对接", lambda rows: rows.agreed())
for one in DEALING.states:
    add(f"state.{one.value}", f"{one.label}的对接", of_state(one.value))

answered = dealings(lambda rows: rows.answered().exclude(answered_in=None))
facts.add(
    "cooperation.first_answer_days",
    label="首次答复用时（中位数）",
    unit="工作日",
    of="organization",
    value=lambda s, p: answered(s, p).order_by().aggregate(middle=Median("answered_in"))["middle"],
    rows=answered,
)


def outcomes(kind: str) -> Callable[[Any, Any], QuerySet]:
    every = dealings(lambda rows: rows)
    return lambda subject, period: Outcome.objects.filter(kind=kind, dealing__in=every(subject, period))


def total(rows: Callable[[Any, Any], QuerySet]) -> Callable[[Any, Any], Decimal | None]:
    """The sum of what was reported; nothing reported is unknown, not zero."""
    return lambda subject, period: rows(subject, period).aggregate(all=Sum("value"))["all"]


for kind, (label, unit) in OUTCOMES.items():
    reported = outcomes(kind)
    facts.add(
        f"cooperation.outcome.{kind}",
        label=f"对接成效：{label}",
        unit=unit,
        of="organization",
        value=total(reported),
        rows=reported,
    )


def published(subject: Any) -> QuerySet:
    found = Demand.objects.published()
    return found.filter(organization=subject) if subject is not None else found


def acted_on(subject: Any, period: Any) -> QuerySet:
    """Published demands somebody has dealt over."""
    return published(subject).filter(pk__in=Dealing.objects.values("demand"))


def share(subject: Any, period: Any) -> float | None:
    every = published(subject).count()
    return round(100 * acted_on(subject, period).count() / every, 1) if every else None


facts.add(
    "cooperation.acted_share",
    label="已发起对接的需求占比",
    unit="%",
    of="organization",
    value=share,
    rows=acted_on,
)
facts.add(
    "cooperation.cases_waiting",
    label="待撮合的需求",
    unit="条",
    value=lambda subject, period: Case.objects.waiting().count(),
    rows=lambda subject, period: Case.objects.waiting(),
)
