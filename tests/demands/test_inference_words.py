"""Kind, chain node, park, terms of cooperation and title: what the words of a paragraph say."""

import pytest

from apps.demands.inference import TermMatcher, infer
from apps.demands.inference.choices import CHOICES
from apps.demands.inference.cues import KINDS
from apps.demands.inference.title import MAX_TITLE
from apps.demands.kinds.challenge import APPROACHES, IP
from apps.demands.kinds.talent import DEGREES, MODES
from apps.demands.models import Demand
from tests.demands.vocabulary import TODAY, read, value, values, words

KIND_TEXTS = [
    ("challenge", "气泡法测不出微小泄漏，想找实验室一起做方法"),
    ("challenge", "想借一台扫描电镜看断口"),
    ("challenge", "焊缝跟踪精度不够，希望团队派2名研究生一起开发算法"),
    ("challenge", "细胞培养的pH波动大，培养基配方要优化"),
    ("challenge", "老工人退休后没人会研磨，想开发一套自动研磨系统"),
    ("challenge", "We have a failure of the seal and need a solution"),
    ("talent", "联合培养 20 名现场工程师"),
    ("talent", "自动化产线的故障没人会修，想和学校培养一批技术员，15人"),
    ("talent", "检测岗位招不到人，推荐5个应届硕士"),
    ("talent", "给车间50名员工做机器人操作培训"),
    ("talent", "缺焊工，搞个学徒制也行，师傅带"),
    ("talent", "We want to recruit 10 graduates"),
]
NODE_TEXTS = [
    ("做碳化硅外延的", "ic-fab-wbg"),
    ("五轴机床主轴热变形", "equip-mtool-cnc"),
    ("深海密封件微小泄漏", "equip-marine-seal"),
    ("CAR-T病毒载体滴度不稳定", "bio-drug-cgt"),
    ("EDA工具国产化", "ic-design-eda"),
    ("海底观测网水声通信误码", "green-ocean-observe"),
    ("跨境支付反洗钱可疑交易识别", "fin-tech-reg"),
    ("蓝藻水华暴发预报", "green-env-ecology"),
    ("动力电池BMS热失控预警", "nev-power-bms"),
    ("自动化码头无人集卡定位漂移", "ship-port-auto"),
    ("飞机铆接装配钳工", "aero-craft-assembly"),
    ("芯片公司", "ic"),
]


@pytest.mark.parametrize(("kind", "text"), KIND_TEXTS)
def test_kind(kind, text):
    assert value(text, "kind") == kind


def test_a_text_without_a_single_cue_gets_the_first_kind_and_says_so():
    shown = next(one for one in read("今天天气很好啊朋友们") if one.field == "kind")
    assert (shown.value, shown.why) == ("challenge", "没有看到招人、培养的说法，先按这一类填")


@pytest.mark.parametrize(("text", "code"), NODE_TEXTS)
def test_the_first_node_is_the_closest(text, code):
    assert values(text, "node")[0] == code


def test_a_precise_node_comes_before_its_industry():
    assert values("我们是芯片公司，做光刻胶，想解决芯片光刻胶显影的线宽问题", "node")[0] == "ic-material-chem"


def test_what_customers_do_weighs_less_than_what_we_do():
    assert values("给下游动力电池厂供密封圈，密封圈老化", "node")[0] == "equip-marine-seal"


@pytest.mark.parametrize("text", ["basic research", "TOPIC", "ROVER", "35G"])
def test_a_term_is_never_half_a_latin_word(text):
    terms = TermMatcher([("IC", "ic", "集成电路"), ("ROV", "rov", "水下机器人"), ("5G", "net", "5G")])
    assert [one for one in infer(text, terms=terms, today=TODAY) if one.field == "node"] == []


def test_schools_are_no_industry():
    assert values("想和电机学院、海洋大学合作", "node") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我们在大飞机产业园", "aircraft-park"),
        ("公司在大飞机园区", "aircraft-park"),
        ("位于生命蓝湾", "life-bay"),
        ("在ＡＩ创新港", "ai-port"),
        ("大飞机复材件", None),
        ("我们不在东方芯港", None),
    ],
)
def test_park(text, code):
    assert value(text, "park") == code


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("希望合作研发攻关难题", "approach", "joint"),
        ("想委托贵校做失效分析", "approach", "commission"),
        ("有现成的成果可以买断，解决结垢难题", "approach", "transfer"),
        ("攻关难题，知识产权双方共有", "ip", "shared"),
        ("攻关难题，专利归我们公司", "ip", "own"),
        ("攻关难题，知识产权可谈", "ip", "negotiable"),
        ("揭榜挂帅解决难题", "open_call", True),
        ("解决难题", "open_call", None),
    ],
)
def test_terms_of_cooperation(text, field, expected):
    assert value(text, field) == expected


TITLES = [
    (
        "我们是做深海密封件的，现有的气泡法测不出微小泄漏，想找实验室一起做个方法，预算二十万左右，联系周岚。",
        "深海密封件：现有的气泡法测不出微小泄漏",
    ),
    ("您好！请问各位老师，我司燃机叶片涂层寿命不足，谢谢", "燃机叶片涂层寿命不足"),
    ("需求名称：海缆局部放电在线监测装置研发\n投入：三百五十万元", "海缆局部放电在线监测装置研发"),
    ("厂里缺焊工10名、钳工5名，月薪8000元", "缺焊工10名、钳工5名"),
    ("急！！！薄壁件变形超差0.15mm🙏🙏[捂脸]", "薄壁件变形超差0.15mm"),
    ("eVTOL电机控制器在45℃高温下过热降额", "eVTOL电机控制器在45℃高温下过热降额"),
]


@pytest.mark.parametrize(("text", "expected"), TITLES)
def test_title(text, expected):
    assert value(text, "title") == expected


def test_a_title_is_never_longer_than_forty_characters():
    clause = "大型薄壁铝合金壳体搅拌摩擦焊后圆度超差无法满足总装要求且返修多次仍然开裂变形严重影响交付进度"
    assert len(clause) > MAX_TITLE
    assert value(clause, "title") == clause[:MAX_TITLE]


def test_the_title_points_at_its_own_words():
    assert words("我们是做深海密封件的，气泡法测不出微小泄漏。", "title") == ["深海密封件", "气泡法测不出微小泄漏"]


def test_every_kind_and_choice_is_one_the_forms_know():
    assert list(KINDS) == [kind.slug for kind in Demand.kinds if not kind.derived]
    assert {value for value, _, _ in CHOICES["mode"]} == set(MODES)
    assert {value for value, _, _ in CHOICES["degree"]} == set(DEGREES)
    assert {value for value, _, _ in CHOICES["approach"]} == set(APPROACHES) - {"undecided"}
    assert {value for value, _, _ in CHOICES["ip"]} == set(IP)


def test_choices_are_called_what_the_form_calls_them():
    for field, options in {"mode": MODES, "degree": DEGREES, "approach": APPROACHES, "ip": IP}.items():
        assert {value: label for value, label, _ in CHOICES[field]}.items() <= options.items()
