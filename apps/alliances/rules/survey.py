"""Who asks, who is asked, who reads what was answered: the one who asked, and each of his own answer."""

from apps.accounts.rules import is_authenticated
from apps.alliances.lifecycle.survey import DRAFT, SHOWN
from apps.alliances.rules.event import HOSTS
from apps.core.rules import predicate
from apps.listings.rules import has_role, is_owner_member

ASKERS = HOSTS - {"partner_system"}
STAFF = frozenset({"centre_operator", "office_operator", "committee"})
asks, is_staff = has_role(ASKERS), has_role(STAFF)


@predicate
def is_asked(actor, survey) -> bool:
    """Everybody who is logged in, or the members of the alliance it is for."""
    if survey is None or survey.state not in SHOWN or actor.user_id is None:
        return False
    return survey.alliance_id is None or survey.alliance.has_member(actor.organization_id)


@predicate
def is_draft(actor, survey) -> bool:
    return survey is not None and survey.state == DRAFT


@predicate
def is_for_an_alliance(actor, survey) -> bool:
    return survey is not None and survey.alliance_id is not None


@predicate
def speaks_for_his_own(actor, survey) -> bool:
    return actor.organization_id is not None and (actor.role_row.deals or actor.role_row.edits)


@predicate
def is_its_answerer(actor, answer) -> bool:
    return answer is not None and actor.organization_id is not None and actor.organization_id == answer.organization_id


@predicate
def is_its_asker(actor, answer) -> bool:
    return (
        answer is not None
        and actor.organization_id is not None
        and actor.organization_id == answer.survey.organization_id
    )


_own = is_owner_member & asks

SURVEY = {
    "survey.list": is_authenticated,
    "survey.create": asks,
    "survey.view": is_owner_member | is_asked,
    "survey.edit": _own & is_draft,
    "survey.publish": _own & (is_staff | is_for_an_alliance),
    "survey.end": _own,
    "survey.results": _own,
    "survey.answer": is_asked & speaks_for_his_own,
    "answer.view": is_its_answerer | (is_its_asker & asks),
    "answer.draft": is_its_answerer & speaks_for_his_own,
    "answer.ask": is_its_asker & asks,
}
