"""导师：a card of the mentors' pool as a resource. Derived: it follows its card and is entered nowhere else. [S1-15]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.listings.fields import Choice, Number, Tags, Text
from apps.listings.kinds import Kind
from apps.resources.resource import Resource, ResourceDetails

LADDER = {"professor": "产业教授", "lecturer": "产业讲师", "assistant": "产业助教"}


class MentorCardDetails(ResourceDetails):
    ladder = models.CharField("类别", max_length=12, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    rank = models.CharField("职称或技能等级", max_length=60, blank=True)
    years = models.PositiveIntegerField("行业从业年限", null=True)
    teaches = ArrayField(models.CharField(max_length=40), default=list, verbose_name="可授课程与指导方向")
    skills = ArrayField(models.CharField(max_length=40), default=list, verbose_name="专业技能")
    hours_a_year = models.PositiveIntegerField("每年可投入课时", null=True)

    class Meta:
        verbose_name = "导师"


Resource.kinds.add(
    Kind(
        "mentor",
        "导师",
        MentorCardDetails,
        icon="user-check",
        hint="本人同意公开的双师型导师",
        fields={
            "ladder": Choice(label="类别", options=LADDER),
            "post": Text(label="职务", max=60),
            "rank": Text(label="职称或技能等级", max=60),
            "years": Number(label="行业从业年限", min=0, max=70, unit="年"),
            "teaches": Tags(label="可授课程与指导方向"),
            "skills": Tags(label="专业技能"),
            "hours_a_year": Number(label="每年可投入课时", min=1, max=2000, unit="课时"),
        },
        shows=("ladder", "post", "years"),
        searches=("post", "rank", "teaches", "skills"),
        filters=("ladder",),
        answers=frozenset({"mentor"}),
        derived=True,
    )
)
