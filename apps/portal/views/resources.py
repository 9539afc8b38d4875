"""Resources: the directory, one resource, writing one."""

from django.utils.translation import gettext_lazy as _

from apps.cooperation.models import Dealing
from apps.core import rules
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.portal.views.desk import OwnListings
from apps.portal.views.directory import Directory, Export
from apps.portal.views.listings import ListingCheck, ListingDetail
from apps.portal.views.writing import ListingEdit, ListingNew
from apps.resources.filters import ResourceFilter
from apps.resources.models import Resource


class ResourceDirectory(Directory):
    model = Resource
    filterset_class = ResourceFilter
    template_name = "portal/resources/directory.html"


class ResourceDetail(ListingDetail):
    model = Resource
    template_name = "portal/resources/detail.html"

    def get_context_data(self, **kwargs):
        may_ask = self.subject.state == PUBLISHED and rules.allowed(self.actor, "create", Demand)
        may_propose = may_ask and rules.allowed(self.actor, "propose", Dealing)
        return super().get_context_data(**kwargs) | {"may_propose": may_propose}


class ResourceNew(ListingNew):
    model = Resource
    template_name = "portal/resources/form.html"


class ResourceEdit(ListingEdit):
    model = Resource
    template_name = "portal/resources/form.html"


class ResourceCheck(ListingCheck):
    model = Resource
    verb = _("登记资源")
    thanks = _("已送审。10 分钟内可以撤回；专员核对后公开，并参加匹配。")


class ResourceExport(Export, ResourceDirectory):
    """The directory as a workbook."""


class ResourceOwn(OwnListings):
    model = Resource
    template_name = "portal/desk/resources.html"
