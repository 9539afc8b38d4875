"""What happens when a last day has passed: each stage once, on a working day, however often the beat rings."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.cooperation.lifecycle import DELIVERED, PROPOSED, UNDER_WAY, WATCHED
from apps.cooperation.models import Deadline, Dealing
from apps.cooperation.services import brokering, telling
from apps.core import journal, workdays

log = logging.getLogger(__name__)
SYSTEM = Actor.system()


def tick(*, today: date) -> Counter:
    """Everything that is due; on a day off nothing is sent. Returns how many of each stage were done."""
    done: Counter = Counter()
    if not workdays.is_workday(today):
        return done
    for pk, stage in Deadline.objects.past(today).order_by("due_on", "pk").values_list("pk", "stage"):
        try:
            done[stage] += fire(pk)
        except Exception:  # one that fails must not keep the others waiting; it is tried again at the next ring
            log.exception("时限 %s（%s）没有处理成", pk, stage)
    return +done


@transaction.atomic
def fire(pk: int) -> bool:
    """Do one stage; True when it was done now. The row is claimed, so two beats do it once."""
    row = Deadline.objects.select_related("dealing", "case").select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or row.done_at is not None:
        return False
    applies, act = STAGES[row.stage]
    subject = row.dealing or row.case
    fits = subject.state in applies
    row.done_at, row.ended_as = timezone.now(), Deadline.FIRED if fits else Deadline.VOID
    row.save(update_fields=("done_at", "ended_as"))
    if fits:
        act(subject)
    return fits


def _stamp(dealing: Dealing, column: str, verb: str) -> None:
    setattr(dealing, column, timezone.now())
    Dealing.objects.filter(pk=dealing.pk).update(**{column: getattr(dealing, column)})
    journal.write(SYSTEM, verb, dealing)


def _remind(dealing: Dealing) -> None:
    _stamp(dealing, "reminded_at", "remind")
    telling.tell_party(dealing, dealing.awaited, "有一条对接到期等您答复")


def _escalate(dealing: Dealing) -> None:
    _stamp(dealing, "escalated_at", "escalate")
    if not dealing.broker_id:
        dealing.broker = brokering.broker_for(dealing.demand)
        Dealing.objects.filter(pk=dealing.pk).update(broker=dealing.broker)
    telling.tell_broker(dealing, "有一条对接催办后仍无答复，请您跟进")


def _hand_over(dealing: Dealing) -> None:
    _stamp(dealing, "handed_over_at", "hand_over")
    case = brokering.case_of(dealing.demand)
    brokering.overdue(case, cause="silence")
    telling.tell_broker(dealing, "有一条对接一直没有答复，已转由您接手")
    telling.tell_party(dealing, dealing.proposed_by, "对方一直没有答复，已由专员接手")


def _rate(dealing: Dealing) -> None:
    rated = set(dealing.ratings.values_list("side", flat=True))
    for side in {"asker", "answerer"} - rated:
        telling.tell_party(dealing, side, "有一条对接已验收，等您评价")


def _next_step(dealing: Dealing) -> None:
    telling.tell_both(dealing, "有一条对接约定的下一步到期了")


STAGES: dict[str, tuple[frozenset[str], Callable[[Any], None]]] = {
    "remind": (frozenset({PROPOSED}), _remind),
    "escalate": (frozenset({PROPOSED}), _escalate),
    "hand_over": (frozenset({PROPOSED}), _hand_over),
    "no_dealing": (frozenset({WATCHED}), lambda case: brokering.overdue(case, cause="no_dealing")),
    "rate": (frozenset({DELIVERED}), _rate),
    "next_step": (UNDER_WAY, _next_step),
}
