"""The few pages accounts' tests need, so that they do not wait for the portal's."""

from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from apps.accounts.forms import LoginForm

PAGE = "{{ form.non_field_errors }}"


class Login(LoginView):
    form_class = LoginForm
    next_page = "/whoami"

    def render_to_response(self, context, **options):
        return HttpResponse(engines["django"].from_string(PAGE).render(context, self.request))


def whoami(request):
    return HttpResponse(f"{request.actor.user_name}/{request.actor.organization_name}/{request.actor.role}")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("", whoami, name="home"),
    path("whoami", whoami, name="whoami"),
    path("login", Login.as_view(), name="login"),
    path("reset/<uidb64>/<token>/", whoami, name="password_reset_confirm"),
    path("organizations/<slug:code>/", whoami, name="organization"),
]


def forbidden(request, exception):
    return HttpResponse(str(exception), status=403)


handler403 = forbidden
