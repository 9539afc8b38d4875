"""`updated_since`: a list as its changes, oldest first, with what has gone from the caller's sight.

The rows are those of the list; `removed` names the rows the caller may have read and can no longer. Pages go forward
by (moment, key), so a row that changes meanwhile comes again later and none is passed over.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from apps.accounts.models import Grant
from apps.api.base import KeysetPagination
from apps.core.changes import changed_at
from apps.core.models import Tombstone

SINCE, OVERLAP = "updated_since", timedelta(minutes=5)
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
ALONE = {SINCE, "cursor", "limit", "format"}
GONE = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {"id": {"type": "integer"}, "state": {"type": "string", "enum": ["removed"]}},
}
Position = tuple[datetime, int]


class ChangesPagination(KeysetPagination):
    """Newest first as ever; with `updated_since`, the changes since then."""

    changes: "Changes | None" = None

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[Model]:
        if SINCE not in request.query_params:
            return super().paginate_queryset(queryset, request, view=view)
        if strange := sorted(set(request.query_params) - ALONE):
            raise exceptions.ValidationError(
                {strange[0]: "与 updated_since 同用会漏掉不再符合条件的行；请去掉筛选，取回后再筛"}
            )
        start = position_of(request)
        self.page_size, self.url = self.get_page_size(request), request.build_absolute_uri()
        self.changes = Changes(view.get_queryset(), request.user.actor, start, self.page_size)
        return self.changes.rows

    def get_paginated_response(self, data: list[dict[str, Any]]) -> Response:
        if self.changes is None:
            return super().get_paginated_response(data)
        last = self.changes.last
        following = replace_query_param(self.url, "cursor", written(last)) if last else None
        until = (timezone.now() - OVERLAP).isoformat()
        gone = [{"id": pk, "state": "removed"} for pk in self.changes.gone]
        return Response({"next": following, "previous": None, "results": data, "removed": gone, "until": until})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        whole = super().get_paginated_response_schema(schema)
        whole["properties"]["removed"] = {
            "type": "array",
            "items": GONE,
            "description": "仅随 updated_since 给出：不再对您开放或已删除的记录，请从本地去掉",
        }
        whole["properties"]["until"] = {
            "type": "string",
            "format": "date-time",
            "description": "仅随 updated_since 给出：下一轮的 updated_since，取第一页的值；已退后 5 分钟，"
            "重复的按 id 覆盖即可",
        }
        return whole

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        words = "只取这一时刻（含）起有变化的记录，先变的在前，不与其他筛选同用；ISO 8601，不写时区按上海时间"
        since = {
            "name": SINCE,
            "in": "query",
            "required": False,
            "description": words,
            "schema": {"type": "string", "format": "date-time"},
        }
        return [*super().get_schema_operation_parameters(view), since]


class Changes:
    """One page of what happened from a position on: rows still seen, keys of rows no longer seen, where it ended."""

    def __init__(self, seen: QuerySet, actor: Any, start: Position, size: int) -> None:
        self.seen, self.actor, self.start, self.size = seen, actor, start, size
        live = self.live()
        steps = sorted({*((row.changed, row.pk) for row in live), *self.events()})
        page = steps[:size]
        self.last = page[-1] if len(steps) > size else None
        found = {row.pk: row for row in live}
        wanted = dict.fromkeys(pk for _, pk in page)
        missing = [pk for pk in wanted if pk not in found]
        found |= {row.pk: row for row in seen.filter(pk__in=missing)} if missing else {}
        self.rows = [found[pk] for pk in wanted if pk in found]
        self.gone = [pk for pk in wanted if pk not in found]

    def live(self) -> list[Model]:
        rows = self.seen.annotate(changed=changed_at(self.seen.model)).filter(self.after("changed", "pk"))
        return list(rows.order_by("changed", "pk")[: self.size + 1])

    def after(self, moment: str, key: str) -> Q:
        at, pk = self.start
        return Q(**{f"{moment}__gte": at}) & (Q(**{f"{moment}__gt": at}) | Q(**{f"{key}__gt": pk}))

    def events(self) -> list[Position]:
        """Moments at which a row may have come into sight or gone, whatever was written in the row itself."""
        model = self.seen.model
        mine = Q(organization_id=None) | Q(organization_id=self.actor.organization_id)
        graves = Tombstone.objects.filter(mine, about=model._meta.label_lower)
        found = self.moments(graves, "at", "about_id")
        grants = Grant.objects.about(model).reaching(self.actor)
        for moment in ("given_at", "revoked_at", "until"):
            found += self.moments(grants.filter(**{f"{moment}__lte": timezone.now()}), moment, "object_id")
        return found

    def moments(self, rows: QuerySet, moment: str, key: str) -> list[Position]:
        rows = rows.filter(self.after(moment, key)).order_by(moment, key)
        return list(rows.values_list(moment, key)[: self.size + 1])


def position_of(request: Request) -> Position:
    """Where to go on: the page mark, else the moment asked for with everything at it."""
    if mark := request.query_params.get("cursor"):
        return read(mark)
    return (since_of(request.query_params[SINCE]), -1)


def since_of(given: str) -> datetime:
    try:
        moment = parse_datetime(given.strip().replace(" ", "+") if "T" in given else given.strip())
    except (ValueError, ValidationError):
        moment = None
    if moment is None:
        raise exceptions.ValidationError({SINCE: "应为时刻，例如 2026-11-01T00:00:00+08:00（加号要写成 %2B）"})
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=timezone.get_default_timezone())
    return min(max(moment, EARLIEST), LATEST)


def written(position: Position) -> str:
    at, pk = position
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{pk}".encode()).decode()


def read(mark: str) -> Position:
    try:
        moment, _, key = base64.urlsafe_b64decode(mark.encode()).decode().partition("|")
        at, pk = datetime.fromisoformat(moment), int(key)
    except (ValueError, binascii.Error):
        raise exceptions.NotFound("翻页标记无效，请从第一页重新取") from None
    if timezone.is_naive(at) or not (EARLIEST <= at <= LATEST and 0 <= pk < 2**63):
        raise exceptions.NotFound("翻页标记无效，请从第一页重新取")
    return at, pk
