"""市域产教联合体：a park, its enterprises and schools as one body with a secretariat. [S1-13, S1-17]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.bases.base import Base, BaseDetails
from apps.listings.fields import Choice, Number, Tags, Text
from apps.listings.kinds import Kind

FORMS = {"council": "理事会", "company": "公司化运作", "association": "社会组织", "agreement": "协议联合"}


class ConsortiumDetails(BaseDetails):
    lead_school = models.CharField("牵头学校", max_length=80, blank=True)
    lead_enterprise = models.CharField("牵头企业", max_length=80, blank=True)
    form = models.CharField("运作形式", max_length=16, blank=True)
    members = models.PositiveIntegerField("成员单位（家）", null=True)
    secretariat = models.CharField("秘书处", max_length=80, blank=True)
    industries = ArrayField(models.CharField(max_length=40), default=list, verbose_name="服务产业")
    mechanisms = models.TextField("运行机制", blank=True)

    class Meta:
        verbose_name = "产教联合体"


Base.kinds.add(
    Kind(
        "consortium",
        "产教联合体",
        ConsortiumDetails,
        icon="network",
        hint="以园区为基础，校、企、园一体运作",
        fields={
            "lead_school": Text(label="牵头学校", max=80, aliases=("牵头高校",)),
            "lead_enterprise": Text(label="牵头企业", max=80),
            "form": Choice(label="运作形式", options=FORMS, example="理事会"),
            "members": Number(label="成员单位", min=2, max=10_000, unit="家", example="32", aliases=("成员数",)),
            "secretariat": Text(label="秘书处", max=80, aliases=("秘书处单位",)),
            "industries": Tags(label="服务产业", example="生物医药；医疗器械"),
            "mechanisms": Text(label="运行机制", max=3000, lines=3, aliases=("机制",)),
        },
        shows=("form", "members"),
        searches=("lead_school", "lead_enterprise", "industries", "mechanisms"),
        filters=("form",),
    )
)
