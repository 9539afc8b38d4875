"""Addresses of the portal, by subject. Every name has its row in `permissions.py`."""

from django.urls import path

from apps.portal.views import (
    accounts,
    demands,
    desk,
    home,
    imports,
    matches,
    membership,
    operator,
    organizations,
    resources,
    search,
    site,
)

handler400 = site.bad_request

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("ask/", home.Ask.as_view(), name="ask"),
    path("size/", site.Size.as_view(), name="size"),
    path("search/", search.Search.as_view(), name="search"),
    path("about/accessibility/", site.Accessibility.as_view(), name="accessibility"),
    path("about/privacy/", site.Privacy.as_view(), name="privacy"),
    # coming in
    path("login/", accounts.Login.as_view(), name="login"),
    path("logout/", accounts.Logout.as_view(), name="logout"),
    path("register/", accounts.Register.as_view(), name="register"),
    path("password/", accounts.ResetRequest.as_view(), name="password_reset"),
    path("password/<uidb64>/<token>/", accounts.ResetConfirm.as_view(), name="password_reset_confirm"),
    path("account/", accounts.Account.as_view(), name="account"),
    path("account/switch/", membership.Switch.as_view(), name="switch"),
    path("account/join/", membership.Join.as_view(), name="join"),
    # the desk
    path("desk/", desk.DeskHome.as_view(), name="desk"),
    path("desk/demands/", desk.OwnDemands.as_view(), name="desk-demands"),
    path("desk/resources/", desk.OwnResources.as_view(), name="desk-resources"),
    path("desk/profile/", membership.Profile.as_view(), name="profile"),
    path("desk/members/", membership.Members.as_view(), name="members"),
    path("desk/members/<int:pk>/<slug:move>/", membership.MemberMove.as_view(), name="member-move"),
    # demands
    path("demands/", demands.DemandSquare.as_view(), name="demands"),
    path("demands/export/", demands.DemandExport.as_view(), name="demand-export"),
    path("demands/new/", demands.DemandNew.as_view(), name="demand-new"),
    path("demands/new/forget/", demands.DraftDrop.as_view(), name="draft-drop"),
    path("demands/batch/", demands.DemandBatch.as_view(), name="demand-batch"),
    path("demands/<int:pk>/", demands.DemandDetail.as_view(), name="demand-detail"),
    path("demands/<int:pk>/edit/", demands.DemandEdit.as_view(), name="demand-edit"),
    path("demands/<int:pk>/check/", demands.DemandCheck.as_view(), name="demand-check"),
    path("demands/<int:pk>/undo/", demands.DemandUndo.as_view(), name="demand-undo"),
    path("demands/<int:pk>/moves/<slug:move>/", demands.DemandMove.as_view(), name="demand-move"),
    path("demands/<int:pk>/matches/", matches.DemandMatches.as_view(), name="demand-matches"),
    path("matches/<int:pk>/feedback/", matches.MatchFeedback.as_view(), name="match-feedback"),
    # resources
    path("resources/", resources.ResourceDirectory.as_view(), name="resources"),
    path("resources/export/", resources.ResourceExport.as_view(), name="resource-export"),
    path("resources/new/", resources.ResourceNew.as_view(), name="resource-new"),
    path("resources/batch/", resources.ResourceBatch.as_view(), name="resource-batch"),
    path("resources/<int:pk>/", resources.ResourceDetail.as_view(), name="resource-detail"),
    path("resources/<int:pk>/edit/", resources.ResourceEdit.as_view(), name="resource-edit"),
    path("resources/<int:pk>/check/", resources.ResourceCheck.as_view(), name="resource-check"),
    path("resources/<int:pk>/undo/", resources.ResourceUndo.as_view(), name="resource-undo"),
    path("resources/<int:pk>/confirm/", resources.ResourceConfirm.as_view(), name="resource-confirm"),
    path("resources/<int:pk>/moves/<slug:move>/", resources.ResourceMove.as_view(), name="resource-move"),
    # spreadsheets
    path("desk/imports/", imports.Imports.as_view(), name="imports"),
    path("desk/imports/templates/<slug:family>/<slug:kind>/", imports.ImportSheet.as_view(), name="import-template"),
    path("desk/imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
    path("desk/imports/<int:pk>/columns/", imports.ImportRemap.as_view(), name="import-columns"),
    path("desk/imports/<int:pk>/apply/", imports.ImportApply.as_view(), name="import-apply"),
    path("desk/imports/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import-undo"),
    path("desk/imports/<int:pk>/cancel/", imports.ImportCancel.as_view(), name="import-cancel"),
    path("desk/imports/<int:pk>/failures/", imports.ImportFailures.as_view(), name="import-failures"),
    # operators
    path("operator/demands/", operator.DemandReview.as_view(), name="operator-demands"),
    path("operator/resources/", operator.ResourceReview.as_view(), name="operator-resources"),
    path("demands/<int:pk>/return/", operator.DemandReturn.as_view(), name="demand-return"),
    path("resources/<int:pk>/return/", operator.ResourceReturn.as_view(), name="resource-return"),
    path("operator/organizations/", operator.OrganizationQueue.as_view(), name="operator-organizations"),
    path("operator/organizations/<slug:code>/", operator.OrganizationReview.as_view(), name="operator-organization"),
    path("organizations/<slug:code>/moves/<slug:move>/", operator.OrganizationMove.as_view(), name="organization-move"),
    # organizations
    path("organizations/", organizations.OrganizationList.as_view(), name="organizations"),
    path("organizations/<slug:code>/", organizations.OrganizationDetail.as_view(), name="organization"),
]
