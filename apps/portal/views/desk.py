"""The desk (工作台): what waits, what there is, and where one's own rows are kept."""

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import rules
from apps.listings.lifecycle import DRAFT, RETURNED
from apps.listings.models import Listing
from apps.portal import buttons, desks, presenting
from apps.portal.counting import counts
from apps.portal.desks import Desk, Tile, Todo
from apps.portal.views.base import Page

SHOWN, PER_PAGE = 4, 20
HOURS = ((5, _("夜深了")), (11, _("早上好")), (13, _("中午好")), (18, _("下午好")), (24, _("晚上好")))


class DeskPage(Page):
    """A page with the desk's rail beside it."""

    def get_context_data(self, **kwargs):
        desk = desks.desk_of(self.actor)
        return super().get_context_data(**kwargs) | {"desk": desk, "rail": self.rail(desk)}

    def rail(self, desk: Desk) -> list[dict]:
        here = self.request.path
        return [
            {"label": group.label, "entries": [{"entry": e, "current": e.url == here} for e in group.entries]}
            for group in desk.groups
        ]


class DeskHome(DeskPage):
    template_name = "portal/desk/home.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        desk, now = context["desk"], timezone.localtime()
        totals = counts([each.rows(self.actor) for each in (*desk.todos, *desk.tiles)])
        waiting, figures = totals[: len(desk.todos)], totals[len(desk.todos) :]
        return context | {
            "greeting": next(words for hour, words in HOURS if now.hour < hour),
            "now": now,
            "tiles": [self.tile(*pair) for pair in zip(desk.tiles, figures, strict=True)],
            "todos": [self.todo(*pair) for pair in zip(desk.todos, waiting, strict=True) if pair[1]],
            "waiting": sum(waiting),
            "matches": desks.matched(self.actor)[:SHOWN] if desk is desks.UNIVERSITY else [],
        }

    def todo(self, todo: Todo, total: int) -> dict:
        rows = todo.rows(self.actor)[:SHOWN]
        shown = [{"title": todo.title(r), "note": todo.note(r), "url": todo.url(r)} for r in rows]
        return {"todo": todo, "rows": shown, "more_count": total - len(shown), "more_url": reverse(todo.more)}

    def tile(self, tile: Tile, value: int) -> dict:
        url = reverse(tile.url_name) + tile.query
        return {"label": tile.label, "value": value, "unit": tile.unit, "url": url}


class OwnListings(DeskPage):
    """My organization's rows of one family, by state."""

    model: type[Listing]
    template_name = "portal/desk/listings.html"

    def get_context_data(self, **kwargs):
        own = self.model.objects.owned_by(self.actor)
        states = [state for state in self.request.GET.getlist("state") if state in self.model.lifecycle.by_value]
        rows = self.narrowed(own.filter(state__in=states) if states else own.exclude(state="withdrawn"))
        page = Paginator(rows.order_by("-updated_at", "-pk"), PER_PAGE).get_page(self.request.GET.get("page"))
        for listing in page:
            listing.buttons = buttons.of(listing, self.actor)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "tabs": self.tabs(own, states),
            "everything": not states,
            "pickable": [DRAFT, RETURNED] if any(row.state in {DRAFT, RETURNED} for row in page) else [],
            "may_create": rules.allowed(self.actor, "create", self.model),
        }

    def narrowed(self, rows: QuerySet) -> QuerySet:
        if "stale" in self.request.GET:
            rows = rows.filter(state="published").stale(timezone.localdate())
        return presenting.rows(rows)

    def tabs(self, own: QuerySet, chosen: list[str]) -> list[dict]:
        counts = dict(own.order_by().values_list("state").annotate(n=Count("pk")))
        return [
            {"state": state, "count": counts.get(state.value, 0), "current": state.value in chosen}
            for state in self.model.lifecycle.states
        ]
