"""体检: every item in force against what an organization has answered and what the platform knows of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from apps.accounts.models import Organization
from apps.core import facts
from apps.core.criteria import FALSE, Condition, Formula, Outcome, Sum, Truth, amount, evaluate
from apps.policies.models import PolicyItem
from apps.policies.questions import QUESTIONS, Question
from apps.policies.services.vocabulary import criteria_of, formula_of, known_facts, vocabulary

KNOWN, GIVEN, OPEN = "platform", "given", "open"
GROUPS = {
    "met": "符合条件",
    "near": "差一步",
    "unknown": "信息不足",
    "unmet": "不符合",
    "unrelated": "与您无关",
}
KIND_OF_PARTY = "sort"


@dataclass(frozen=True)
class Answer:
    """One question with what is known of it, and who said so."""

    question: Question
    value: Any
    source: str

    @property
    def shown(self) -> str:
        return self.question.name.show(self.value) if self.value is not None else ""


@dataclass(frozen=True)
class Finding:
    """One item: the verdict with its conditions, the amount with its arithmetic, the window."""

    item: PolicyItem
    outcome: Outcome | None
    sum: Sum | None
    window: str

    @property
    def verdict(self) -> Truth:
        return self.outcome.verdict if self.outcome else Truth.UNKNOWN

    @property
    def group(self) -> str:
        if self.outcome is None:
            return "unknown"
        if self.verdict is FALSE:
            names = {leaf.name.slug for one in self.outcome.failing for leaf in one.leaves()}
            if KIND_OF_PARTY in names:
                return "unrelated"
            return "near" if self.outcome.one_step else "unmet"
        return self.verdict.code

    @property
    def missing(self) -> list[str]:
        """What has to be known before anybody can say."""
        return [name.label for name in self.outcome.missing] if self.outcome else []


@dataclass(frozen=True)
class Checkup:
    """All findings, most promising first."""

    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    on: date

    def of(self, group: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.group == group]

    def total(self) -> Decimal:
        """Of what is met, as far as its amount is known; of items that exclude each other the larger."""
        known = [one for one in self.of("met") if one.sum and one.sum.value is not None]
        taken: list[Finding] = []
        for one in sorted(known, key=lambda finding: -finding.sum.value):
            if not {other.pk for other in one.item.excludes.all()} & {other.item.pk for other in taken}:
                taken.append(one)
        return sum((one.sum.value for one in taken), Decimal(0))

    @property
    def from_platform(self) -> int:
        return sum(answer.source == KNOWN for answer in self.answers)


def prefilled(organization: Organization | None) -> dict[str, Any]:
    """Answers the platform knows already."""
    if organization is None:
        return {}
    found = {}
    for question in QUESTIONS:
        value = facts.fact(question.fact, organization) if question.fact in facts.registry else None
        if value is not None and value.known and _fits(question, value.value):
            found[question.slug] = question.name.clean(value.value)
    return found


def _fits(question: Question, value: Any) -> bool:
    return not question.name.options or value in question.name.options


def check(
    *, items: Iterable[PolicyItem], answers: Mapping[str, Any], organization: Organization | None, on: date
) -> Checkup:
    """Judge `items` by cleaned `answers` (see `vocabulary().clean`), over what is known of `organization`.

    Nothing answered and nobody known gives no verdict at all: every item is 信息不足.
    """
    words, before = vocabulary(), prefilled(organization)
    read = [(item, criteria_of(item, words), formula_of(item, words)) for item in items]
    known = known_facts(_names(read), organization) | before | dict(answers)
    findings = [_finding(item, criteria, formula, known, on) for item, criteria, formula in read]
    order = {group: place for place, group in enumerate(GROUPS)}
    findings.sort(key=lambda one: (order[one.group], -(one.sum.value or 0) if one.sum else 0, one.item.order))
    return Checkup(tuple(_answers(before, answers)), tuple(findings), on)


def _names(read: list[tuple[PolicyItem, Condition | None, Formula | None]]) -> list[Any]:
    found = {}
    for _, criteria, formula in read:
        leaves = [leaf.name for leaf in criteria.leaves()] if criteria else []
        found |= {name.slug: name for name in [*leaves, *(formula.names() if formula else ())]}
    return list(found.values())


def _finding(
    item: PolicyItem, criteria: Condition | None, formula: Formula | None, known: Mapping[str, Any], on: date
) -> Finding:
    outcome = evaluate(criteria, known) if criteria else None
    return Finding(item, outcome, amount(formula, known) if formula else None, item.window(on))


def _answers(before: Mapping[str, Any], given: Mapping[str, Any]) -> Iterable[Answer]:
    for question in QUESTIONS:
        slug = question.slug
        value = given.get(slug, before.get(slug))
        same = slug in before and before[slug] == value
        yield Answer(question, value, OPEN if value is None else KNOWN if same else GIVEN)
