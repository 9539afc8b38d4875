"""论坛：talks and talk about one subject. [S1-2]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.alliances.event import CHECKS, Event, EventDetails
from apps.listings.fields import Tags, Text
from apps.listings.kinds import Kind


class ForumDetails(EventDetails):
    topics = ArrayField(models.CharField(max_length=40), default=list, verbose_name="议题")
    speakers = models.TextField("主讲", blank=True)

    class Meta:
        verbose_name = "论坛"


Event.kinds.add(
    Kind(
        "forum",
        "论坛",
        ForumDetails,
        icon="microphone",
        hint="报告、对话、闭门研讨",
        fields={
            "topics": Tags(label="议题", example="智能网联测试；课程共建", aliases=("论坛议题", "主题")),
            "speakers": Text(label="主讲", max=2000, lines=3, help="单位和职务；本人同意后再写姓名", aliases=("嘉宾",)),
        },
        shows=("topics",),
        searches=("topics", "speakers"),
        checks=CHECKS,
    )
)
