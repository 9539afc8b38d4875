"""The seven questions of the 体检: asked once, each prefilled from the fact that already answers it."""

from dataclasses import dataclass

from apps.accounts.roles import SORTS
from apps.core.criteria import CHOICE, FLAG, NUMBER, SET, Name

PLANS = {
    "new": "新建基地载体",
    "renovation": "改建基地载体",
    "project": "校企合作项目",
    "platform": "科创平台建设",
    "space": "校园扩建或容积率提升",
    "loan": "为产教融合项目融资",
    "talent": "订单班、新型学徒制或现场工程师",
    "none": "都没有",
}
BASES = {"none": "不是基地", "nurturing": "培育基地", "demonstration": "示范基地"}


@dataclass(frozen=True)
class Question:
    """One question: what it is called in criteria, how it is put, and the fact that answers it beforehand."""

    name: Name
    asks: str
    hint: str = ""
    fact: str = ""

    @property
    def slug(self) -> str:
        return self.name.slug


QUESTIONS = (
    Question(
        Name("sort", "单位类型", CHOICE, options={code: row.label for code, row in SORTS.items() if row.public}),
        "您是哪一类单位？",
        fact="accounts.sort",
    ),
    Question(Name("local", "在临港新片区注册或办学", FLAG), "注册地或办学地在临港新片区吗？", fact="accounts.in_area"),
    Question(Name("base", "产教融合基地身份", CHOICE, options=BASES), "是产教融合基地吗？", "以最近一次公布的名单为准"),
    Question(
        Name("agreements", "校企合作协议", NUMBER, "份"), "正在履行的校企合作协议有几份？", "没有请填 0；不清楚可以空着"
    ),
    Question(Name("plans", "今年的打算", SET, options=PLANS), "今年打算做哪些事？", "可以多选"),
    Question(Name("investment", "今年的投入", NUMBER, "万元"), "为这些事今年打算投入多少？", "单位万元，不含土地费用"),
    Question(Name("trusted", "没有严重失信记录", FLAG), "近三年没有严重失信记录，是吗？", "以信用平台查询结果为准"),
)
BY_SLUG = {question.slug: question for question in QUESTIONS}
