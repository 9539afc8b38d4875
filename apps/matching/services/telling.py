"""Publication tells the counterparts: whoever was fairly matched hears of a demand he may see, once."""

from django.contrib.contenttypes.models import ContentType

from apps.accounts.models import Organization
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.listings.rules import COMMITTEE
from apps.matching.models import Match
from apps.matching.services.granting import OPENS_FROM
from apps.notices import topics
from apps.notices.models import Notice
from apps.notices.services import tell
from apps.notices.topics import Topic

TOPIC = topics.add(Topic("match", "匹配到的需求", mail=False, icon="arrows-exchange"))


def tell_counterparts(demand: Demand) -> int:
    """Tell the writers of organizations matched for the first time; returns how many people were told."""
    if demand.state != PUBLISHED or demand.visibility == COMMITTEE:
        return 0
    fair = Match.objects.current().filter(demand=demand, level__gte=OPENS_FROM)
    matched = set(fair.values_list("resource__organization", flat=True)) - {demand.organization_id}
    about = ContentType.objects.get_for_model(demand)
    told = Notice.objects.of_topic(TOPIC.slug).filter(content_type=about, object_id=str(demand.pk))
    new = matched - set(told.values_list("organization_id", flat=True)) if matched else set()
    if not new:
        return 0
    words = f"有一条需求与贵单位的资源匹配：「{demand.title}」"
    return len(tell(Organization.objects.filter(pk__in=new), about=demand, text=words, topic=TOPIC.slug, key="matched"))
