"""What every portal view is: guarded by the permission table, and able to say “no” as a page."""

from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.generic import TemplateView, View
from django.views.generic.edit import FormMixin

from apps.accounts.services import Throttled
from apps.core import rules
from apps.core.errors import Conflict, Defects
from apps.portal.permissions import PERMISSIONS, At, Login, Member, On, Public


class Guarded:
    """Looks up its row of the permission table before anything else runs; no row, no page."""

    http_method_names = ["get", "post", "head", "options"]  # a form view would take PUT for POST
    subject = None  # the row the address names, fetched before the rule is asked

    def get_subject(self):
        """The row named in the address; views under an `On` rule say how to find it among what the actor may see."""
        raise NotImplementedError(f"{type(self).__name__} is under an On rule and must define get_subject")

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.actor = request.actor
        if holds_nul(request.GET) or not self.asks_a_form() and holds_nul(request.POST):
            return render(request, "400.html", status=400)
        if not self._open(PERMISSIONS[request.resolver_match.url_name]):
            return self._refuse(request)
        try:
            return super().dispatch(request, *args, **kwargs)
        except Conflict as refusal:
            return render(request, "409.html", {"message": refusal.message, "subject": self.subject}, status=409)
        except Defects as refusal:
            context = {"defects": refusal.defects, "subject": self.subject}
            return render(request, "portal/errors/defects.html", context, status=400)
        except Throttled as refusal:
            response = render(request, "429.html", {"message": refusal.message}, status=429)
            response["Retry-After"] = str(refusal.seconds)
            return response

    def http_method_not_allowed(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Reloading or bookmarking the address of a form must not end at the browser's own error page."""
        refusal = super().http_method_not_allowed(request, *args, **kwargs)
        if request.method != "GET":
            return refusal
        page = render(request, "405.html", {"subject": self.subject}, status=405)
        page["Allow"] = refusal["Allow"]
        return page

    def asks_a_form(self) -> bool:
        """Whether a form judges what is posted, and can say beside the field what is wrong with it."""
        return isinstance(self, FormMixin)

    def _open(self, rule) -> bool:
        match rule:
            case Public():
                return True
            case Login():
                return self.actor.is_authenticated
            case Member(roles):
                return self.actor.membership is not None and (not roles or self.actor.role in roles)
            case At(model, verb):
                return rules.allowed(self.actor, verb, apps.get_model(model))
            case On(verbs):
                self.subject = self.get_subject()
                return any(self._allowed(verb.format(**self.kwargs)) for verb in verbs)
        return False

    def _allowed(self, verb: str) -> bool:
        try:
            return rules.allowed(self.actor, verb, self.subject)
        except LookupError as unknown:
            raise Http404(str(unknown)) from unknown

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        if not self.actor.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/desk/")
        raise PermissionDenied


def holds_nul(values: QueryDict) -> bool:
    """No text of ours holds a NUL byte, and Postgres takes none: whoever sends one is not typing."""
    return any("\x00" in value for _, found in values.lists() for value in found)


class Action(Guarded, View):
    """A guarded view without a page of its own: it does something and sends the reader on."""

    http_method_names = ["post"]


class Page(Guarded, TemplateView):
    """A guarded view with a template; `get` renders it."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"actor": self.actor, "subject": self.subject}
