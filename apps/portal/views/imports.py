"""A spreadsheet on its way in: drop it, see how it is understood, let the good rows in, take the others back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core import jobs, rules
from apps.core.errors import Defect, Defects
from apps.listings import importer
from apps.listings.importer.undoing import WINDOW
from apps.listings.kinds import Kind
from apps.listings.models import ImportBatch, ImportRow, Listing, families
from apps.portal.files import attachment
from apps.portal.views.base import Action
from apps.portal.views.desk import DeskPage

MAX_BYTES = 20 * 1024 * 1024
MAX_PASTED = 500_000
PER_PAGE = 50
STEPS = (_("选格式"), _("放文件"), _("对应与预览"), _("导入"))
AT = {
    ImportBatch.WORKING: 2,
    ImportBatch.FAILED: 2,
    ImportBatch.STAGED: 3,
    ImportBatch.APPLIED: 5,
    ImportBatch.UNDONE: 5,
}
HOW = {
    "remembered": _("沿用上次"),
    "known": _("认得的列名"),
    "guessed": _("猜的，请确认"),
    "chosen": _("您指定的"),
    "left": _("不导入"),
}


def brought_by(actor) -> list[type[Listing]]:
    """The families this actor may bring sheets for; those brought most often — demands, resources — come first."""
    return [model for model in reversed(families()) if rules.allowed(actor, "import", model)]


def layouts(actor) -> list[tuple[type[Listing], Kind]]:
    return [(model, kind) for model in brought_by(actor) for kind in model.kinds.entered()]


class Imports(DeskPage):
    """Where a sheet comes in, and what became of the earlier ones."""

    template_name = "portal/imports/start.html"

    def get_context_data(self, **kwargs):
        batches = ImportBatch.objects.visible_to(self.actor).select_related("job", "created_by")
        return super().get_context_data(**kwargs) | {
            "steps": STEPS,
            "layouts": [layout(model, kind) for model, kind in layouts(self.actor)],
            "chosen": self.request.POST.get("layout") or self.request.GET.get("layout", ""),
            "batches": batches[:10],
        }

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        self.must_import()
        return super().get(request, **kwargs)

    def must_import(self) -> None:
        if not brought_by(self.actor):
            raise Http404

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        self.must_import()
        try:
            batch = self.received()
        except Defects as refused:
            return self.render_to_response(self.get_context_data(defects=refused.defects), status=422)
        return HttpResponseRedirect(reverse("import", args=[batch.pk]))

    def received(self) -> ImportBatch:
        model, kind = layout_of(self.request.POST.get("layout", ""), self.actor)
        pasted = self.request.POST.get("pasted", "")[:MAX_PASTED]
        if pasted.strip():
            return importer.paste(model, kind.slug, actor=self.actor, text=pasted)
        file = self.request.FILES.get("file")
        if file is None:
            raise Defects([defect(_("还没有选文件"), _("请选一个 .xlsx、.xls 或 .csv 文件，或把表格粘贴进来"))])
        if file.size > MAX_BYTES:
            raise Defects([defect(_("文件超过 20 MB"), _("请拆成几个文件，或删去图片后再传"))])
        return importer.receive(model, kind.slug, actor=self.actor, file_name=file.name, content=file.read())


def defect(message: str, remedy: str) -> Defect:
    return Defect("file", str(message), str(remedy))


def layout(model: type[Listing], kind: Kind) -> dict:
    return {"key": key_of(model, kind), "family": model._meta.model_name, "kind": kind}


def key_of(model: type[Listing], kind: Kind) -> str:
    return f"{model._meta.model_name}:{kind.slug}"


def layout_of(key: str, actor) -> tuple[type[Listing], Kind]:
    """The family and kind a key names. Raises Defects for one this actor may not bring."""
    for model, kind in layouts(actor):
        if key == key_of(model, kind):
            return model, kind
    raise Defects([defect(_("请先选要导入哪一类"), _("从上面的格式里选一个"))])


class BatchPage(DeskPage):
    """One sheet of our organization."""

    def get_subject(self) -> ImportBatch:
        mine = ImportBatch.objects.visible_to(self.actor).select_related("job", "created_by")
        return get_object_or_404(mine, pk=self.kwargs["pk"])


class ImportPage(BatchPage):
    """The sheet as it will be understood; while the worker reads or writes, the page follows its progress."""

    template_name = "portal/imports/batch.html"

    def get_template_names(self) -> list[str]:
        return ["portal/imports/body.html"] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs):
        batch = self.subject
        ready = batch.step in {ImportBatch.STAGED, ImportBatch.APPLIED, ImportBatch.UNDONE}
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "steps": STEPS,
            "at": AT[batch.step],
            "list_url": reverse(f"desk-{batch.model._meta.model_name}s"),
            **(self.judged(batch) if ready else {}),
        }

    def judged(self, batch: ImportBatch) -> dict:
        verdict = self.request.GET.get("verdict", "")
        verdict = verdict if verdict in ImportRow.VERDICTS else ""
        number = self.request.GET.get("page", "")
        page = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1
        heads = importer.heads(batch)
        declared = batch.model.kinds.fields_of(batch.kind)
        filled = {head.field for head in heads}
        total = batch.counts.get(verdict, 0) if verdict else sum(batch.counts.get(one, 0) for one in ImportRow.VERDICTS)
        return {
            "heads": heads,
            "used": [head for head in heads if head.field],
            "fields": [(name, one.label) for name, one in declared.items()],
            "missing": [declared[name].label for name in wanting(batch, declared, filled)],
            "how": HOW,
            "lines": [shown(line) for line in importer.lines(batch, verdict=verdict, page=page, per_page=PER_PAGE)],
            "verdict": verdict,
            "tally": tally(batch),
            "everything": sum(batch.counts.get(one, 0) for one in ImportRow.VERDICTS),
            "total": total,
            "pages": {"previous": page - 1, "next": page + 1 if page * PER_PAGE < total else 0, "here": page},
            "to_write": batch.counts.get("new", 0) + batch.counts.get("changed", 0),
            "may_undo": batch.applied_at and not batch.undone_at and timezone.now() - batch.applied_at < WINDOW,
        }


def wanting(batch: ImportBatch, declared: dict, filled: set[str]) -> list[str]:
    """Required fields no column fills, where rows are blamed for it: some are made up from other columns."""
    wrong = batch.rows.filter(verdict=ImportRow.WRONG)
    empty = (name for name, one in declared.items() if one.required and name not in filled)
    return [name for name in empty if wrong.filter(defects__contains=[{"field": name}]).exists()]


def shown(line: importer.Line) -> dict:
    """A line with the reasons that belong to none of its cells: a required column the sheet does not have."""
    told = tuple(why for cell in line.cells for why in cell.why.split("；") if why)
    loose = [reason.partition("行")[2] for reason in line.reasons if not reason.endswith(told)]
    return {"number": line.number, "verdict": line.verdict, "label": line.label, "cells": line.cells, "loose": loose}


def tally(batch: ImportBatch) -> list[dict]:
    """The four verdicts with how many rows each has."""
    tones = {"new": "ok", "changed": "warn", "same": "", "wrong": "bad"}
    notes = {
        "new": _("平台没有，导入后为草稿"),
        "changed": _("逐格列出旧值和新值"),
        "same": _("跳过，不写入"),
        "wrong": _("只退回这几行"),
    }
    return [
        {"verdict": one, "label": label, "count": batch.counts.get(one, 0), "tone": tones[one], "note": notes[one]}
        for one, label in ImportRow.VERDICTS.items()
    ]


class ImportRemap(BatchPage):
    """Other columns, another judgement."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        wanted = {
            str(column["index"]): request.POST.get(f"column-{column['index']}", "")
            for column in self.subject.sheet.get("columns", ())
            if f"column-{column['index']}" in request.POST
        }
        importer.remap(self.subject, wanted, self.actor)
        messages.success(request, _("已按新的对应重新核对"))
        return HttpResponseRedirect(reverse("import", args=[self.subject.pk]))


