"""Who hears what of an alliance."""

from django.urls import reverse

from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.alliances.models import AllianceMember, Announcement
from apps.core.lifecycle import Move
from apps.notices import topics
from apps.notices.services import tell

TOPIC = topics.add(topics.Topic("alliances", "联盟成员与审批", icon="users-group"))
NEWS = topics.add(topics.Topic("alliance-news", "联盟秘书处通知", mail=False, icon="speakerphone"))


def asked(seat: AllianceMember, actor: Actor) -> None:
    text = f"{seat.organization} 申请加入「{seat.alliance.title}」"
    tell(seat.alliance.organization, about=seat, text=text, topic=TOPIC.slug, besides=actor)


def invited(seat: AllianceMember, actor: Actor) -> None:
    text = f"{seat.alliance.organization} 邀请贵单位加入「{seat.alliance.title}」（{seat.get_role_display()}）"
    _to_the_house(seat, text, actor)


def moved(seat: AllianceMember, move: Move, actor: Actor) -> None:
    """The side that did not act."""
    if actor.organization_id == seat.organization_id:
        text = f"{seat.organization}：{move.label}「{seat.alliance.title}」"
        tell(seat.alliance.organization, about=seat, text=text, topic=TOPIC.slug, besides=actor)
    else:
        _to_the_house(seat, f"{seat.alliance.organization}：{move.label}「{seat.alliance.title}」", actor)


def announced(row: Announcement, actor: Actor) -> None:
    """Every member, once per announcement."""
    houses = Organization.objects.filter(pk__in=row.alliance.seats.approved().values("organization"))
    text = f"「{row.alliance.title}」秘书处通知：{row.title}"
    tell(list(houses), about=row, text=text, topic=NEWS.slug, key=f"announcement:{row.pk}", besides=actor)


def _to_the_house(seat: AllianceMember, text: str, actor: Actor) -> None:
    url = reverse("desk-seats")
    tell(seat.organization, about=seat, text=text, topic=TOPIC.slug, url=url, besides=actor)
