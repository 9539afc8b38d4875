"""赛事：students and engineers measured at real tasks. [S1-2]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.alliances.event import CHECKS, Event, EventDetails
from apps.listings.fields import Number, Tags, Text
from apps.listings.kinds import Kind


class ContestDetails(EventDetails):
    tracks = ArrayField(models.CharField(max_length=40), default=list, verbose_name="赛道")
    team_size = models.PositiveIntegerField("每队人数上限", null=True)
    prizes = models.TextField("奖励", blank=True)

    class Meta:
        verbose_name = "赛事"


Event.kinds.add(
    Kind(
        "contest",
        "赛事",
        ContestDetails,
        icon="trophy",
        hint="技能赛、创新赛、揭榜赛",
        fields={
            "tracks": Tags(label="赛道", example="工业机器人；数字孪生", aliases=("赛项", "组别")),
            "team_size": Number(label="每队人数上限", min=1, max=50, unit="人/队", example="5"),
            "prizes": Text(label="奖励", max=1000, lines=2, aliases=("奖项",)),
        },
        shows=("tracks",),
        searches=("tracks",),
        checks=CHECKS,
    )
)
