"""Who sees and keeps a university's profile, its enrolment and its platforms' money."""

from apps.accounts.rules import deals, is_committee, is_desk, is_member, is_staff_side, is_system, keeps, sees

_inside = is_member | is_staff_side | is_system

RULES = {
    "universityprofile.list": sees,
    "universityprofile.view": sees,
    "universityprofile.edit": keeps,
    # Figures per major are reported to the area, the share made of them is public.
    "majorenrolment.view": _inside,
    "majorenrolment.edit": keeps,
    "researchplatform.view": sees,
    "researchplatform.edit": (is_member & deals) | is_desk | is_system,
    "platformfunding.view": is_member | is_desk | is_committee | is_system,
    "platformfunding.edit": keeps,
}
