"""What a university says about itself, whom it enrols, and what carries its research platforms."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q, QuerySet

from apps.accounts.completeness import Completeness, measure, of_fields
from apps.accounts.models import Membership, Profile
from apps.universities.queries import (
    MajorEnrolmentQuerySet,
    PlatformFundingQuerySet,
    ResearchPlatformQuerySet,
    UniversityProfileQuerySet,
)
from apps.universities.shares import CATEGORIES, STEM, Row, stem_share

YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]
MAJOR_CODE = RegexValidator(r"^\d{6,7}(T|K|TK)?$", "专业代码应为 6 位或 7 位数字，可带 T、K、TK")


class UniversityProfile(Profile):
    """One to one beside an organization of sort institution; made with it. [S1-3, S1-7]"""

    class Level(models.TextChoices):
        BACHELOR = "bachelor", "本科"
        VOCATIONAL = "vocational", "高职（专科）"
        SECONDARY = "secondary", "中职"
        INSTITUTE = "institute", "科研院所"

    level = models.CharField("办学层次", max_length=12, choices=Level.choices, blank=True)
    lead_department = models.CharField("产教融合牵头部门", max_length=80, blank=True)
    students = models.PositiveIntegerField("在校生数", null=True, blank=True)
    teachers = models.PositiveIntegerField("专任教师数", null=True, blank=True)
    dual_teachers = models.PositiveIntegerField("双师型教师数", null=True, blank=True)
    strengths = models.TextField("优势学科与专业群", max_length=2000, blank=True)
    nodes = models.ManyToManyField(
        "taxonomy.Node", blank=True, related_name="universities", verbose_name="服务的产业链环节"
    )

    objects = UniversityProfileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "高校资料"
        ordering = ["organization__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dual_teachers__isnull=True)
                | Q(teachers__isnull=True)
                | Q(dual_teachers__lte=models.F("teachers")),
                name="university_dual_teachers_within_teachers",
                violation_error_message="双师型教师不能多于专任教师。",
            )
        ]

    @property
    def liaisons(self) -> QuerySet[Membership]:
        """协同专员 in office. [S1-3]"""
        rows = self.organization.memberships.active().with_role("liaison")
        return rows.select_related("user")

    @property
    def completeness(self) -> Completeness:
        owner = of_fields(
            self.organization, ["institution_code", "intro", "address", "website", "contact_name", "contact_phone"]
        )
        own = of_fields(self, ["level", "lead_department", "students", "teachers", "strengths"])
        people = ("协同专员", list(self.liaisons))
        return measure([*owner, *own, people, ("服务的产业链环节", list(self.nodes.all()))])

    def stem_share(self, year: int | None = None) -> Decimal | None:
        """Percent of 理工农医 in a year's enrolment (the latest reported when none is named); None is unknown."""
        rows = self.organization.enrolments.of_year(year)
        return stem_share(Row(row.category, row.plan, row.actual) for row in rows)


class MajorEnrolment(models.Model):
    """One major's enrolment of one university in one year. [S1-7]"""

    organization = models.ForeignKey(
        "accounts.Organization", models.CASCADE, related_name="enrolments", verbose_name="高校"
    )
    year = models.PositiveSmallIntegerField("年份", validators=YEARS)
    major_code = models.CharField("专业代码", max_length=10, validators=[MAJOR_CODE])
    major_name = models.CharField("专业名称", max_length=60)
    category = models.CharField("学科门类", max_length=2, choices=CATEGORIES.items(), blank=True)
    plan = models.PositiveIntegerField("计划招生", null=True, blank=True, validators=[MaxValueValidator(100_000)])
    actual = models.PositiveIntegerField("实际招生", null=True, blank=True, validators=[MaxValueValidator(100_000)])

    objects = MajorEnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专业招生"
        ordering = ["-year", "major_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "major_code"],
                name="enrolment_once_per_major_and_year",
                violation_error_message="该年份已填报过这个专业。",
            )
        ]

    def __str__(self):
        return f"{self.year} {self.major_name}"

    @property
    def is_stem(self) -> bool | None:
        """None while nobody has said which category it is."""
        return self.category in STEM if self.category else None


class ResearchPlatform(models.Model):
    """A research platform a university runs in the area. [S1-10]"""

    class Level(models.TextChoices):
        NATIONAL_KEY = "national_key", "全国重点实验室"
        NATIONAL_ENGINEERING = "national_eng", "国家工程实验室"
        ENGINEERING_CENTRE = "eng_centre", "工程技术研究中心"
        INTERNATIONAL = "international", "国际科技合作基地"
        SCIENCE_PARK = "science_park", "大学科技园"
        MUNICIPAL = "municipal", "市级平台"
        AREA = "area", "新片区平台"

    organization = models.ForeignKey(
        "accounts.Organization", models.CASCADE, related_name="platforms", verbose_name="建设单位"
    )
    name = models.CharField("平台名称", max_length=120)
    level = models.CharField("平台级别", max_length=16, choices=Level.choices, blank=True)
    park = models.ForeignKey(
        "taxonomy.Park", models.SET_NULL, null=True, blank=True, related_name="platforms", verbose_name="所在园区"
    )
    directions = models.TextField("研究方向", max_length=2000, blank=True)
    started_on = models.DateField("启用日期", null=True, blank=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = ResearchPlatformQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "科研平台"
        ordering = ["organization__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="platform_once_per_university",
                violation_error_message="本单位已登记同名平台。",
            )
        ]

    def __str__(self):
        return self.name


def _money(label: str) -> models.DecimalField:
    """An amount of 万元; left blank it is unknown, not zero."""
    return models.DecimalField(
        label, max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class PlatformFunding(models.Model):
    """The four funding lines of one platform in one year, in 万元. [S1-10]"""

    LINES = ("operating", "projects", "equity", "ecosystem")

    platform = models.ForeignKey(ResearchPlatform, models.CASCADE, related_name="funding", verbose_name="平台")
    year = models.PositiveSmallIntegerField("年份", validators=YEARS)
    operating = _money("基础运营费（万元）")
    projects = _money("科研项目费（万元）")
    equity = _money("“拨改投”专项费（万元）")
    ecosystem = _money("生态支撑费（万元）")

    objects = PlatformFundingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "平台经费"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "year"],
                name="funding_once_per_year",
                violation_error_message="该平台这一年的经费已填报。",
            )
        ]

    def __str__(self):
        return f"{self.platform} {self.year}"

    @property
    def organization(self):
        return self.platform.organization

    @property
    def organization_id(self) -> int:
        return self.platform.organization_id

    @property
    def total(self) -> Decimal | None:
        """None while a line is missing: a sum of what happens to be known would look like the whole."""
        amounts = [getattr(self, line) for line in self.LINES]
        return None if None in amounts else sum(amounts)
