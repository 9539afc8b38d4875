"""Publication tells the counterparts: whoever was fairly matched hears of a demand he may see, once."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType

from apps.accounts.models import Organization
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.listings.rules import COMMITTEE
from apps.matching.models import Match
from apps.matching.services.granting import OPENS_FROM
from apps.notices import topics
from apps.notices.models import Notice
from apps.notices.people import writers
from apps.notices.services import tell
from apps.notices.topics import Topic

TOPIC = topics.add(Topic("match", "匹配到的需求", mail=False, icon="arrows-exchange"))


def tell_counterparts(demands: Sequence[Demand]) -> int:
    """Tell the writers of organizations matched for the first time; returns how many people were told."""
    shown = {each.pk: each for each in demands if each.state == PUBLISHED and each.visibility != COMMITTEE}
    fair = Match.objects.current().filter(demand__in=shown, level__gte=OPENS_FROM)
    matched = set(fair.values_list("demand", "resource__organization")) if shown else set()
    if not matched:
        return 0
    about = ContentType.objects.get_for_model(Demand)
    keys = {str(demand) for demand, _ in matched}
    rows = Notice.objects.of_topic(TOPIC.slug).filter(content_type=about, object_id__in=keys)
    told = {(int(demand), organization) for demand, organization in rows.values_list("object_id", "organization_id")}
    somebody = writers(*{organization for _, organization in matched - told})  # a register's entry may have nobody here
    reached = set(somebody.values_list("organization", flat=True))
    new: dict[int, set[int]] = {}
    for demand, organization in matched - told:
        if organization in reached and organization != shown[demand].organization_id:
            new.setdefault(demand, set()).add(organization)
    return sum(_tell(shown[demand], organizations) for demand, organizations in sorted(new.items()))


def _tell(demand: Demand, organizations: set[int]) -> int:
    words = f"有一条需求与贵单位的资源匹配：「{demand.title}」"
    people = Organization.objects.filter(pk__in=organizations)
    return len(tell(people, about=demand, text=words, topic=TOPIC.slug, key="matched"))
