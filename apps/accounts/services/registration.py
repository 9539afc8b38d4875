"""An enterprise comes in by itself, in thirty seconds; an operator verifies it later."""

from dataclasses import dataclass

from django.db import transaction

from apps.accounts import identifiers
from apps.accounts.actor import Actor
from apps.accounts.models import Membership, Organization, User
from apps.accounts.services.memberships import request
from apps.accounts.services.organizations import code_defects, enter
from apps.accounts.services.throttle import knock
from apps.accounts.services.users import account_defects, consent, open_account
from apps.core import lifecycle, text
from apps.core.errors import Defect, Defects

SORT = "enterprise"
OWNER, CLERK = "enterprise_owner", "enterprise_clerk"


@dataclass(frozen=True)
class Registration:
    """What came of it; `joined` means that the enterprise was here already and has to say yes."""

    user: User
    membership: Membership
    joined: bool


def register_enterprise(
    *,
    login: str,
    password: str,
    name: str = "",
    organization_name: str = "",
    uscc: str = "",
    agreed: bool = True,
    address: str = "",
) -> Registration:
    """Open an account and enter its enterprise, or ask to join the one that has this USCC or name.

    Counts the try first: hashing a password is the dearest thing a stranger can make us do.
    Raises Throttled and Defects (all at once).
    """
    knock("register", address)
    login, uscc = identifiers.normalize_login(login), identifiers.normalize_uscc(uscc)
    newcomer = Organization(sort=SORT, name=text.normalize(organization_name) or uscc, uscc=uscc or None)
    if defects := _defects(login, password, name, newcomer, agreed):
        raise Defects(defects)
    return _register(login, password, name, newcomer)


def _defects(login: str, password: str, name: str, newcomer: Organization, agreed: bool) -> list[Defect]:
    found = account_defects(login, password, User(name=name, email=login)) + code_defects(newcomer)
    if not newcomer.name:
        found.append(Defect("organization_name", "请填写企业名称或统一社会信用代码", "两项填一项即可"))
    if len(newcomer.name) > 120:
        found.append(Defect("organization_name", "企业名称不能超过 120 个字", "请填写营业执照上的全称"))
    if not agreed:
        found.append(Defect("agreed", "需要同意用户协议和隐私政策才能注册", "请勾选同意"))
    return found


@transaction.atomic
def _register(login: str, password: str, name: str, newcomer: Organization) -> Registration:
    user = open_account(login=login, password=password, name=name, actor=Actor.anonymous())
    consent(user=user)
    actor = Actor(user=user)
    if known := _known(newcomer):
        return Registration(user, request(user=user, organization=known, role=CLERK, actor=actor), joined=True)
    enter(newcomer, actor=actor)
    first = request(user=user, organization=newcomer, role=OWNER, actor=actor)
    return Registration(user, lifecycle.move(first, "approve", actor=Actor.system("web")), joined=False)


def _known(newcomer: Organization) -> Organization | None:
    """The enterprise that is here already: by USCC, else by the very same name when none was given."""
    enterprises = Organization.objects.of_sort(SORT)
    if newcomer.uscc:
        return Organization.objects.filter(uscc=newcomer.uscc).first()
    return enterprises.filter(name=newcomer.name).order_by("pk").first()
