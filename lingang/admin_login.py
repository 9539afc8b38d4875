"""Admin has no login of its own: everybody comes in by the portal's, which counts attempts."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


def enter(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """To the portal's login and back; somebody in without the role is refused, not sent in circles."""
    if admin.site.has_permission(request):
        return HttpResponseRedirect(reverse("admin:index"))
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
