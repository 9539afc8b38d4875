"""求导师：a school asks for somebody from industry, an enterprise for somebody who teaches. [S1-15]"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.demands.demand import Demand, DemandDetails
from apps.listings.fields import Choice, Day, Number, Picks, Tags
from apps.listings.kinds import Kind

LADDER = {"professor": "产业教授", "lecturer": "产业讲师", "assistant": "产业助教", "any": "不限"}
TASKS = {
    "course": "授课",
    "training": "实训指导",
    "project": "项目与毕业设计",
    "contest": "竞赛指导",
    "staff": "职工培训",
    "practice": "教师企业实践带教",
}


class MentorWantedDetails(DemandDetails):
    ladder = models.CharField("导师类别", max_length=12, blank=True)
    tasks = ArrayField(models.CharField(max_length=12), default=list, verbose_name="做什么")
    subjects = ArrayField(models.CharField(max_length=40), default=list, verbose_name="课程与方向")
    headcount = models.PositiveIntegerField("人数", null=True)
    hours = models.PositiveIntegerField("课时", null=True)
    starts_on = models.DateField("开始", null=True)

    class Meta:
        verbose_name = "求导师"


Demand.kinds.add(
    Kind(
        "mentor",
        "求导师",
        MentorWantedDetails,
        icon="user-check",
        hint="请产业导师授课、带项目，或请教师培训职工",
        fields={
            "ladder": Choice(label="导师类别", options=LADDER, example="产业教授", aliases=("需要的导师",)),
            "tasks": Picks(label="做什么", options=TASKS, example="授课；实训指导", aliases=("工作内容",)),
            "subjects": Tags(label="课程与方向", example="精密加工；在机测量", aliases=("课程", "方向")),
            "headcount": Number(label="人数", min=1, max=1000, unit="人", example="2", aliases=("需求人数",)),
            "hours": Number(label="课时", min=1, max=5000, unit="课时", example="32", aliases=("总课时",)),
            "starts_on": Day(label="到岗日期", example="2027-03-01", aliases=("开始日期", "开始时间")),
        },
        shows=("ladder", "tasks", "hours"),
        searches=("subjects",),
        filters=("ladder", "tasks"),
        answered_by=frozenset({"mentor"}),
    )
)
