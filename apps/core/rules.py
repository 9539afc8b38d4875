"""Who may do what: predicates over (actor, object), joined with & | ~ and filed under "<app>.<model>.<verb>".

The library says `user`; we hand it the actor — user, active membership and channel — so a right is always that of
one membership, never the union of all.
"""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from rules import predicate

__all__ = ["ActorBackend", "allowed", "name_of", "predicate", "register", "registered", "require"]

_permissions = rules.RuleSet()


def register(app_label: str, table: dict[str, rules.Predicate]) -> None:
    """File one app's RULES; called while apps load."""
    for key, rule in table.items():
        _permissions.add_rule(f"{app_label}.{key}", rule)


def registered() -> rules.RuleSet:
    """Every rule by its full name; the matrix test removes some to see that it turns red."""
    return _permissions


def name_of(verb: str, obj: Any) -> str:
    """The full name of `verb` on a model or one of its rows."""
    return f"{obj._meta.app_label}.{obj._meta.model_name}.{verb}"


def allowed(actor: Any, verb: str, obj: Any) -> bool:
    """Whether `actor` may do `verb` to a row, or to rows of a model at large. Raises LookupError on an unknown verb."""
    name = name_of(verb, obj)
    if not _permissions.rule_exists(name):
        raise LookupError(f"no rule named {name}")
    return _permissions.test_rule(name, actor, None if isinstance(obj, type) else obj)


def require(actor: Any, verb: str, obj: Any) -> None:
    """Raise PermissionDenied unless `allowed`."""
    if not allowed(actor, verb, obj):
        raise PermissionDenied(f"当前身份不能对这条记录执行这一步（{name_of(verb, obj)}）")


class ActorBackend:
    """Lets `user.has_perm(name, obj)` and templates ask the same rules; the middleware leaves the actor on the user."""

    def authenticate(self, request, **credentials):
        return None

    def has_perm(self, user, perm: str, obj: Any = None) -> bool:
        actor = getattr(user, "actor", None)
        return actor is not None and _permissions.rule_exists(perm) and _permissions.test_rule(perm, actor, obj)


@predicate
def keeps_the_calendar(actor: Any, obj: Any) -> bool:
    """Those whose work the working days are: core knows them only by the shape of the actor."""
    return actor.is_system or getattr(actor, "is_operator", False) or actor.role == "committee"


@predicate
def sees_its_record(actor: Any, attachment: Any) -> bool:
    """A file is seen exactly as the record it belongs to."""
    return attachment is not None and attachment.about is not None and allowed(actor, "view", attachment.about)


@predicate
def may_change_its_record(actor: Any, attachment: Any) -> bool:
    about = attachment.about if attachment is not None else None
    takes_files = about is not None and _permissions.rule_exists(name_of("attach", about))
    return takes_files and allowed(actor, "attach", about)


@predicate
def brought_it(actor: Any, attachment: Any) -> bool:
    """The organization that uploaded it: a record may belong to two sides."""
    return actor.organization_id is not None and attachment.organization_id == actor.organization_id


RULES = {
    "calendaryear.enter": keeps_the_calendar,
    "documenttemplate.replace": keeps_the_calendar,
    "attachment.view": sees_its_record,
    "attachment.remove": sees_its_record & may_change_its_record & brought_it,
}
