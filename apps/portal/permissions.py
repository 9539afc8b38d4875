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
    """Any of `verbs` on the row the address names; "{move}" is the move the address names."""

    verbs: tuple[str, ...]


def on(*verbs: str) -> On:
    return On(verbs)


Rule = Public | Login | Member | At | On
PUBLIC, LOGIN, MEMBER = Public(), Login(), Member()

PERMISSIONS: dict[str, Rule] = {
    "home": PUBLIC,
    "ask": PUBLIC,
    "size": PUBLIC,
    "search": PUBLIC,
    "accessibility": PUBLIC,
    "privacy": PUBLIC,
    # coming in
    "login": PUBLIC,
    "logout": PUBLIC,
    "register": PUBLIC,
    "password_reset": PUBLIC,
    "password_reset_confirm": PUBLIC,
    "account": LOGIN,
    "switch": LOGIN,
    "join": LOGIN,
    # the desk
    "desk": LOGIN,
    "desk-demands": MEMBER,
    "desk-resources": MEMBER,
    "profile": on("edit"),
    "profile-confirm": on("edit"),
    "codes": on("edit"),
    "enterprise-profile": on("edit"),
    "enterprise-profile-confirm": on("edit"),
    "university-profile": on("edit"),
    "university-profile-confirm": on("edit"),
    # a colleague may read what is reported; reporting is the keepers', a platform is entered by those who deal
    "enrolment": on("view"),
    "enrolment-report": on("edit"),
    "platforms": on("view"),
    "platform-new": on("edit"),
    "platform-edit": on("edit"),
    "platform-funding": on("edit"),
    "members": MEMBER,
    "member-move": on("{move}"),
    # demands: writing is open to visitors, saving is the service's to refuse
    "demands": At("demands.demand", "list"),
    "demand-export": At("demands.demand", "list"),
    "demand-new": PUBLIC,
    "draft-drop": PUBLIC,
    "demand-batch": MEMBER,  # each row is asked by itself
    "demand-detail": on("view"),
    "demand-edit": on("edit"),
    "demand-check": on("submit"),
    "demand-undo": on("undo"),
    "demand-move": on("{move}"),
    "demand-matches": on("submit", "review"),
    "match-feedback": on("judge"),
    # resources
    "resources": At("resources.resource", "list"),
    "resource-export": At("resources.resource", "list"),
    "resource-new": At("resources.resource", "create"),
    "resource-batch": MEMBER,
    "resource-detail": on("view"),
    "resource-edit": on("edit"),
    "resource-check": on("submit"),
    "resource-undo": on("undo"),
    "resource-confirm": on("confirm"),
    "resource-move": on("{move}"),
    # spreadsheets: the list of those who may bring one is the service's
    "imports": MEMBER,
    "import-template": MEMBER,
    "import": on("view"),
    "import-columns": on("edit"),
    "import-apply": on("edit"),
    "import-undo": on("edit"),
    "import-cancel": on("edit"),
    "import-failures": on("view"),
    # operators
    "operator-demands": At("demands.demand", "review"),
    "operator-resources": At("resources.resource", "review"),
    "demand-return": on("return"),
    "resource-return": on("return"),
    "operator-organizations": At("accounts.organization", "verify"),
    "operator-organization": on("verify", "restore"),
    "organization-move": on("{move}"),
    # organizations
    "organizations": At("accounts.organization", "list"),
    "organization": on("view"),
}
