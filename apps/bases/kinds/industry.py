"""产教融合基地：where students work on real tasks of an enterprise. [S1-13, S1-16]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.bases.base import Base, BaseDetails
from apps.listings.fields import Choice, Number, Picks, Tags, Text
from apps.listings.kinds import Kind

SITES = {"factory_school": "企中校", "school_factory": "校中企", "park": "园区共建", "campus": "校内", "plant": "厂内"}
MODES = {
    "order": "订单班",
    "apprentice": "新型学徒制",
    "engineer": "现场工程师",
    "certificate": "1+X 证书",
    "practice": "实习实训",
    "college": "现代产业学院",
    "joint": "联合培养",
}


class IndustryBaseDetails(BaseDetails):
    site = models.CharField("场地形式", max_length=16, blank=True)
    area = models.PositiveIntegerField("场地面积（㎡）", null=True)
    seats = models.PositiveIntegerField("实训工位", null=True)
    yearly = models.PositiveIntegerField("年培养能力（人）", null=True)
    equipment = models.DecimalField("设备投入（万元）", max_digits=12, decimal_places=2, null=True)
    modes = ArrayField(models.CharField(max_length=16), default=list, verbose_name="培养模式")
    majors = ArrayField(models.CharField(max_length=40), default=list, verbose_name="面向专业")
    facilities = models.TextField("主要场地与设备", blank=True)

    class Meta:
        verbose_name = "产教融合基地"


Base.kinds.add(
    Kind(
        "industry_base",
        "产教融合基地",
        IndustryBaseDetails,
        icon="building-factory-2",
        hint="校企共建的培养与实训基地；培育、示范由管委会认定",
        fields={
            "site": Choice(label="场地形式", options=SITES, example="企中校"),
            "area": Number(label="场地面积", min=1, max=1_000_000, unit="㎡", example="2600", aliases=("面积",)),
            "seats": Number(label="实训工位", min=1, max=100_000, unit="个", example="120", aliases=("工位数",)),
            "yearly": Number(label="年培养能力", min=1, max=100_000, unit="人", example="300", aliases=("年培养人数",)),
            "equipment": Number(
                label="设备投入", unit="万元", decimals=2, max=1_000_000, example="860", aliases=("设备原值",)
            ),
            "modes": Picks(label="培养模式", options=MODES, example="订单班；现场工程师", aliases=("育人模式",)),
            "majors": Tags(label="面向专业", example="机械电子工程；机器人工程", aliases=("专业", "服务专业")),
            "facilities": Text(label="主要场地与设备", max=3000, lines=3, aliases=("设施", "主要设备")),
        },
        shows=("site", "seats", "yearly"),
        searches=("modes", "majors", "facilities"),
        filters=("site", "modes"),
    )
)
