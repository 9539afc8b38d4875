"""The family of demands: what an enterprise needs, whatever its kind."""

from django.db import models

from apps.listings import privacy
from apps.listings.common import HEAD, PLACE, TAIL
from apps.listings.fields import Day, Number
from apps.listings.kinds import Kinds
from apps.listings.models import Listing

COMMON = {
    **HEAD,
    **PLACE,
    "budget": Number(
        label="拟投入资金",
        unit="万元",
        decimals=2,
        max=1_000_000,
        aliases=("预算", "投入", "资金预算"),
        help="可不填，面议",
    ),
    "needed_by": Day(label="需求时限", aliases=("希望完成", "截止时间", "完成时间")),
    **TAIL,
}


class Demand(Listing):
    """Something an organization needs. [S1-2]"""

    prefix = "XQ"
    kinds = Kinds("demand", COMMON)

    budget = models.DecimalField("拟投入资金（万元）", max_digits=12, decimal_places=2, null=True, blank=True)
    needed_by = models.DateField("需求时限", null=True, blank=True)
    last_match_at = models.DateTimeField("最近匹配", null=True, editable=False)

    class Meta(Listing.Meta):
        verbose_name = "需求"
        constraints = [
            *Listing.Meta.constraints,
            models.CheckConstraint(condition=models.Q(budget=None) | models.Q(budget__gte=0), name="demand_budget"),
        ]


class DemandDetails(models.Model):
    """The typed columns of one kind of demand."""

    listing = models.OneToOneField(
        Demand, models.CASCADE, primary_key=True, related_name="%(class)s_row", editable=False
    )

    class Meta:
        abstract = True


privacy.declare("demands.Demand", others=["budget", "needed_by", "last_match_at"])
