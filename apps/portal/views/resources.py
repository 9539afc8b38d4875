"""Resources: the directory, one resource, writing one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from apps.listings import services
from apps.portal.views.directory import Directory, Export
from apps.portal.views.listings import ListingBatch, ListingCheck, ListingDetail, ListingMove, ListingPage, ListingUndo
from apps.portal.views.site import safe_next
from apps.portal.views.writing import ListingEdit, ListingNew
from apps.resources.filters import ResourceFilter
from apps.resources.models import Resource

STEPS = (_("填写"), _("核对"), _("送审"))


class ResourceDirectory(Directory):
    model = Resource
    filterset_class = ResourceFilter
    template_name = "portal/resources/directory.html"


class ResourceDetail(ListingDetail):
    model = Resource
    template_name = "portal/resources/detail.html"


class ResourceNew(ListingNew):
    model = Resource
    template_name = "portal/resources/form.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"steps": STEPS}


class ResourceEdit(ListingEdit):
    model = Resource
    template_name = "portal/resources/form.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"steps": STEPS}


class ResourceCheck(ListingCheck):
    model = Resource
    verb = _("登记资源")
    steps = STEPS
    thanks = _("已送审。10 分钟内可以撤回；专员核对后公开，并参加匹配。")

    def done(self) -> str:
        return self.subject.get_absolute_url()


class ResourceMove(ListingMove):
    model = Resource


class ResourceBatch(ListingBatch):
    model = Resource


class ResourceUndo(ListingUndo):
    model = Resource


class ResourceConfirm(ListingPage):
    """The owner's word that everything still holds."""

    model = Resource
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        services.confirm(self.subject, actor=self.actor)
        messages.success(request, _("已核实：%(title)s") % {"title": self.subject.title})
        return HttpResponseRedirect(safe_next(request) if "next" in request.POST else self.subject.get_absolute_url())


class ResourceExport(Export, ResourceDirectory):
    """The directory as a workbook."""
