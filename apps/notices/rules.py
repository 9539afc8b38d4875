"""Who reads a notice, keeps public notices, and sees objections: those who objected are known to staff alone."""

from typing import Any

from apps.accounts.rules import everybody, is_authenticated, is_committee, is_operator, is_system
from apps.core.rules import predicate
from apps.notices.lifecycle import DRAFT, PUBLIC_STATES


@predicate
def is_addressee(actor: Any, notice: Any) -> bool:
    """Told to this person; what he was told as a member of an organization he reads as that member only."""
    if notice is None or actor.user_id != notice.user_id or actor.user_id is None:
        return False
    return notice.organization_id in (None, actor.organization_id)


@predicate
def is_public(actor: Any, notice: Any) -> bool:
    return notice is not None and notice.state in PUBLIC_STATES


@predicate
def is_draft(actor: Any, notice: Any) -> bool:
    return notice is not None and notice.state == DRAFT


@predicate
def is_of_own_office(actor: Any, obj: Any) -> bool:
    """The public notice (or the one objected to) is the actor's organization's; at large: any."""
    notice = getattr(obj, "notice", obj)
    return notice is None or (actor.organization_id is not None and notice.organization_id == actor.organization_id)


@predicate
def is_author(actor: Any, remark: Any) -> bool:
    return remark is not None and actor.user_id is not None and remark.user_id == actor.user_id


keeps = is_of_own_office & (is_operator | is_committee)
_listens = is_operator | is_committee

RULES = {
    "notice.list": is_authenticated,
    "notice.view": is_addressee,
    "preference.edit": is_authenticated,
    "publicnotice.list": everybody,
    "publicnotice.create": keeps,
    "publicnotice.view": is_public | keeps,
    "publicnotice.object": is_public,
    "publicnotice.edit": keeps & is_draft,
    "publicnotice.keep": keeps,
    "publicnotice.open": keeps,
    "publicnotice.close": is_system,
    "publicnotice.withdraw": keeps,
    "remark.create": everybody,
    "remark.view": _listens | is_author | is_system,
    "remark.review": _listens,
    "remark.read": _listens,
    "remark.adopt": _listens,
    "remark.decline": _listens,
    "remark.finish": _listens,
    "objection.view": keeps,
    "objection.uphold": keeps,
    "objection.dismiss": keeps,
}
