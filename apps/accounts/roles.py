"""The two tables everything else reads: what an organization can be and what a person can do there."""

from dataclasses import dataclass

CENTRE, OFFICE, SECURITY = "centre_operator", "office_operator", "security_admin"


@dataclass(frozen=True)
class Sort:
    """One sort of organization; `desk` is the role that verifies it and serves its side."""

    code: str
    label: str
    desk: str
    public: bool = True  # has a page of its own once verified


@dataclass(frozen=True)
class Role:
    """One role of a membership, with what it may do for its organization."""

    code: str
    label: str
    sorts: frozenset[str]  # organizations that can hold it
    audience: str  # the desk (工作台) its holder lands on
    speaks: bool = False  # admits members, keeps API keys
    edits: bool = False  # keeps the organization's profile
    deals: bool = False  # posts listings and answers for the organization
    by_owner: bool = False  # given inside the organization; others only by the organization's desk
    joinable: bool = False  # a newcomer may ask for it


SORTS: dict[str, Sort] = {
    sort.code: sort
    for sort in (
        Sort("enterprise", "企业", CENTRE),
        Sort("institution", "高校与科研院所", OFFICE),
        Sort("authority", "政府部门", SECURITY),
        Sort("operator", "运营机构", SECURITY),
        Sort("park", "园区", CENTRE),
        Sort("developer", "开发主体", CENTRE),
        Sort("financial", "金融机构", CENTRE),
        Sort("foundation", "基金会", CENTRE),
        Sort("partner", "对接系统方", SECURITY, public=False),
    )
}

_BUSINESS = frozenset({"enterprise", "park", "developer", "financial", "foundation"})
_SCHOOL = frozenset({"institution"})
_OPERATOR = frozenset({"operator"})
_AUTHORITY = frozenset({"authority"})
_STATE = _OPERATOR | _AUTHORITY
_OWN = {"edits": True, "deals": True, "by_owner": True}

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("enterprise_owner", "企业负责人", _BUSINESS, "enterprise", speaks=True, **_OWN),
        Role("enterprise_clerk", "企业经办人", _BUSINESS, "enterprise", joinable=True, **_OWN),
        Role("lead_department", "高校牵头部门", _SCHOOL, "university", speaks=True, **_OWN),
        Role("liaison", "协同专员", _SCHOOL, "university", joinable=True, **_OWN),
        Role("lab_manager", "实验室管理员", _SCHOOL, "university", deals=True, by_owner=True, joinable=True),
        Role("centre_operator", "促进中心专员", _OPERATOR, "operator", edits=True),
        Role("office_operator", "协同育人办专员", _OPERATOR, "operator", edits=True),
        Role("committee", "管委会处室", _AUTHORITY, "committee", edits=True),
        Role("expert", "评审专家", frozenset(SORTS) - {"partner"}, "expert"),
        Role("mentor", "导师", _BUSINESS | _SCHOOL, "mentor", by_owner=True),
        Role("partner_system", "对接系统", frozenset(SORTS), "partner", deals=True, by_owner=True),
        Role("auditor", "审计员", _STATE, "audit"),
        Role("system_admin", "系统管理员", _STATE, "system"),
        Role("security_admin", "安全管理员", _STATE, "security"),
    )
}

# 三员分立: nobody may hold two of these, whatever the organization.
DISJOINT_ADMINS = frozenset({"auditor", "system_admin", "security_admin"})
OPERATORS = frozenset({CENTRE, OFFICE})
STAFF_SIDE = OPERATORS | {"committee"} | DISJOINT_ADMINS

SORT_CHOICES = [(sort.code, sort.label) for sort in SORTS.values()]
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]
PUBLIC_SORTS = frozenset(sort.code for sort in SORTS.values() if sort.public)
NO_ROLE = Role("", "", frozenset(), "visitor")


def role_of(code: str) -> Role:
    """The row of a code; somebody without an active membership has the empty row."""
    return ROLES.get(code, NO_ROLE)


def sorts_served_by(code: str) -> frozenset[str]:
    """The sorts of organization whose desk this role is."""
    return frozenset(sort.code for sort in SORTS.values() if sort.desk == code)


def joinable_roles(sort: str) -> list[Role]:
    """What a newcomer may ask to be in an organization of this sort."""
    return [role for role in ROLES.values() if role.joinable and sort in role.sorts]


def invitable_roles(sort: str) -> list[Role]:
    """What those who speak for an organization may ask a person by mail to be: up to their own rank, no program."""
    return [role for role in ROLES.values() if role.by_owner and sort in role.sorts and role.audience != "partner"]


def owner_role(sort: str) -> Role | None:
    """The role that speaks for an organization of this sort; None where its desk does."""
    return next((role for role in ROLES.values() if role.speaks and sort in role.sorts), None)
