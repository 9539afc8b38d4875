"""A public list of listings: one search box, tabs by kind, facets with counts, chips, order, pages, export."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core import rules, search, text
from apps.listings import exports
from apps.listings.filters import ListingFilter
from apps.listings.kinds import Kind
from apps.listings.models import Listing
from apps.listings.queries import FRESH
from apps.portal import presenting
from apps.portal.facets import Facets, chips
from apps.portal.files import attachment
from apps.portal.views.base import Page

PER_PAGE = 20
ORDERS = {
    "": (_("最近发布"), ("sunk", "-published_at", "-pk")),
    "checked": (_("最近核实"), ("-checked_at", "-pk")),
}


class Directory(Page):
    """Subclasses name the family, its filter set and the words around it."""

    model: type[Listing]
    filterset_class: type[ListingFilter]
    template_name = "portal/listings/directory.html"
    unit = _("条")
    orders = ORDERS

    def public(self) -> QuerySet[Listing]:
        return self.model.objects.public()

    def kind(self) -> Kind | None:
        slug = self.request.GET.get("kind", "")
        return self.model.kinds[slug] if slug in self.model.kinds else None

    def filterset(self, params: QueryDict) -> ListingFilter:
        return self.filterset_class(params, queryset=self.public(), request=self.request)

    def listed(self, params: QueryDict) -> QuerySet[Listing]:
        """The rows under some parameters; what the filter set refuses narrows nothing."""
        return self.filterset(params).qs

    def params(self) -> QueryDict:
        """The address's parameters without the page."""
        params = self.request.GET.copy()
        params.pop("page", None)
        return params

    def rows(self) -> QuerySet[Listing]:
        """In the order asked for; what nobody confirmed for 90 days stands last."""
        order = self.orders.get(self.request.GET.get("order", ""), self.orders[""])
        old = When(checked_at__lt=timezone.now() - FRESH, then=Value(1))
        sunk = Case(old, default=Value(0), output_field=IntegerField())
        return self.listed(self.params()).annotate(sunk=sunk).order_by(*order[1])

    def get_context_data(self, **kwargs):
        params, kind = self.params(), self.kind()
        chosen = self.filterset(params)
        beside = Facets(params, self.listed, kind, chosen.active(), self.filterset_class.closed)
        facets = beside.all()
        paginator = Paginator(presenting.rows(self.rows()), PER_PAGE)
        paginator.count = beside.total  # counted with the facets already
        page = paginator.get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "kind_row": kind,
            "tabs": self.tabs(params),
            "facets": facets,
            "chips": chips(facets, beside.active, params),
            "refused": chosen.errors,
            "page": page,
            "total": beside.total,
            "ways": beside.ways_out() if not beside.total else [],
            "unit": self.unit,
            "may_create": not self.actor.is_authenticated or rules.allowed(self.actor, "create", self.model),
            "orders": [(key, label) for key, (label, _columns) in self.orders.items()],
            "order": self.request.GET.get("order", ""),
            "query_text": text.normalize(params.get("q", ""))[: search.MAX_QUERY],
            "columns": [kind.fields[name].label for name in kind.shows] if kind else [],
        }

    def tabs(self, params: QueryDict) -> list[dict]:
        """Kinds with how many each has under the search words alone."""
        words = QueryDict(mutable=True)
        words["q"] = params.get("q", "")
        tally = self.listed(words).order_by().values_list("kind").annotate(n=Count("pk"))
        counts = dict(tally)
        everything = [{"slug": "", "label": _("全部"), "count": sum(counts.values())}]
        return everything + [
            {"slug": kind.slug, "label": kind.label, "count": counts.get(kind.slug, 0)} for kind in self.model.kinds
        ]


class Export:
    """Beside a directory: the rows it shows, as a file; what narrowed them stands on the second sheet."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        params = self.params()
        wanted = params.get("format", "xlsx")
        narrowed = self.filterset(params)
        name, content = exports.export(
            self.rows(),
            actor=self.actor,
            kind=self.kind(),
            format=wanted if wanted in exports.FORMATS else "xlsx",
            filters=narrowed.described(),
        )
        return attachment(name, content)
