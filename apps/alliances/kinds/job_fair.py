"""招聘会：posts and internships, met in person. [S1-21]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.alliances.event import CHECKS, Event, EventDetails
from apps.listings.fields import Flag, Number, Tags
from apps.listings.kinds import Kind


class JobFairDetails(EventDetails):
    posts = models.PositiveIntegerField("岗位数", null=True)
    majors = ArrayField(models.CharField(max_length=40), default=list, verbose_name="招聘专业")
    internships = models.BooleanField("含实习岗位", default=False)

    class Meta:
        verbose_name = "招聘会"


Event.kinds.add(
    Kind(
        "job_fair",
        "招聘会",
        JobFairDetails,
        icon="briefcase",
        hint="校招、双选会、专场招聘",
        fields={
            "posts": Number(label="岗位数", min=1, max=100_000, unit="个", example="260", aliases=("提供岗位",)),
            "majors": Tags(label="招聘专业", example="机械工程；自动化", aliases=("专业", "需求专业")),
            "internships": Flag(label="含实习岗位", example="是", aliases=("实习",)),
        },
        shows=("posts", "majors"),
        searches=("majors",),
        filters=("internships",),
        checks=CHECKS,
    )
)
