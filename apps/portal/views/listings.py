"""What the pages of all families share: a list with filters, a detail page, the moves."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict
from apps.listings import services
from apps.listings.lifecycle import DRAFT, RETURNED
from apps.listings.models import Listing
from apps.portal import buttons, presenting
from apps.portal.views.base import Action, Page
from apps.portal.views.site import safe_next

AT_ONCE = 200  # rows of one batch


class ListingPage(Page):
    """A page about one listing: found among what the actor may see, else it does not exist."""

    model: type[Listing]
    beside: tuple[str, ...] = ()  # what a page needs of the floors above, joined

    def get_subject(self) -> Listing:
        related = ["organization", "park", *self.model.details_names(), *self.beside]
        rows = self.model.objects.visible_to(self.actor).select_related(*related).prefetch_related("nodes__industry")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class ListingDetail(ListingPage):
    """The public face of a listing; its owner finds the buttons here too."""

    def get_context_data(self, **kwargs):
        listing = self.subject
        return super().get_context_data(**kwargs) | {
            "listing": listing,
            "contact": presenting.contact(listing, self.actor),
            "buttons": buttons.with_way_back(listing, self.actor),
            "can_edit": rules.allowed(self.actor, "edit", listing),
            "is_owner": listing.organization_id == self.actor.organization_id,
        }


STEPS = (gettext_lazy("填写"), gettext_lazy("核对"), gettext_lazy("送审"))


class ListingCheck(ListingPage):
    """The last look before a listing is sent: every answer, and what changed since it was returned."""

    template_name = "portal/listings/check.html"
    verb: str
    thanks: str
    steps: tuple[str, ...] = STEPS

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.subject.state not in {DRAFT, RETURNED}:
            return HttpResponseRedirect(self.subject.get_absolute_url())
        return super().get(request, **kwargs)

    def get_context_data(self, **kwargs):
        answers = presenting.answers(self.subject)
        family = self.subject._meta.model_name
        return super().get_context_data(**kwargs) | {
            "listing": self.subject,
            "answers": answers,
            "blanks": [answer.label for answer in answers if not answer.text],
            "warnings": presenting.warnings(self.subject),
            "edit_url": reverse(f"{family}-edit", args=[self.subject.pk]),
            "verb": self.verb,
            "changes": services.changes_since_return(self.subject) if self.subject.state == RETURNED else [],
            "steps": self.steps,
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        lifecycle.move(self.subject, "submit", actor=self.actor)
        messages.success(request, self.thanks)
        return HttpResponseRedirect(self.done())

    def done(self) -> str:
        """Where one goes when it is sent."""
        return self.subject.get_absolute_url()


class ListingMove(ListingPage):
    """One step of the lifecycle: the page that asks first, and the step itself."""

    template_name = "portal/generic/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"listing": self.subject, "move": self._move()}

    def _move(self) -> lifecycle.Move:
        try:
            return self.subject.lifecycle.by_name[self.kwargs["move"]]
        except KeyError as unknown:
            raise Http404 from unknown

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        step = self._move()
        words = {"note": request.POST.get("note", "")[:1000], "reason": request.POST.get("reason", "")}
        lifecycle.move(self.subject, step.name, actor=self.actor, **words)
        messages.success(request, _("已%(step)s：%(title)s") % {"step": step.label, "title": self.subject})
        return HttpResponseRedirect(self.done())

    def done(self) -> str:
        return self.subject.get_absolute_url()


class ListingBatch(Action):
    """One step for many rows: each is judged by itself, and what could not be done is counted."""

    model: type[Listing]
    steps = frozenset({"submit", "publish"})  # those that ask for no words

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        name = request.POST.get("move", "")
        if name not in self.steps:
            raise Http404
        ids = [int(pk) for pk in request.POST.getlist("pk")[:AT_ONCE] if pk.isascii() and pk.isdigit() and len(pk) < 10]
        rows = self.model.objects.visible_to(self.actor).filter(pk__in=ids).order_by("pk")
        done = [row for row in rows if self._moved(row, name)]
        told = {"step": self.model.lifecycle.by_name[name].label, "done": len(done), "left": len(ids) - len(done)}
        if told["left"] or not done:
            messages.warning(request, _("已%(step)s %(done)d 条，%(left)d 条没有办成：状态已变或不在您的权限内") % told)
        else:
            messages.success(request, _("已%(step)s %(done)d 条") % told)
        return HttpResponseRedirect(safe_next(request, "desk"))

    def _moved(self, row: Listing, name: str) -> bool:
        try:
            lifecycle.move(row, name, actor=self.actor)
        except (Conflict, PermissionDenied):
            return False
        return True


class ListingUndo(ListingPage):
    """Back over the last step, within its minutes."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        lifecycle.undo(self.subject, actor=self.actor)
        messages.success(request, _("已撤回，现在是「%(state)s」") % {"state": self.subject.state_now.label})
        return HttpResponseRedirect(safe_next(request) if "next" in request.POST else self.subject.get_absolute_url())


class ListingConfirm(ListingPage):
    """The owner's word that everything still holds."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        services.confirm(self.subject, actor=self.actor)
        messages.success(request, _("已核实：%(title)s") % {"title": self.subject.title})
        return HttpResponseRedirect(safe_next(request) if "next" in request.POST else self.subject.get_absolute_url())


def story(listing: Listing, limit: int = 20) -> list:
    """What happened to a listing, newest first."""
    return list(journal.of(listing)[:limit])
