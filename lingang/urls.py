"""The doors: health for machines, the API, system admin, and the portal for everybody else."""

from django.contrib import admin
from django.urls import include, path

from apps.core import views
from lingang import admin_login

admin.site.login = admin_login.enter

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("api/", include("apps.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("apps.portal.urls")),
]
