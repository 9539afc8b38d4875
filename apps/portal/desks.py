"""One row per audience: the menu, the numbers and the to-dos of its desk (工作台). A later issue adds entries here."""

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership, Organization
from apps.alliances.models import Alliance, Event
from apps.bases.lifecycle import DEMONSTRATION, NURTURING, RECTIFICATION
from apps.bases.models import Base
from apps.core import facts
from apps.core.templatetags.ui import moment_cn, short_date_cn
from apps.demands.models import Demand
from apps.listings.lifecycle import DRAFT, PUBLISHED, RETURNED, SUBMITTED
from apps.matching.models import Match
from apps.mentors.models import Appointment, Mentor
from apps.notices.models import Notice, Objection
from apps.policies.models import Policy
from apps.portal.desk_alliances import ANSWER_SEAT, APPROVE_SEAT, KEEPING, OUR_ALLIANCES, SEATS
from apps.portal.desk_dealings import ANSWER, BROKER, BROKERING, DEALINGS
from apps.portal.desk_events import GOING, OUR_EVENTS, TODOS
from apps.portal.desk_mentors import AGREE, GRADES, HOURS, OUR_MENTORS
from apps.portal.desk_parts import Desk, Group, Rows, Tile, Todo, own, since, stale, title, to, to_itself, waiting
from apps.portal.sitemap import Entry
from apps.resources.models import Resource


def _returned(model: type[Model]) -> Todo:
    family = model._meta.model_name
    return Todo(
        "returned",
        _("补正"),
        "arrow-back-up",
        _("去补正"),
        own(model, RETURNED),
        title,
        lambda row: f"{row.kind_row.label} · 专员列了 {len(row.defects)} 处要改",
        to(f"{family}-edit"),
        f"desk-{family}s",
        "soon",
    )


def _drafts(model: type[Model]) -> Todo:
    family, note = model._meta.model_name, since(_("草稿放了"), "state_at")
    where, more = to(f"{family}-edit"), f"desk-{family}s"
    return Todo("draft", _("送审"), "edit", _("接着写"), own(model, DRAFT), title, note, where, more)


def _stale(model: type[Model]) -> Todo:
    family, note = model._meta.model_name, since(_("上次核实已过"), "checked_at")
    where, more = to(f"{family}-detail"), f"desk-{family}s"
    return Todo("stale", _("核实"), "refresh", _("去核实"), stale(model), title, note, where, more, "soon")


def matched(actor) -> QuerySet[Match]:
    """Public demands for which something of ours was suggested, best first."""
    rows = Match.objects.current().visible_to(actor).filter(resource__organization=actor.organization_id)
    return rows.select_related("demand__organization", "resource").order_by("-level", "-score")


def joining(actor) -> QuerySet[Membership]:
    if not actor.role_row.speaks:
        return Membership.objects.none()
    return Membership.objects.requested().filter(organization=actor.organization_id).select_related("user")


JOINING = Todo(
    "joining",
    _("同意加入"),
    "user-plus",
    _("去处理"),
    joining,
    lambda row: f"{row.user.display_name} 申请加入本单位",
    lambda row: row.role_label,
    lambda row: reverse("members"),
    "members",
    "soon",
)

NEWS = Todo(
    "news",
    _("消息"),
    "bell",
    _("去看"),
    lambda actor: Notice.objects.visible_to(actor).unread(),
    lambda row: row.text,
    lambda row: f"{row.topic_label} · {moment_cn(row.created_at)}",
    to_itself,
    "inbox",
)
OBJECTIONS = Todo(
    "objection",
    _("答复异议"),
    "message-circle",
    _("去答复"),
    lambda actor: Objection.objects.visible_to(actor).waiting().select_related("notice"),
    lambda row: row.notice.title,
    lambda row: f"{short_date_cn(row.created_at)}提出 · 公示到 {short_date_cn(row.notice.ends_on)}",
    lambda row: reverse("operator-notice", args=[row.notice_id]),
    "operator-notices",
    "soon",
)
HOME = Group("", (Entry(_("工作台"), "desk", "layout-dashboard"), Entry(_("消息"), "inbox", "bell")))
DUTY = Group(
    _("公示、日历与运行"),
    (
        Entry(_("公示与异议"), "operator-notices", "speakerphone"),
        Entry(_("工作日历"), "calendar", "calendar"),
        Entry(_("文书模板"), "templates", "file-text"),
        Entry(_("匹配运行"), "operator-matching", "arrows-exchange"),
        Entry(_("意见反馈"), "operator-feedback", "message-circle"),
    ),
)
BUILDING = Group(
    _("基地与联盟"),
    (
        Entry(_("我们的基地"), "desk-bases", "building-community"),
        Entry(_("共建邀请"), "desk-partnerships", "heart-handshake"),
        OUR_ALLIANCES,
        SEATS,
    ),
)
ABOUT, MEMBERS = Entry(_("单位资料"), "profile", "building"), Entry(_("成员"), "members", "users")
OUR_ENTERPRISE = Group(_("单位"), (ABOUT, Entry(_("企业资料"), "enterprise-profile", "id"), MEMBERS))
OUR_UNIVERSITY = Group(
    _("单位"),
    (
        ABOUT,
        Entry(_("高校资料"), "university-profile", "school"),
        Entry(_("专业与招生"), "enrolment", "list-details"),
        Entry(_("科研平台"), "platforms", "microscope"),
        MEMBERS,
    ),
)

