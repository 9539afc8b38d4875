"""How many people are wanted, and how ripe a technology is."""

import pytest

from tests.demands.vocabulary import read, value, values, words

HEADCOUNTS = [
    ("需要20名学生", 20),
    ("招二十人", 20),
    ("计划招收订单班30-40人", 40),
    ("每年培养五十名现场工程师", 50),
    ("想要3个实习生", 3),
    ("缺两个焊工", 2),
    ("招5个硕士", 5),
    ("公司有员工300人，想招10名技术员", 10),
    ("岗位：测试工程师 人数：6", 6),
    ("招聘工艺工程师3名、设备工程师2名", 5),
    ("需求人数：15人", 15),
    ("接收10来个学生实习", 10),
    ("联合培养博士2-3名", 3),
    ("学徒100人左右", 100),
    ("我们团队8个人", None),
    ("招人，三五个就行", 5),
    ("need 10 interns", 10),
    ("招收新型学徒 50 名", 50),
    ("共需要12人，其中硕士4人", 12),
    ("两个班，每班25人", 50),
    ("一批次20人的培训", 20),
    ("培训员工80人次", 80),
    ("要一名会PLC的技师", 1),
    ("招聘电工2人，钳工3人，数控操作工5人", 10),
    ("员工200多人的企业", None),
    ("输送毕业生不少于15名", 15),
    ("飞手若干", None),
    ("实习岗位10个", 10),
    ("提供20个实习名额", 20),
    ("首批拟招募 8 位学员", 8),
]
READINESS = [
    ("目前TRL4", 4, None),
    ("目前处于TRL 3级，希望达到TRL6", 3, 6),
    ("已做出样机", 5, None),
    ("完成小试，准备中试", 4, 6),
    ("技术成熟度5级", 5, None),
    ("从TRL4提升到TRL7", 4, 7),
    ("还停留在实验室阶段，要做到量产", 3, 9),
    ("已经小批量试产，要实现批量生产", 8, 9),
    ("想做出样机", None, 5),
    ("只有想法", 2, None),
    ("已完成中试", 6, None),
    ("原理样机已经跑通，需要工程样机", 4, 6),
    ("TRL：4→6", 4, 6),
    ("目标成熟度TRL8", None, 8),
    ("小试已经通过，还没有做中试", 4, 6),
    ("量产车型上出现异响", None, None),
    ("成熟度四级", 4, None),
    ("技术成熟度由3级提升到6级", 3, 6),
    ("已在实验室验证", 4, None),
    ("现有样机，目标定型", 5, 8),
    ("样机做完了，下一步想上产线验证", 5, 7),
    ("实验室里能做出来，放大不行", 4, None),
    ("currently TRL 3, target TRL 6", 3, 6),
    ("有样机了，明年要小批量", 5, 8),
    ("仿真验证做过了，要出样机", 3, 5),
]


@pytest.mark.parametrize(("text", "people"), HEADCOUNTS)
def test_headcount(text, people):
    assert value(f"人才培养。{text}", "headcount") == people


def test_a_list_of_posts_is_summed_and_each_post_is_shown():
    text = "招聘焊工10名、钳工5名"
    assert (value(text, "headcount"), words(text, "headcount")) == (15, ["10名", "5名"])


def test_a_challenge_has_no_headcount():
    text = "攻关焊缝跟踪精度不足的难题，希望教授团队派2名研究生驻厂一起开发算法"
    assert [value(text, "kind"), value(text, "headcount")] == ["challenge", None]


@pytest.mark.parametrize(("text", "now", "needed"), READINESS)
def test_readiness(text, now, needed):
    assert (value(text, "trl_now"), value(text, "trl_needed")) == (now, needed)


def test_readiness_says_how_it_understood_the_words():
    shown = next(one for one in read("已完成小试，要做到中试") if one.field == "trl_now")
    assert shown.why == "原文写“小试”，看作现在 TRL 4（实验室验证）"


@pytest.mark.parametrize(
    ("text", "mode", "degree"),
    [
        ("开设订单班，招高职学生30名", "order_class", "college"),
        ("新型学徒制，中职学生20名", "apprentice", "secondary"),
        ("现场工程师联合培养，本科", "field_engineer", "bachelor"),
        ("住企联合培养硕士5名", "internship_plus", "master"),
        ("1+X证书试点，招生40人", "certificate", None),
        ("联合培养工程博士2名", "joint_degree", "doctor"),
        ("我们团队有三名博士，想招20名技工", None, None),
    ],
)
def test_mode_and_degree(text, mode, degree):
    assert (value(text, "mode"), value(text, "degree")) == (mode, degree)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("招10名学生，机械、自动化等专业", ["机械", "自动化"]),
        ("招10名学生，车辆工程和电气工程相关专业优先", ["车辆工程", "电气工程"]),
        ("招10名学生，对口专业", None),
        ("共建微专业，招10名学生", None),
    ],
)
def test_majors(text, names):
    assert value(text, "majors") == names


def test_skills_are_named_once_each_in_the_order_of_the_text():
    assert values("招5名学生，会五轴编程、PLC和五轴联动", "skills") == ["五轴加工", "PLC编程"]
