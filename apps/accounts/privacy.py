"""Which columns are about persons, why we hold them, on what ground, how long, and how they are shown.

Each app declares its own tables; a test refuses a column of a declared table that is neither tagged nor plain,
and a column with a person's sort of name in a table nobody declared.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from apps.core.text import mask_email, mask_name, mask_phone

CONTRACT, CONSENT, DUTY = "履行服务约定", "本人同意", "法定职责"
TELLING = ("name", "phone", "email", "mail", "mobile", "wechat", "address", "idcard", "birth")


@dataclass(frozen=True)
class Tag:
    """Purpose, legal basis, retention and mask of one column; a mask of None means never shown at all."""

    purpose: str
    basis: str
    retention: str
    mask: Callable[[str], str] | None


def hidden(value: str) -> str:
    return "***" if value else ""


def open_to_members(value: str) -> str:
    return value


CONTACT_NAME = Tag("业务联系", CONTRACT, "单位注销后 3 年", mask_name)
CONTACT_PHONE = Tag("业务联系", CONTRACT, "单位注销后 3 年", mask_phone)
CONTACT_EMAIL = Tag("业务联系", CONTRACT, "单位注销后 3 年", mask_email)

tables: dict[str, dict[str, Tag]] = {}
plain: dict[str, frozenset[str]] = {}


def declare(model: str, *, personal: dict[str, Tag], others: Iterable[str] = ()) -> None:
    """Tag the personal columns of a model ("app.model"); `others` are its columns that say nothing about a person."""
    tables[model.lower()] = personal
    plain[model.lower()] = frozenset(others)


def masked(record: Any, column: str) -> str:
    """The column's value as somebody without the right to it may read it."""
    tag = tables[record._meta.label_lower][column]
    return tag.mask(getattr(record, column) or "") if tag.mask else ""


def untagged(model: Any) -> list[str]:
    """Columns of a declared person table that are neither tagged nor named as plain."""
    label = model._meta.label_lower
    known = set(tables.get(label, ())) | plain.get(label, frozenset())
    return sorted(field.name for field in model._meta.local_fields if field.name not in known)


def undeclared(models: Iterable[Any]) -> list[str]:
    """Columns that sound like a person's in tables nobody declared."""
    return sorted(
        f"{model._meta.label_lower}.{field.name}"
        for model in models
        if model._meta.label_lower not in tables
        for field in model._meta.local_fields
        if any(field.name.endswith(word) for word in TELLING[1:])
    )


declare(
    "accounts.User",
    personal={
        "email": Tag("登录、找回密码", CONTRACT, "账号注销后 30 天", mask_email),
        "phone": Tag("登录、业务联系", CONTRACT, "账号注销后 30 天", mask_phone),
        "name": Tag("表明经办人", CONTRACT, "账号注销后 3 年", mask_name),
        "password": Tag("登录", CONTRACT, "账号注销即删", None),
        "last_login": Tag("账号安全", DUTY, "180 天", hidden),
        "date_joined": Tag("账号管理", CONTRACT, "账号注销后 3 年", hidden),
        "email_verified_at": Tag("账号安全", CONTRACT, "账号注销后 30 天", hidden),
        "phone_verified_at": Tag("账号安全", CONTRACT, "账号注销后 30 天", hidden),
        "consent_version": Tag("留存同意记录", DUTY, "账号注销后 3 年", hidden),
        "consent_at": Tag("留存同意记录", DUTY, "账号注销后 3 年", hidden),
    },
    others=["id", "login", "is_active", "is_service", "is_demo"],
)
declare(
    "accounts.Organization",
    personal={
        "contact_name": CONTACT_NAME,
        "contact_phone": CONTACT_PHONE,
        "contact_email": CONTACT_EMAIL,
    },
    others=[
        "id", "state_at", "version", "code", "name", "short_name", "sort", "uscc", "institution_code", "parent", "park",
        "district", "address", "intro", "website", "state", "verified_at", "checked_at", "is_demo", "created_at",
        "updated_at",
    ],
)  # fmt: skip
declare(
    "accounts.Membership",
    personal={
        "user": Tag("表明任职", CONTRACT, "任职结束后 3 年", open_to_members),
        "title": Tag("表明任职", CONTRACT, "任职结束后 3 年", open_to_members),
        "note": Tag("核对加入申请", CONSENT, "答复后 180 天", hidden),
        "used_at": Tag("选定默认身份", CONTRACT, "任职结束后 30 天", hidden),
    },
    others=["id", "state_at", "version", "organization", "role", "state", "created_at"],
)
declare(
    "accounts.Invitation",
    personal={
        "email": Tag("邀请加入单位", CONTRACT, "答复或失效后 180 天", mask_email),
        "title": Tag("表明任职", CONTRACT, "答复或失效后 180 天", open_to_members),
        "invited_by": Tag("表明邀请人", CONTRACT, "答复或失效后 180 天", open_to_members),
        "accepted_by": Tag("表明任职", CONTRACT, "答复或失效后 180 天", open_to_members),
        "token_hash": Tag("核对链接", CONTRACT, "答复或失效后 180 天", None),
        "seed": Tag("生成链接", CONTRACT, "答复或失效后 180 天", None),
    },
    others=["id", "state_at", "version", "organization", "role", "state", "expires_at", "created_at"],
)
declare(
    "core.JournalEntry",
    personal={
        "user_id": Tag("操作留痕", DUTY, "不少于 180 天", hidden),
        "user_name": Tag("操作留痕", DUTY, "不少于 180 天", mask_name),
        "address": Tag("操作留痕", DUTY, "不少于 180 天", hidden),
    },
    others=[
        "id", "at", "request_id", "via", "organization_id", "organization_name", "role", "verb", "about", "about_id",
        "about_text", "before", "after", "note", "reason",
    ],
)  # fmt: skip
declare(
    "core.Attachment",
    personal={
        "name": Tag("办事材料", CONTRACT, "随所属记录", hidden),
        "user_id": Tag("表明上传人", DUTY, "随所属记录", hidden),
        "user_name": Tag("表明上传人", DUTY, "随所属记录", mask_name),
    },
    others="id about_type about_id type size sha256 purpose organization_id organization_name created_at".split(),
)
declare(
    "core.DocumentTemplate",
    personal={
        "user_id": Tag("表明上传人", DUTY, "随模板", hidden),
        "user_name": Tag("表明上传人", DUTY, "随模板", mask_name),
    },
    others="id slug version name content is_current created_at".split(),
)
declare(
    "accounts.Attempt",
    personal={"key": Tag("防止滥用", DUTY, "1 天", None)},
    others=["id", "door", "at"],
)
