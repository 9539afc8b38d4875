"""Who: users, organizations, memberships, grants and API clients."""

from apps.accounts.models.attempt import Attempt
from apps.accounts.models.client import ApiClient
from apps.accounts.models.grant import Grant
from apps.accounts.models.invitation import Invitation
from apps.accounts.models.membership import Membership
from apps.accounts.models.organization import Organization
from apps.accounts.models.profile import Profile
from apps.accounts.models.user import User

__all__ = ["ApiClient", "Attempt", "Grant", "Invitation", "Membership", "Organization", "Profile", "User"]
