"""Gives each request an id that logs, journal and error pages share."""

import re
import uuid

from django.http import HttpRequest, HttpResponse

from apps.core import context

_GIVEN = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestContextMiddleware:
    """Takes a sane X-Request-ID from the proxy or makes one; sends it back."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _GIVEN.match(given) else uuid.uuid4().hex
        token = context.enter(context.RequestContext(request.id, request.META.get("REMOTE_ADDR", "")))
        try:
            response = self.get_response(request)
        finally:
            context.leave(token)
        response["X-Request-ID"] = request.id
        return response
