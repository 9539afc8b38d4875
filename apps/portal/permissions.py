"""Who may open which address: one row per url name; the base view asks it, the matrix test walks it.

PUBLIC — anybody. LOGIN — anybody logged in. MEMBER — somebody with an active membership.
At(model, verb) — the rule is asked of the model at large. On(verb) — of the row named in the address:
what the actor may not see does not exist (404), what he may see but not touch is refused (403).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Public:
    """Anybody."""


@dataclass(frozen=True)
class Login:
    """Anybody with an account."""


@dataclass(frozen=True)
class Member:
    """Somebody who acts for an organization, in one of `roles` when any are named."""

    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class At:
    """`verb` on a model at large; `model` is its label, as in "demands.demand"."""

    model: str
    verb: str


@dataclass(frozen=True)
class On:
    """`verb` on the row the address names; `verb` "{move}" is the move the address names."""

    verb: str


Rule = Public | Login | Member | At | On
PUBLIC, LOGIN, MEMBER = Public(), Login(), Member()

PERMISSIONS: dict[str, Rule] = {
    "home": PUBLIC,
    "size": PUBLIC,
    "accessibility": PUBLIC,
    "privacy": PUBLIC,
}
