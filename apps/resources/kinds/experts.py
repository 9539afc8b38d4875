"""专家团队：people who solve, advise and teach together. [S1-3]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.listings.fields import Number, Picks, Tags, Text
from apps.listings.kinds import Kind
from apps.resources.resource import Resource, ResourceDetails

WAYS = {
    "joint": "合作研发",
    "commission": "委托开发",
    "consult": "技术咨询",
    "transfer": "成果转化",
    "training": "联合培养与培训",
    "testing": "检测分析",
}


class ExpertsDetails(ResourceDetails):
    size = models.PositiveIntegerField("团队人数", null=True)
    leader_title = models.CharField("带头人职称", max_length=40, blank=True)
    directions = models.TextField("研究方向", blank=True)
    achievements = models.TextField("代表成果", blank=True)
    cooperation = ArrayField(models.CharField(max_length=16), default=list, verbose_name="合作方式")
    years = models.PositiveIntegerField("从业年限", null=True)
    industries_served = ArrayField(models.CharField(max_length=40), default=list, verbose_name="服务行业")

    class Meta:
        verbose_name = "专家团队"


Resource.kinds.add(
    Kind(
        "experts",
        "专家团队",
        ExpertsDetails,
        icon="users",
        hint="可承担研发、咨询与联合培养的团队",
        fields={
            "size": Number(label="团队人数", min=1, max=1000, unit="人", example="9"),
            "leader_title": Text(label="带头人职称", max=40, example="教授", aliases=("职称",)),
            "directions": Text(label="研究方向", max=2000, lines=3, aliases=("方向", "研究领域")),
            "achievements": Text(label="代表成果", max=3000, lines=3, aliases=("成果", "代表性成果")),
            "cooperation": Picks(label="合作方式", options=WAYS, example="合作研发；技术咨询"),
            "years": Number(label="从业年限", min=0, max=80, unit="年"),
            "industries_served": Tags(label="服务行业", aliases=("服务领域",)),
        },
        shows=("size", "leader_title"),
        searches=("directions", "achievements", "industries_served"),
        filters=("cooperation",),
        answers=frozenset({"challenge", "talent"}),
    )
)
