"""What every page may show around its content; each part is computed only when a template asks for it."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.notices.models import Notice
from apps.portal import sitemap

NAME = _("临港新片区产教融合信息服务平台")


def page_named(path: str, match: ResolverMatch | None) -> str:
    """A page's address as it may be written down: no query, and no secret that stands in the path."""
    if match is None or "token" not in match.kwargs:
        return path
    return reverse("home") + match.route.partition("<")[0]


class Frame:
    """The frame of a page: names, menus, identity and large print."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.name = NAME
        self.demo = settings.DEMO_ALLOWED
        self.footer = sitemap.FOOTER
        self.account_menu = sitemap.ACCOUNT

    @property
    def page(self) -> str:
        """Where the reader is, for the feedback button."""
        return page_named(self.request.path, self.request.resolver_match)

    @property
    def large(self) -> bool:
        return self.request.COOKIES.get("size") == "large"

    @cached_property
    def actor(self):
        return getattr(self.request, "actor", None)

    @cached_property
    def nav(self) -> list[dict]:
        """Header entries with the lit one marked by the address in hand."""
        entries = sitemap.HEADER_MEMBER if self.actor and self.actor.is_authenticated else sitemap.HEADER
        return [
            {"label": e.label, "url": e.url, "current": self._lit(e.url) or bool(e.also and self._lit(reverse(e.also)))}
            for e in entries
        ]

    def _lit(self, url: str) -> bool:
        path = self.request.path
        return path == url if url == reverse("home") else path.startswith(url)

    @cached_property
    def unread(self) -> int:
        """Notices not read yet, for the bell: one query where the header is shown to somebody logged in."""
        return Notice.objects.visible_to(self.actor).unread().count() if self.actor else 0

    @property
    def memberships(self) -> list:
        """Every identity this person can take; the middleware has read them already."""
        return getattr(self.request, "memberships", [])

    @property
    def membership_id(self) -> int | None:
        return self.actor.membership.pk if self.actor and self.actor.membership else None

    @property
    def here(self) -> str:
        """Who the person is now, in one line."""
        if not (self.actor and self.actor.membership):
            return ""
        organization = self.actor.organization
        return f"{organization.short_name or organization.name} · {self.actor.membership.role_label}"


def site(request: HttpRequest) -> dict:
    return {"frame": Frame(request)}
