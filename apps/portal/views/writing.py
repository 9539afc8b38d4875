"""Writing a listing on one screen: autosaved while typing, kept through login, saved as a draft, then checked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.core import rules
from apps.core.errors import Defects, Stale
from apps.listings import services
from apps.listings.fields import Field
from apps.listings.forms import ListingForm, initial_of
from apps.portal import drafts
from apps.portal.drafts import Draft
from apps.portal.views.base import Page
from apps.portal.views.listings import STEPS, ListingPage

MAIN = ("title", "text")
CONTACT = ("contact_name", "contact_phone", "contact_email", "visibility")
RARE = ("valid_until", "external_id")


class Writing(Page):
    """What the new and the edit page share: the form in groups, and the draft in the session."""

    model: type
    template_name = "portal/listings/form.html"
    steps: tuple[str, ...] = STEPS

    def asks_a_form(self) -> bool:
        return True

    @property
    def family(self) -> str:
        return self.model._meta.model_name

    def key(self) -> str:
        return drafts.key_of(self.family, self.kwargs.get("pk"))

    @cached_property
    def kept(self) -> Draft | None:
        """What was typed before and not saved."""
        return drafts.load(self.request, self.key())

    def kind(self) -> str:
        raise NotImplementedError

    def form(self, data=None, initial: dict[str, Any] | None = None) -> ListingForm:
        return ListingForm(self.model, self.kind(), data, instance=self.subject, initial=initial)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.form(request.POST)
        if "refresh" in request.POST:
            return self.show(self.form(initial=form.raw))
        if "autosave" in request.POST:
            return self.keep(form)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            return self.save(form)
        except Defects as refused:
            for defect in refused.defects:
                form.add_error(defect.field if defect.field in form.fields else None, defect.sentence)
            return self.show(form, status=422)

    def keep(self, form: ListingForm) -> HttpResponse:
        """Autosave: into the session only, and say when."""
        kept = self.kept or Draft(self.kind())
        typed = {name: without_nul(value) for name, value in form.raw.items()}
        kept.kind, kept.values, kept.version = self.kind(), typed, self.version()
        drafts.save(self.request, self.key(), kept)
        return render(self.request, "portal/listings/saved.html", {"saved": kept.saved})

    def version(self) -> int:
        given = self.request.POST.get("version", "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0

    def show(self, form: ListingForm, status: int = 200, **extra) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **extra), status=status)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        known = {*MAIN, *CONTACT, *RARE}
        kind = self.model.kinds[form.kind]
        return context | {
            "kind_row": kind,
            "main": form.group(MAIN),
            "conditions": form.group(name for name in self.model.kinds.common if name not in known),
            "details": form.group(kind.fields),
            "contact_fields": form.group(CONTACT),
            "rare": form.group(RARE),
            "steps": self.steps,
            "draft": self.kept,
        }


class ListingNew(Writing):
    """A new listing; what is typed survives login and registration."""

    def kind(self) -> str:
        wanted = self.request.POST.get("kind") or self.request.GET.get("kind") or ""
        entered = [kind.slug for kind in self.model.kinds.entered()]
        fallback = self.kept.kind if self.kept and self.kept.kind in entered else entered[0]
        return wanted if wanted in entered else fallback

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        typed = {name: value for name, value in self.kept.values.items() if value} if self.kept else {}
        return self.show(self.form(initial={**self.known(), **typed}))

    def known(self) -> dict[str, str]:
        """What the platform knows of the person already."""
        return {"visibility": "public", **services.contact_of(self.actor)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "kinds": self.model.kinds.entered(),
            "may_create": rules.allowed(self.actor, "create", self.model),
        }

    def save(self, form: ListingForm) -> HttpResponse:
        if not self.actor.is_authenticated:
            self.keep(form)
            messages.info(self.request, _("填好的内容已经留住，登录或注册后接着发布。"))
            return redirect_to_login(self.request.path)
        if not rules.allowed(self.actor, "create", self.model):
            self.keep(form)
            raise PermissionDenied
        listing = form.save(self.actor)
        self.saved(listing)
        drafts.drop(self.request, self.key())
        return after_saving(self.request, listing)

    def saved(self, listing) -> None:
        """What a family does once a new row is there, before its draft is forgotten."""


class ListingEdit(ListingPage, Writing):
    """Changes to a listing; somebody else's newer version is never overwritten unseen."""

    def kind(self) -> str:
        return self.subject.kind

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "forget" in request.GET:
            drafts.drop(request, self.key())
        return self.show(self.form(initial=self.kept.values if self.kept else {}), restored=self.kept)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        version = context["theirs"] if context.get("theirs") else self.version() or self.subject.version
        return context | {"listing": self.subject, "version": version}

    def save(self, form: ListingForm) -> HttpResponse:
        try:
            listing = form.save(self.actor, version=self.version())
        except Stale as stale:
            return self.show(form, status=409, theirs=stale.theirs, differences=self.differences(form))
        drafts.drop(self.request, self.key())
        return after_saving(self.request, listing)

    def differences(self, form: ListingForm) -> list[tuple[str, str, str]]:
        """(label, what is saved now, what was typed) of every field that differs."""
        saved, typed = initial_of(self.get_subject()), form.raw
        pairs = [(form.declared[name], saved[name], typed[name]) for name in typed]
        rows = [(field.label, words_of(field, now), words_of(field, mine)) for field, now, mine in pairs]
        return [(label, now or "（空）", mine or "（空）") for label, now, mine in rows if now != mine]


def without_nul(value: Any) -> Any:
    """What a JSON column can keep."""
    return [without_nul(one) for one in value] if isinstance(value, list) else value and str(value).replace("\x00", "")


def words_of(field: Field, value: Any) -> str:
    """A control's value in words: labels for codes, nothing for nothing."""
    labels = field.choices()
    if isinstance(value, list):
        return "、".join(labels.get(one, one) for one in value)
    return labels.get(str(value), str(value)) if value else ""


def after_saving(request: HttpRequest, listing) -> HttpResponse:
    """On to the check page, or home to the list when it was only put aside."""
    family = listing._meta.model_name
    if "check" in request.POST:
        return HttpResponseRedirect(reverse(f"{family}-check", args=[listing.pk]))
    messages.success(
        request, _("已保存为「%(state)s」：%(title)s") % {"state": listing.state_now.label, "title": listing}
    )
    return HttpResponseRedirect(reverse(f"desk-{family}s"))
