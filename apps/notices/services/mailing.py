"""Mails: at least once, under an id of their own, and with nothing in them that only the inbox may say."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.notices import topics
from apps.notices.models import Digest, Notice

SUBJECT = "临港产教融合平台：您有一条「{topic}」消息"
DIGEST_SUBJECT = "临港产教融合平台：今天有 {count} 条消息未读"


def mail_notice(pk: int) -> bool:
    """Send the mail of one notice, unless it was read or sent meanwhile or its reader left; True when it went out.

    Killed between the sending and the note of it, the same mail goes out once more under the same Message-ID.
    """
    notice = Notice.objects.select_related("user").filter(pk=pk, mailed_at=None, read_at=None).first()
    if notice is None or not reachable(notice.user) or not _still_there(notice):
        return False
    url = address(notice.get_absolute_url())
    body = render_to_string("notices/mail/notice.txt", {"topic": notice.topic_label, "url": url, "settings": _choice()})
    _send(f"notice.{notice.uid}", SUBJECT.format(topic=notice.topic_label), body, notice.user)
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
    return True


def mail_digest(pk: str) -> bool:
    """Send how many of each topic are still unread of what the digest was made for; nothing when all were read."""
    digest = Digest.objects.select_related("user").filter(pk=pk, sent_at=None).first()
    if digest is None or not reachable(digest.user):
        return False
    unread = digest.notices.unread().order_by().values_list("topic").annotate(n=Count("pk")).order_by("topic")
    lines = [(topics.label_of(topic), count) for topic, count in unread]
    if lines:
        context = {"lines": lines, "url": address(reverse("inbox")), "settings": _choice()}
        subject = DIGEST_SUBJECT.format(count=sum(count for _, count in lines))
        _send(f"digest.{digest.pk}", subject, render_to_string("notices/mail/digest.txt", context), digest.user)
    Digest.objects.filter(pk=digest.pk).update(sent_at=timezone.now())
    return bool(lines)


def reachable(user: User) -> bool:
    """A person with an address of his own: programs have none, and demo persons' addresses belong to nobody."""
    return bool(user.is_active and user.email and not user.is_service and not user.is_demo)


def _still_there(notice: Notice) -> bool:
    """What was told to a member is not for one who has left."""
    if notice.organization_id is None:
        return True
    here = Membership.objects.usable().filter(user=notice.user_id, organization=notice.organization_id)
    return here.exists()


def _send(key: str, subject: str, body: str, user: User) -> None:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    EmailMessage(subject, body, None, [user.email], headers={"Message-ID": f"<{key}@{host}>"}).send()


def _choice() -> str:
    return address(reverse("inbox-settings"))


def address(path: str) -> str:
    """The page's full address, for those who read it outside the platform."""
    return settings.SITE_URL.rstrip("/") + path
