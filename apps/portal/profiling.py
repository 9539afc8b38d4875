"""The public part of a profile, by sort of organization; figures the area asks for stay at the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.accounts.models import Organization
from apps.core.templatetags.ui import date_cn
from apps.enterprises.models import EnterpriseProfile
from apps.portal.presenting import Shown
from apps.universities.models import UniversityProfile


@dataclass(frozen=True)
class PublicPart:
    """Labelled facts, filled ones only, and the names of the platforms a university runs."""

    facts: list[Shown]
    platforms: list[Shown]


def public_part(organization: Organization) -> PublicPart | None:
    """None for sorts that have no profile beside 单位资料."""
    return PARTS[organization.sort](organization) if organization.sort in PARTS else None


def _enterprise(organization: Organization) -> PublicPart:
    rows = EnterpriseProfile.objects.select_related("chain_leader_of").prefetch_related("nodes")
    profile = rows.get(organization=organization)
    titled = profile.integration != EnterpriseProfile.Integration.NONE
    return PublicPart(
        _filled(
            ("integration", _("产教融合型企业"), _title(profile) if titled else ""),
            ("chain_leader_of", _("链主产业"), profile.chain_leader_of),
            ("scale", _("企业规模"), profile.get_scale_display()),
            ("founded_on", _("成立日期"), date_cn(profile.founded_on)),
            ("nodes", _("所在产业链环节"), _names(profile.nodes.all())),
            ("business", _("主营业务"), profile.business),
            ("products", _("主要产品与服务"), profile.products),
        ),
        [],
    )


def _title(profile: EnterpriseProfile) -> str:
    since = f"（{date_cn(profile.integration_since)}）" if profile.integration_since else ""
    return f"{profile.get_integration_display()}{since}"


def _university(organization: Organization) -> PublicPart:
    rows = UniversityProfile.objects.select_related("organization").prefetch_related("nodes")
    profile = rows.get(organization=organization)
    share = profile.stem_share()
    facts = _filled(
        ("level", _("办学层次"), profile.get_level_display()),
        ("lead_department", _("产教融合牵头部门"), profile.lead_department),
        ("liaisons", _("协同专员"), _people(profile.liaisons.count())),
        ("students", _("在校生"), _people(profile.students)),
        ("teachers", _("专任教师"), _people(profile.teachers)),
        ("dual_teachers", _("双师型教师"), _people(profile.dual_teachers)),
        ("share", _("理工农医招生占比"), _("数据不足") if share is None else f"{share}%"),
        ("nodes", _("服务的产业链环节"), _names(profile.nodes.all())),
        ("strengths", _("优势学科与专业群"), profile.strengths),
    )
    platforms = [Shown("platform", row.name, row.get_level_display()) for row in organization.platforms.all()]
    return PublicPart(facts, platforms)


def _filled(*parts: tuple[str, str, object]) -> list[Shown]:
    return [Shown(name, label, str(value)) for name, label, value in parts if value]


def _people(number: int | None) -> str:
    return f"{number:,} 人" if number else ""


def _names(rows) -> str:
    return "、".join(str(row) for row in rows)


PARTS: dict[str, Callable[[Organization], PublicPart]] = {"enterprise": _enterprise, "institution": _university}
