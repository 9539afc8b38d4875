"""The papers of a dealing: what 意向书 and 协议 say, and every place filled in from what the platform truly knows.

Nothing is invented: what nobody has written down stays a line to write on.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from apps.cooperation.models import Dealing, Milestone
from apps.core import documents
from apps.core.documents import Field

BLANK, BLANK_DAY = "＿" * 8, "＿＿＿＿年＿＿月＿＿日"
YUAN = 10_000  # of one 万元
EXAMPLE = "示例（待管委会确认）：本文本供参考，签署前请双方自行审阅并补齐空白处。"
PARTIES = (
    "甲方（需求方）：{{ party_a }}",
    "统一代码：{{ party_a_code }}　地址：{{ party_a_address }}",
    "乙方（资源方）：{{ party_b }}",
    "统一代码：{{ party_b_code }}　地址：{{ party_b_address }}",
)
DEMAND, RESOURCE = "“{{ demand }}”（{{ demand_code }}）", "“{{ resource }}”（{{ resource_code }}）"
STEPS = ("{%p for row in steps %}", "（{{ row.number }}）{{ row.day }}前完成：{{ row.what }}。", "{%p endfor %}")
SIGNED = ("甲方授权代表（签字）：＿＿＿＿＿＿＿＿", "乙方授权代表（签字）：＿＿＿＿＿＿＿＿")
FIELDS = {
    "code": Field("对接编号", "DJ-2026-00042"),
    "edition": Field("第几版", "1"),
    "party_a": Field("需求方名称", "海陆精工（演示）"),
    "party_a_code": Field("需求方统一社会信用代码", "91999999MA00000000"),
    "party_a_address": Field("需求方地址", "临港新片区示例路 1 号"),
    "party_b": Field("资源方名称", "演示大学"),
    "party_b_code": Field("资源方统一社会信用代码或学校标识码", "4199999999"),
    "party_b_address": Field("资源方地址", "临港新片区示例路 2 号"),
    "demand": Field("需求标题", "金属密封件微小泄漏检测方法"),
    "demand_code": Field("需求编号", "XQ-000001"),
    "resource": Field("资源标题", "氦质谱检漏仪"),
    "resource_code": Field("资源编号", "ZY-000001"),
    "budget": Field("需求中写明的拟投入资金", "20 万元（200,000 元）"),
    "amount": Field("双方约定的金额", "18 万元（180,000 元）"),
    "starts": Field("开始日期", "2026年12月1日"),
    "ends": Field("结束日期", "2027年5月31日"),
    "steps": Field("里程碑", "样件测完", parts={"number": "序号", "day": "计划完成", "what": "内容"}),
}

documents.declare(
    "dealing_intent",
    label="合作意向书",
    title="合作意向书",
    head=False,
    fields=FIELDS,
    signers=("甲方", "乙方"),
    body=(
        EXAMPLE,
        "对接编号：{{ code }}　第 {{ edition }} 版",
        *PARTIES,
        "双方经平台对接并当面商谈，愿意就下列事项合作：",
        f"一、内容。甲方提出需求{DEMAND}，乙方以{RESOURCE}参与。",
        "二、投入。甲方在需求中写明拟投入 {{ budget }}；双方初步商定 {{ amount }}，以正式协议为准。",
        "三、时间。自 {{ starts }} 起，至 {{ ends }} 止。",
        "四、初步安排：",
        *STEPS,
        "五、下一步。双方在＿＿＿＿年＿＿月＿＿日前商定正式协议；到期没有商定的，本意向书自行失效。",
        "六、保密。一方交给另一方的技术资料和商业信息，未经书面同意不得向第三方提供。",
        "七、性质。本意向书记载合作意愿，除第六条外不作为追究责任的依据。",
        *SIGNED,
    ),
)
documents.declare(
    "dealing_agreement",
    label="合作协议",
    title="合作协议",
    head=False,
    fields=FIELDS,
    signers=("甲方", "乙方"),
    body=(
        EXAMPLE,
        "对接编号：{{ code }}　第 {{ edition }} 版",
        *PARTIES,
        f"一、合作内容。乙方以{RESOURCE}为甲方的需求{DEMAND}提供服务。",
        "二、合作期限。自 {{ starts }} 起，至 {{ ends }} 止；需要延长的，双方另行书面约定。",
        "三、金额与支付。合作金额为 {{ amount }}；支付方式和时间：＿＿＿＿＿＿＿＿＿＿＿＿。",
        "四、里程碑：",
        *STEPS,
        "五、甲方责任。按约提供样品、资料和现场条件，按约付款，在里程碑完成后＿＿个工作日内确认。",
        "六、乙方责任。按约投入人员和设备，保证结果真实可查，按里程碑提交完成依据。",
        "七、验收。里程碑全部完成后由甲方组织验收，写明结论和依据；有不同意见的，先由双方商量。",
        "八、成果归属。合作前各自的成果归各自所有；合作中产生的成果归＿＿＿＿＿＿＿＿所有。",
        "九、保密。一方交给另一方的技术资料和商业信息，未经书面同意不得向第三方提供，期限为＿＿年。",
        "十、变更与终止。双方书面同意可以变更或终止；一方不履行约定的，另一方可以要求改正，仍不改正的可以终止。",
        "十一、争议。先协商；协商不成的，提交＿＿＿＿＿＿＿＿解决。",
        "十二、本协议一式＿＿份，双方签字盖章后生效。",
        *SIGNED,
    ),
)
SLUGS = {"intent": "dealing_intent", "agreement": "dealing_agreement"}


def told(
    dealing: Dealing,
    milestones: Iterable[Milestone],
    *,
    edition: int,
    amount: Decimal | None,
    starts_on: date | None,
    ends_on: date | None,
) -> dict[str, Any]:
    """What is filled in."""
    steps = [{"number": n, "day": day(row.due_on), "what": row.title} for n, row in enumerate(milestones, start=1)]
    return {
        "code": dealing.code,
        "edition": edition,
        **party("party_a", dealing.asker),
        **party("party_b", dealing.answerer),
        "demand": dealing.demand.title,
        "demand_code": dealing.demand.code,
        "resource": dealing.resource.title,
        "resource_code": dealing.resource.code,
        "budget": money(dealing.demand.budget),
        "amount": money(amount),
        "starts": day(starts_on),
        "ends": day(ends_on),
        "steps": steps or [{"number": 1, "day": BLANK_DAY, "what": BLANK}],
        "date": BLANK_DAY,
    }


def party(name: str, organization: Any) -> dict[str, str]:
    return {
        name: organization.name,
        f"{name}_code": organization.uscc or organization.institution_code or BLANK,
        f"{name}_address": organization.address or BLANK,
    }


def day(value: date | None) -> str:
    return f"{value:%Y年%-m月%-d日}" if value else BLANK_DAY


def money(value: Decimal | None) -> str:
    """万元 with the yuan beside it."""
    return f"{value.normalize():f} 万元（{value * YUAN:,.0f} 元）" if value else f"{BLANK}万元"
