"""公示: the public list and page, objections from anybody, and the desk of the office that published."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from apps.core import journal, lifecycle, rules, workdays
from apps.notices import services
from apps.notices.forms import ObjectionForm, PublicNoticeForm
from apps.notices.lifecycle import DRAFT, OPEN, PUBLIC_NOTICE, RECEIVED
from apps.notices.models import Objection, PublicNotice
from apps.portal.views.base import Action, Page
from apps.portal.views.desk import DeskPage

PER_PAGE = 20


def dated(notice: PublicNotice, today) -> PublicNotice:
    """With how long it still runs."""
    notice.running = notice.takes_objections_on(today)
    notice.left = workdays.between(today, notice.ends_on) if notice.running else 0
    return notice


class PublicNotices(Page):
    """What is open to objections now, or what has been."""

    template_name = "portal/notices/public_list.html"

    def get_context_data(self, **kwargs):
        today, over = timezone.localdate(), "over" in self.request.GET
        public = PublicNotice.objects.public()
        running = Q(state=OPEN, ends_on__gte=today)
        rows = (public.exclude(running) if over else public.filter(running)).select_related("organization")
        page = Paginator(rows.order_by("-opens_on", "-pk"), PER_PAGE).get_page(self.request.GET.get("page"))
        for notice in page:
            dated(notice, today)
        return super().get_context_data(**kwargs) | {"page": page, "total": page.paginator.count, "over": over}


class PublicNoticePage(Page):
    """One public notice among those the actor may see."""

    def get_subject(self) -> PublicNotice:
        rows = PublicNotice.objects.visible_to(self.actor).select_related("organization")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"notice": self.shown()}

    def shown(self) -> PublicNotice:
        return dated(self.subject, timezone.localdate()) if self.subject.ends_on else self.subject


class PublicNoticeDetail(PublicNoticePage):
    template_name = "portal/notices/public_detail.html"

    def get_context_data(self, **kwargs):
        withdrawn = (
            journal.of(self.subject).filter(verb="withdraw").first() if self.subject.state == "withdrawn" else None
        )
        return super().get_context_data(**kwargs) | {
            "about": self.about(),
            "withdrawn": withdrawn,
            "keeps": rules.allowed(self.actor, "keep", self.subject),
        }

    def about(self):
        """What it is about, if that is something this reader may open."""
        about = self.subject.about
        try:
            seen = about is not None and rules.allowed(self.actor, "view", about)
        except LookupError:
            return None
        return about if seen and hasattr(about, "get_absolute_url") else None


class PublicNoticeObject(PublicNoticePage, FormView):
    """An objection by a visitor or a member, within the window."""

    template_name = "portal/notices/object.html"
    form_class = ObjectionForm

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not self.subject.takes_objections_on(timezone.localdate()):
            return HttpResponseRedirect(self.subject.get_absolute_url())
        return super().get(request, **kwargs)

    def get_initial(self) -> dict:
        user = self.actor.user
        return {"name": user.name, "contact": user.phone or user.email or ""} if user else {}

    def form_valid(self, form: ObjectionForm) -> HttpResponse:
        address, today = self.request.META.get("REMOTE_ADDR", ""), timezone.localdate()
        saved = form.save(notice=self.subject, actor=self.actor, today=today, address=address)
        if saved is None:
            return self.form_invalid(form)
        messages.success(self.request, _("异议已收到，承办人员会按您留的方式答复。您的信息只有他们看得到。"))
        return HttpResponseRedirect(self.subject.get_absolute_url())

    def form_invalid(self, form: ObjectionForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OperatorNotices(DeskPage):
    """The office's own public notices, with what waits for an answer."""

    template_name = "portal/notices/desk_list.html"

    def get_context_data(self, **kwargs):
        waiting = Count("objections", Q(objections__state=RECEIVED))
        kept = PublicNotice.objects.kept_by(self.actor).annotate(n=Count("objections"), waiting=waiting)
        page = Paginator(kept.order_by("-waiting", "-pk"), PER_PAGE).get_page(self.request.GET.get("page"))
        today = timezone.localdate()
        for notice in page:
            if notice.ends_on:
                dated(notice, today)
        return super().get_context_data(**kwargs) | {"page": page, "total": page.paginator.count}


class OperatorNoticeForm(DeskPage, FormView):
    """Write a draft."""

    template_name = "portal/notices/desk_form.html"
    form_class = PublicNoticeForm

    def form_valid(self, form: PublicNoticeForm) -> HttpResponse:
        saved = form.save(actor=self.actor, notice=self.subject)
        if saved is None:
            return self.form_invalid(form)
        messages.success(self.request, _("草稿已保存，核对后发布"))
        return HttpResponseRedirect(reverse("operator-notice", args=[saved.pk]))

    def form_invalid(self, form: PublicNoticeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OperatorNoticeEdit(OperatorNoticeForm):
    """Other words for a draft."""

    def get_subject(self) -> PublicNotice:
        return get_object_or_404(PublicNotice.objects.visible_to(self.actor), pk=self.kwargs["pk"])

    def get_initial(self) -> dict:
        return {name: getattr(self.subject, name) for name in ("title", "text", "days", "contact")}


class OperatorNotice(DeskPage):
    """One public notice of the office: its window, its buttons, and every objection with its answer."""

    template_name = "portal/notices/desk_notice.html"

    def get_subject(self) -> PublicNotice:
        rows = PublicNotice.objects.visible_to(self.actor).select_related("organization")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        notice, today = self.subject, timezone.localdate()
        objections = list(notice.objections.select_related("answered_by").order_by("answered_at", "created_at"))
        for objection in objections:
            objection.notice = notice
            objection.moves = lifecycle.available(objection, self.actor)
        return super().get_context_data(**kwargs) | {
            "notice": dated(notice, today) if notice.ends_on else notice,
            "objections": objections,
            "moves": lifecycle.available(notice, self.actor),
            "due": workdays.add(today, notice.days) if notice.state == DRAFT else None,
        }


class PublicNoticeMove(PublicNoticePage):
    """Open or withdraw: the page that asks first, and the step itself."""

    template_name = "portal/generic/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"move": self.step()}

    def step(self) -> lifecycle.Move:
        if self.kwargs["move"] not in PUBLIC_NOTICE.by_name:
            raise Http404
        return PUBLIC_NOTICE.by_name[self.kwargs["move"]]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        step = self.step()
        if step.target == OPEN:
            services.publish(self.subject, actor=self.actor, today=timezone.localdate())
        else:
            lifecycle.move(self.subject, step.name, actor=self.actor, note=request.POST.get("note", "")[:1000])
        words = {"step": step.label, "title": self.subject.title}
        messages.success(request, _("已%(step)s：%(title)s") % words)
        return HttpResponseRedirect(reverse("operator-notice", args=[self.subject.pk]))


class ObjectionMove(Action):
    """Answer one objection."""

    def get_subject(self) -> Objection:
        rows = Objection.objects.visible_to(self.actor).select_related("notice", "user")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.kwargs["move"] not in Objection.lifecycle.by_name:
            raise Http404
        text = request.POST.get("note", "")[:2000]
        services.answer(self.subject, self.kwargs["move"], text=text, actor=self.actor)
        messages.success(request, _("已答复；对方有账号的，会在消息里看到"))
        return HttpResponseRedirect(reverse("operator-notice", args=[self.subject.notice_id]))
