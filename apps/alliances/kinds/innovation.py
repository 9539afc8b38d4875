"""创新联盟：the umbrella over the alliances of single industries. [S1-14]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.alliances.alliance import Alliance, AllianceDetails
from apps.listings.fields import Tags, Text
from apps.listings.kinds import Kind


class InnovationAllianceDetails(AllianceDetails):
    sectors = ArrayField(models.CharField(max_length=40), default=list, verbose_name="覆盖产业")
    mechanisms = models.TextField("议事机制", blank=True)

    class Meta:
        verbose_name = "创新联盟"


Alliance.kinds.add(
    Kind(
        "innovation_alliance",
        "创新联盟",
        InnovationAllianceDetails,
        icon="network",
        hint="跨产业的总联盟，下设产业分联盟",
        fields={
            "sectors": Tags(label="覆盖产业", example="集成电路；人工智能", aliases=("产业范围",)),
            "mechanisms": Text(label="议事机制", max=3000, lines=3, aliases=("机制", "运行机制")),
        },
        shows=("sectors",),
        searches=("sectors", "mechanisms"),
    )
)
