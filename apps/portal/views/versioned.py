"""Pages of a record two people may keep at once: nobody's words are lost, nobody is overwritten unseen."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect
from django.views.generic import FormView

from apps.accounts.forms import VersionedForm
from apps.core.errors import Stale
from apps.portal.views.desk import DeskPage

NOTHING = "（空）"


class VersionedPage(DeskPage, FormView):
    """One record in one form; the form works on a copy, so that the page around it shows what is saved."""

    done = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": copy(self.subject)}

    def form_invalid(self, form, status: int = 422, **extra) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **extra), status=status)

    def form_valid(self, form: VersionedForm) -> HttpResponse:
        try:
            saved = form.save(actor=self.actor)
        except Stale as stale:
            return self.overtaken(form, stale)
        if saved is None:
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return HttpResponseRedirect(self.request.path)

    def overtaken(self, form: VersionedForm, stale: Stale) -> HttpResponse:
        """What was typed stays, what differs is shown; saving once more is then done knowingly."""
        form.data = form.data.copy()
        form.data["version"] = stale.theirs
        return self.form_invalid(form, 409, differences=differences(form, self.get_subject()))


def differences(form: VersionedForm, saved: Model) -> list[tuple[str, str, str]]:
    """(label, what is saved now, what was typed) of every field that differs."""
    found = []
    for name in form.Meta.fields:
        now, mine = _held(saved, name), form.cleaned_data[name]
        if _plain(now) != _plain(mine):
            found.append((form[name].label, _words(form, name, now), _words(form, name, mine)))
    return found


def _held(record: Model, name: str) -> Any:
    value = getattr(record, name)
    return value.all() if record._meta.get_field(name).many_to_many else value


def _plain(value: Any) -> Any:
    """Comparable: rows by key, whatever order they come in; a blank is a blank."""
    return {row.pk for row in value} if hasattr(value, "model") and not isinstance(value, Model) else value or None


def _words(form: VersionedForm, name: str, value: Any) -> str:
    if isinstance(_plain(value), set):
        return "、".join(str(row) for row in value) or NOTHING
    label = dict(form.Meta.model._meta.get_field(name).flatchoices).get(value)
    return str(label or ("" if value is None else value)) or NOTHING
