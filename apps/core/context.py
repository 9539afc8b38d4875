"""What the journal needs to know about the request in hand, without handing requests around."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    """Where a change came from; empty outside a request."""

    request_id: str = ""
    address: str = ""


_NOWHERE = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("request_context", default=_NOWHERE)


def current() -> RequestContext:
    return _current.get()


def enter(context: RequestContext):
    """Make `context` current; hand the token to `leave`."""
    return _current.set(context)


def leave(token) -> None:
    _current.reset(token)
