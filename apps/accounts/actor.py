"""Who acts: the one object that rules, queries, services and the journal take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.accounts.roles import OPERATORS, STAFF_SIDE, Role, role_of, sorts_served_by

SYSTEM_NAME = "系统"


@dataclass(frozen=True)
class Actor:
    """A person (or a client, or the machine) with one active membership.

    Rights are those of this membership only, never the union of all a person holds.
    `user` is None for a visitor and for the machine; `via` says through which door: web, api, job, command.
    """

    user: Any = None
    membership: Any = None
    via: str = "web"
    is_system: bool = False

    @classmethod
    def anonymous(cls, via: str = "web") -> Actor:
        return cls(via=via)

    @classmethod
    def system(cls, via: str = "job") -> Actor:
        return cls(via=via, is_system=True)

    @property
    def is_authenticated(self) -> bool:
        return self.user is not None

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def user_name(self) -> str:
        if self.is_system:
            return SYSTEM_NAME
        return self.user.display_name if self.user else ""

    @property
    def organization(self) -> Any:
        return self.membership.organization if self.membership else None

    @property
    def organization_id(self) -> int | None:
        return self.membership.organization_id if self.membership else None

    @property
    def organization_name(self) -> str:
        return self.membership.organization.name if self.membership else ""

    @property
    def role(self) -> str:
        return self.membership.role if self.membership else ""

    @property
    def role_row(self) -> Role:
        """What the role may do: speaks, edits, deals …"""
        return role_of(self.role)

    @property
    def serves(self) -> frozenset[str]:
        """Sorts of organization this actor's role is the desk of (empty for everybody else)."""
        return sorts_served_by(self.role)

    @property
    def is_operator(self) -> bool:
        return self.role in OPERATORS

    @property
    def is_staff_side(self) -> bool:
        """Works for the area's authorities or operators, not for a party of a dealing."""
        return self.role in STAFF_SIDE

    def has_role(self, *codes: str) -> bool:
        return self.role in codes