ENTERPRISE = Desk(
    "enterprise",
    groups=(
        HOME,
        Group(
            _("我们的需求"),
            (
                DEALINGS,
                Entry(_("我的需求"), "desk-demands", "clipboard-list"),
                Entry(_("发布需求"), "demand-new", "edit"),
                Entry(_("批量导入"), "imports", "file-spreadsheet"),
            ),
        ),
        BUILDING,
        OUR_MENTORS,
        OUR_EVENTS,
        OUR_ENTERPRISE,
    ),
    tiles=(
        Tile(_("已发布"), _("条"), own(Demand, PUBLISHED), "desk-demands", "?state=published"),
        Tile(_("待审核"), _("条"), own(Demand, SUBMITTED), "desk-demands", "?state=submitted"),
        Tile(_("草稿与退回"), _("条"), own(Demand, DRAFT, RETURNED), "desk-demands", "?state=draft&state=returned"),
        Tile(
            _("收到候选"),
            _("条"),
            lambda actor: Match.objects.current().filter(demand__organization=actor.organization_id),
            "desk-demands",
            "?state=submitted&state=published",
        ),
    ),
    todos=(
        ANSWER,
        _returned(Demand),
        _returned(Base),
        JOINING,
        ANSWER_SEAT,
        APPROVE_SEAT,
        AGREE,
        HOURS,
        *TODOS,
        _drafts(Demand),
        _stale(Demand),
        NEWS,
    ),
    actions=(Entry(_("发布需求"), "demand-new", "plus"),),
)

UNIVERSITY = Desk(
    "university",
    groups=(
        HOME,
        Group(
            _("我们的资源"),
            (
                DEALINGS,
                Entry(_("资源"), "desk-resources", "database"),
                Entry(_("登记资源"), "resource-new", "plus"),
                Entry(_("批量导入"), "imports", "file-spreadsheet"),
            ),
        ),
        BUILDING,
        OUR_MENTORS,
        OUR_EVENTS,
        OUR_UNIVERSITY,
    ),
    tiles=(
        Tile(_("已发布"), _("条"), own(Resource, PUBLISHED), "desk-resources", "?state=published"),
        Tile(_("待审核"), _("条"), own(Resource, SUBMITTED), "desk-resources", "?state=submitted"),
        Tile(_("草稿与退回"), _("条"), own(Resource, DRAFT, RETURNED), "desk-resources", "?state=draft&state=returned"),
        Tile(_("该核实"), _("条"), stale(Resource), "desk-resources", "?stale=1"),
    ),
    todos=(
        ANSWER,
        _returned(Resource),
        _returned(Base),
        JOINING,
        ANSWER_SEAT,
        APPROVE_SEAT,
        AGREE,
        HOURS,
        *TODOS,
        _stale(Resource),
        _drafts(Resource),
        NEWS,
    ),
    actions=(
        Entry(_("登记资源"), "resource-new", "plus"),
        Entry(_("导入表格"), "imports", "upload"),
    ),
)


def organizations_waiting(actor) -> QuerySet[Organization]:
    return Organization.objects.waiting().served_by(actor)


def _review(model: type[Model]) -> Todo:
    family = model._meta.model_name
    return Todo(
        f"review-{family}",
        _("审核"),
        "clipboard-check",
        _("审核"),
        waiting(model),
        title,
        lambda row: f"{row.organization.name} · {row.kind_row.label} · {short_date_cn(row.submitted_at)}送审",
        to_itself,
        f"operator-{family}s",
    )


VERIFY = Todo(
    "verify",
    _("核验单位"),
    "building",
    _("核验"),
    organizations_waiting,
    lambda row: row.name,
    lambda row: f"{row.get_sort_display()} · {short_date_cn(row.created_at)}登记",
    lambda row: reverse("operator-organization", args=[row.code]),
    "operator-organizations",
)


def review_label(model: type[Model]) -> str:
    return _("待审核%(what)s") % {"what": model._meta.verbose_name}


WATCHING = Group("", (*HOME.entries, Entry(_("驾驶舱"), "cockpit", "chart-bar")))


