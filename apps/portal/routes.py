"""The addresses every family of listings has; each has its row in `permissions.family`.

A family's module names what is its own after its model — `ResourceDirectory`, `ResourceDetail` … — and leaves out what
is as everywhere: batch, move, undo, confirm, return and the operators' list are made here.
"""

from types import ModuleType

from django.urls import URLPattern, path
from django.views.generic import View

from apps.listings.models import Listing
from apps.portal.views.listings import ListingBatch, ListingConfirm, ListingMove, ListingUndo
from apps.portal.views.operator import ListingReturn, ReviewList

AS_EVERYWHERE: dict[str, type[View]] = {
    "Batch": ListingBatch,
    "Confirm": ListingConfirm,
    "Move": ListingMove,
    "Return": ListingReturn,
    "Review": ReviewList,
    "Undo": ListingUndo,
}
PAGES = (
    ("{0}s/", "{0}s", "Directory"),
    ("{0}s/export/", "{0}-export", "Export"),
    ("{0}s/new/", "{0}-new", "New"),
    ("{0}s/batch/", "{0}-batch", "Batch"),
    ("{0}s/<int:pk>/", "{0}-detail", "Detail"),
    ("{0}s/<int:pk>/edit/", "{0}-edit", "Edit"),
    ("{0}s/<int:pk>/check/", "{0}-check", "Check"),
    ("{0}s/<int:pk>/undo/", "{0}-undo", "Undo"),
    ("{0}s/<int:pk>/confirm/", "{0}-confirm", "Confirm"),
    ("{0}s/<int:pk>/return/", "{0}-return", "Return"),
    ("{0}s/<int:pk>/moves/<slug:move>/", "{0}-move", "Move"),
    ("desk/{0}s/", "desk-{0}s", "Own"),
    ("operator/{0}s/", "operator-{0}s", "Review"),
)


def family(model: type[Listing], views: ModuleType) -> list[URLPattern]:
    """One family's addresses. Raises KeyError for a page that only the family's own module can draw."""
    name = model._meta.model_name
    return [
        path(where.format(name), _page(model, page, views).as_view(), name=url_name.format(name))
        for where, url_name, page in PAGES
    ]


def _page(model: type[Listing], page: str, views: ModuleType) -> type[View]:
    own = f"{model.__name__}{page}"
    return getattr(views, own, None) or type(own, (AS_EVERYWHERE[page],), {"model": model})
