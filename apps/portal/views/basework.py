"""Work on a base: the committee's decision, invitations and their answers, a year's figures."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.bases import services
from apps.bases.forms import FiguresForm, InviteForm, LevelForm
from apps.bases.indicators import NOTE
from apps.bases.models import Base, Partner
from apps.core import lifecycle
from apps.core.errors import Defects
from apps.portal.views.base import Page
from apps.portal.views.bases import BasePartners
from apps.portal.views.desk import DeskPage
from apps.portal.views.listings import ListingPage

PER_PAGE = 20


def add_defects(form, refused: Defects) -> None:
    """Each beside its control; what belongs to none, above all of them."""
    for defect in refused.defects:
        form.add_error(defect.field if defect.field in form.fields else None, defect.sentence)


class BaseLevel(ListingPage):
    """The committee decides, with the document and its date."""

    model = Base
    template_name = "portal/bases/level.html"

    def get_context_data(self, **kwargs):
        base = self.subject
        return super().get_context_data(**kwargs) | {
            "listing": base,
            "moves": self.moves(),
            "changes": base.level_changes.prefetch_related("files"),
            "form": kwargs.get("form") or LevelForm(self.moves()),
        }

    def moves(self) -> list[lifecycle.Move]:
        return lifecycle.available(services.standing_of(self.subject), self.actor)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = LevelForm(self.moves(), request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            change = services.change_level(base=self.subject, actor=self.actor, **form.cleaned_data)
        except Defects as refused:
            add_defects(form, refused)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("已登记：%(what)s") % {"what": change})
        return HttpResponseRedirect(self.subject.get_absolute_url())


class BaseInvite(BasePartners):
    """Ask an organization; the page comes back with what is wrong."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = InviteForm(self.subject, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            partner = services.invite(base=self.subject, actor=self.actor, **form.cleaned_data)
        except Defects as refused:
            add_defects(form, refused)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("已邀请%(name)s；对方同意后出现在基地页面上") % {"name": partner.organization})
        return HttpResponseRedirect(reverse("base-partners", args=[self.subject.pk]))


class PartnerMove(Page):
    """Agree, decline, leave, ask again."""

    template_name = "portal/generic/confirm.html"

    def get_subject(self) -> Partner:
        rows = Partner.objects.visible_to(self.actor).select_related("base", "organization")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"move": self.move()}

    def move(self) -> lifecycle.Move:
        try:
            return self.subject.lifecycle.by_name[self.kwargs["move"]]
        except KeyError as unknown:
            raise Http404 from unknown

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        step = self.move()
        note = request.POST.get("note", "")[:500]
        services.answer(partner=self.subject, move=step.name, actor=self.actor, note=note)
        messages.success(request, _("已%(step)s：%(base)s") % {"step": step.label, "base": self.subject.base})
        mine = self.subject.organization_id == self.actor.organization_id
        return HttpResponseRedirect(reverse("desk-partnerships") if mine else self.subject.get_absolute_url())


class Partnerships(DeskPage):
    """Bases our organization builds with others, invitations first."""

    template_name = "portal/desk/partnerships.html"

    def get_context_data(self, **kwargs):
        rows = Partner.objects.filter(organization=self.actor.organization_id).select_related(
            "base__organization", "organization"
        )
        page = Paginator(rows.order_by("-state", "-state_at", "pk"), PER_PAGE).get_page(self.request.GET.get("page"))
        for partner in page:
            partner.moves = lifecycle.available(partner, self.actor)
        visible = Base.objects.visible_to(self.actor).filter(pk__in=[partner.base_id for partner in page])
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "open": set(visible.values_list("pk", flat=True)),
        }


class BaseFigures(ListingPage):
    """One year of a base, line by line; what the platform counts itself is not asked."""

    model = Base
    template_name = "portal/bases/figures.html"

    def years(self) -> list[int]:
        return services.years_open(self.subject, timezone.localdate())

    def year(self) -> int:
        """The year asked for; else last year, which is the one people report."""
        years = self.years()
        if not years:
            raise Http404
        wanted = self.request.POST.get("year") or self.request.GET.get("year", "")
        chosen = [year for year in years if str(year) == wanted]
        return (chosen or years[1:2] or years)[0]

    def get_context_data(self, **kwargs):
        year = self.year()
        form = kwargs.get("form") or FiguresForm(known=self.subject.figures.filter(year=year))
        return super().get_context_data(**kwargs) | {
            "listing": self.subject,
            "form": form,
            "lines": form.lines(),
            "year": year,
            "years": self.years(),
            "note": NOTE,
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = FiguresForm(request.POST)
        form.is_valid()
        try:
            written = services.declare(base=self.subject, year=self.year(), entries=form.entries(), actor=self.actor)
        except Defects as refused:
            add_defects(form, refused)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("已填报 %(year)d 年 %(count)d 项") % {"year": self.year(), "count": len(written)})
        return HttpResponseRedirect(self.subject.get_absolute_url())
