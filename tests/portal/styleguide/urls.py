"""Addresses for the styleguide alone: the page, and names the frame links to."""

from django.http import HttpResponse
from django.urls import path

from tests.portal.styleguide.page import styleguide

NAMES = (
    "home search resources demands demand-new desk login logout register switch account size accessibility privacy "
    "api-docs"
).split()
urlpatterns = [path("styleguide/", styleguide, name="styleguide")]
urlpatterns += [path(f"{name}/", lambda request: HttpResponse("ok"), name=name) for name in NAMES]
OF_ONE = "attachment attachment-remove".split()
urlpatterns += [path(f"{name}/<int:pk>/", lambda request, pk: HttpResponse("ok"), name=name) for name in OF_ONE]
