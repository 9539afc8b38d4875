"""Alliances: the directory, one alliance with what stands beside it, and writing one."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.alliances.filters import AllianceFilter
from apps.alliances.lifecycle.membership import APPROVED, REQUESTED
from apps.alliances.models import Alliance, AllianceMember
from apps.alliances.services.shelf import shelf
from apps.core import rules
from apps.portal import buttons
from apps.portal.views.desk import OwnListings
from apps.portal.views.directory import Directory, Export
from apps.portal.views.listings import ListingCheck, ListingDetail
from apps.portal.views.writing import ListingEdit, ListingNew

SOON = 4
HEADS = (AllianceMember.Role.LEADER, AllianceMember.Role.CHAIR)  # the one a page names first


class AllianceDirectory(Directory):
    model = Alliance
    filterset_class = AllianceFilter
    template_name = "portal/alliances/directory.html"
    unit = _("个")

    def rows(self):
        return super().rows().with_company()


class AllianceExport(Export, AllianceDirectory):
    """The directory as a workbook."""


class AllianceDetail(ListingDetail):
    """The alliance, and everything that stands beside it."""

    model = Alliance
    template_name = "portal/alliances/detail.html"

    def get_context_data(self, **kwargs):
        alliance, actor = self.subject, self.actor
        seen = list(alliance.seats.visible_to(actor).living().select_related("organization"))
        for seat in seen:
            seat.alliance = alliance
        mine = next((seat for seat in seen if seat.organization_id == actor.organization_id), None)
        members = [seat for seat in seen if seat.state == APPROVED]
        alliance.known_members = {seat.organization_id for seat in members}
        office = alliance.organization_id == actor.organization_id
        inner = office or mine in members
        context = super().get_context_data(**kwargs)  # after the members are known: it asks for them again
        return context | {
            "groups": grouped(members),
            "members": members,
            "head": next((seat for role in HEADS for seat in members if seat.role == role), None),
            "waiting": sum(seat.state == REQUESTED for seat in seen) if office else 0,
            "mine": mine,
            "mine_buttons": buttons.of(mine, actor) if mine else [],
            "events": alliance.events.public().coming(timezone.now()).order_by("starts")[:SOON],
            "shelf": shelf(alliance, actor),
            "inner": inner,
            "announcements": alliance.announcements.all()[:3] if inner else [],
            "may_join": mine is None and rules.allowed(actor, "join", alliance),
            "may_share": mine in members and rules.allowed(actor, "share", alliance),
            "may_admit": office and rules.allowed(actor, "admit", alliance),
            "may_announce": office and rules.allowed(actor, "announce", alliance),
        }


def grouped(members: list[AllianceMember]) -> list[tuple[str, list[AllianceMember]]]:
    """Members under their roles, in the order of the roles; a role nobody holds is left out."""
    held = [(label, [seat for seat in members if seat.role == role]) for role, label in AllianceMember.Role.choices]
    return [(label, seats) for label, seats in held if seats]


class AllianceNew(ListingNew):
    model = Alliance
    template_name = "portal/alliances/form.html"


class AllianceEdit(ListingEdit):
    model = Alliance
    template_name = "portal/alliances/form.html"


class AllianceCheck(ListingCheck):
    model = Alliance
    verb = _("登记联盟")
    thanks = _("已送审。10 分钟内可以撤回；管委会核对后公开，公开后单位就可以申请加入。")


class AllianceOwn(OwnListings):
    model = Alliance
    template_name = "portal/alliances/own.html"
