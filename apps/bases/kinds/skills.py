"""高技能人才培养基地：workers trained and certified by occupation and level. [S1-17]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.bases.base import Base, BaseDetails
from apps.listings.fields import Flag, Number, Picks, Tags, Text
from apps.listings.kinds import Kind

GRADES = {
    "junior": "初级工",
    "middle": "中级工",
    "senior": "高级工",
    "technician": "技师",
    "senior_technician": "高级技师",
    "special": "特级技师",
    "chief": "首席技师",
}


class SkillsBaseDetails(BaseDetails):
    occupations = ArrayField(models.CharField(max_length=40), default=list, verbose_name="职业工种")
    grades = ArrayField(models.CharField(max_length=20), default=list, verbose_name="培训等级")
    assesses = models.BooleanField("可开展技能等级认定", default=False)
    yearly = models.PositiveIntegerField("年培训能力（人次）", null=True)
    area = models.PositiveIntegerField("场地面积（㎡）", null=True)
    courses = models.TextField("培训项目", blank=True)

    class Meta:
        verbose_name = "高技能人才培养基地"


Base.kinds.add(
    Kind(
        "skills_base",
        "高技能人才培养基地",
        SkillsBaseDetails,
        icon="certificate",
        hint="面向产业工人的技能培训与等级认定",
        fields={
            "occupations": Tags(label="职业工种", example="数控车工；工业机器人系统操作员", aliases=("工种", "职业")),
            "grades": Picks(label="培训等级", options=GRADES, example="高级工；技师", aliases=("等级",)),
            "assesses": Flag(label="可开展技能等级认定", example="是", aliases=("等级认定",)),
            "yearly": Number(label="年培训能力", min=1, max=1_000_000, unit="人次", example="1200"),
            "area": Number(label="场地面积", min=1, max=1_000_000, unit="㎡", aliases=("面积",)),
            "courses": Text(label="培训项目", max=3000, lines=3, aliases=("项目",)),
        },
        shows=("occupations", "yearly"),
        searches=("occupations", "courses"),
        filters=("grades", "assesses"),
    )
)
