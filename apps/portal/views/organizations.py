"""The page of one organization: who it is, what it needs and what it offers."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404

from apps.accounts.filters import OrganizationFilter
from apps.accounts.models import Organization
from apps.accounts.roles import SORTS
from apps.core import rules, text
from apps.demands.models import Demand
from apps.portal import presenting, profiling
from apps.portal.views.base import Page
from apps.resources.models import Resource

SHOWN, PER_PAGE = 6, 24


class OrganizationList(Page):
    """Verified organizations, by sort and by words."""

    template_name = "portal/organizations/list.html"

    def get_context_data(self, **kwargs):
        params = self.request.GET.copy()
        params.pop("state", None)
        rows = OrganizationFilter(params, queryset=Organization.objects.public()).qs.select_related("park")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "sorts": [(sort.code, sort.label) for sort in SORTS.values() if sort.public],
            "sort": params.get("sort", ""),
            "query_text": params.get("q", "")[:100],
        }


class OrganizationDetail(Page):
    """Public rows only, whoever looks: what is private is found at its owner's desk."""

    template_name = "portal/organizations/detail.html"

    def get_subject(self) -> Organization:
        rows = Organization.objects.visible_to(self.actor).select_related("parent")
        return get_object_or_404(rows, code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        organization = self.subject
        demands = Demand.objects.public().filter(organization=organization)
        resources = Resource.objects.public().filter(organization=organization)
        return super().get_context_data(**kwargs) | {
            "organization": organization,
            "demands": presenting.rows(demands)[:SHOWN],
            "demand_count": demands.count(),
            "resources": presenting.rows(resources)[:SHOWN],
            "resource_count": resources.count(),
            "contact": self._contact(organization),
            "part": profiling.public_part(organization),
        }

    def _contact(self, organization: Organization) -> dict:
        if rules.allowed(self.actor, "contact", organization) and not self.actor.is_staff_side:
            return {"name": organization.contact_name, "phone": organization.contact_phone}
        return {"name": text.mask_name(organization.contact_name), "phone": text.mask_phone(organization.contact_phone)}
