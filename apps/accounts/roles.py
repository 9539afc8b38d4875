"""The two tables everything else reads: what an organization can be and what a person can do there."""

from collections.abc import Iterable
from dataclasses import dataclass

CENTRE = "centre_operator"
OFFICE = "office_operator"
SECURITY = "security_admin"


@dataclass(frozen=True)
class Sort:
    """One sort of organization; `desk` is the role that verifies it and serves its side."""

    code: str
    label: str
    desk: str
    owner: str  # the role that speaks for such an organization and admits its members


@dataclass(frozen=True)
class Role:
    """One role of a membership; `sorts` are the organizations that can hold it."""

    code: str
    label: str
    sorts: frozenset[str]
    audience: str  # the desk (工作台) its holder lands on
    joinable: bool = False  # may be asked for by a newcomer


SORTS: dict[str, Sort] = {
    sort.code: sort
    for sort in (
        Sort("enterprise", "企业", CENTRE, "enterprise_owner"),
        Sort("institution", "高校与科研院所", OFFICE, "lead_department"),
        Sort("authority", "政府部门", SECURITY, "committee"),
        Sort("operator", "运营机构", SECURITY, "centre_operator"),
        Sort("park", "园区", CENTRE, "enterprise_owner"),
        Sort("developer", "开发主体", CENTRE, "enterprise_owner"),
        Sort("financial", "金融机构", CENTRE, "enterprise_owner"),
        Sort("foundation", "基金会", CENTRE, "enterprise_owner"),
        Sort("partner", "对接系统方", SECURITY, "partner_system"),
    )
}

_BUSINESS = frozenset({"enterprise", "park", "developer", "financial", "foundation"})
_SCHOOL = frozenset({"institution"})
_STATE = frozenset({"authority", "operator"})
_ANY = frozenset(SORTS)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("enterprise_owner", "企业负责人", _BUSINESS, "enterprise"),
        Role("enterprise_clerk", "企业经办人", _BUSINESS, "enterprise", joinable=True),
        Role("lead_department", "高校牵头部门", _SCHOOL, "university"),
        Role("liaison", "协同专员", _SCHOOL, "university", joinable=True),
        Role("lab_manager", "实验室管理员", _SCHOOL, "university", joinable=True),
        Role("centre_operator", "促进中心专员", frozenset({"operator"}), "operator"),
        Role("office_operator", "协同育人办专员", frozenset({"operator"}), "operator"),
        Role("committee", "管委会处室", frozenset({"authority"}), "committee"),
        Role("expert", "评审专家", _ANY - {"partner"}, "expert"),
        Role("mentor", "导师", _BUSINESS | _SCHOOL, "mentor"),
        Role("partner_system", "对接系统", _ANY, "partner"),
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


def sorts_served_by(role: str) -> frozenset[str]:
    """The sorts of organization whose desk this role is."""
    return frozenset(sort.code for sort in SORTS.values() if sort.desk == role)


def owner_roles() -> frozenset[str]:
    """Roles that speak for an organization and admit its members."""
    return frozenset(sort.owner for sort in SORTS.values()) - OPERATORS - {"committee", "partner_system"}


def labels(codes: Iterable[str]) -> list[str]:
    """Chinese labels of some role codes, in the table's order."""
    wanted = set(codes)
    return [role.label for role in ROLES.values() if role.code in wanted]
