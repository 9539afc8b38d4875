"""Addresses of the portal, by subject. Every name has its row in `permissions.py`."""

from django.urls import path

from apps.demands.models import Demand
from apps.portal import routes
from apps.portal.views import (
    accounts,
    attachments,
    calendar,
    demands,
    desk,
    home,
    imports,
    inbox,
    matches,
    membership,
    operator,
    organizations,
    profiles,
    public_notices,
    resources,
    search,
    site,
    universities,
)
from apps.resources.models import Resource

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
    path("desk/profile/", membership.Profile.as_view(), name="profile"),
    path("desk/profile/confirm/", profiles.OrganizationConfirm.as_view(), name="profile-confirm"),
    path("desk/codes/", profiles.Codes.as_view(), name="codes"),
    path("desk/enterprise/", profiles.EnterpriseOwnProfile.as_view(), name="enterprise-profile"),
    path("desk/enterprise/confirm/", profiles.EnterpriseConfirm.as_view(), name="enterprise-profile-confirm"),
    path("desk/university/", profiles.UniversityOwnProfile.as_view(), name="university-profile"),
    path("desk/university/confirm/", profiles.UniversityConfirm.as_view(), name="university-profile-confirm"),
    path("desk/enrolment/", universities.Enrolment.as_view(), name="enrolment"),
    path("desk/enrolment/<int:year>/", universities.EnrolmentReport.as_view(), name="enrolment-report"),
    path("desk/platforms/", universities.Platforms.as_view(), name="platforms"),
    path("desk/platforms/new/", universities.PlatformNew.as_view(), name="platform-new"),
    path("desk/platforms/<int:pk>/", universities.PlatformEdit.as_view(), name="platform-edit"),
    path("desk/platforms/<int:pk>/funding/", universities.PlatformReport.as_view(), name="platform-funding"),
    path("desk/members/", membership.Members.as_view(), name="members"),
    path("desk/members/<int:pk>/<slug:move>/", membership.MemberMove.as_view(), name="member-move"),
    # families of listings
    *routes.family(Demand, demands),
    *routes.family(Resource, resources),
    path("demands/new/forget/", demands.DraftDrop.as_view(), name="draft-drop"),
    path("demands/<int:pk>/matches/", matches.DemandMatches.as_view(), name="demand-matches"),
    path("matches/<int:pk>/feedback/", matches.MatchFeedback.as_view(), name="match-feedback"),
    # spreadsheets
    path("desk/imports/", imports.Imports.as_view(), name="imports"),
    path("desk/imports/templates/<slug:family>/<slug:kind>/", imports.ImportSheet.as_view(), name="import-template"),
    path("desk/imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
    path("desk/imports/<int:pk>/columns/", imports.ImportRemap.as_view(), name="import-columns"),
    path("desk/imports/<int:pk>/apply/", imports.ImportApply.as_view(), name="import-apply"),
    path("desk/imports/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import-undo"),
    path("desk/imports/<int:pk>/cancel/", imports.ImportCancel.as_view(), name="import-cancel"),
    path("desk/imports/<int:pk>/failures/", imports.ImportFailures.as_view(), name="import-failures"),
    # attachments
    path("files/new/<slug:app>/<slug:model>/<int:pk>/", attachments.Attach.as_view(), name="attach"),
    path("files/<int:pk>/", attachments.Download.as_view(), name="attachment"),
    path("files/<int:pk>/remove/", attachments.Remove.as_view(), name="attachment-remove"),
    # operators
    path("operator/organizations/", operator.OrganizationQueue.as_view(), name="operator-organizations"),
    path("operator/organizations/<slug:code>/", operator.OrganizationReview.as_view(), name="operator-organization"),
    path("organizations/<slug:code>/moves/<slug:move>/", operator.OrganizationMove.as_view(), name="organization-move"),
    # notices and 公示; the working-day calendar
    path("desk/inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("desk/inbox/read/", inbox.InboxRead.as_view(), name="inbox-read"),
    path("desk/inbox/settings/", inbox.InboxSettings.as_view(), name="inbox-settings"),
    path("desk/inbox/<int:pk>/", inbox.NoticeOpen.as_view(), name="notice-open"),
    path("notices/", public_notices.PublicNotices.as_view(), name="public-notices"),
    path("notices/<int:pk>/", public_notices.PublicNoticeDetail.as_view(), name="public-notice"),
    path("notices/<int:pk>/object/", public_notices.PublicNoticeObject.as_view(), name="public-notice-object"),
    path("notices/<int:pk>/moves/<slug:move>/", public_notices.PublicNoticeMove.as_view(), name="publicnotice-move"),
    path("operator/notices/", public_notices.OperatorNotices.as_view(), name="operator-notices"),
    path("operator/notices/new/", public_notices.OperatorNoticeForm.as_view(), name="operator-notice-new"),
    path("operator/notices/<int:pk>/", public_notices.OperatorNotice.as_view(), name="operator-notice"),
    path("operator/notices/<int:pk>/edit/", public_notices.OperatorNoticeEdit.as_view(), name="operator-notice-edit"),
    path("operator/objections/<int:pk>/<slug:move>/", public_notices.ObjectionMove.as_view(), name="objection-move"),
    path("operator/calendar/", calendar.CalendarYears.as_view(), name="calendar"),
    path("operator/calendar/<int:year>/", calendar.CalendarYearPage.as_view(), name="calendar-year"),
    # organizations
    path("organizations/", organizations.OrganizationList.as_view(), name="organizations"),
    path("organizations/<slug:code>/", organizations.OrganizationDetail.as_view(), name="organization"),
]
