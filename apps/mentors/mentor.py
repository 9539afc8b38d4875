"""The family of mentors: one card a person, kept by the unit that employs him. [S1-15]"""

from dataclasses import replace

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.accounts.privacy import CONSENT, Tag, hidden
from apps.core.lifecycle import StateField
from apps.listings import privacy
from apps.listings.common import HEAD, PLACE, TAIL
from apps.listings.fields import Choice, Field, Number, Tags, Text
from apps.listings.kinds import Kinds
from apps.listings.lifecycle import CLOSED, PUBLISHED
from apps.listings.models import Listing
from apps.mentors.lifecycle import MENTOR
from apps.mentors.queries import MentorQuerySet

EMPLOYMENT = {"full": "全职", "part": "兼职", "industry": "产业"}
DEGREES = {"college": "专科", "bachelor": "本科", "master": "硕士", "doctor": "博士"}
COMMON: dict[str, Field] = {
    "title": replace(
        HEAD["title"], label="姓名", max=40, help="公开显示的姓名", aliases=("导师姓名", "名称", "标题", "教师姓名")
    ),
    "text": replace(
        HEAD["text"],
        label="专长与经历",
        help="做过什么、能带学生做什么、上过什么课；不要写身份证号和私人电话",
        aliases=("说明", "简介", "个人简介", "专业特长"),
    ),
    "employment": Choice(label="聘用方式", options=EMPLOYMENT, example="产业", aliases=("用工方式", "导师类型")),
    **PLACE,
    **TAIL,
}


class Mentor(Listing):
    """A person of a unit who teaches beside his work. Nothing of him is public without his consent on record."""

    prefix = "DS"
    kinds = Kinds("mentor", COMMON)
    lifecycle = MENTOR

    state = StateField(MENTOR)
    employment = models.CharField("聘用方式", max_length=12, blank=True)
    person = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="mentor_cards", verbose_name="本人账号"
    )
    consented_at = models.DateTimeField("本人同意公开", null=True, editable=False)

    objects = MentorQuerySet.as_manager()

    class Meta(Listing.Meta):
        verbose_name = "导师"
        constraints = [
            *Listing.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state__in=[PUBLISHED, CLOSED]) | Q(consented_at__isnull=False),
                name="mentor_public_by_consent",
            ),
        ]

    @property
    def employment_label(self) -> str:
        return EMPLOYMENT.get(self.employment, "")

    @property
    def degree_label(self) -> str:
        return DEGREES.get(self.details.degree, "")


class MentorDetails(models.Model):
    """What every kind of mentor says of himself."""

    listing = models.OneToOneField(
        Mentor, models.CASCADE, primary_key=True, related_name="%(class)s_row", editable=False
    )
    post = models.CharField("职务", max_length=60, blank=True)
    rank = models.CharField("职称或技能等级", max_length=60, blank=True)
    degree = models.CharField("学历", max_length=12, blank=True)
    years = models.PositiveIntegerField("行业从业年限", null=True)
    teaches = ArrayField(models.CharField(max_length=40), default=list, verbose_name="可授课程与指导方向")
    skills = ArrayField(models.CharField(max_length=40), default=list, verbose_name="专业技能")
    hours_a_year = models.PositiveIntegerField("每年可投入课时", null=True)

    class Meta:
        abstract = True


FIELDS: dict[str, Field] = {
    "post": Text(label="职务", max=60, example="工艺总师", aliases=("现任职务", "岗位")),
    "rank": Text(label="职称或技能等级", max=60, example="正高级工程师", aliases=("职称", "技能等级")),
    "degree": Choice(label="学历", options=DEGREES, example="硕士", aliases=("最高学历",)),
    "years": Number(label="行业从业年限", min=0, max=70, unit="年", example="12", aliases=("从业年限", "工作年限")),
    "teaches": Tags(label="可授课程与指导方向", example="精密加工；毕业设计", aliases=("可授课程", "指导方向")),
    "skills": Tags(label="专业技能", example="五轴编程；在机测量", aliases=("技能", "专长")),
    "hours_a_year": Number(label="每年可投入课时", min=1, max=2000, unit="课时", example="64", aliases=("可投入课时",)),
}
SHOWS = ("post", "rank", "years")
SEARCHES = ("post", "rank", "teaches", "skills")
FILTERS = ("degree",)

KEPT = "撤回同意或离职后 3 年"
POOL = Tag("双师型导师库，经本人同意公开", CONSENT, KEPT, hidden)
privacy.declare(
    "mentors.Mentor",
    others=["employment"],
    personal={"title": POOL, "text": POOL, "person": POOL, "consented_at": POOL},
)
