"""求导师 meets the pool: a published mentor is suggested with facts of both sides; one who is paused or over is not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.core import lifecycle, outbox
from apps.listings import services as listings
from apps.matching import services
from apps.matching.models import Match
from apps.mentors import services as mentors
from apps.mentors.models import Mentor
from apps.resources.models import Resource
from tests.core import uploads
from tests.factories.matching import a_demand

pytestmark = pytest.mark.django_db
WANTED = "班组长的密封技术培训缺一位讲过氦质谱检漏的老师，32 课时，每周一次，想请人带职工做密封件泄漏实验。"
SEALS = "教密封技术二十年，带过氦质谱检漏和高压密封件泄漏实验，讲过两轮密封技术课，能带学员自己装夹、判读。"
HERBS = "种了二十年中药材，懂轮作、育苗和采收，能带学生认药、辨伪，在标本馆做过讲解。"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_mentor(unit, desk, **data):
    """Entered by his unit, consented to on paper, published by the desk."""
    card = listings.create(Mentor, "professor", data | {"park": "东方芯港"}, actor=unit)
    mentors.agree(card, actor=unit, paper=SimpleUploadedFile("同意书.pdf", uploads.pdf(), "application/pdf"))
    lifecycle.move(card, "submit", actor=unit)
    return lifecycle.move(card, "publish", actor=desk)


@pytest.fixture
def sealer(tree, lin_yue, sun_centre):
    data = {"title": "演示导师甲", "text": SEALS, "post": "教授", "years": 20, "teaches": ["密封技术", "氦质谱检漏"]}
    return a_mentor(lin_yue, sun_centre, **data)


@pytest.fixture
def herbalist(tree, wang_wei, sun_centre):
    return a_mentor(wang_wei, sun_centre, title="演示导师乙", text=HERBS, teaches=["中药材种植"])


@pytest.fixture
def wanted(tree, li_na):
    details = {"ladder": "professor", "tasks": ["staff"], "subjects": ["氦质谱检漏"], "hours": 32}
    return a_demand(li_na, "mentor", title="密封技术培训求老师", text=WANTED, park="东方芯港", **details)


def suggested(demand) -> list[str]:
    services.match(demand=demand)
    return [row.resource.title for row in Match.objects.current().of_demand(demand)]


def test_a_published_mentor_is_suggested_with_facts_of_both_sides(wanted, sealer, herbalist):
    assert suggested(wanted) == ["演示导师甲"]
    row = Match.objects.current().of_demand(wanted).get()
    assert row.resource.kind == "mentor"
    assert {reason["feature"]: reason["text"] for reason in row.reasons} == {
        "text": "两边都写到“密封件泄漏实验”“氦质谱检漏”。"
        "需求：想请人带职工做密封件泄漏实验 / 资源：带过氦质谱检漏和高压密封件泄漏实验",
        "chain": "同在“密封与连接”环节（高端装备）",
        "subjects": "课程与方向对得上：氦质谱检漏",
        "park": "都在东方芯港",
    }
    assert row.gap_texts == []


def test_his_card_stays_out_of_other_demands(leak, sealer, chamber):
    assert suggested(leak) == ["高压环境模拟舱"]


@pytest.mark.parametrize("how", ["paused", "taken back", "over"])
def test_one_who_is_paused_or_over_is_suggested_no_more(wanted, sealer, lin_yue, how):
    assert suggested(wanted) == ["演示导师甲"]
    if how == "paused":
        lifecycle.move(sealer, "close", actor=lin_yue, reason="other")
    elif how == "taken back":
        mentors.take_back(sealer, actor=lin_yue)
    else:
        Resource.objects.filter(kind="mentor").update(valid_until=timezone.localdate() - timedelta(days=1))
    outbox.drain()
    assert suggested(wanted) == []
