"""The people of the tests: each function gives an Actor, each has a fixture of the same name.

Calling one twice gives the same person. `client_of(actor)` is a browser in which that person acts under that
membership. Fixtures come through `pytest_plugins = ["tests.personas"]` in `tests/conftest.py`.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts import sessions
from apps.accounts.actor import Actor
from apps.accounts.models import Membership, Organization
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory, demo_uscc


def client_of(actor: Actor) -> Client:
    """A logged-in browser whose active membership is the actor's; a visitor's is not logged in."""
    client = Client()
    if actor.user is not None:
        client.force_login(actor.user)
        session = client.session
        session[sessions.MEMBERSHIP] = actor.membership.pk if actor.membership else None
        session.save()
    return client


def act(name: str, login: str, organization: Organization, role: str, *, via: str = "web") -> Actor:
    """The person as a member of the organization, just read from the database as the middleware would."""
    user = UserFactory(email=f"{login}@example.com", name=name)
    row = MembershipFactory(user=user, organization=organization, role=role)
    membership = Membership.objects.select_related("organization", "user").get(pk=row.pk)
    return Actor(user=membership.user, membership=membership, via=via)


# Organizations


def hailu() -> Organization:
    return OrganizationFactory(
        code="hailu", name="海陆精工（演示）", short_name="海陆精工", sort="enterprise", uscc=demo_uscc(900001)
    )


def lanhai() -> Organization:
    return OrganizationFactory(code="lanhai", name="蓝海锻造（演示）", sort="enterprise", uscc=demo_uscc(900002))


def newcomer() -> Organization:
    return OrganizationFactory(code="newcomer", name="新来科技（演示）", sort="enterprise", unverified=True)


def yanshi_university() -> Organization:
    return OrganizationFactory(
        code="yanshi", name="演示大学（演示）", short_name="演示大学", sort="institution", institution_code="9900900001"
    )


def dongtan_university() -> Organization:
    return OrganizationFactory(
        code="dongtan", name="东滩大学（演示）", sort="institution", institution_code="9900900002"
    )


def centre() -> Organization:
    return OrganizationFactory(code="centre", name="产教融合促进中心（演示）", sort="operator")


def office() -> Organization:
    return OrganizationFactory(code="office", name="协同育人工作办公室（演示）", sort="operator")


def committee() -> Organization:
    return OrganizationFactory(code="committee", name="新片区管委会（演示）", sort="authority")


# Enterprises' people


def li_na() -> Actor:
    """Owner of 海陆精工."""
    return act("李娜", "li.na", hailu(), "enterprise_owner")


def zhou_lan() -> Actor:
    """Clerk of 海陆精工: Li Na's colleague."""
    return act("周岚", "zhou.lan", hailu(), "enterprise_clerk")


def he_jun() -> Actor:
    """Owner of 蓝海锻造: a stranger to Li Na."""
    return act("何军", "he.jun", lanhai(), "enterprise_owner")


def xin_mei() -> Actor:
    """Owner of an enterprise nobody has verified yet."""
    return act("辛梅", "xin.mei", newcomer(), "enterprise_owner")


# Universities' people


def lin_yue() -> Actor:
    """Liaison (协同专员) of 演示大学."""
    return act("林悦", "lin.yue", yanshi_university(), "liaison")


def gu_feng() -> Actor:
    """Lead department of 演示大学."""
    return act("顾峰", "gu.feng", yanshi_university(), "lead_department")


def tang_lab() -> Actor:
    """Lab manager of 演示大学."""
    return act("唐磊", "tang.lei", yanshi_university(), "lab_manager")


def shen_mentor() -> Actor:
    """Mentor at 演示大学: may look, posts nothing."""
    return act("沈导师", "shen.mentor", yanshi_university(), "mentor")


def wang_wei() -> Actor:
    """Liaison of another university."""
    return act("王伟", "wang.wei", dongtan_university(), "liaison")


# Operators, committee and the rest


def sun_centre() -> Actor:
    """Operator of the enterprises' side."""
    return act("孙静", "sun.centre", centre(), "centre_operator")


def zhao_office() -> Actor:
    """Operator of the universities' side."""
    return act("赵敏", "zhao.office", office(), "office_operator")


def chen_committee() -> Actor:
    return act("陈晨", "chen.committee", committee(), "committee")


def qian_expert() -> Actor:
    """Review expert, employed by 东滩大学."""
    return act("钱专家", "qian.expert", dongtan_university(), "expert")


def wu_auditor() -> Actor:
    return act("吴审计", "wu.auditor", committee(), "auditor")


def admin_xu() -> Actor:
    """System admin: settings, no business rights."""
    return act("徐管理", "admin.xu", centre(), "system_admin")


def safe_gao() -> Actor:
    """Security admin: permissions, no business rights."""
    return act("高安全", "safe.gao", committee(), "security_admin")


def hailu_client() -> Actor:
    """海陆精工's program, calling the API."""
    return act("海陆接口", "hailu.client", hailu(), "partner_system", via="api")


def visitor() -> Actor:
    return Actor.anonymous()


def machine() -> Actor:
    """A job, acting as the system."""
    return Actor.system()


PERSONAS: dict[str, Callable[[], Actor]] = {
    maker.__name__: maker
    for maker in (
        visitor, li_na, zhou_lan, he_jun, xin_mei, lin_yue, gu_feng, tang_lab, shen_mentor, wang_wei, sun_centre,
        zhao_office, chen_committee, qian_expert, wu_auditor, admin_xu, safe_gao, hailu_client, machine,
    )
}  # fmt: skip


def _fixture(maker: Callable[[], Actor]):
    return pytest.fixture(name=maker.__name__)(lambda db: maker())


_visitor = _fixture(visitor)
_li_na = _fixture(li_na)
_zhou_lan = _fixture(zhou_lan)
_he_jun = _fixture(he_jun)
_xin_mei = _fixture(xin_mei)
_lin_yue = _fixture(lin_yue)
_gu_feng = _fixture(gu_feng)
_tang_lab = _fixture(tang_lab)
_shen_mentor = _fixture(shen_mentor)
_wang_wei = _fixture(wang_wei)
_sun_centre = _fixture(sun_centre)
_zhao_office = _fixture(zhao_office)
_chen_committee = _fixture(chen_committee)
_qian_expert = _fixture(qian_expert)
_wu_auditor = _fixture(wu_auditor)
_admin_xu = _fixture(admin_xu)
_safe_gao = _fixture(safe_gao)
_hailu_client = _fixture(hailu_client)
_machine = _fixture(machine)


@pytest.fixture
def personas(db) -> dict[str, Actor]:
    """Everybody at once, for tables of rules."""
    return {name: maker() for name, maker in PERSONAS.items()}
