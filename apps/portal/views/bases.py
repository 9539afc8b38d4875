"""Bases and consortia: the directory, one base with its level, partners, figures and line, and writing one."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.bases import services
from apps.bases.filters import BaseFilter
from apps.bases.forms import InviteForm
from apps.bases.lifecycle import AGREED
from apps.bases.models import Base
from apps.core import lifecycle, rules
from apps.portal import figuring
from apps.portal.files import attachment
from apps.portal.views.desk import OwnListings
from apps.portal.views.directory import Directory, Export
from apps.portal.views.listings import ListingCheck, ListingDetail, ListingPage
from apps.portal.views.writing import ListingEdit, ListingNew


class BaseDirectory(Directory):
    model = Base
    filterset_class = BaseFilter
    template_name = "portal/bases/directory.html"
    unit = _("个")


class BaseExport(Export, BaseDirectory):
    """The directory as a workbook."""


class BaseDetail(ListingDetail):
    """The base, and everything that stands beside it."""

    model = Base
    template_name = "portal/bases/detail.html"

    def get_context_data(self, **kwargs):
        base = self.subject
        nights = figuring.nights(base, self.request.GET.get("fact", ""))
        partners = base.partners.visible_to(self.actor).select_related("organization")
        return super().get_context_data(**kwargs) | {
            "changes": base.level_changes.prefetch_related("files"),
            "partners": [partner for partner in partners if partner.state == AGREED],
            "table": figuring.table(base),
            "nights": nights,
            "line": nights.line,
            "may_decide": bool(lifecycle.available(services.standing_of(base), self.actor)),
            "may_declare": rules.allowed(self.actor, "declare", base),
            "may_invite": rules.allowed(self.actor, "invite", base),
        }


class BaseTrend(ListingPage):
    """The line's numbers as a file."""

    model = Base
    http_method_names = ["get"]

    def get(self, request, **kwargs) -> HttpResponse:
        line = figuring.nights(self.subject, request.GET.get("fact", "")).line
        if line is None:
            raise Http404
        name = f"{self.subject.code}-走势-{timezone.localdate():%Y%m%d}.csv"
        return attachment(name, line.chart.as_csv())


class BaseNew(ListingNew):
    model = Base
    template_name = "portal/bases/form.html"


class BaseEdit(ListingEdit):
    model = Base
    template_name = "portal/bases/form.html"


class BaseCheck(ListingCheck):
    model = Base
    verb = _("登记基地")
    thanks = _("已送审。10 分钟内可以撤回；专员核对后公开，级别由管委会另行认定。")


class BaseOwn(OwnListings):
    model = Base
    template_name = "portal/desk/bases.html"


class BasePartners(ListingPage):
    """Who builds it together; the carrier asks here, those asked answer here."""

    model = Base
    template_name = "portal/bases/partners.html"

    def get_context_data(self, **kwargs):
        base = self.subject
        partners = base.partners.visible_to(self.actor).select_related("organization", "base")
        may_invite = rules.allowed(self.actor, "invite", base)
        return super().get_context_data(**kwargs) | {
            "listing": base,
            "partners": [(partner, lifecycle.available(partner, self.actor)) for partner in partners],
            "may_invite": may_invite,
            "form": kwargs.get("form") or (InviteForm(base) if may_invite else None),
        }
