"""Addresses of the API; unknown ones below /api/ answer with a problem document too."""

from django.urls import path, re_path

from apps.api import schema  # noqa: F401  registers the security scheme
from apps.api.v1 import alliances, bases, catalogue, dealings, demands, events, mentors, notices, policies, resources
from apps.api.views import DocsView, SchemaView, missing

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", DocsView.as_view(), name="api-docs"),
    path("v1/kinds/", catalogue.KindsView.as_view(), name="api-kinds"),
    path("v1/organizations/", catalogue.OrganizationsView.as_view(), name="api-organizations"),
    *demands.FAMILY.paths,
    *resources.FAMILY.paths,
    *bases.FAMILY.paths,
    path("v1/bases/<int:pk>/figures/", bases.FiguresView.as_view(), name="api-base-figures"),
    *alliances.FAMILY.paths,
    path("v1/alliances/<int:pk>/members/", alliances.SeatsView.as_view(), name="api-alliance-members"),
    path("v1/alliance-members/<int:pk>/moves/", alliances.SeatMovesView.as_view(), name="api-alliancemember-moves"),
    *mentors.FAMILY.paths,
    *events.FAMILY.paths,
    path("v1/demands/<int:pk>/matches/", demands.DemandMatchesView.as_view(), name="api-demand-matches"),
    path("v1/notices/", notices.NoticesView.as_view(), name="api-notices"),
    path("v1/notices/read/", notices.NoticesReadView.as_view(), name="api-notices-read"),
    path("v1/public-notices/", notices.PublicNoticesView.as_view(), name="api-public-notices"),
    path("v1/policies/", policies.PoliciesView.as_view(), name="api-policies"),
    path("v1/policies/<int:pk>/", policies.PolicyView.as_view(), name="api-policy"),
    path("v1/policy-items/", policies.PolicyItemsView.as_view(), name="api-policy-items"),
    path("v1/policy-check/", policies.PolicyCheckView.as_view(), name="api-policy-check"),
    path("v1/dealings/", dealings.DealingsView.as_view(), name="api-dealings"),
    path("v1/dealings/<int:pk>/", dealings.DealingView.as_view(), name="api-dealing"),
    path("v1/dealings/<int:pk>/moves/", dealings.DealingMovesView.as_view(), name="api-dealing-moves"),
    path("v1/dealings/<int:pk>/notes/", dealings.DealingNotesView.as_view(), name="api-dealing-notes"),
    re_path(r"^.*$", missing, name="api-missing"),
]
