"""The inbox: what one was told, opened or marked as read, and how one wants to be told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from apps.notices import services, topics
from apps.notices.forms import PreferenceForm
from apps.notices.models import Notice
from apps.portal.views.base import Action
from apps.portal.views.desk import DeskPage

PER_PAGE = 20


class Inbox(DeskPage):
    """Newest first: what is unread, or everything; of one topic or of all."""

    template_name = "portal/notices/inbox.html"

    def get_context_data(self, **kwargs):
        mine = Notice.objects.visible_to(self.actor)
        everything = "all" in self.request.GET
        rows = mine if everything else mine.unread()
        topic = self.request.GET.get("topic", "")[:40]
        page = Paginator(rows.of_topic(topic) if topic else rows, PER_PAGE).get_page(self.request.GET.get("page"))
        counts = mine.order_by().values_list("topic").annotate(n=Count("pk"), unread=Count("pk", Q(read_at=None)))
        tally = {slug: n if everything else unread for slug, n, unread in counts}
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "everything": everything,
            "unread": sum(unread for _slug, _n, unread in counts),
            "topic": topic,
            "topics": [(slug, topics.label_of(slug), n) for slug, n in sorted(tally.items()) if n],
        }


class InboxRead(Action):
    """Everything is read."""

    def post(self, request: HttpRequest) -> HttpResponse:
        count = services.read_all(actor=self.actor)
        messages.success(request, _("已把 %(count)d 条消息标为已读") % {"count": count})
        return HttpResponseRedirect(reverse("inbox"))


class NoticeOpen(Action):
    """To what the notice is about; it is read by that."""

    http_method_names = ["get", "head", "options"]

    def get_subject(self) -> Notice:
        return get_object_or_404(Notice.objects.visible_to(self.actor), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        notice = services.read(self.subject, actor=self.actor)
        return HttpResponseRedirect(notice.url or f"{reverse('inbox')}?all")


class InboxSettings(DeskPage, FormView):
    """Per topic: mail at once, in the digest, or not at all."""

    template_name = "portal/notices/settings.html"

    def get_form(self, form_class=None) -> PreferenceForm:
        return PreferenceForm(self.actor, self.request.POST or None)

    def form_valid(self, form: PreferenceForm) -> HttpResponse:
        form.save()
        messages.success(self.request, _("消息设置已保存，对以后的消息生效"))
        return HttpResponseRedirect(reverse("inbox-settings"))
