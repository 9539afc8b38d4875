"""实验室：rooms, equipment and qualification opened to enterprises. [S1-3, S1-18]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.listings.fields import Choice, Number, Tags, Text
from apps.listings.kinds import Kind
from apps.resources.resource import Resource, ResourceDetails

LEVELS = {"national": "国家级", "ministry": "省部级", "city": "市级", "school": "校级", "enterprise": "企业自建"}


class LabDetails(ResourceDetails):
    area = models.PositiveIntegerField("面积（㎡）", null=True)
    directions = models.TextField("研究方向", blank=True)
    level = models.CharField("级别", max_length=16, blank=True)
    equipment = models.TextField("主要装备", blank=True)
    capacity = models.PositiveIntegerField("可同时接待人数", null=True)
    standards = ArrayField(models.CharField(max_length=60), default=list, verbose_name="资质与标准")
    opens = models.CharField("开放时间", max_length=120, blank=True)

    class Meta:
        verbose_name = "实验室"


Resource.kinds.add(
    Kind(
        "lab",
        "实验室",
        LabDetails,
        icon="flask",
        hint="开放的实验室、试验装置与实训场所",
        fields={
            "area": Number(label="面积", min=1, max=100_000, unit="㎡", example="320"),
            "directions": Text(label="研究方向", max=2000, lines=3, aliases=("方向",)),
            "level": Choice(label="级别", options=LEVELS, example="校级", aliases=("实验室级别",)),
            "equipment": Text(label="主要装备", max=3000, lines=3, aliases=("设备", "主要设备")),
            "capacity": Number(label="可同时接待人数", min=1, max=10_000, unit="人", aliases=("容量", "接待人数")),
            "standards": Tags(label="资质与标准", length=60, example="CNAS", aliases=("资质", "认证")),
            "opens": Text(label="开放时间", max=120, example="工作日 9:00—17:00"),
        },
        shows=("level", "area"),
        searches=("directions", "equipment", "standards"),
        filters=("level",),
        answers=frozenset({"challenge", "talent"}),
    )
)
