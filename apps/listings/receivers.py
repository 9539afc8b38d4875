"""What follows a listing's moves: dates, word to its owner, and publication without review where set."""

from django.conf import settings
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import changes, lifecycle
from apps.core.lifecycle import moved
from apps.listings.lifecycle import PUBLIC_STATES
from apps.listings.models import Listing
from apps.listings.rules import PUBLIC
from apps.notices import topics
from apps.notices.services import tell
from apps.notices.topics import Topic

TOPIC = topics.add(Topic("listing", "供需条目审核", icon="clipboard-check"))
STAMPS = {"submit": ("submitted_at",), "publish": ("published_at", "checked_at"), "amend": ("submitted_at",)}


@receiver(moved)
def stamp(sender, record, move, **_) -> None:
    """Note when it was sent in and when it was published."""
    if not issubclass(sender, Listing) or move.name not in STAMPS:
        return
    values = dict.fromkeys(STAMPS[move.name], timezone.now())
    for name, value in values.items():
        setattr(record, name, value)
    sender.objects.filter(pk=record.pk).update(**values)


@receiver(moved)
def publish_at_once(sender, record, move, actor, **_) -> None:
    """`PUBLISH_WITHOUT_REVIEW`: verified organizations need no second look. Off unless a setting says otherwise."""
    if not (settings.PUBLISH_WITHOUT_REVIEW and issubclass(sender, Listing)):
        return
    if move.name in {"submit", "amend"} and record.organization.is_verified:
        lifecycle.move(record, "publish", actor=Actor.system(via=actor.via), note="按设置免审发布")


@receiver(moved)
def note_leaving(sender, record, **_) -> None:
    """What everybody could read and can no longer: readers who come back hear of it."""
    if issubclass(sender, Listing) and record.came_from in PUBLIC_STATES and record.state not in PUBLIC_STATES:
        if (record.was_seen_by or record.visibility) == PUBLIC:
            changes.bury(record)


@receiver(post_delete)
def note_deleting(sender, instance, **_) -> None:
    """A draft that an import takes back was its owner's alone."""
    if issubclass(sender, Listing):
        changes.bury(instance, organization=instance.organization_id)


def _published(listing: Listing) -> str:
    return f"您单位的{listing._meta.verbose_name}「{listing.title}」已发布"


def _returned(listing: Listing) -> str:
    count = len(listing.defects)
    return f"您单位的{listing._meta.verbose_name}「{listing.title}」被退回补正，列了 {count} 处要改"


WORDS = {"publish": _published, "return": _returned}


@receiver(moved)
def tell_owner(sender, record, move, actor, **_) -> None:
    """What the desk decided reaches those who answer for the listing; of one that follows another, they have heard."""
    if issubclass(sender, Listing) and move.name in WORDS and not record.kind_row.derived:
        words, cause = WORDS[move.name](record), f"{move.name}:{record.version}"
        tell(record.organization, about=record, text=words, topic=TOPIC.slug, key=cause, besides=actor)
