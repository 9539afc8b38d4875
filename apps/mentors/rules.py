"""Who keeps a card, who gives a level, who appoints, and whose word an hour needs.

A card belongs to the unit that employs the person; the person himself sees it and takes his consent back whenever he
likes. Appointments and hours have two sides, and each says yes for itself only.
"""

from apps.accounts.rules import is_committee, is_operator, is_system
from apps.core.rules import allowed, predicate
from apps.listings.lifecycle import PUBLISHED
from apps.listings.rules import has_role, listing_rules
from apps.mentors.lifecycle import CLAIMED

WRITERS = frozenset({"enterprise_owner", "enterprise_clerk", "lead_department", "liaison", "partner_system"})
SCHOOLS = frozenset({"lead_department", "liaison"})
is_writer, writes_for_a_school = has_role(WRITERS), has_role(SCHOOLS)
at_desk = has_role(frozenset({"centre_operator"}))


@predicate
def is_person(actor, mentor) -> bool:
    """The mentor himself."""
    return mentor is not None and actor.user_id is not None and mentor.person_id == actor.user_id


@predicate
def is_owner(actor, mentor) -> bool:
    return mentor is not None and actor.organization_id is not None and actor.organization_id == mentor.organization_id


@predicate
def is_published(actor, mentor) -> bool:
    return mentor is not None and mentor.state == PUBLISHED


@predicate
def keeps_card(actor, row) -> bool:
    """A colleague of the mentor's unit."""
    return row is not None and actor.organization_id is not None and actor.organization_id == row.mentor.organization_id


@predicate
def is_its_person(actor, row) -> bool:
    return row is not None and actor.user_id is not None and row.mentor.person_id == actor.user_id


@predicate
def is_claimed(actor, grade) -> bool:
    return grade is not None and grade.state == CLAIMED


@predicate
def is_unit(actor, row) -> bool:
    """For the side that lends the mentor."""
    return row is not None and actor.organization_id is not None and actor.organization_id == row.unit_id


@predicate
def is_school(actor, row) -> bool:
    """For the side that appoints him."""
    return row is not None and actor.organization_id is not None and actor.organization_id == row.organization_id


@predicate
def is_recorder(actor, entry) -> bool:
    """For the side that wrote the hour down."""
    return entry is not None and actor.organization_id is not None and actor.organization_id == entry.recorded_by_id


@predicate
def sees_appointment(actor, entry) -> bool:
    return entry is not None and allowed(actor, "view", entry.appointment)


@predicate
def is_a_side(actor, entry) -> bool:
    return entry is not None and actor.organization_id in {entry.appointment.unit_id, entry.appointment.organization_id}


_LISTING = listing_rules("mentor", writers=WRITERS, desk="centre_operator")
_looks = is_operator | is_committee
_private = keeps_card | is_its_person | _looks  # what stands behind a card: paper, evidence

RULES = {
    **_LISTING,
    "mentor.view": _LISTING["mentor.view"] | is_person,
    "mentor.hide": is_system,
    "mentor.agree": is_person | (is_owner & is_writer),
    "mentor.take_back": is_person | (is_owner & is_writer),
    "mentor.claim": is_owner & is_writer,
    "mentor.link": is_owner & is_writer,
    "mentor.appoint": writes_for_a_school & is_published & ~is_owner,
    "consent.view": _private,
    "consent.attach": keeps_card & is_writer,
    "grade.view": _private,
    "grade.attach": keeps_card & is_writer & is_claimed,
    "grade.grant": at_desk,
    "grade.refuse": at_desk,
    "grade.revoke": at_desk,
    "grade.lapse": is_system,
    "appointment.view": is_unit | is_school | is_its_person | _looks,
    "appointment.agree": is_unit & is_writer,
    "appointment.decline": is_unit & is_writer,
    "appointment.start": is_school & writes_for_a_school,
    "appointment.end": (is_unit & is_writer) | (is_school & writes_for_a_school),
    "appointment.expire": is_system,
    "appointment.record": (is_unit | is_school) & is_writer,
    "appointment.attach": (is_unit | is_school) & is_writer,
    "hourentry.view": sees_appointment,
    "hourentry.confirm": is_a_side & is_writer & ~is_recorder,
    "hourentry.dispute": is_a_side & is_writer & ~is_recorder,
    "hourentry.correct": is_a_side & is_writer,
}
