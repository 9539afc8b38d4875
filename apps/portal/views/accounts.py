"""Coming in: login, registration in thirty seconds, a forgotten password, and one's own account."""

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from apps.accounts.forms import LoginForm, NewPasswordForm, PasswordChangeForm, RegistrationForm, ResetRequestForm
from apps.accounts.models import User
from apps.accounts.services import Throttled
from apps.portal import drafts
from apps.portal.views.base import Guarded
from apps.portal.views.site import safe_next

BACKEND = "apps.accounts.backends.EmailOrPhoneBackend"
secret = method_decorator(sensitive_post_parameters(), name="dispatch")


def address_of(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


class Arrival:
    """A page somebody passes on the way in: says what waits for him behind it."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "next": self.request.POST.get("next") or self.request.GET.get("next", ""),
            "draft": drafts.load(self.request, drafts.key_of("demand")),
        }


@secret
class Login(Arrival, Guarded, LoginView):
    """A pasted draft stays in the session through login."""

    template_name = "portal/accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"expired": self.request.GET.get("expired", "")}


class Logout(Guarded, LogoutView):
    http_method_names = ["post"]


class FormPage(Guarded, FormView):
    """A form whose page comes back with 422 while something is missing, and with 429 when it came too often."""

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def too_often(self, form, error: Throttled) -> HttpResponse:
        form.add_error(None, error.message)
        response = self.render_to_response(self.get_context_data(form=form), status=429)
        response["Retry-After"] = str(error.seconds)
        return response


@secret
class Register(Arrival, FormPage):
    """Account and enterprise at once; an enterprise that is here already has to say yes."""

    template_name = "portal/accounts/register.html"
    form_class = RegistrationForm

    def form_valid(self, form: RegistrationForm) -> HttpResponse:
        try:
            registration = form.save(address=address_of(self.request))
        except Throttled as error:
            return self.too_often(form, error)
        if registration is None:
            return self.form_invalid(form)
        login(self.request, registration.user, backend=BACKEND)
        messages.success(self.request, self.welcome(registration))
        return HttpResponseRedirect(safe_next(self.request, "desk"))

    def welcome(self, registration) -> str:
        name = registration.membership.organization.name
        if registration.joined:
            return _("已向「%(name)s」申请加入，等单位负责人或平台专员同意后即可发布。") % {"name": name}
        return _("欢迎，「%(name)s」已登记，平台专员会尽快核验；现在就可以发布需求。") % {"name": name}


class ResetRequest(FormPage):
    """The same answer whether or not we know the address."""

    template_name = "portal/accounts/reset.html"
    form_class = ResetRequestForm

    def form_valid(self, form: ResetRequestForm) -> HttpResponse:
        base_url = self.request.build_absolute_uri("/")
        try:
            form.save(base_url=base_url, address=address_of(self.request))
        except Throttled as error:
            return self.too_often(form, error)
        return self.render_to_response(self.get_context_data(form=form, sent=True))


@secret
class ResetConfirm(FormPage):
    """The link of the mail: once, and for three days."""

    template_name = "portal/accounts/reset_confirm.html"
    form_class = NewPasswordForm

    def person(self) -> User | None:
        try:
            key = int(urlsafe_base64_decode(self.kwargs["uidb64"]))
        except ValueError:
            return None
        user = User.objects.filter(pk=key, is_active=True, is_service=False).first() if key < 2**63 else None
        return user if user and default_token_generator.check_token(user, self.kwargs["token"]) else None

    def get_form(self, form_class=None) -> NewPasswordForm | None:
        self.user = self.person()
        return NewPasswordForm(self.user, **self.get_form_kwargs()) if self.user else None

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.get_form()
        if form is None:
            return self.render_to_response(self.get_context_data(form=None), status=400)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        form.save()
        messages.success(self.request, _("新密码已生效，请登录。"))
        return HttpResponseRedirect(reverse("login"))


@secret
class Account(FormPage):
    """Who I am, what I belong to, and my password."""

    template_name = "portal/accounts/account.html"
    form_class = PasswordChangeForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.actor.user}

    def get_context_data(self, **kwargs):
        rows = self.actor.user.memberships.select_related("organization").exclude(state="refused")
        return super().get_context_data(**kwargs) | {"memberships": rows, "actor": self.actor}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        user = form.save()
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("密码已更换，其他设备上的登录已退出。"))
        return HttpResponseRedirect(reverse("account"))
