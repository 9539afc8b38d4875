"""Policies at the committee's desk: all of them, the editor, guides, items with their examples, sheets."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from apps.core import lifecycle
from apps.core.criteria import Condition, Formula, amount, evaluate, read, read_amount
from apps.core.errors import Defect, Defects, Stale
from apps.policies import services, sheets
from apps.policies.forms import GuideForm, ItemForm, PolicyForm
from apps.policies.models import Guide, Policy, PolicyItem
from apps.portal import buttons
from apps.portal.files import attachment
from apps.portal.views.base import Action
from apps.portal.views.desk import DeskPage
from apps.portal.views.policies import PolicyPage

PER_PAGE = 20


class PolicyDesk(DeskPage):
    """Every policy by state, with what each still owes."""

    template_name = "portal/policies/desk.html"

    def get_context_data(self, **kwargs):
        own = Policy.objects.visible_to(self.actor)
        states = [state for state in self.request.GET.getlist("state") if state in Policy.lifecycle.by_value]
        rows = own.filter(state__in=states) if states else own
        owing = "owing" in self.request.GET
        rows = (rows.without_guide() if owing else rows.order_by("-updated_at", "-pk")).for_list()
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        for policy in page:
            policy.buttons = buttons.of(policy, self.actor)
        counts = dict(own.order_by().values_list("state").annotate(n=Count("pk")))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "tabs": [(one, counts.get(one.value, 0), one.value in states) for one in Policy.lifecycle.states],
            "owing": owing,
        }


class Saving(FormView):
    """A form on a desk page whose service may refuse."""

    def form_invalid(self, form, status: int = 422, **extra) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **extra), status=status)

    def form_valid(self, form) -> HttpResponse:
        try:
            saved = form.save(actor=self.actor)
        except Stale as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.theirs
            return self.form_invalid(form, 409, stale=stale.message)
        if saved is None:
            return self.form_invalid(form)
        messages.success(self.request, _("已保存：%(title)s") % {"title": saved})
        return HttpResponseRedirect(self.after(saved))

    def after(self, saved: Any) -> str:
        raise NotImplementedError


class PolicyNew(DeskPage, Saving):
    template_name = "portal/policies/edit.html"
    form_class = PolicyForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Policy()}

    def after(self, saved: Policy) -> str:
        return reverse("policy-edit", args=[saved.pk])


class PolicyEdit(PolicyPage, PolicyNew):
    """The document on the left, its clauses and its items beside it."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Policy.objects.get(pk=self.subject.pk)}

    def get_context_data(self, **kwargs):
        text = self.subject.current_text()
        return super().get_context_data(**kwargs) | {
            "policy": self.subject,
            "text": text,
            "clauses": text.clauses if text else [],
            "items": list(self.subject.items.all()),
            "buttons": buttons.with_way_back(self.subject, self.actor),
        }


class PolicyMove(PolicyPage):
    """One step of a policy's life: the page that asks first, and the step itself."""

    template_name = "portal/generic/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"move": self._move()}

    def _move(self) -> lifecycle.Move:
        try:
            return Policy.lifecycle.by_name[self.kwargs["move"]]
        except KeyError as unknown:
            raise Http404 from unknown

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        step = self._move()
        lifecycle.move(self.subject, step.name, actor=self.actor, note=request.POST.get("note", "")[:1000])
        messages.success(request, _("已%(step)s：%(title)s") % {"step": step.label, "title": self.subject.title})
        return HttpResponseRedirect(self.subject.get_absolute_url())