def operator_desk(audience: str, *models: type[Model]) -> Desk:
    """A desk of the operators: the families to look at, one side to verify."""
    queues = {review_label(model): f"operator-{model._meta.model_name}s" for model in models}
    return Desk(
        audience,
        groups=(
            WATCHING,
            Group(
                _("审核"),
                (
                    *(Entry(label, where, "clipboard-check") for label, where in queues.items()),
                    Entry(_("核验单位"), "operator-organizations", "building"),
                ),
            ),
            *(BROKERING, OUR_EVENTS, *([KEEPING] if Mentor in models else []), DUTY),
        ),
        tiles=(
            *(Tile(review_label(one), _("条"), waiting(one), f"operator-{one._meta.model_name}s") for one in models),
            Tile(_("待核验单位"), _("家"), organizations_waiting, "operator-organizations"),
        ),
        todos=(
            BROKER,
            *map(_review, models),
            VERIFY,
            *([APPROVE_SEAT, GRADES] if Mentor in models else []),
            OBJECTIONS,
            NEWS,
        ),
    )


CENTRE = operator_desk("centre_operator", Demand, Base, Mentor, Event)
OFFICE = operator_desk("office_operator", Resource, Base)

LOOKING = Group(
    _("查看"),
    (
        Entry(_("需求广场"), "demands", "clipboard-list"),
        Entry(_("资源目录"), "resources", "database"),
        Entry(_("基地"), "bases", "building-community"),
        Entry(_("产业联盟"), "alliances", "users-group"),
    ),
)
POLICIES = Group(
    _("政策"),
    (
        Entry(_("全部政策"), "desk-policies", "file-text"),
        Entry(_("起草政策"), "policy-new", "plus"),
        Entry(_("导入政策"), "policy-import", "file-spreadsheet"),
    ),
)
REVIEWING = Group(_("审核"), (Entry(review_label(Alliance), "operator-alliances", "clipboard-check"),))
GUIDES = Todo(
    "guide",
    _("补办事指南"),
    "list-details",
    _("去写"),
    lambda actor: Policy.objects.without_guide(),
    title,
    lambda row: f"{row.get_department_display()} · {short_date_cn(row.guide_due)}前补齐",
    lambda row: reverse("policy-guide-edit", args=[row.pk]),
    "desk-policies",
    "soon",
)


def at_level(level: str) -> Rows:
    """Public bases of the kind the targets count, at one level."""
    return lambda actor: facts.fact(f"bases.{level}").rows


LEVELS = {DEMONSTRATION: _("示范基地"), NURTURING: _("培育基地"), RECTIFICATION: _("整改中基地")}
COMMITTEE = Desk(
    "committee",
    groups=(WATCHING, POLICIES, REVIEWING, LOOKING, BROKERING, OUR_EVENTS, DUTY),
    todos=(_review(Alliance), OBJECTIONS, GUIDES, NEWS),
    tiles=(
        Tile(_("公开需求"), _("条"), lambda actor: Demand.objects.public(), "demands"),
        Tile(_("公开资源"), _("条"), lambda actor: Resource.objects.public(), "resources"),
        Tile(
            _("已核验企业"),
            _("家"),
            lambda actor: Organization.objects.public().of_sort("enterprise"),
            "organizations",
            "?sort=enterprise",
        ),
        *(
            Tile(label, _("个"), at_level(level), "bases", f"?kind=industry_base&level={level}")
            for level, label in LEVELS.items()
        ),
    ),
    hint=_("申报评审和基地评价将在后续版本开放。"),
)
PLAIN = Desk("", groups=(HOME, LOOKING, GOING), todos=(NEWS,), hint=_("本期没有您的待办；先看看公开的需求和资源。"))

MENTOR = Desk(
    "mentor",
    groups=(HOME, OUR_MENTORS, LOOKING, GOING),
    todos=(*TODOS, NEWS),
    tiles=(
        Tile(_("我的卡片"), _("张"), lambda actor: Mentor.objects.filter(person=actor.user_id), "desk-mentors"),
        Tile(
            _("我的聘任"),
            _("份"),
            lambda actor: Appointment.objects.filter(mentor__person=actor.user_id),
            "appointments",
        ),
    ),
)

# Both operators share an audience; their role tells which side they serve.
BY_ROLE = {desk.audience: desk for desk in (CENTRE, OFFICE)}
BY_AUDIENCE = {desk.audience: desk for desk in (ENTERPRISE, UNIVERSITY, MENTOR, COMMITTEE)}


def desk_of(actor) -> Desk:
    """The desk of the actor's active membership."""
    return BY_ROLE.get(actor.role) or BY_AUDIENCE.get(actor.role_row.audience, PLAIN)
