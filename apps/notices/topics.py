"""What people are told about: a row per topic, added by the app whose causes they are."""

from dataclasses import dataclass

from apps.core.registry import Registry

MAIL, DIGEST, QUIET = "mail", "digest", "quiet"
WAYS = {MAIL: "收件箱，并立即发邮件", DIGEST: "收件箱，每天汇总一封邮件", QUIET: "静音：只留在收件箱，不发邮件也不计数"}


@dataclass(frozen=True)
class Topic:
    """One subject of notices; with `mail` each goes out at once unless a person chose otherwise, else in the digest."""

    slug: str
    label: str
    mail: bool = True
    icon: str = "bell"

    @property
    def way(self) -> str:
        """What happens for those who chose nothing."""
        return MAIL if self.mail else DIGEST


registry: Registry[Topic] = Registry("notice topic")
PUBLIC = registry.add(Topic("public-notice", "公示与异议", icon="speakerphone"))
VOICE = registry.add(Topic("feedback", "意见反馈", mail=False, icon="message-circle"))


def add(topic: Topic) -> Topic:
    """File a topic; call it where the app's receivers load. Raises ValueError when the slug is taken."""
    return registry.add(topic)


def label_of(slug: str) -> str:
    """The topic's name; one that no longer exists shows as what it was called."""
    found = registry.get(slug)
    return found.label if found else slug
