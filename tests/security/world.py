"""The things behind the matrix's addresses: each with an owner, so that for everybody else it is somebody else's."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from apps.accounts import scopes
from apps.accounts.actor import Actor
from apps.accounts.models import Membership
from apps.accounts.services import create_client, grant, invite
from apps.alliances.models import (
    Alliance,
    AllianceMember,
    Answer,
    Event,
    Question,
    Registration,
    Reply,
    Secretary,
    SharedItem,
    Survey,
)
from apps.bases.models import Base, Partner, SnapshotRow, Standing
from apps.cooperation.models import Case
from apps.core.files import store
from apps.core.models import Attachment
from apps.demands.models import Demand
from apps.listings import importer, services
from apps.matching.models import Match, MatchRun, WeightVersion
from apps.matching.services import start_full_run
from apps.mentors.models import Appointment, Grade, HourEntry, Mentor
from apps.notices import services as notices
from apps.notices.services import Draft
from apps.policies.services import subscribe
from apps.resources.models import Resource
from apps.universities.models import ResearchPlatform
from tests.factories.accounts import UserFactory
from tests.factories.cooperation import a_dealing
from tests.factories.policies import a_guide, a_policy, an_item
from tests.personas import PERSONAS

WORDS = "密封件在六十兆帕循环压力下微泄漏，现有气泡法测不出来，想要可重复的检测方法。"
STATES = {
    "draft": ("draft", "public"),
    "sent": ("submitted", "public"),
    "open": ("published", "public"),
    "matched": ("published", "matched"),
}
SCOPES = list(scopes.SCOPES)


def build() -> SimpleNamespace:
    actors = {name: maker() for name, maker in PERSONAS.items() if name != "machine"}
    world = SimpleNamespace(actors=actors, hailu="hailu", newcomer="newcomer", tokens=tokens(actors))
    machine, dongtan = Actor.system(), actors["wang_wei"].organization
    for prefix, (state, visibility) in STATES.items():
        demand = services.create(
            Demand, "challenge", {"title": "密封件微泄漏检测", "text": WORDS}, actor=actors["li_na"]
        )
        resource = services.create(Resource, "lab", {"title": "高压环境实验室", "text": WORDS}, actor=actors["lin_yue"])
        base = services.create(Base, "industry_base", {"title": "精密装备基地", "text": WORDS}, actor=actors["li_na"])
        alliance = services.create(
            Alliance, "sector_alliance", {"title": "精密装备联盟", "text": WORDS}, actor=actors["li_na"]
        )
        mentor = services.create(Mentor, "professor", {"title": "演示教师甲", "text": WORDS}, actor=actors["li_na"])
        Mentor.objects.filter(pk=mentor.pk).exclude(state=state).update(consented_at=timezone.now())
        pairs = {"demand": demand, "resource": resource, "base": base, "alliance": alliance, "mentor": mentor}
        for name, record in pairs.items():
            values = {"state": state, "visibility": visibility, "state_at": timezone.now()}
            type(record).objects.filter(pk=record.pk).update(**values)
            setattr(world, f"{prefix}_{name}", record.pk)
            if visibility == "matched":
                grant(subject=record, organization=dongtan, level=10, reason="匹配", actor=machine)
    come(world, actors)
    world.open_match = suggest(world.open_demand, world.open_resource)
    world.early_match = suggest(world.sent_demand, world.open_resource)
    world.full_run = start_full_run(actor=machine).pk
    world.proposed_dealing = a_dealing(actors["li_na"], actors["lin_yue"]).pk
    world.running_dealing = a_dealing(actors["li_na"], actors["lin_yue"], "running").pk
    world.case = Case.objects.get(demand__dealings=world.proposed_dealing).pk
    build_together(world, actors)
    sit_together(world, actors)
    world.batch = sheet(actors["lin_yue"])
    world.platform = ResearchPlatform.objects.create(organization=actors["lin_yue"].organization, name="演示平台").pk
    appointed(world, actors)
    world.attachment = file_of(Demand.objects.get(pk=world.sent_demand), actors["li_na"])
    world.invitation = invite(email="asked.in@example.com", role="enterprise_clerk", actor=actors["li_na"]).pk
    world.asking_member = asking(actors["li_na"].organization)
    publish(world, actors)
    policy = a_policy()
    world.open_policy, world.draft_policy = policy.pk, a_policy("draft").pk
    world.policy_item, _guide = an_item(policy).pk, a_guide(policy)
    world.subscription = subscribe(actor=actors["li_na"], lever="land").pk
    return world


def appointed(world: SimpleNamespace, actors) -> None:
    """演示大学 has appointed the open mentor and written an hour down; his unit asks for a level."""
    mentor, day = Mentor.objects.get(pk=world.open_mentor), timezone.localdate()
    term = {"unit": mentor.organization, "organization": actors["lin_yue"].organization, "post": "产业教授"}
    row = Appointment.objects.create(
        mentor=mentor, duties="授课", since=day, until=day + timedelta(days=300), state="active", **term
    )
    hour = HourEntry.objects.create(appointment=row, day=day, hours=2, what="第 1 讲", recorded_by=row.organization)
    expires = day + timedelta(days=900)
    grade = Grade.objects.create(mentor=mentor, level="senior", basis="演示证书", granted_on=day, expires_on=expires)
    world.appointment, world.hour, world.grade = row.pk, hour.pk, grade.pk


def come(world: SimpleNamespace, actors) -> None:
    """Four events of 海陆精工; 林悦 has a seat at the open one."""
    starts = timezone.now() + timedelta(days=7)
    times = {"starts": starts, "ends": starts + timedelta(hours=2), "mode": "onsite", "place": "演示大厦"}
    dongtan = actors["wang_wei"].organization
    for prefix, (state, visibility) in STATES.items():
        event = services.create(Event, "forum", {"title": "演示论坛", "text": WORDS, **times}, actor=actors["li_na"])
        values = {"state": state, "visibility": visibility, "state_at": timezone.now()}
        Event.objects.filter(pk=event.pk).update(**values)
        setattr(world, f"{prefix}_event", event.pk)
        if visibility == "matched":
            grant(subject=event, organization=dongtan, level=10, reason="匹配", actor=Actor.system())
    ask(world, actors)
    seat = Registration(event_id=world.open_event, user=actors["lin_yue"].user, state="seated")
    seat.organization = actors["lin_yue"].organization
    seat.save()
    world.seat, world.seat_code = seat.pk, seat.code


def ask(world: SimpleNamespace, actors) -> None:
    """A survey of the centre to everybody, answered by 演示大学, and a draft."""
    today = timezone.localdate()
    for name, state in (("open", "asked"), ("draft", "draft")):
        given = {"organization": actors["sun_centre"].organization, "opens": today, "closes": today + timedelta(days=9)}
        row = Survey.objects.create(title="演示调研", state=state, **given)
        question = Question.objects.create(survey=row, order=1, sort="text", text="卡在哪一步")
        setattr(world, f"{name}_survey", row.pk)
        if name == "open":
            answer = Answer.objects.create(survey=row, organization=actors["lin_yue"].organization)
            Reply.objects.create(answer=answer, question=question, text=WORDS)
            world.answer = answer.pk


def publish(world: SimpleNamespace, actors) -> None:
    """A notice told to one person, and two 公示 of the centre."""
    today, centre = timezone.localdate(), actors["sun_centre"]
    drafts = [notices.draft(Draft(f"演示公示 {n}", "演示正文"), actor=centre) for n in range(2)]
    opened = notices.publish(drafts[1], actor=centre, today=today)
    said = {"name": "演示群众", "contact": "13800000000", "text": "名单里有一家的材料与事实不符。"}
    objection = notices.object_to(opened, actor=Actor.anonymous(), today=today, **said)
    (told,) = notices.tell(actors["li_na"], about=opened, text="演示消息", topic="public-notice")
    said = notices.remark(category="wish", text="希望能按距离排序", page="/", actor=actors["li_na"])
    world.remark = said.pk
    world.draft_notice, world.open_notice = drafts[0].pk, opened.pk
    world.objection, world.told_notice = objection.pk, told.pk


def build_together(world, actors) -> None:
    """The open base at a level, with a night of its line; one university has agreed to build it, another is asked."""
    Standing.objects.create(base_id=world.open_base, state="nurturing", held="nurturing")
    for who, name, state in (("lin_yue", "agreed", "agreed"), ("wang_wei", "asked", "invited")):
        row = Partner.objects.create(
            base_id=world.open_base, organization=actors[who].organization, role="school", state=state
        )
        setattr(world, f"{name}_partner", row.pk)
    for prefix in STATES:
        base = getattr(world, f"{prefix}_base")
        SnapshotRow.objects.create(base_id=base, day="2026-11-01", fact="bases.partners", value=1)


def sit_together(world, actors) -> None:
    """At the open alliance one university is a member and lends its open resource, another asks, a house is invited."""
    alliance = Alliance.objects.get(pk=world.open_alliance)
    states = {"lin_yue": ("member", "approved"), "wang_wei": ("asking", "requested"), "he_jun": ("invited", "invited")}
    for who, (name, state) in states.items():
        seat = AllianceMember.objects.create(alliance=alliance, organization=actors[who].organization, state=state)
        setattr(world, f"{name}_seat", seat.pk)
    lent = {"about": "resources.resource", "about_id": world.open_resource}
    world.shared_item = SharedItem.objects.create(seat_id=world.member_seat, **lent).pk
    world.secretary = Secretary.objects.create(alliance=alliance, membership=actors["li_na"].membership).pk


def suggest(demand: int, resource: int) -> int:
    weights, _ = WeightVersion.objects.get_or_create(kind="challenge", number=1, defaults={"values": {"text": 1}})
    run = MatchRun.objects.create(
        demand_id=demand,
        trigger="manual",
        weights=weights,
        model="lexical",
        scorer="test",
        filters=[{"name": "published", "label": "已发布", "left": 1}],
    )
    row = Match.objects.create(demand_id=demand, resource_id=resource, run=run, rank=1, score=0.7, level=2)
    return row.pk


def sheet(actor) -> int:
    """A sheet 演示大学 has uploaded."""
    content = f"标题,说明\n高压环境实验室,{WORDS}\n".encode()
    return importer.receive(Resource, "lab", actor=actor, file_name="labs.csv", content=content).pk


def file_of(record, actor) -> int:
    """A file that somebody left with a record."""
    owner = {"organization_id": actor.organization_id, "organization_name": actor.organization_name}
    row = Attachment(about=record, name="图纸.txt", type="text/plain", size=2, sha256=store.keep(b"ok"), **owner)
    row.save()
    return row.pk


def asking(organization) -> int:
    """Somebody who asks to join 海陆精工."""
    user = UserFactory(email="asking@example.com", name="想加入")
    row = Membership(user=user, organization=organization, role="enterprise_clerk")
    row.save()
    return row.pk


def tokens(actors) -> dict[str, str]:
    def key(who: str, scopes: list[str]) -> str:
        return create_client(organization=actors[who].organization, scopes=scopes, actor=Actor.system())[1]

    return {
        "hailu_key": key("li_na", SCOPES),
        "yanshi_key": key("lin_yue", SCOPES),
        "reading_key": key("li_na", ["demand:read"]),
        "wrong_key": "lg_" + "x" * 43,
        "no_key": "",
    }
