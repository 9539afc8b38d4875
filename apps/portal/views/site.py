"""Pages and switches that belong to no subject: large print, statements, errors."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from apps.portal.views.base import Action, Page

YEAR = 365 * 24 * 3600


def safe_next(request: HttpRequest, fallback: str = "home") -> str:
    """Where the form wants to go afterwards, if that is one of our own pages."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse(fallback)


class Size(Action):
    """Large print, remembered in a cookie so that it works without a script and before login."""

    def post(self, request: HttpRequest) -> HttpResponse:
        response = HttpResponseRedirect(safe_next(request))
        size = "large" if request.POST.get("size") == "large" else "normal"
        response.set_cookie("size", size, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
        return response


class Accessibility(Page):
    template_name = "portal/site/accessibility.html"


class Privacy(Page):
    template_name = "portal/site/privacy.html"


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)
