"""What every endpoint shares: who calls, what the key was made for, pages and problems."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.services import Caller, Throttled, authenticate_token
from apps.api.conditional import PreconditionFailed, is_conditional
from apps.core.errors import Conflict, Defects, Refused, Stale

TITLES = {
    400: "请求的内容有误",
    401: "需要有效的访问令牌",
    403: "没有这项权限",
    404: "没有找到",
    405: "这个地址不支持该方法",
    406: "只提供 JSON",
    409: "与当前状态冲突",
    412: "记录已经变了",
    415: "请用 application/json 发送",
    422: "内容没有通过检查",
    428: "需要说明依据的版本",
    429: "请求过于频繁",
}


class ProblemRenderer(JSONRenderer):
    """A problem document of RFC 9457."""

    media_type = "application/problem+json"


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer lg_…`; `request.user` becomes the Caller behind the key."""

    def authenticate(self, request: Request) -> tuple[Caller, str] | None:
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        caller = authenticate_token(token.decode("latin-1").strip())
        if caller is None:
            raise exceptions.AuthenticationFailed("令牌无效、已过期或已停用，请向平台重新申请")
        return caller, "bearer"

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class ScopePermission(BasePermission):
    """The key must have been made for what the view's `scopes` ask for this method."""

    message = "这个令牌没有这项权限范围，请用 create_client 重新申请"

    def has_permission(self, request: Request, view: Any) -> bool:
        caller = request.user
        if not isinstance(caller, Caller):
            return False
        wanted = view.scopes.get(request.method)
        return wanted is None or wanted in caller.scopes


class KeysetPagination(CursorPagination):
    """Newest first by key: the depth of a page costs nothing, and nobody counts the table."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"

    def decode_cursor(self, request: Request):
        cursor = super().decode_cursor(request)
        position = cursor.position if cursor else None
        if position is not None and not (position.isascii() and position.isdigit() and len(position) < 19):
            raise exceptions.NotFound("翻页标记无效，请从第一页重新取")
        return cursor


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as a problem document: status, title, detail in Chinese, and a pointer per defect."""
    request = context["request"]
    if isinstance(error, Stale) and is_conditional(request):
        error = PreconditionFailed()  # overtaken between the comparison and the claim
    code, detail, errors, headers = describe(error)
    if code is None:
        return None
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(code, "请求没有完成"),
        "status": code,
        "detail": detail,
        "instance": request.path,
        "request_id": getattr(request, "id", ""),
    }
    if errors:
        body["errors"] = errors
    request.accepted_renderer, request.accepted_media_type = ProblemRenderer(), ProblemRenderer.media_type
    return Response(body, status=code, headers=headers, content_type=ProblemRenderer.media_type)


def describe(error: Exception) -> tuple[int | None, str, list[dict[str, str]], dict[str, str]]:
    """(status, detail, errors, headers) of an exception; status None for a bug of ours."""
    if isinstance(error, Defects):
        return 422, "以下各处需要修改", [point(one) for one in error.defects], {}
    if isinstance(error, Throttled):
        return 429, error.message, [], {"Retry-After": str(error.seconds)}
    if isinstance(error, Conflict):
        return 409, error.message, [], {}
    if isinstance(error, Refused):
        return 400, error.message, [], {}
    if isinstance(error, Http404):
        return 404, "没有这条记录，或它不对您开放", [], {}
    if isinstance(error, PermissionDenied):
        return 403, str(error) or TITLES[403], [], {}
    return describe_framework(error)


def describe_framework(error: Exception) -> tuple[int | None, str, list[dict[str, str]], dict[str, str]]:
    if isinstance(error, exceptions.ValidationError):
        return 400, TITLES[400], [{"pointer": f"/{k}", "detail": str(v)} for k, v in pairs(error.detail)], {}
    if isinstance(error, exceptions.ParseError):
        return 400, "请求体不是有效的 JSON（UTF-8），请检查引号、逗号与编码", [], {}
    if isinstance(error, exceptions.NotAuthenticated):
        return 401, "请在请求头写明 Authorization: Bearer 令牌", [], {"WWW-Authenticate": 'Bearer realm="api"'}
    if isinstance(error, exceptions.AuthenticationFailed):
        return 401, str(error.detail), [], {"WWW-Authenticate": 'Bearer realm="api"'}
    if isinstance(error, exceptions.MethodNotAllowed):
        return 405, TITLES[405], [], {}
    if isinstance(error, exceptions.UnsupportedMediaType):
        return 415, TITLES[415], [], {}
    if isinstance(error, exceptions.APIException):
        return error.status_code, str(error.detail), [], {}
    return None, "", [], {}


def pairs(detail: Any) -> list[tuple[str, str]]:
    """(name, message) of a framework validation error, whatever its nesting."""
    if isinstance(detail, dict):
        return [
            (str(name), "；".join(map(str, one)) if isinstance(one, list) else str(one)) for name, one in detail.items()
        ]
    return [("", str(one)) for one in detail]


def point(defect) -> dict[str, str]:
    """A defect with its JSON pointer; the view has put the path into `field`."""
    return {"pointer": f"/{defect.field}", "detail": defect.message, "remedy": defect.remedy}