class ImportApply(BatchPage):
    """Let the good rows in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        importer.apply(self.subject, self.actor, submit="submit" in request.POST)
        return HttpResponseRedirect(reverse("import", args=[self.subject.pk]))


class ImportUndo(BatchPage):
    """Take the whole batch back, but for what somebody has touched."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        counts = importer.undo(self.subject, self.actor)
        words = _("已撤回：删去 %(deleted)d 条草稿，收回 %(withdrawn)d 条，还原 %(restored)d 条，保留 %(kept)d 条")
        messages.success(request, words % counts)
        return HttpResponseRedirect(reverse("import", args=[self.subject.pk]))


class ImportCancel(BatchPage):
    """Ask the work in hand to stop."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        jobs.cancel(self.subject.job, self.actor)
        messages.info(request, _("已要求停止，做完手上这一段就停"))
        return HttpResponseRedirect(reverse("import", args=[self.subject.pk]))


class ImportFailures(BatchPage):
    """One's own sheet back, with the wrong rows only and the cells to mend in red."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not self.subject.counts.get("wrong"):
            raise Http404
        return attachment(*importer.failures(self.subject))


class ImportSheet(Action):
    """The template of one layout."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, family: str, kind: str) -> HttpResponse:
        for model, one in layouts(self.actor):
            if (model._meta.model_name, one.slug) == (family, kind):
                return attachment(f"{one.label}-导入模板.xlsx", importer.template(model, kind))
        raise Http404
