"""What an enterprise says about itself, and which titles it holds."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from apps.accounts.completeness import Completeness, measure, of_fields
from apps.accounts.models import Profile
from apps.enterprises.queries import EnterpriseProfileQuerySet


class EnterpriseProfile(Profile):
    """One to one beside an organization of sort enterprise; made with it. [S1-14, S1-17]"""

    class Integration(models.TextChoices):
        """Standing as 产教融合型企业."""

        NONE = "none", "未申报"
        NURTURING = "nurturing", "建设培育"
        CERTIFIED = "certified", "已认定"

    class Scale(models.TextChoices):
        MICRO = "micro", "微型"
        SMALL = "small", "小型"
        MEDIUM = "medium", "中型"
        LARGE = "large", "大型"

    integration = models.CharField(
        "产教融合型企业", max_length=12, choices=Integration.choices, default=Integration.NONE, editable=False
    )
    integration_since = models.DateField("认定日期", null=True, blank=True, editable=False)
    integration_basis = models.CharField("认定依据", max_length=200, blank=True, editable=False)
    chain_leader_of = models.ForeignKey(
        "taxonomy.Industry",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="chain_leaders",
        verbose_name="链主产业",
    )
    scale = models.CharField("企业规模", max_length=8, choices=Scale.choices, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    registered_capital = models.DecimalField(
        "注册资本（万元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    business = models.TextField("主营业务", max_length=2000, blank=True)
    products = models.TextField("主要产品与服务", max_length=2000, blank=True)
    staff = models.PositiveIntegerField("员工人数", null=True, blank=True)
    research_staff = models.PositiveIntegerField("研发人员", null=True, blank=True)
    research_spending = models.DecimalField(
        "年研发投入（万元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    training_spending = models.DecimalField(
        "年培训投入（万元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    nodes = models.ManyToManyField(
        "taxonomy.Node", blank=True, related_name="enterprises", verbose_name="所在产业链环节"
    )

    objects = EnterpriseProfileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业资料"
        ordering = ["organization__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(research_staff__isnull=True) | Q(staff__isnull=True) | Q(research_staff__lte=F("staff")),
                name="enterprise_research_staff_within_staff",
                violation_error_message="研发人员不能多于员工人数。",
            ),
            models.CheckConstraint(
                condition=~Q(integration="certified") | Q(integration_since__isnull=False),
                name="enterprise_certified_since_a_day",
                violation_error_message="已认定的产教融合型企业要写明认定日期。",
            ),
        ]

    @property
    def is_certified(self) -> bool:
        return self.integration == self.Integration.CERTIFIED

    @property
    def completeness(self) -> Completeness:
        """Share of what counterparts look for; titles are not the enterprise's to fill, so they do not count."""
        owner = of_fields(self.organization, ["uscc", "intro", "park", "address", "contact_name", "contact_phone"])
        own = of_fields(
            self, ["scale", "founded_on", "business", "products", "staff", "research_staff", "research_spending"]
        )
        return measure([*owner, *own, ("所在产业链环节", list(self.nodes.all()))])
