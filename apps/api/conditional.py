"""Conditional requests: a tag per record, 304 for what the caller has already, 412 for what has changed since.

The tag names the version of the row and the words the caller was given, so it is strong. `expect` compares it before
the work; the work itself claims the row by that very version, so a change between the two is refused as well.
"""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

AGAIN = "请重新 GET 这条记录，对照现在的内容，再带上新的 ETag 提交"
CHANGED = f"这条记录在您读取之后已经变了；{AGAIN}"
ASKED = "修改要带上 If-Match，值为读取这条记录时得到的 ETag，以免盖掉别人刚保存的内容"


def header(name: str, words: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=required, description=words)


IF_MATCH = header("If-Match", "读取时得到的 ETag；记录已变时答 412，不做任何事")
MUST_MATCH = header("If-Match", "读取时得到的 ETag，必填；记录已变时答 412，不做任何事", required=True)
IF_NONE_MATCH = header("If-None-Match", "上次得到的 ETag；没有变化时答 304，不带内容")


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = CHANGED


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = ASKED


def tag_of(body: dict[str, Any]) -> str:
    """The strong ETag of one record as this caller reads it."""
    words = json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return f'"{body.get("version", 0)}-{hashlib.sha256(words.encode()).hexdigest()[:20]}"'


def is_conditional(request: Request) -> bool:
    return "If-Match" in request.headers


def expect(request: Request, body: dict[str, Any], *, required: bool = False) -> None:
    """Raises PreconditionFailed when the caller has read something else than `body`."""
    if not is_conditional(request):
        if required:
            raise PreconditionRequired
        return
    given = parse_etags(request.headers["If-Match"])
    if given != ["*"] and tag_of(body) not in given:
        raise PreconditionFailed


def tagged(request: Request, body: dict[str, Any]) -> Response:
    """One record with its tag; 304 when the caller has this very one."""
    tag = tag_of(body)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    had = [one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))]
    if request.method == "GET" and (tag in had or had == ["*"]):
        return Response(status=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers)
