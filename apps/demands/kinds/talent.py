"""人才培养：people to be trained together — 订单班、新型学徒制、现场工程师 and their kin. [S1-16]"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.core.errors import Defect
from apps.demands.demand import Demand, DemandDetails
from apps.listings.fields import Choice, Day, Number, Tags
from apps.listings.kinds import Kind

MODES = {
    "order_class": "订单班",
    "apprentice": "新型学徒制",
    "field_engineer": "现场工程师",
    "internship_plus": "住企联合培养",
    "certificate": "“1+X”证书",
    "joint_degree": "工程硕博联合培养",
}
DEGREES = {"secondary": "中职", "college": "专科", "bachelor": "本科", "master": "硕士", "doctor": "博士"}


class TalentDetails(DemandDetails):
    mode = models.CharField("培养模式", max_length=20, blank=True)
    headcount = models.PositiveIntegerField("人数", null=True)
    majors = ArrayField(models.CharField(max_length=40), default=list, verbose_name="专业")
    skills = ArrayField(models.CharField(max_length=40), default=list, verbose_name="技能")
    degree = models.CharField("学历层次", max_length=16, blank=True)
    starts_on = models.DateField("开始", null=True)
    ends_on = models.DateField("结束", null=True)

    class Meta:
        verbose_name = "人才培养"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="talent_ends_after_start",
            )
        ]


def ends_after_start(values: Mapping[str, Any], today: date) -> Defect | None:
    if values["starts_on"] and values["ends_on"] and values["ends_on"] < values["starts_on"]:
        return Defect("ends_on", f"结束日期（{values['ends_on']}）早于开始日期（{values['starts_on']}）", "请核对年份")
    return None


Demand.kinds.add(
    Kind(
        "talent",
        "人才培养",
        TalentDetails,
        icon="school",
        hint="联合培养、订单班、学徒、现场工程师",
        fields={
            "mode": Choice(label="培养模式", options=MODES, aliases=("模式",)),
            "headcount": Number(label="人数", min=1, max=100_000, unit="人", aliases=("需求人数", "招收人数")),
            "majors": Tags(label="专业", help="用顿号隔开，例如 机械工程、自动化", aliases=("专业要求", "所需专业")),
            "skills": Tags(label="技能", max=30, aliases=("技能要求",)),
            "degree": Choice(label="学历层次", options=DEGREES, aliases=("学历",)),
            "starts_on": Day(label="培养开始", aliases=("开始时间", "开始日期")),
            "ends_on": Day(label="培养结束", aliases=("结束时间", "结束日期")),
        },
        shows=("mode", "headcount"),
        searches=("majors", "skills"),
        filters=("mode", "degree"),
        checks=(ends_after_start,),
        answered_by=frozenset({"lab", "experts"}),
    )
)
