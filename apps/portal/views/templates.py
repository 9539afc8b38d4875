"""Templates of documents: what each may name, the version in use, bringing a new one, and the way back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.core import documents
from apps.core.documents import Declared
from apps.core.errors import Defects
from apps.core.models import DocumentTemplate
from apps.portal.files import attachment
from apps.portal.views.base import Action, Guarded
from apps.portal.views.desk import DeskPage

OURS = 0  # the version the platform brings


class Templates(DeskPage):
    """Every document of the platform, with the version in use."""

    template_name = "portal/papers/list.html"

    def get_context_data(self, **kwargs):
        used = {row.slug: row for row in DocumentTemplate.objects.filter(is_current=True).defer("content")}
        rows = [{"declared": one, "used": used.get(one.slug)} for one in documents.registry]
        return super().get_context_data(**kwargs) | {"rows": rows, "pdf": documents.NO_PDF}


class OneTemplate:
    """The address names a declared document, or there is no such page."""

    @property
    def declared(self) -> Declared:
        try:
            return documents.registry[self.kwargs["slug"]]
        except LookupError as unknown:
            raise Http404 from unknown

    def back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("template", args=[self.kwargs["slug"]]))


class TemplatePage(OneTemplate, DeskPage):
    """Places that may be named, history, and the upload that is tried on sample data first."""

    template_name = "portal/papers/one.html"

    def get_context_data(self, **kwargs):
        versions = list(documents.history(self.declared.slug))
        used = next((row.version for row in versions if row.is_current), OURS)
        return super().get_context_data(**kwargs) | {
            "declared": self.declared,
            "versions": versions,
            "used": used,
            "places": [place(name, one) for name, one in self.declared.places.items()],
            "defects": kwargs.get("defects", []),
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            row = documents.accept(self.declared.slug, request.FILES.get("file"), actor=self.actor)
        except Defects as refused:
            return self.render_to_response(self.get_context_data(defects=refused.defects), status=422)
        told = {"version": row.version, "label": self.declared.label}
        messages.success(request, _("试填成功，%(label)s从现在起用第 %(version)d 版模板") % told)
        return self.back()


def place(name: str, one: documents.Field) -> dict[str, Any]:
    """How a place is written in a template: a list of rows is walked."""
    mark = "{{ " + name + " }}"
    if one.parts:
        parts = "　".join("{{ row." + part + " }} " + label for part, label in one.parts.items())
        mark = "{%p for row in " + name + " %} … {%p endfor %}"
        return {"mark": mark, "label": f"{one.label}，每行：{parts}", "sample": one.sample}
    return {"mark": mark, "label": one.label, "sample": one.sample}


class TemplateUse(OneTemplate, Action):
    """Back to an earlier version, or to the platform's own."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        version = self.kwargs["version"]
        try:
            documents.use(self.declared.slug, version, actor=self.actor)
        except LookupError as unknown:
            raise Http404 from unknown
        which = _("第 %d 版模板") % version if version else _("平台自带的模板")
        messages.success(request, _("从现在起用%(which)s") % {"which": which})
        return self.back()


class TemplateFile(OneTemplate, Guarded, View):
    """One version as a Word file, to be changed and brought back."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        version, declared = self.kwargs["version"], self.declared
        content = documents.version_of(declared.slug, version)
        if content is None:
            raise Http404
        return attachment(f"{declared.label}模板-第{version}版.docx", content)
