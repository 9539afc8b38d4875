"""Negative control of the matrix: take a rule away, and some cell must disagree with the table."""

import random

import pytest

from apps.core import rules
from tests.security import table
from tests.security.knocking import wrong_cells

pytestmark = pytest.mark.django_db

GUARDS = sorted(
    name
    for name in [
        "demands.demand.edit",
        "demands.demand.submit",
        "demands.demand.publish",
        "demands.demand.return",
        "demands.demand.close",
        "demands.demand.withdraw",
        "demands.demand.reopen",
        "demands.demand.amend",
        "demands.demand.undo",
        "demands.demand.review",
        "demands.demand.look",
        "resources.resource.edit",
        "resources.resource.submit",
        "resources.resource.publish",
        "resources.resource.return",
        "resources.resource.close",
        "resources.resource.withdraw",
        "resources.resource.reopen",
        "resources.resource.amend",
        "resources.resource.undo",
        "resources.resource.review",
        "resources.resource.create",
        "resources.resource.confirm",
        "accounts.organization.verify",
        "accounts.organization.return",
        "accounts.organization.suspend",
        "accounts.organization.edit",
        "accounts.membership.approve",
        "notices.remark.read",
        "alliances.alliancemember.approve",
        "alliances.alliancemember.accept",
        "matching.match.judge",
        "alliances.event.keep",
        "alliances.registration.remove",
    ]
)
SEEDED = random.Random(20261121).sample(GUARDS, 20)


@pytest.mark.parametrize("name", SEEDED)
def test_a_removed_rule_turns_the_matrix_red(name, things, browsers):
    """Twenty seeded removals: the rule lets everybody through, and some cell of its pages disagrees with the table."""
    kept = rules.registered()[name]
    app, model, verb = name.split(".")
    rules.registered().set_rule(name, rules.predicate(lambda actor, obj: True))
    try:
        assert any(next(wrong_cells(cell, things, browsers), "") for cell in pages_of(model, verb))
    finally:
        rules.registered().set_rule(name, kept)


def pages_of(model: str, verb: str) -> list[table.Cell]:
    """The pages that ask this rule, by name or by the move in their address; one object of each is enough."""
    special = {
        "review": ["operator-demands"] if model == "demand" else ["operator-resources"],
        "create": ["resource-new"],
        "verify": ["operator-organizations", "organization-move"],
        "judge": ["match-feedback"],
        "look": ["demand-matches"],
        "replace": ["templates", "template-file"],
        "keep": ["event-people", "event-door"],
    }
    wanted = special.get(verb, [f"{model}-{verb}", f"{model}-check"] if verb == "submit" else [f"{model}-{verb}"])
    wanted += ["profile"] if (model, verb) == ("organization", "edit") else []
    wanted += ["member-move"] if model == "membership" else []
    moves = [c for c in table.PORTAL if c.name == f"{model}-move" and c.fixed.get("move") == verb]
    return [cell for cell in table.PORTAL if cell.name in wanted] + moves
