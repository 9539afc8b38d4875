"""The operators' page of matching: full runs with progress and cancel, and how matching fares."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import rules
from apps.core.errors import Conflict
from apps.core.models import Job
from apps.core.templatetags.ui import lasted_cn
from apps.matching import embedders, figures, services
from apps.matching.models import LEXICAL, MatchRun
from apps.portal.views.base import Action
from apps.portal.views.desk import DeskPage

TRAIL = [{"label": gettext_lazy("匹配运行"), "url": reverse_lazy("operator-matching")}]
# How the name of a model begins → what it is in plain words.
MODELS = {
    LEXICAL: gettext_lazy("只按词，没有用模型"),
    "e5-small": gettext_lazy("随平台安装的 e5-small"),
    "use-v3": gettext_lazy("备用的 use-v3"),
    "http": gettext_lazy("外接的向量服务"),
}


def model_words(model: str) -> str:
    return next((str(words) for begin, words in MODELS.items() if model.startswith(begin)), model)


class OperatorMatching(DeskPage):
    """Full runs at once, figures after; while one is open, the page asks for the part about them again and again."""

    template_name = "portal/operator/matching.html"

    def get_template_names(self) -> list[str]:
        return ["portal/operator/matching_runs.html"] if self.request.htmx else [self.template_name]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        response = self.render_to_response(context)
        if request.htmx and not context["current"]:
            response["HX-Refresh"] = "true"  # it is over: every figure of the page has changed
        return response

    def get_context_data(self, **kwargs):
        runs = figures.full_runs()
        return super().get_context_data(**kwargs) | {
            "runs": runs,
            "current": next((run for run in runs if run.is_open), None),
            "may_start": rules.allowed(self.actor, "start", MatchRun),
            "may_cancel": rules.allowed(self.actor, "cancel", MatchRun),
        }


class MatchingFigures(DeskPage):
    """How matching fares: a part of the page above that comes after it, and a page of its own."""

    template_name = "portal/operator/matching_figures_page.html"

    def get_template_names(self) -> list[str]:
        return ["portal/operator/matching_figures.html"] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"trail": TRAIL} | told()


def told() -> dict[str, Any]:
    """Every figure, each query once."""
    now, today, last = timezone.now(), timezone.localdate(), figures.last_run()
    meaning = last.meaning if last else ""
    resources, demands = figures.resources_read(meaning), figures.demands_read(meaning, today)
    (causes, everything), queues = figures.speeds(now), figures.queues()
    return {
        "now": now,
        "last": last,
        "last_words": model_words(last.model) if last else "",
        "meaning_words": model_words(meaning) if meaning else "",
        "wants_model": embedders.wanted(),
        "resources": resources,
        "demands": demands,
        "tiles": tiles(resources, demands, figures.waits(now)),
        "bare": list(figures.bare_demands(today)),
        "causes": causes,
        "everything": everything,
        "queues": queues,
        "given_up": any(queue.failed for queue in queues),
    }


def tiles(resources: figures.Texts, demands: figures.Demands, waits: figures.Waits) -> list[dict[str, Any]]:
    """The numbers at the top; what is not known yet is a dash, never zero."""
    each, unread = demands.per_demand, _("%d 条还没有算过") % demands.unread if demands.unread else ""
    return [
        tile(_("开放的需求"), demands.texts.total, _("条"), note=unread or _("已送审或已发布，没有过期")),
        tile(_("已发布的资源"), resources.total, _("条")),
        tile(
            _("每条需求的推荐"),
            None if each is None else f"{each:.1f}",
            _("条"),
            note=_("共 %d 条") % demands.suggestions,
        ),
        tile(
            _("没有任何推荐"),
            demands.bare,
            _("条"),
            url="#bare" if demands.bare else "",
            note=_("算过、但一条也没有的需求"),
        ),
        tile(_("从送审到有推荐"), lasted_cn(waits.median) or None, note=waits_words(waits)),
    ]


def tile(label: str, value: Any, unit: str = "", *, note: str = "", url: str = "") -> dict[str, Any]:
    return {"label": label, "value": "—" if value is None else value, "unit": unit, "note": note, "url": url}


def waits_words(waits: figures.Waits) -> str:
    words = [_("近 7 天送审 %d 条的中位数") % waits.answered if waits.answered else _("近 7 天没有算过送审的需求")]
    if waits.answered:
        words.append(_("95% 不超过 {time}").format(time=lasted_cn(waits.p95)))
    if waits.waiting:
        words.append(_("%d 条还等着") % waits.waiting)
    return "，".join(words)


class FullRunStart(Action):
    """Run every open demand again; while one waits or runs, the page says so."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            services.start_full_run(actor=self.actor)
        except Conflict:
            messages.warning(request, _("已有一次全部重算在排队或进行，没有另起；等它结束，或先取消它。"))
        else:
            messages.success(request, _("全部重算已排上，后台空出手来就开始；可以离开这一页，回来再看。"))
        return HttpResponseRedirect(reverse("operator-matching"))


class FullRunCancel(Action):
    """Stop one, the machine's own too; what it has stored stays."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        job = get_object_or_404(Job, kind=services.FULL_RUN, pk=self.kwargs["pk"])
        try:
            services.cancel_full_run(job, actor=self.actor)
        except Conflict as refusal:
            messages.warning(request, refusal.message)
        else:
            job.refresh_from_db()
            words = _("已取消") if job.is_over else _("已要求停止，做完手上这一条就停")
            messages.success(request, _("%(words)s；已经存下的推荐留着。") % {"words": words})
        return HttpResponseRedirect(reverse("operator-matching"))
