"""About what: our industry tree, the parks, and the official lists, loaded and never invented."""

from django.db import models
from django.db.models import Q

from apps.taxonomy import queries


class Listed(models.Model):
    """A row of a list that is loaded as a whole: what is gone from the list stays, marked inactive."""

    active = models.BooleanField("在册", default=True)
    sort_key = models.CharField(max_length=200, blank=True, db_index=True, editable=False)

    class Meta:
        abstract = True


class Industry(Listed):
    """A field Lingang works in: the root of a tree of nodes."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    order = models.PositiveIntegerField("次序", default=0)

    objects = queries.ListedQuerySet.as_manager()

    class Meta:
        verbose_name = "产业"
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name


class Node(Listed):
    """A track of an industry or a node of its chain."""

    TRACK, NODE = "track", "node"

    code = models.SlugField("代码", max_length=60, unique=True)
    industry = models.ForeignKey(Industry, models.CASCADE, related_name="nodes", verbose_name="产业")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    level = models.CharField("层级", max_length=8, choices=[(TRACK, "细分赛道"), (NODE, "产业链环节")])
    name = models.CharField("名称", max_length=40)
    order = models.PositiveIntegerField("次序", default=0)
    disciplines = models.JSONField("学科", default=list)

    objects = queries.ListedQuerySet.as_manager()

    class Meta:
        verbose_name = "产业链环节"
        ordering = ("industry__order", "order", "code")
        constraints = [
            models.CheckConstraint(
                name="a_node_hangs_under_a_track",
                condition=Q(level="track", parent=None) | Q(level="node", parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A word people use for a node; on two nodes only where it is marked as shared."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="terms")
    text = models.CharField("说法", max_length=60)
    shared = models.BooleanField("多义", default=False)

    class Meta:
        verbose_name = "说法"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("node", "text"), name="term_once_per_node")]

    def __str__(self) -> str:
        return self.text


class NodeClass(models.Model):
    """Which official classes a node covers: one industry is many codes."""

    STANDARDS = {"gbt4754": "国民经济行业分类", "major": "本科专业"}

    node = models.ForeignKey(Node, models.CASCADE, related_name="classes")
    standard = models.CharField(max_length=10, choices=STANDARDS.items())
    code = models.CharField(max_length=12)

    class Meta:
        verbose_name = "对应分类"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("node", "standard", "code"), name="node_class_once")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.standard} {self.code}"


class Park(Listed):
    """A park or functional area named in the plan. [S1-18]"""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=8, choices=[("park", "特色园区"), ("area", "功能集聚区")])
    order = models.PositiveIntegerField("次序", default=0)
    note = models.CharField("说明", max_length=200, blank=True)

    objects = queries.ListedQuerySet.as_manager()

    class Meta:
        verbose_name = "园区"
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name


class Skill(Listed):
    """A skill by its common name, with other names for it."""

    code = models.SlugField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    aliases = models.JSONField("别名", default=list)
    node = models.ForeignKey(Node, models.SET_NULL, null=True, blank=True, related_name="skills")

    objects = queries.ListedQuerySet.as_manager()

    class Meta:
        verbose_name = "技能"
        ordering = ("sort_key", "code")

    def __str__(self) -> str:
        return self.name


class Institution(Listed):
    """A university of the ministry's list; the code stays, the name may change from year to year."""

    code = models.CharField("学校标识码", max_length=10, unique=True)
    name = models.CharField("学校名称", max_length=80)
    level = models.CharField("办学层次", max_length=10, blank=True)
    supervisor = models.CharField("主管部门", max_length=60, blank=True)
    province = models.CharField("省份", max_length=20, blank=True)
    city = models.CharField("所在地", max_length=40, blank=True)
    note = models.CharField("备注", max_length=60, blank=True)
    year = models.PositiveIntegerField("名单年份")

    objects = queries.InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = "高等学校"
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(name="institution_code_has_ten_digits", condition=Q(code__regex=r"^\d{10}$"))
        ]

    def __str__(self) -> str:
        return self.name


class InstitutionName(models.Model):
    """What an institution was called in one year's list."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="names")
    year = models.PositiveIntegerField("年份")
    name = models.CharField("学校名称", max_length=80)

    class Meta:
        verbose_name = "历年名称"
        ordering = ("-year",)
        constraints = [models.UniqueConstraint(fields=("institution", "year"), name="one_name_per_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class Major(Listed):
    """An undergraduate major of one year's catalogue; eight codes have seven digits."""

    code = models.CharField("专业代码", max_length=10)
    year = models.PositiveIntegerField("目录年份")
    name = models.CharField("专业名称", max_length=60)
    category = models.CharField("学科门类", max_length=20)
    category_code = models.CharField("学科门类代码", max_length=2)
    discipline = models.CharField("专业类", max_length=40)
    discipline_code = models.CharField("专业类代码", max_length=6)
    note = models.CharField("说明", max_length=120, blank=True)

    objects = queries.MajorQuerySet.as_manager()

    class Meta:
        verbose_name = "本科专业"
        ordering = ("year", "code")
        constraints = [
            models.UniqueConstraint(fields=("code", "year"), name="major_once_per_year"),
            models.CheckConstraint(name="major_code_form", condition=Q(code__regex=r"^\d{6,7}T?K?$")),
        ]

    def __str__(self) -> str:
        return self.name


class Coded(Listed):
    """A coded list with parents."""

    code = models.CharField("代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=80)
    level = models.CharField("层级", max_length=10)
    parent_code = models.CharField("上级代码", max_length=12, blank=True, db_index=True)

    objects = queries.CodedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Discipline(Coded):
    """学科门类 (two digits) and 专业类 (four), as the newest catalogue of majors has them."""

    class Meta(Coded.Meta):
        verbose_name = "学科与专业类"


class IndustryClass(Coded):
    """国民经济行业分类 GB/T 4754-2017."""

    class Meta(Coded.Meta):
        verbose_name = "国民经济行业分类"


class InstrumentClass(Coded):
    """仪器设备分类, two levels of six digits."""

    objects = queries.InstrumentClassQuerySet.as_manager()

    class Meta(Coded.Meta):
        verbose_name = "仪器分类"
        constraints = [
            models.CheckConstraint(name="instrument_class_has_six_digits", condition=Q(code__regex=r"^\d{6}$"))
        ]


class Region(Coded):
    """行政区划: provinces, cities and areas of six digits, the towns of Pudong and Fengxian of nine."""

    class Meta(Coded.Meta):
        verbose_name = "行政区划"
        constraints = [
            models.CheckConstraint(
                name="region_code_has_6_9_or_12_digits", condition=Q(code__regex=r"^\d{6}(\d{3}){0,2}$")
            )
        ]


class LoadedList(models.Model):
    """Which edition of a list stands in the tables, and from which file."""

    name = models.CharField("名录", max_length=40, unique=True)
    edition = models.CharField("版本", max_length=40)
    source = models.CharField("来源文件", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    rows = models.PositiveIntegerField("行数")
    loaded_at = models.DateTimeField("载入时间", auto_now=True)

    class Meta:
        verbose_name = "已载入的名录"
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"