class PolicyUndo(PolicyPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        lifecycle.undo(self.subject, actor=self.actor)
        messages.success(request, _("已撤回，现在是「%(state)s」") % {"state": self.subject.state_now.label})
        return HttpResponseRedirect(self.subject.get_absolute_url())


class GuideEdit(PolicyPage, DeskPage, FormView):
    """The guide of one policy, owed within seven working days."""

    template_name = "portal/policies/guide_edit.html"
    form_class = GuideForm

    def get_form_kwargs(self):
        held = Guide.objects.filter(policy=self.subject.pk).first()
        start = {"version": held.version} if held else services.guide_data(self.subject)
        return super().get_form_kwargs() | {"instance": held or Guide(policy=self.subject), "initial": start}

    def form_invalid(self, form, status: int = 422, **extra) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **extra), status=status)

    def form_valid(self, form: GuideForm) -> HttpResponse:
        data = {part: form.cleaned_data[part] for part in Guide.PARTS}
        version = form.cleaned_data["version"]
        try:
            services.save_guide(policy=self.subject, data=data, actor=self.actor, version=version)
        except Stale as stale:
            form.data = form.data.copy()
            form.data["version"] = stale.theirs
            return self.form_invalid(form, 409, stale=stale.message)
        messages.success(self.request, _("办事指南已发布"))
        return HttpResponseRedirect(self.subject.get_absolute_url())


class ItemNew(PolicyPage, DeskPage, Saving):
    """An item with its criteria beside the names they may use; “试算” judges the examples without saving."""

    template_name = "portal/policies/item.html"
    form_class = ItemForm

    def get_policy(self) -> Policy:
        return self.subject

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": PolicyItem(), "policy": self.get_policy()}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "more" in request.POST:
            form = self.get_form()
            form.more()
            return self.render_to_response(self.get_context_data(form=form, tried={"defects": [], "rows": []}))
        return super().post(request, **kwargs)

    def form_valid(self, form: ItemForm) -> HttpResponse:
        if "try" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, tried=tried(form)))
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        policy = self.get_policy()
        text = policy.current_text()
        return super().get_context_data(**kwargs) | {
            "policy": policy,
            "clauses": text.clauses if text else [],
            "names": sorted(services.vocabulary(), key=lambda name: name.source, reverse=True),
        }

    def after(self, saved: PolicyItem) -> str:
        return reverse("policy-item-edit", args=[saved.pk])


class ItemEdit(ItemNew):
    def get_subject(self) -> PolicyItem:
        rows = PolicyItem.objects.visible_to(self.actor).select_related("policy")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_policy(self) -> Policy:
        return self.subject.policy

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": PolicyItem.objects.get(pk=self.subject.pk)}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context if context.get("tried") else context | {"tried": tried(context["form"], saved=self.subject)}


def tried(form: ItemForm, saved: PolicyItem | None = None) -> dict[str, Any]:
    """What the criteria say of each example, or why they cannot be read."""
    if form.is_bound and not form.is_valid():
        return {"defects": [], "rows": []}
    data = form.cleaned_data if form.is_bound else {k: getattr(saved, k) for k in ("criteria", "amount", "examples")}
    words, defects, rows = services.vocabulary(), [], []
    try:
        criteria: Condition = read(data["criteria"], words)
        formula: Formula | None = read_amount(data["amount"], words) if data["amount"] else None
    except Defects as refused:
        return {"defects": refused.defects, "rows": []}
    examples = data["examples"] if isinstance(data["examples"], list) else []
    for at, form_ in enumerate([one for one in examples if isinstance(one, dict)], start=1):
        try:
            rows.append(services.try_item(form_, criteria, formula, words))
        except Defects as refused:
            defects += [Defect("examples", f"第 {at} 个例子：{one.message}", one.remedy) for one in refused.defects]
    empty = {"conditions": evaluate(criteria, {}).conditions, "sum": amount(formula, {}) if formula else None}
    return {"defects": defects, "rows": rows} | empty


class PolicyImport(DeskPage):
    """A sheet of policies: every good row becomes a draft, every wrong one says why."""

    template_name = "portal/policies/import.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"columns": sheets.COLUMNS.values(), "most": sheets.MOST_ROWS}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        upload = request.FILES.get("file")
        if upload is None:
            refused = [Defect("file", "没有选文件", "请选一个 .xlsx、.xls 或 .csv 文件")]
            return self.render_to_response(self.get_context_data(refused=refused), status=422)
        try:
            brought = sheets.bring(upload.read(), upload.name, actor=self.actor)
        except Defects as unread:
            return self.render_to_response(self.get_context_data(refused=unread.defects), status=422)
        return self.render_to_response(self.get_context_data(brought=brought))


class PolicyTemplate(Action):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return attachment("政策-模板.xlsx", sheets.template())
