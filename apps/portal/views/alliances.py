"""Alliances: the directory, one alliance with what stands beside it, and writing one."""

from django.utils.translation import gettext_lazy as _

from apps.alliances.filters import AllianceFilter
from apps.alliances.models import Alliance
from apps.core import rules
from apps.portal.views.desk import OwnListings
from apps.portal.views.directory import Directory, Export
from apps.portal.views.listings import ListingCheck, ListingDetail
from apps.portal.views.writing import ListingEdit, ListingNew

STEPS = (_("填写"), _("核对"), _("送审"))


class AllianceDirectory(Directory):
    model = Alliance
    filterset_class = AllianceFilter
    template_name = "portal/alliances/directory.html"
    unit = _("个")

    def get_context_data(self, **kwargs):
        may_create = not self.actor.is_authenticated or rules.allowed(self.actor, "create", Alliance)
        return super().get_context_data(**kwargs) | {"may_create": may_create}


class AllianceExport(Export, AllianceDirectory):
    """The directory as a workbook."""


class AllianceDetail(ListingDetail):
    """The alliance, and everything that stands beside it."""

    model = Alliance
    template_name = "portal/alliances/detail.html"


class AllianceNew(ListingNew):
    model = Alliance
    template_name = "portal/alliances/form.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"steps": STEPS}


class AllianceEdit(ListingEdit):
    model = Alliance
    template_name = "portal/alliances/form.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"steps": STEPS}


class AllianceCheck(ListingCheck):
    model = Alliance
    verb = _("登记联盟")
    steps = STEPS
    thanks = _("已送审。10 分钟内可以撤回；管委会核对后公开，公开后单位就可以申请加入。")

    def done(self) -> str:
        return self.subject.get_absolute_url()


class AllianceOwn(OwnListings):
    model = Alliance
    template_name = "portal/alliances/own.html"
