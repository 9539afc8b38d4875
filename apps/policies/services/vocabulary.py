"""What criteria of policies may name: the seven questions, and every fact about an organization."""

from collections.abc import Iterable
from typing import Any

from apps.accounts.models import Organization
from apps.core import facts
from apps.core.criteria import FACT, Condition, Formula, Name, Vocabulary, read, read_amount
from apps.core.errors import Defects
from apps.policies.models import PolicyItem
from apps.policies.questions import QUESTIONS


def vocabulary() -> Vocabulary:
    """Built anew each time: what the apps above declare while they load is in it too."""
    named = [
        Name(one.slug, one.label, one.type, one.unit, one.options, FACT)
        for one in facts.registry
        if one.of == "organization"
    ]
    return Vocabulary([*(question.name for question in QUESTIONS), *named])


def criteria_of(item: PolicyItem, words: Vocabulary) -> Condition | None:
    """None when what was saved names something that is no longer there: such an item judges nobody."""
    try:
        return read(item.criteria, words)
    except Defects:
        return None


def formula_of(item: PolicyItem, words: Vocabulary) -> Formula | None:
    try:
        return read_amount(item.amount, words) if item.amount else None
    except Defects:
        return None


def known_facts(names: Iterable[Name], organization: Organization | None) -> dict[str, Any]:
    """What the platform knows of an organization, of these names only; an unknown fact is left out."""
    if organization is None:
        return {}
    wanted = [name for name in names if name.source == FACT]
    found = {name.slug: (name, facts.fact(name.slug, organization)) for name in wanted}
    return {slug: _typed(name, one.value) for slug, (name, one) in found.items() if one.known}


def _typed(name: Name, value: Any) -> Any:
    return name.clean(value)
