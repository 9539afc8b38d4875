"""The cockpit (驾驶舱): tiles, targets and charts for the committee and the operators; every number opens its rows."""

from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.actor import Actor
from apps.core import facts, rules
from apps.portal import cockpit
from apps.portal.drawings import DRAWINGS, Drawing
from apps.portal.files import attachment
from apps.portal.views.base import Page

PER_PAGE = 20
TRAIL = [{"label": _("驾驶舱"), "url": reverse_lazy("cockpit")}]


class Cockpit(Page):
    """The tiles at once; targets and charts come after, each with queries of its own."""

    template_name = "portal/cockpit/page.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "tiles": cockpit.tiles(),
            "drawings": DRAWINGS.values(),
            "now": timezone.now(),
        }


class CockpitTargets(Page):
    """What the action plan set, beside what is known."""

    template_name = "portal/cockpit/targets_page.html"

    def get_template_names(self) -> list[str]:
        return ["portal/cockpit/targets.html"] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"standings": cockpit.standings(), "trail": TRAIL}


class CockpitChart(Page):
    """One chart: a panel of the cockpit, a page of its own, or a file."""

    template_name = "portal/cockpit/chart_page.html"

    def drawing(self) -> Drawing:
        if self.kwargs["slug"] not in DRAWINGS:
            raise Http404
        return DRAWINGS[self.kwargs["slug"]]

    def get_template_names(self) -> list[str]:
        return [self.drawing().template_name] if self.request.htmx else [self.template_name]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if request.GET.get("format") == "csv":
            chart = self.drawing().build()
            return attachment(f"{chart.title}-{timezone.localdate():%Y%m%d}.csv", chart.as_csv())
        return super().get(request, **kwargs)

    def get_context_data(self, **kwargs):
        drawing = self.drawing()
        return super().get_context_data(**kwargs) | {"chart": drawing.build(), "drawing": drawing, "trail": TRAIL}


class CockpitRows(Page):
    """The rows behind one number."""

    template_name = "portal/cockpit/rows.html"

    def get_context_data(self, **kwargs):
        name = self.kwargs["fact"]
        if name not in cockpit.opened():
            raise Http404
        found = facts.fact(name)
        cards = found.rows.with_card() if hasattr(found.rows, "with_card") else found.rows
        page = Paginator(cards, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "fact": found,
            "trail": TRAIL,
            "value": cockpit.words_of(found),
            "page": page,
            "total": page.paginator.count,
            "rows": [row_of(one, self.actor) for one in page],
        }


def row_of(one: Model, actor: Actor) -> dict:
    """A record in one line: its words, its state where it has one, its page where it has one for this reader."""
    opens = hasattr(one, "get_absolute_url") and rules.allowed(actor, "view", one)
    return {
        "title": str(one),
        "url": one.get_absolute_url() if opens else "",
        "state": getattr(one, "state_now", None),
        "code": getattr(one, "code", ""),
    }
