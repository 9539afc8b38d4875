"""What people say to a suggestion, and why something is not among them."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import journal, rules, text
from apps.core.errors import Conflict, Defect, Defects
from apps.demands.models import Demand
from apps.matching import constraints
from apps.matching.models import REASONS, VERDICTS, Feedback, Match
from apps.resources.models import Resource

NOTE = 200


@dataclass(frozen=True)
class WhyNot:
    """The first hurdle a resource did not take; `name` is the constraint's, "rank" or "shown"."""

    name: str
    label: str
    sentence: str


@transaction.atomic
def judge(*, match: Match, verdict: str, actor: Actor, reason: str = "", note: str = "") -> Feedback:
    """Note whether a suggestion suits the actor's organization; the last word counts, the journal keeps all.

    Raises PermissionDenied, Conflict for a suggestion no longer made, Defects for a verdict without its reason.
    """
    rules.require(actor, "judge", match)
    if match.retired_at is not None:
        raise Conflict("这条推荐已被新的结果替换，请刷新页面")
    note = text.normalize(note)
    _check(verdict, reason, note)
    said = {
        "verdict": verdict,
        "reason": reason if verdict == "unsuitable" else "",
        "note": note,
        "user": actor.user,
        "shown_run": match.run_id,
        "shown_rank": match.rank,
        "shown_score": match.score,
    }
    feedback, _ = Feedback.objects.update_or_create(match=match, organization=actor.organization, defaults=said)
    journal.write(actor, "judge", match, after={"verdict": verdict}, note=note, reason=feedback.reason)
    return feedback


def _check(verdict: str, reason: str, note: str) -> None:
    defects = []
    if verdict not in VERDICTS:
        defects.append(Defect("verdict", "请选“合适”或“不合适”", f"可选：{'、'.join(VERDICTS)}"))
    if verdict == "unsuitable" and reason not in REASONS:
        defects.append(Defect("reason", "不合适需要选一个理由", f"可选：{'、'.join(REASONS.values())}"))
    if len(note) > NOTE:
        defects.append(Defect("note", f"说明最多 {NOTE} 个字，现为 {len(note)} 个", "请删减"))
    if defects:
        raise Defects(defects)


def why_not(*, demand: Demand, resource: Resource, actor: Any) -> WhyNot:
    """Why a resource is not suggested for a demand. Raises PermissionDenied unless the actor may see both."""
    rules.require(actor, "view", demand)
    rules.require(actor, "view", resource)
    failed = constraints.first_failed(demand, resource, timezone.localdate())
    if failed is not None:
        return WhyNot(failed.name, failed.label, failed.failed(demand, resource))
    shown = Match.objects.current().filter(demand=demand, resource=resource).first()
    if shown is not None:
        return WhyNot("shown", "已推荐", f"已在推荐里，排第 {shown.rank}")
    return WhyNot("rank", "排名靠后", "符合全部硬条件，但与需求的契合程度不如已列出的各条")
