"""What every operation may answer besides its own: the problems of `base`, written into the contract once for all."""

from typing import Any

from apps.api.base import TITLES

MEDIA_TYPE = "application/problem+json"
ANY, WITH_KEY, WITH_BODY, OF_ONE = (400, 406, 429), (401, 403), (409, 415, 422), (404,)
ETAG = {"description": "这条记录此刻的标记，供 If-Match 与 If-None-Match", "schema": {"type": "string"}}
POINTER = {
    "type": "object",
    "required": ["pointer", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON 指针，空串指整个请求"},
        "detail": {"type": "string"},
        "remedy": {"type": "string"},
    },
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 问题文档",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": POINTER},
    },
}


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of the schema generator: each operation names the refusals it can give, all of one shape."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path, item in result["paths"].items():
        for operation in item.values():
            _add_conditions(operation)
            for status in _refusals(path, operation):
                known = operation["responses"].setdefault(str(status), {"description": TITLES[status]})
                known["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return result


def _add_conditions(operation: dict[str, Any]) -> None:
    """What an operation that takes conditions may answer besides: nothing new, changed since, or no condition given."""
    taken = {one["name"]: one for one in operation.get("parameters", ()) if one["in"] == "header"}
    responses = operation["responses"]
    if taken:
        responses["200"].setdefault("headers", {})["ETag"] = ETAG
    if "If-None-Match" in taken:
        responses["304"] = {"description": "没有变化", "headers": {"ETag": ETAG}}
    if "If-Match" in taken:
        responses["412"] = {"description": TITLES[412]}
        if taken["If-Match"].get("required"):
            responses["428"] = {"description": TITLES[428]}


def _refusals(path: str, operation: dict[str, Any]) -> list[int]:
    statuses = [*ANY, *WITH_KEY]
    if "requestBody" in operation:
        statuses += WITH_BODY
    if "{" in path or any(one["name"] == "cursor" for one in operation.get("parameters", ())):
        statuses += OF_ONE  # a page mark that nobody gave out is not found either
    return sorted({*statuses, *(int(one) for one in operation["responses"] if one.isdigit() and int(one) >= 400)})
