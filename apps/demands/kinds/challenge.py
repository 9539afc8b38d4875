"""技术攻关：a technical problem an enterprise wants solved, possibly as an open call (揭榜挂帅). [S1-2, S2]"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

from apps.core.errors import Defect
from apps.demands.demand import Demand, DemandDetails
from apps.listings.fields import Choice, Flag, Number, Text
from apps.listings.kinds import Kind

APPROACHES = {
    "joint": "合作研发",
    "commission": "委托开发",
    "transfer": "技术转让或许可",
    "consult": "技术咨询与服务",
    "undecided": "尚未确定",
}
IP = {"own": "归我方", "shared": "双方共有", "provider": "归承担方，我方可用", "negotiable": "面议"}


class ChallengeDetails(DemandDetails):
    problem = models.TextField("主要问题", blank=True)
    key_technology = models.TextField("技术关键", blank=True)
    goal = models.TextField("预期目标", blank=True)
    approach = models.CharField("解决方式", max_length=16, blank=True)
    trl_now = models.PositiveSmallIntegerField("现在的技术成熟度", null=True)
    trl_needed = models.PositiveSmallIntegerField("要达到的技术成熟度", null=True)
    ip = models.CharField("知识产权约定", max_length=16, blank=True)
    open_call = models.BooleanField("揭榜挂帅", default=False)

    class Meta:
        verbose_name = "技术攻关"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(trl_now=None)
                | models.Q(trl_needed=None)
                | models.Q(trl_needed__gte=models.F("trl_now")),
                name="challenge_trl_rises",
            )
        ]


def trl_rises(values: Mapping[str, Any], today: date) -> Defect | None:
    now, needed = values["trl_now"], values["trl_needed"]
    if now is not None and needed is not None and needed < now:
        return Defect("trl_needed", f"要达到的成熟度（{needed}）低于现在的（{now}）", f"请改为 {now} 或更高")
    return None


Demand.kinds.add(
    Kind(
        "challenge",
        "技术攻关",
        ChallengeDetails,
        icon="flask",
        hint="有一道技术难题，想找团队、实验室或成果一起解决",
        fields={
            "problem": Text(label="主要问题", max=2000, lines=4, aliases=("问题", "技术难题")),
            "key_technology": Text(label="技术关键", max=2000, lines=3, aliases=("关键技术",)),
            "goal": Text(label="预期目标", max=2000, lines=3, aliases=("目标", "技术指标")),
            "approach": Choice(label="解决方式", options=APPROACHES, aliases=("合作方式",)),
            "trl_now": Number(label="现在的技术成熟度", min=1, max=9, help="1 原理 — 9 已量产", aliases=("当前TRL",)),
            "trl_needed": Number(label="要达到的技术成熟度", min=1, max=9, aliases=("目标TRL",)),
            "ip": Choice(label="知识产权约定", options=IP, aliases=("知识产权",)),
            "open_call": Flag(label="揭榜挂帅", help="公开征集，择优揭榜", aliases=("揭榜",)),
        },
        shows=("approach", "trl_needed"),
        searches=("problem", "key_technology", "goal"),
        filters=("approach", "open_call"),
        checks=(trl_rises,),
        answered_by=frozenset({"instrument", "lab", "experts"}),
    )
)
