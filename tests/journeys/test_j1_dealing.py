"""J1 to its end: a pasted demand, silence, reminder and hand-over on moved days, two signatures, acceptance, ratings.

The days are moved by handing the clock another today, as its own tests do: the platform has no door for that.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from apps.cooperation import services
from apps.cooperation.models import Case, Dealing
from apps.core import facts, workdays
from tests import personas
from tests.core import uploads
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.cooperation import MARKS
from tests.factories.matching import HELIUM, a_resource
from tests.factories.taxonomy import IndustryFactory, NodeFactory, ParkFactory, SkillFactory, TrackFactory
from tests.journeys.test_j1_demand_to_matches import FIRST_CARD, NEXT, PASTED, PUBLISH

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db]

QUEUES = ("now",)
PASSWORD = "Guan-chao-ting-lan-66"
MOST_INTERACTIONS = 100
PEOPLE = {"asker": "li_na", "answerer": "lin_yue", "centre": "sun_centre"}


@pytest.fixture(scope="module")
def people(rows):
    """A demand's owner, a resource's owner, the broker and the colleague he hands over to."""
    equipment = IndustryFactory(code="equip", name="高端装备")
    parts = TrackFactory(code="equip-part", name="关键基础件", industry=equipment)
    NodeFactory(code="equip-part-seal", name="密封与连接", parent=parts, terms=["密封件", "密封圈", "密封"])
    SkillFactory(code="helium", name="氦质谱检漏", aliases=["氦检"])
    ParkFactory(code="dongfang", name="东方芯港")
    found = {role: getattr(personas, name)() for role, name in PEOPLE.items()}
    a_resource(found["answerer"], "instrument", title="氦质谱检漏仪", text=HELIUM, price_per_hour=300)
    users = {role: actor.user for role, actor in found.items()}
    users["colleague"] = UserFactory(email="colleague@example.com", name="周同事")
    MembershipFactory(user=users["colleague"], organization=found["centre"].organization, role="centre_operator")
    for user in users.values():
        user.set_password(PASSWORD)
        user.save()
    return {role: user.email for role, user in users.items()}


@pytest.fixture
def desks(people, sit_down):
    """Everybody at a browser of their own; the asker is still a visitor."""
    hands = {role: sit_down() for role in people}
    for role in ("answerer", "centre", "colleague"):
        hands[role].open("/login/")
        log_in(hands[role], people[role])
        hands[role].arrive("/desk/")
    return hands


def log_in(hand, login: str) -> None:
    hand.fill("[name=username]", login)
    hand.fill("[name=password]", PASSWORD)
    hand.click("form.ds-panel button.btn-primary")


def the_clock_reaches(day: date) -> dict:
    while not workdays.is_workday(day):
        day += timedelta(days=1)
    with ThreadPoolExecutor(1) as apart:  # a connection of its own: committed at once, as by the beat
        return apart.submit(rung, day).result()


def rung(day: date) -> dict:
    try:
        return dict(services.tick(today=day))
    finally:
        connections.close_all()


def told(hand, words: str) -> None:
    """It stands in the inbox, and leads to where it can be done."""
    hand.open("/desk/inbox/")
    hand.page.get_by_text(words).first.wait_for()


def press(hand, move: str) -> None:
    hand.click(f"form[action$='/moves/{move}/'] button, a[href$='/moves/{move}/']")


def write(hand, what: str, **fields: str) -> None:
    """Fill the form of the page and send it; one that is folded away is opened first."""
    form = f"form[action$='/{what}/']:not([action*='moves'])"
    fold = hand.page.locator(f"details:not([open]):has({form}) > summary")
    if not hand.page.locator(f"{form} button[type=submit]").first.is_visible():
        hand.interactions += 1
        fold.first.click()
    for name, value in fields.items():
        hand.fill(f"{form} [name={name}]", value)
    hand.click(f"{form} button")


def test_from_a_pasted_demand_to_two_ratings(desks, people, capsys):
    asker, answerer, centre, colleague = (desks[role] for role in ("asker", "answerer", "centre", "colleague"))

    # paste → draft → log in → check → submit → suggestions
    asker.open("/")
    asker.fill("#ask", PASTED)
    asker.click("form.ds-ask button[type=submit]")
    asker.arrive("/demands/new/")
    asker.click(NEXT)
    asker.arrive("/login/")
    log_in(asker, people["asker"])
    asker.arrive("/demands/new/")
    asker.click(NEXT)
    asker.arrive(r"/demands/\d+/check/")
    asker.click(PUBLISH)
    asker.page.locator(FIRST_CARD).first.wait_for()

    # 先审后发: the centre publishes, the owner proposes
    centre.open("/operator/demands/")
    centre.click("form[action$='/moves/publish/'] button")
    asker.page.reload()
    asker.look("10-matches")
    asker.click(f"{FIRST_CARD} .ds-match__foot a.btn-primary")
    asker.arrive("/dealings/new/")
    asker.look("11-propose")
    asker.click("main form button[type=submit]")
    asker.arrive(r"/dealings/\d+/")
    dealing = Dealing.objects.get()
    page = dealing.get_absolute_url()
    asker.look("12-proposed")
    told(answerer, "有一条新的对接等您答复")

    # nobody answers: reminder, escalation, hand-over, each on its day
    last = {row.stage: row.due_on for row in dealing.deadlines.open()}
    assert the_clock_reaches(last["remind"]) == {}
    assert the_clock_reaches(last["remind"] + timedelta(days=1)) == {"remind": 1}
    told(answerer, "有一条对接到期等您答复")
    answerer.look("13-reminded")
    assert the_clock_reaches(last["escalate"] + timedelta(days=1)) == {"escalate": 1}
    told(centre, "有一条对接催办后仍无答复，请您跟进")
    assert the_clock_reaches(last["hand_over"] + timedelta(days=1)) == {"hand_over": 1}
    told(centre, "有一条对接一直没有答复，已转由您接手")
    told(asker, "对方一直没有答复，已由专员接手")
    assert Case.objects.get().state == "open"

    # the broker gives it to a colleague, who looks in
    centre.open("/operator/dealings/?flag=silent")
    centre.look("14-board")
    centre.click("[name=pk]")
    centre.page.select_option("#to-broker", label="周同事（促进中心专员）")
    centre.interactions += 1
    centre.click("button[value=assign]")
    centre.page.get_by_text("办成 1 条").wait_for()
    told(colleague, "有一条事项派给了您")
    colleague.open(page)
    colleague.look("15-broker")
    assert Dealing.objects.get().broker.user.email == people["colleague"]

    # the answer opens contacts both ways
    answerer.open(page)
    answerer.look("16-asked")
    assert Dealing.objects.get().demand.contact_email not in answerer.page.content()
    press(answerer, "accept")
    if "/moves/" in answerer.page.url:
        answerer.look("17-accept")
        answerer.click("main form button.btn-primary")
    answerer.arrive(page)
    answerer.look("18-accepted")
    assert Dealing.objects.get().demand.contact_email in answerer.page.content()

    # the talk
    today = timezone.localdate()
    asker.open(page)
    press(asker, "negotiate")
    write(asker, "note", words="已电话沟通，先寄三件样品。")
    write(asker, "step", words="来校看设备", on=(today + timedelta(days=7)).isoformat())
    write(asker, "milestone", title="样件测完", due_on=(today + timedelta(days=60)).isoformat())
    asker.look("19-negotiating")

    # the papers: one side confirms the very version, the other brings the signed scan
    press(asker, "agree")
    asker.look("20-agreeing")
    agreement = "#paper-agreement"
    asker.fill(f"{agreement} [name=amount]", "18")
    asker.click(f"{agreement} form[action$='/paper/'] button")
    asker.page.locator(f"{agreement} a:has-text('Word')").wait_for()
    for _ in range(30):
        asker.page.reload()
        if asker.page.locator(f"{agreement} a:has-text('PDF')").count():
            break
        asker.page.wait_for_timeout(500)
    asker.look("21-paper")
    answerer.open(page)
    answerer.click(f"{agreement} form[action$='/confirm/'] button.btn-primary")
    answerer.look("22-confirmed")
    asker.page.reload()
    asker.click(f"{agreement} details:has([name=file]) > summary")
    scan = {"name": "签署件.pdf", "mimeType": "application/pdf", "buffer": uploads.pdf()}
    asker.take(f"{agreement} [name=file]", scan)
    asker.click(f"{agreement} form:has([name=file]) button")
    asker.arrive(page)
    paper = Dealing.objects.get().papers.get(kind="agreement")
    words = Dealing.objects.get().confirmations.order_by("side").values_list("side", "way", "sha256")
    assert [one[:2] for one in words] == [("answerer", "said"), ("asker", "scan")]
    assert words[0][2] == paper.sha256 and paper.pdf is not None

    # the work: a milestone with its evidence, what came of it, acceptance
    answerer.page.reload()
    answerer.look("23-running")
    answerer.fill("form[action$='/reach/'] [name=evidence]", "检测报告三份")
    answerer.click("form[action$='/reach/'] button")
    asker.page.reload()
    write(asker, "outcome", value="18", on=today.isoformat(), evidence="合同第三条")
    press(asker, "deliver")
    asker.look("24-deliver")
    asker.fill("#note", "漏率重复性达到约定指标")
    asker.click("main form button.btn-primary")
    asker.arrive(page)
    asker.look("25-delivered")

    # both rate; the cockpit counts it
    for hand, text in ((asker, "数据可靠"), (answerer, "样品准备充分")):
        hand.open(page)
        for name, points in MARKS.items():
            hand.interactions += 1
            hand.page.select_option(f"form[action$='/rate/'] [name={name}]", str(points))
        write(hand, "rate", words=text)
    answerer.look("26-done")
    done = Dealing.objects.get()
    assert (done.state, done.ratings.count()) == ("done", 2)
    assert facts.fact("cooperation.state.done").value == 1
    centre.open("/cockpit/")
    centre.look("27-cockpit")
    centre.open("/cockpit/rows/cooperation.outcome.amount/")
    assert done.demand.title in centre.page.inner_text("main") or "18" in centre.page.inner_text("main")
    counted = {role: hand.interactions for role, hand in desks.items()}
    with capsys.disabled():
        print(f"\nJ1 to its end, interactions: {counted}, together {sum(counted.values())}")
    assert sum(counted.values()) <= MOST_INTERACTIONS
    asker.open(page)
    assert asker.cut_off() == {"narrow": 0, "wide": 0}
