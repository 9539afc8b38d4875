"""The operators' lists: organizations to verify, listings to publish or return with all defects at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts import services as accounts
from apps.accounts.filters import OrganizationFilter
from apps.accounts.forms import RevealForm
from apps.accounts.lifecycle import ORGANIZATION, REGISTERED
from apps.accounts.models import Organization
from apps.accounts.services.organizations import code_defects
from apps.core import journal, lifecycle
from apps.core.errors import Defects
from apps.listings import services
from apps.listings.models import Listing
from apps.portal import buttons, presenting
from apps.portal.views.base import Action
from apps.portal.views.desk import DeskPage
from apps.portal.views.listings import ListingPage

PER_PAGE = 20


class ReviewList(DeskPage):
    """What was sent in, longest waiting first."""

    model: type[Listing]
    template_name = "portal/operator/review.html"

    def get_context_data(self, **kwargs):
        rows = presenting.rows(self.model.objects.waiting_for_desk(self.actor)).order_by("submitted_at", "pk")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        for listing in page:
            listing.buttons = buttons.of(listing, self.actor)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "batch_url": reverse(f"{self.model._meta.model_name}-batch"),
            "what": self.model._meta.verbose_name,
        }


class ListingReturn(ListingPage):
    """One return listing every defect, each beside its field."""

    template_name = "portal/operator/return.html"

    def get_context_data(self, **kwargs):
        answers = presenting.answers(self.subject)
        said = kwargs.get("said", {})
        return super().get_context_data(**kwargs) | {
            "listing": self.subject,
            "answers": [(answer, said.get(answer.name, "")) for answer in answers],
            "note": self.request.POST.get("note", ""),
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        fields = self.subject.kinds.fields_of(self.subject.kind)
        said = {name: request.POST.get(f"defect-{name}", "").strip()[:300] for name in fields}
        defects = [{"field": name, "message": message} for name, message in said.items() if message]
        try:
            services.send_back(self.subject, actor=self.actor, defects=defects, note=request.POST.get("note", "")[:500])
        except Defects as refused:
            context = self.get_context_data(said=said, problem=refused.message)
            return self.render_to_response(context, status=422)
        words = {"title": self.subject.title, "count": len(defects)}
        messages.success(request, _("已退回「%(title)s」，列了 %(count)d 处") % words)
        return HttpResponseRedirect(reverse(f"operator-{self.subject._meta.model_name}s"))


class OrganizationQueue(DeskPage):
    """The organizations this desk serves, those waiting first."""

    template_name = "portal/operator/organizations.html"

    def get_context_data(self, **kwargs):
        params = self.request.GET.copy()
        params.pop("page", None)
        if not params.getlist("state"):
            params.setlist("state", [REGISTERED])
        served = Organization.objects.served_by(self.actor)
        rows = OrganizationFilter(params, queryset=served).qs.select_related("park").order_by("state_at", "pk")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "states": ORGANIZATION.states,
            "chosen": params.getlist("state"),
            "query_text": params.get("q", "")[:100],
        }


class OrganizationReview(DeskPage):
    """One organization: its codes checked, its people, its story, and what may be done now."""

    template_name = "portal/operator/organization.html"

    def get_subject(self) -> Organization:
        rows = Organization.objects.served_by(self.actor).select_related("park", "parent")
        return get_object_or_404(rows, code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        organization = self.subject
        return super().get_context_data(**kwargs) | {
            "organization": organization,
            "faults": code_defects(organization),
            "people": organization.memberships.select_related("user").exclude(state="refused"),
            "story": journal.of(organization)[:20],
            "moves": lifecycle.available(organization, self.actor),
            "reveal": kwargs.get("reveal") or RevealForm(),
            "contact": kwargs.get("contact"),
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        """Show the contact in full, against a reason that is kept."""
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(reveal=form), status=422)
        shown = accounts.reveal_contact(organization=self.subject, actor=self.actor, **form.cleaned_data)
        return self.render_to_response(self.get_context_data(contact=shown))


class OrganizationMove(Action):
    """Verify, return, suspend or restore."""

    def get_subject(self) -> Organization:
        return get_object_or_404(Organization.objects.visible_to(self.actor), code=self.kwargs["code"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        name = self.kwargs["move"]
        if name not in ORGANIZATION.by_name:
            raise Http404
        words = {"note": request.POST.get("note", "")[:500], "reason": request.POST.get("reason", "")}
        lifecycle.move(self.subject, name, actor=self.actor, **words)
        told = {"step": ORGANIZATION.by_name[name].label, "name": self.subject.name}
        messages.success(request, _("已%(step)s：%(name)s") % told)
        back = "operator-organizations" if self.subject.sort in self.actor.serves else "profile"
        return HttpResponseRedirect(reverse(back))
