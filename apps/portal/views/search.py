"""One box over everything public."""

from django.core.paginator import Paginator
from django.db.models import Count

from apps.core import search, text
from apps.portal.views.base import Page

PER_PAGE = 20


class Search(Page):
    """Hits by kind; the box is found again with the words still in it."""

    template_name = "portal/search/results.html"

    def get_context_data(self, **kwargs):
        query = text.normalize(self.request.GET.get("q", ""))[: search.MAX_QUERY]
        kind = self.request.GET.get("kind", "")
        found = search.find(query)
        counted = found.order_by().values("kind", "kind_label").annotate(count=Count("pk"))
        tabs = list(counted.order_by("-count", "kind"))
        shown = found.filter(kind=kind) if kind else found
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "query_text": query,
            "kind": kind,
            "tabs": tabs,
            "total": sum(tab["count"] for tab in tabs),
            "page": page,
            "aliases": [alias for word in query.split() for alias in search.alternatives(word)[1:6]],
        }
