"""意见反馈: a short form behind a button of every page, the operators' list, and the public log of what was adopted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from apps.core import lifecycle
from apps.core.errors import Conflict, Defects
from apps.notices import services
from apps.notices.forms import RemarkForm
from apps.notices.lifecycle import REMARK
from apps.notices.models import Remark
from apps.portal.context import page_named
from apps.portal.views.accounts import FormPage, Throttled, address_of
from apps.portal.views.base import Action, Page
from apps.portal.views.desk import DeskPage
from apps.portal.views.site import safe_next

PER_PAGE, AT_ONCE = 20, 100


class Feedback(FormPage):
    """Which page it is about is filled in, without the values of its query; the reader goes back there."""

    template_name = "portal/feedback/form.html"
    form_class = RemarkForm

    def about(self) -> str:
        given = (self.request.POST.get("next") or self.request.GET.get("from", ""))[:200].partition("?")[0]
        try:
            return page_named(given, resolve(given))
        except Resolver404:
            return ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"about": self.about(), "actor": self.actor}

    def form_valid(self, form: RemarkForm) -> HttpResponse:
        try:
            saved = form.save(page=self.about(), actor=self.actor, address=address_of(self.request))
        except Throttled as error:
            return self.too_often(form, error)
        if saved is None:
            return self.form_invalid(form)
        messages.success(self.request, self.thanks())
        return HttpResponseRedirect(safe_next(self.request, "home"))

    def thanks(self) -> str:
        if self.actor.is_authenticated:
            return _("谢谢，意见收到了；有了结果会在消息里告诉您，采纳的会公开在「已采纳」里。")
        return _("谢谢，意见收到了；采纳的会公开在「已采纳」里。")


class FeedbackLog(Page):
    """What was adopted and what came of it; no names, and not what people wrote."""

    template_name = "portal/feedback/log.html"

    def get_context_data(self, **kwargs):
        page = Paginator(Remark.objects.logged(), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {"page": page, "total": page.paginator.count}


class OperatorFeedback(DeskPage):
    """Everything people said, new first."""

    template_name = "portal/feedback/desk.html"

    def get_context_data(self, **kwargs):
        seen = Remark.objects.visible_to(self.actor)
        counts = dict(seen.order_by().values_list("state").annotate(n=Count("pk")))
        state = self.request.GET.get("state", "")
        rows = seen.filter(state=state) if state in REMARK.by_value else seen
        page = Paginator(rows.order_by("-created_at", "-pk"), PER_PAGE).get_page(self.request.GET.get("page"))
        for row in page:
            row.moves = lifecycle.available(row, self.actor)
        tabs = [{"key": "", "label": _("全部"), "count": sum(counts.values())}]
        tabs += [{"key": s.value, "label": s.label, "count": counts.get(s.value, 0)} for s in REMARK.states]
        for tab in tabs:
            tab["current"] = tab["key"] == (state if state in REMARK.by_value else "")
        return super().get_context_data(**kwargs) | {"page": page, "total": page.paginator.count, "tabs": tabs}


class RemarkMove(Action):
    """Read, adopt, decline, finish."""

    def get_subject(self) -> Remark:
        return get_object_or_404(Remark.objects.visible_to(self.actor).select_related("user"), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.kwargs["move"] not in REMARK.by_name:
            raise Http404
        services.settle(self.subject, self.kwargs["move"], words=request.POST.get("note", ""), actor=self.actor)
        messages.success(request, _("已办：%(state)s") % {"state": self.subject.state_now.label})
        return HttpResponseRedirect(safe_next(request, "operator-feedback"))


class RemarkBatch(Action):
    """Several at once, each judged by itself; what could not be done is counted and said."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        move = request.POST.get("move", "")
        if move not in REMARK.by_name:
            raise Http404
        keys = [pk for pk in request.POST.getlist("pk")[:AT_ONCE] if pk.isascii() and pk.isdigit() and len(pk) < 10]
        rows = Remark.objects.visible_to(self.actor).filter(pk__in=keys).select_related("user").order_by("pk")
        said = [self.tried(row, move) for row in rows]
        done, words = said.count(""), sorted({one for one in said if one})
        if words or not done:
            told = {"done": done, "left": len(keys) - done, "why": "；".join(words[:3]) or _("没有选中任何一条")}
            messages.warning(request, _("办成 %(done)d 条，%(left)d 条没有办成：%(why)s") % told)
        else:
            messages.success(request, _("办成 %(done)d 条") % {"done": done})
        return HttpResponseRedirect(reverse("operator-feedback"))

    def tried(self, row: Remark, move: str) -> str:
        try:
            services.settle(row, move, words=self.request.POST.get("note", ""), actor=self.actor)
        except (Conflict, Defects) as refusal:
            return refusal.message
        except PermissionDenied:
            return _("不在您的权限内")
        return ""
