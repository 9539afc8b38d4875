"""Who hears what of a base."""

from django.urls import reverse

from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.bases.models import Partner, Standing
from apps.core.lifecycle import Move
from apps.notices import topics
from apps.notices.services import tell

TOPIC = topics.add(topics.Topic("bases", "基地与共建", icon="building-community"))


def decided(standing: Standing, move: Move, actor: Actor) -> None:
    """The carrier and those who have agreed to build."""
    base = standing.base
    builders = Organization.objects.filter(pk__in=base.partners.agreed().values("organization"))
    text = f"{base.title}：{move.label}，现为「{standing.state_now.label}」"
    tell([base.organization, *builders], about=standing, text=text, topic=TOPIC.slug, besides=actor)


def invited(partner: Partner, actor: Actor) -> None:
    text = f"{partner.base.organization} 邀请贵单位共建「{partner.base.title}」（{partner.get_role_display()}）"
    tell(
        partner.organization,
        about=partner,
        text=text,
        topic=TOPIC.slug,
        url=reverse("desk-partnerships"),
        besides=actor,
    )


def answered(partner: Partner, move: Move, actor: Actor) -> None:
    """The carrier when the partner acts, the partner when the carrier does."""
    if actor.organization_id == partner.base.organization_id:
        text = f"{partner.base.organization}：{move.label}「{partner.base.title}」"
        tell(
            partner.organization,
            about=partner,
            text=text,
            topic=TOPIC.slug,
            url=reverse("desk-partnerships"),
            besides=actor,
        )
    else:
        text = f"{partner.organization}：{move.label}「{partner.base.title}」"
        tell(partner.base.organization, about=partner, text=text, topic=TOPIC.slug, besides=actor)


def _ask(partner: Partner, text: str, actor: Actor) -> None:
    """To the partner's writers, at the page where they answer."""
    url = reverse("desk-partnerships")
    tell(partner.organization, about=partner, text=text, topic=TOPIC.slug, url=url, besides=actor)
