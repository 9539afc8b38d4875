"""What an API client can be allowed to do, by subject and direction."""

from collections.abc import Iterable

from apps.core.errors import Defect

SCOPES: dict[str, str] = {
    "demand:read": "读取需求",
    "demand:write": "提交和修改本单位需求",
    "resource:read": "读取资源",
    "resource:write": "提交和修改本单位资源",
    "base:read": "读取基地与联合体",
    "base:write": "提交和修改本单位基地、填报年度数据",
    "alliance:read": "读取产业联盟",
    "alliance:write": "提交和修改本单位联盟、办理成员",
    "event:read": "读取活动",
    "event:write": "提交和修改本单位活动",
    "mentor:read": "读取导师库",
    "mentor:write": "提交和修改本单位导师",
    "match:read": "读取本单位需求的匹配结果",
    "dealing:read": "读取本单位的对接",
    "dealing:write": "以本单位名义发起和推进对接",
    "notice:read": "读取服务账号收到的消息",
    "notice:write": "把收到的消息标为已读",
}


def parse(text: str) -> list[str]:
    """Scopes from a blank- or comma-separated line, each once, in the order given."""
    return list(dict.fromkeys(text.replace(",", " ").split()))


def unknown(scopes: Iterable[str]) -> list[Defect]:
    """One defect per scope nobody knows; one when there is none at all."""
    wanted = list(scopes)
    if not wanted:
        return [Defect("scopes", "没有写明权限范围", f"可用的有：{' '.join(SCOPES)}")]
    return [
        Defect("scopes", f"没有「{scope}」这一权限范围", f"可用的有：{' '.join(SCOPES)}")
        for scope in wanted
        if scope not in SCOPES
    ]
