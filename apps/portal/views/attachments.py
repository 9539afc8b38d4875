"""Attachments of whatever record: handed out as downloads, added and removed by whom the record's rules name."""

from urllib.parse import quote

from django.apps import apps
from django.contrib import messages
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.core import files, rules
from apps.core.models import Attachment
from apps.portal.views.base import Action, Guarded
from apps.portal.views.site import safe_next


class OneAttachment(Guarded):
    """Found only among those whose record the actor may see."""

    def get_subject(self) -> Attachment:
        return get_object_or_404(Attachment.objects.filter(pk=self.kwargs["pk"]).visible_to(self.actor))


class Download(OneAttachment, View):
    """Never shown in the browser, never kept by a cache, never run."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        row = self.subject
        try:
            content = files.opened(row.sha256)
        except FileNotFoundError as gone:
            raise Http404("这个附件的内容已不在，请上传人再传一次") from gone
        response = FileResponse(content, content_type=row.type)
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["Cache-Control"] = "private, no-store"
        return response


class Attach(Action):
    """One more file for the record the address names."""

    def get_subject(self) -> Model:
        label = f"{self.kwargs['app']}.{self.kwargs['model']}"
        if not rules.registered().rule_exists(f"{label}.attach"):
            raise Http404
        model = apps.get_model(label)
        return get_object_or_404(model.objects.visible_to(self.actor), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        purpose = request.POST.get("purpose", "")[:40]
        row = files.attach(self.subject, request.FILES.get("file"), actor=self.actor, purpose=purpose)
        messages.success(request, _("已上传：%(name)s") % {"name": row.name})
        return HttpResponseRedirect(safe_next(request, "desk"))


class Remove(OneAttachment, Action):
    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        name = self.subject.name
        files.remove(self.subject, actor=self.actor)
        messages.success(request, _("已删除附件：%(name)s") % {"name": name})
        return HttpResponseRedirect(safe_next(request, "desk"))
