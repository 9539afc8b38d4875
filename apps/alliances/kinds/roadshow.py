"""路演：projects shown to those who might take them further. [S1-2]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.alliances.event import CHECKS, Event, EventDetails
from apps.listings.fields import Number, Tags, Text
from apps.listings.kinds import Kind


class RoadshowDetails(EventDetails):
    projects = models.TextField("路演项目", blank=True)
    directions = ArrayField(models.CharField(max_length=40), default=list, verbose_name="路演方向")
    minutes = models.PositiveIntegerField("每个项目分钟数", null=True)

    class Meta:
        verbose_name = "路演"


Event.kinds.add(
    Kind(
        "roadshow",
        "路演",
        RoadshowDetails,
        icon="presentation",
        hint="项目和成果当面讲给企业、基金听",
        fields={
            "projects": Text(label="路演项目", max=3000, lines=4, help="一行一个项目", aliases=("项目",)),
            "directions": Tags(label="路演方向", example="高端装备；海洋装备", aliases=("领域",)),
            "minutes": Number(label="每个项目时长", min=1, max=240, unit="分钟", example="10"),
        },
        shows=("directions",),
        searches=("projects", "directions"),
        checks=CHECKS,
    )
)
