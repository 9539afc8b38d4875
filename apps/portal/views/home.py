"""The front door: a paragraph becomes a demand, and what is going on right now."""

from dataclasses import dataclass

from django.apps import apps
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from apps.accounts import services as accounts
from apps.core import facts, rules
from apps.demands.models import Demand
from apps.portal import drafts, presenting
from apps.portal.reading import draft_of
from apps.portal.sitemap import VERBS, Entry
from apps.portal.views.base import Page
from apps.resources.models import Resource

MAX_TEXT, MIN_TEXT, LATEST = 2000, 8, 4
EXAMPLES = (
    (_("借一台扫描电镜"), _("缺一台场发射扫描电镜，样品约 20 件，需要能谱分析，希望两周内出结果，预算 3 万元。")),
    (
        _("联合培养 20 名现场工程师"),
        _("明年三月起需要 20 名能看懂航空装配工艺卡的现场工程师，本科或专科都可以，愿意联合培养一年。"),
    ),
    (
        _("找海洋生物医药团队"),
        _("想找做海洋微生物活性筛选的团队，联合研发先导化合物，预算 80 万元，也愿意开放中试车间。"),
    ),
)


@dataclass(frozen=True)
class Figure:
    """One live number and the list it opens."""

    fact: str
    url_name: str
    query: str = ""
    note: str = ""


FIGURES = (
    Figure("resources.published", "resources"),
    Figure("resources.instruments", "resources", "?kind=instrument"),
    Figure("resources.fresh", "resources", "?fresh=1"),
    Figure("demands.published", "demands"),
    Figure("accounts.enterprises_verified", "organizations", "?sort=enterprise"),
    Figure("accounts.institutions_verified", "organizations", "?sort=institution"),
)


def figures() -> list[dict]:
    shown = []
    for figure in FIGURES:
        found = facts.fact(figure.fact)
        url = reverse(figure.url_name) + figure.query
        value = f"{found.value:,}" if found.known else str(found.value)
        shown.append({"label": found.label, "value": value, "unit": found.unit, "url": url, "note": figure.note})
    return shown


def verbs_for(actor) -> list[dict]:
    """The four verbs without what this identity may not do; a visitor sees all and logs in on the way."""
    return [{"label": v.label, "icon": v.icon, "entries": [e for e in v.entries if offered(e, actor)]} for v in VERBS]


def offered(entry: Entry, actor) -> bool:
    if not (entry.creates and actor.is_authenticated):
        return True
    return rules.allowed(actor, "create", apps.get_model(entry.creates))


class Home(Page):
    template_name = "portal/home/page.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "examples": EXAMPLES,
            "verbs": verbs_for(self.actor),
            "figures": figures(),
            "now": timezone.now(),
            "demands": presenting.rows(Demand.objects.public())[:LATEST],
            "resources": presenting.rows(Resource.objects.public().fresh(timezone.localdate()))[:LATEST],
        }


@method_decorator(sensitive_post_parameters("text"), name="dispatch")
class Ask(Home):
    """Reads a pasted paragraph into a draft in the session; nobody else ever sees the words."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST.get("text", "").strip()
        if problem := self._problem(typed):
            context = self.get_context_data(problem=problem, typed=typed[:MAX_TEXT])
            return self.render_to_response(context, status=422)
        if not self.actor.is_authenticated:
            accounts.knock("paste", request.META.get("REMOTE_ADDR", ""))
        drafts.save(request, drafts.key_of("demand"), draft_of(typed))
        return HttpResponseRedirect(reverse("demand-new"))

    def _problem(self, typed: str):
        if len(typed) < MIN_TEXT:
            return _("请写一句完整的话，至少 8 个字：要解决什么、到什么程度、什么时候要")
        return _("一次最多 2000 字，请先放最要紧的一段") if len(typed) > MAX_TEXT else ""
