"""Session limits, and the actor every view finds on its request."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from apps.accounts import sessions
from apps.accounts.actor import Actor
from apps.accounts.models import Membership

IDLE, ABSOLUTE = "idle", "absolute"
NOTE_EVERY = 60  # seconds; a write per request would cost more than the page


class SessionLimitsMiddleware:
    """Ends a session 30 minutes after the last request and 12 hours after login, whichever is first.

    The page goes to the login with `?expired=…`; where it was asked for by GET it comes back there afterwards.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if why := self._over(request.session):
                logout(request)
                return self._to_login(request, why)
            self._note(request.session)
        return self.get_response(request)

    def _over(self, session) -> str:
        now = sessions.now()
        if now - session.get(sessions.STARTED, now) >= settings.SESSION_ABSOLUTE_SECONDS:
            return ABSOLUTE
        if now - session.get(sessions.SEEN, now) >= settings.SESSION_IDLE_SECONDS:
            return IDLE
        return ""

    def _note(self, session) -> None:
        if sessions.STARTED not in session:
            sessions.begin(session)
        elif sessions.now() - session[sessions.SEEN] >= NOTE_EVERY:
            session[sessions.SEEN] = sessions.now()

    def _to_login(self, request: HttpRequest, why: str) -> HttpResponse:
        query = {"expired": why} | ({"next": request.get_full_path()} if request.method == "GET" else {})
        url = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}"
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=200, headers={"HX-Redirect": url})
        return HttpResponse(status=302, headers={"Location": url})


class ActorMiddleware:
    """`request.actor` from the active membership, `request.memberships` for the switch; on the user too, for rules."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.memberships = Actor.anonymous(), []
        if request.user.is_authenticated:
            rows = Membership.objects.usable().filter(user=request.user).select_related("organization")
            request.memberships = list(rows)
            request.actor = request.user.actor = self._actor(request)
        return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor:
        """The membership chosen in this session, else the one used last; none when all have ended."""
        chosen = request.session.get(sessions.MEMBERSHIP)
        mine = [row for row in request.memberships if row.pk == chosen] or request.memberships
        return Actor(user=request.user, membership=mine[0] if mine else None)
