"""产业分联盟：the alliance of one industry, around its chain leader. [S1-14]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.alliances.alliance import Alliance, AllianceDetails
from apps.listings.fields import Tags, Text
from apps.listings.kinds import Kind


class SectorAllianceDetails(AllianceDetails):
    focus = ArrayField(models.CharField(max_length=40), default=list, verbose_name="重点方向")
    platforms = models.TextField("共性平台与任务", blank=True)

    class Meta:
        verbose_name = "产业分联盟"


Alliance.kinds.add(
    Kind(
        "sector_alliance",
        "产业分联盟",
        SectorAllianceDetails,
        icon="users-group",
        hint="一条产业链一个联盟，链主牵头",
        fields={
            "focus": Tags(label="重点方向", example="先进封装；车规芯片", aliases=("方向", "研究方向")),
            "platforms": Text(label="共性平台与任务", max=3000, lines=3, aliases=("共性平台", "重点任务")),
        },
        shows=("focus",),
        searches=("focus", "platforms"),
    )
)
