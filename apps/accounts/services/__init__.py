"""Verbs of the ground floor of people: open, register, join, switch, grant, key."""

from apps.accounts.services.clients import Caller, authenticate_token, create_client, revoke_client
from apps.accounts.services.editing import confirm, edit
from apps.accounts.services.grants import grant, revoke, revoke_about
from apps.accounts.services.invitations import invite, renew, send_invitation
from apps.accounts.services.memberships import add_member, ask_to_join, switch_membership
from apps.accounts.services.organizations import (
    create_organization,
    reveal_contact,
    set_codes,
    set_uscc,
    update_profile,
)
from apps.accounts.services.registration import Registration, register_enterprise
from apps.accounts.services.throttle import DOORS, Throttled, forget, knock
from apps.accounts.services.users import (
    consent,
    open_account,
    password_defects,
    request_reset,
    send_reset_mail,
    set_password,
)

__all__ = [
    "DOORS",
    "Caller",
    "Registration",
    "Throttled",
    "add_member",
    "ask_to_join",
    "authenticate_token",
    "confirm",
    "consent",
    "create_client",
    "create_organization",
    "edit",
    "forget",
    "grant",
    "invite",
    "knock",
    "open_account",
    "password_defects",
    "register_enterprise",
    "renew",
    "request_reset",
    "reveal_contact",
    "revoke",
    "revoke_about",
    "revoke_client",
    "send_invitation",
    "send_reset_mail",
    "set_codes",
    "set_password",
    "set_uscc",
    "switch_membership",
    "update_profile",
]
