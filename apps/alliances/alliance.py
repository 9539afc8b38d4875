"""The family of alliances: enterprises, universities and institutes of one industry with a secretariat. [S1-14]"""

from dataclasses import replace

from django.db import models

from apps.alliances.queries import AllianceQuerySet
from apps.listings import privacy
from apps.listings.common import HEAD, PLACE, TAIL
from apps.listings.fields import Choice, Field, Number, Term, Text
from apps.listings.kinds import Kinds
from apps.listings.models import Listing
from apps.listings.vocabulary import Vocabulary
from apps.taxonomy.models import Industry

INDUSTRIES = Vocabulary("industries", lambda: dict(Industry.objects.order_by("order").values_list("code", "name")))
STAGES = {"preparing": "筹建中", "founded": "已成立"}
OWN: dict[str, Field] = {
    "industry": Term(label="产业", vocabulary=INDUSTRIES, example="高端装备", aliases=("产业领域", "领域")),
    "stage": Choice(label="建设阶段", options=STAGES, example="已成立", aliases=("阶段", "筹建情况")),
    "founded": Number(label="成立年份", min=1990, max=2100, example="2025", aliases=("成立时间", "年份")),
    "charter": Text(
        label="章程要点",
        max=5000,
        lines=5,
        help="一行一条：谁能加入、怎么议事、成员有什么权利和义务",
        aliases=("章程", "联盟章程"),
    ),
}
COMMON: dict[str, Field] = {
    "title": replace(
        HEAD["title"], label="名称", help="按成立文件的全称", aliases=("标题", "联盟名称", "产业联盟名称")
    ),
    "text": replace(
        HEAD["text"],
        label="宗旨与工作",
        help="写清为谁解决什么问题，今年做哪几件事",
        aliases=("说明", "描述", "简介", "联盟简介", "宗旨"),
    ),
    **OWN,
    **PLACE,
    **TAIL,
}


class Alliance(Listing):
    """An alliance of one industry; the organization that keeps it is its secretariat."""

    prefix = "LM"
    kinds = Kinds("alliance", COMMON)

    industry = models.CharField("产业", max_length=40, blank=True)
    stage = models.CharField("建设阶段", max_length=16, blank=True)
    founded = models.PositiveIntegerField("成立年份", null=True, blank=True)
    charter = models.TextField("章程要点", blank=True, default="")

    objects = AllianceQuerySet.as_manager()

    class Meta(Listing.Meta):
        verbose_name = "联盟"

    def has_member(self, organization_id: int | None) -> bool:
        """Whether this organization is a member now; a page that has read them leaves `known_members`."""
        if (known := getattr(self, "known_members", None)) is not None:
            return organization_id in known
        return organization_id is not None and self.seats.approved().of(organization_id).exists()

    def beside(self) -> dict:
        """Its company, where the query brought it along."""
        return {"members": getattr(self, "members", 0), "leader": getattr(self, "leader", "")}

    @property
    def stage_label(self) -> str:
        return STAGES.get(self.stage, "")

    @property
    def industry_label(self) -> str:
        """The name, from the nodes at hand where one is of the same industry."""
        at_hand = (node.industry.name for node in self.nodes.all() if node.industry.code == self.industry)
        return next(at_hand, "") or OWN["industry"].show(self.industry)


class AllianceDetails(models.Model):
    """The typed columns of one kind of alliance."""

    listing = models.OneToOneField(
        Alliance, models.CASCADE, primary_key=True, related_name="%(class)s_row", editable=False
    )

    class Meta:
        abstract = True


privacy.declare("alliances.Alliance", others=OWN)
