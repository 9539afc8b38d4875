"""Resources: the directory, one resource, writing one."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.tabular import ExportColumn, export
from apps.listings import services
from apps.portal import presenting
from apps.portal.views.directory import Directory
from apps.portal.views.listings import ListingCheck, ListingDetail, ListingMove, ListingPage, ListingUndo
from apps.portal.views.site import safe_next
from apps.portal.views.writing import ListingEdit, ListingNew
from apps.resources.filters import ResourceFilter
from apps.resources.models import Resource

STEPS = (_("填写"), _("核对"), _("送审"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = (_("编号"), _("类别"), _("名称"), _("单位"), _("园区"), _("核实日期"), _("说明"))
EXPORTED = 5000  # rows of one workbook


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


class ResourceExport(ResourceDirectory):
    """What the list shows, as a workbook; the filters stand on its second sheet."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        params, kind = self.params(), self.kind()
        rows = presenting.rows(self.rows())[:EXPORTED]
        fields = dict(kind.fields) if kind else {}
        columns = [ExportColumn(label) for label in (*HEAD, *(field.label for field in fields.values()))]
        body = ([*_head(row), *(fields[n].show(getattr(row.details, n)) for n in fields)] for row in rows)
        content = export(columns, body, self.filterset(params).described())
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote('资源目录.xlsx')}"
        return response


def _head(row: Resource) -> list:
    checked = timezone.localtime(row.checked_at).date()
    park = row.park.name if row.park else ""
    return [row.code, row.kind_row.label, row.title, row.organization.name, park, checked, row.text]
