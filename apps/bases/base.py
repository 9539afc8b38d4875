"""The family of bases: what enterprises, universities and parks build together, whatever its kind. [S1-13, S1-17]"""

from dataclasses import replace

from django.db import models

from apps.bases.lifecycle import LEVEL, NONE
from apps.bases.queries import BaseQuerySet
from apps.core.lifecycle import State
from apps.listings import privacy
from apps.listings.common import HEAD, PLACE, TAIL
from apps.listings.fields import Choice, Field, Number
from apps.listings.kinds import Kinds
from apps.listings.models import Listing

FIELDS = {
    "ic": "集成电路",
    "aero": "航空航天",
    "equip": "高端装备",
    "nev": "智能新能源汽车",
    "digital": "数字经济",
    "other": "其他",
}
OWN: dict[str, Field] = {
    "field": Choice(label="领域", options=FIELDS, example="高端装备", aliases=("所属领域", "产业领域")),
    "founded": Number(label="建设年份", min=1990, max=2100, example="2024", aliases=("成立年份", "启动年份", "年份")),
}
COMMON: dict[str, Field] = {
    "title": replace(
        HEAD["title"],
        label="名称",
        help="按批文或挂牌的全称",
        aliases=("标题", "基地名称", "联合体名称"),
    ),
    "text": replace(
        HEAD["text"],
        label="建设情况",
        help="写清谁和谁共建、培养谁、用什么场地和设备、已经做成什么",
        aliases=("说明", "描述", "简介", "基地简介"),
    ),
    **OWN,
    **PLACE,
    **TAIL,
}


class Base(Listing):
    """A base, a consortium: carried by one organization, built with partners, at a level the committee gives."""

    prefix = "JD"
    kinds = Kinds("base", COMMON)

    field = models.CharField("领域", max_length=16, blank=True)
    founded = models.PositiveIntegerField("建设年份", null=True, blank=True)

    objects = BaseQuerySet.as_manager()

    class Meta(Listing.Meta):
        verbose_name = "基地"

    @classmethod
    def details_names(cls) -> list[str]:
        """With the level: every list shows it, and the buttons depend on it."""
        return [*super().details_names(), "standing"]

    @property
    def level(self) -> State:
        """The state of its standing; a base nobody has decided on has none yet."""
        standing = getattr(self, "standing", None)
        return standing.state_now if standing else LEVEL.by_value[NONE]

    @property
    def field_label(self) -> str:
        return FIELDS.get(self.field, "")

    def beside(self) -> dict:
        return {"level": self.level.value, "level_label": self.level.public_label}


class BaseDetails(models.Model):
    """The typed columns of one kind of base."""

    listing = models.OneToOneField(Base, models.CASCADE, primary_key=True, related_name="%(class)s_row", editable=False)

    class Meta:
        abstract = True


privacy.declare("bases.Base", others=OWN)
