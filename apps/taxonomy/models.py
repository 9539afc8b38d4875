"""About what: our industry tree, the parks, and the official lists, loaded and never invented."""

from django.db import models


class Industry(models.Model):
    """A field Lingang works in: the root of a tree of nodes."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = "产业"
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name


class Node(models.Model):
    """A track of an industry or a node of its chain."""

    TRACK, NODE = "track", "node"

    code = models.SlugField("代码", max_length=60, unique=True)
    industry = models.ForeignKey(Industry, models.CASCADE, related_name="nodes", verbose_name="产业")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    level = models.CharField("层级", max_length=8, choices=[(TRACK, "细分赛道"), (NODE, "产业链环节")])
    name = models.CharField("名称", max_length=40)
    order = models.PositiveIntegerField("次序", default=0)
    disciplines = models.JSONField("学科", default=list)

    class Meta:
        verbose_name = "产业链环节"
        ordering = ("industry__order", "order")

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A word people use for a node; on two nodes only where it is marked as shared."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="terms")
    text = models.CharField("说法", max_length=60)
    shared = models.BooleanField("多义", default=False)

    class Meta:
        verbose_name = "说法"
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
        constraints = [models.UniqueConstraint(fields=("node", "standard", "code"), name="node_class_once")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.standard} {self.code}"


class Park(models.Model):
    """A park or functional area named in the plan. [S1-18]"""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=8, choices=[("park", "特色园区"), ("area", "功能集聚区")])
    order = models.PositiveIntegerField("次序", default=0)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "园区"
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """A skill by its common name, with other names for it."""

    code = models.SlugField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    aliases = models.JSONField("别名", default=list)
    node = models.ForeignKey(Node, models.SET_NULL, null=True, blank=True, related_name="skills")

    class Meta:
        verbose_name = "技能"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Listed(models.Model):
    """A row of an official list: gone rows stay, marked inactive."""

    active = models.BooleanField("在册", default=True)
    sort_key = models.CharField(max_length=200, blank=True, db_index=True, editable=False)

    class Meta:
        abstract = True


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

    class Meta:
        verbose_name = "高等学校"
        ordering = ("code",)

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
    """An undergraduate major of one year's catalogue."""

    code = models.CharField("专业代码", max_length=10)
    year = models.PositiveIntegerField("目录年份")
    name = models.CharField("专业名称", max_length=60)
    category = models.CharField("学科门类", max_length=20)
    discipline = models.CharField("专业类", max_length=40)
    discipline_code = models.CharField("专业类代码", max_length=6, blank=True)
    degree = models.CharField("学位", max_length=60, blank=True)
    duration = models.CharField("学制", max_length=20, blank=True)

    class Meta:
        verbose_name = "本科专业"
        ordering = ("year", "code")
        constraints = [models.UniqueConstraint(fields=("code", "year"), name="major_once_per_year")]

    def __str__(self) -> str:
        return self.name


class Tree(Listed):
    """A coded list with parents."""

    code = models.CharField("代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=80)
    level = models.CharField("层级", max_length=10)
    parent_code = models.CharField("上级代码", max_length=12, blank=True, db_index=True)

    class Meta:
        abstract = True
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class IndustryClass(Tree):
    """国民经济行业分类 GB/T 4754-2017."""

    class Meta(Tree.Meta):
        verbose_name = "国民经济行业分类"


class InstrumentClass(Tree):
    """仪器设备分类, two levels of six digits."""

    class Meta(Tree.Meta):
        verbose_name = "仪器分类"


class Region(Tree):
    """行政区划: provinces, cities, areas and the towns of Pudong and Fengxian."""

    class Meta(Tree.Meta):
        verbose_name = "行政区划"
