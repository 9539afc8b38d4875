"""Verbs of notices: tell people, mail them, publish 公示 and take objections."""

from apps.notices.services.digesting import digest
from apps.notices.services.listening import remark, settle
from apps.notices.services.mailing import mail_digest, mail_notice
from apps.notices.services.objecting import answer, object_to
from apps.notices.services.publishing import Draft, close_over, draft, publish, recount, redraft
from apps.notices.services.telling import forget, prefer, read, read_all, tell

__all__ = [
    "Draft",
    "answer",
    "close_over",
    "digest",
    "draft",
    "forget",
    "mail_digest",
    "mail_notice",
    "object_to",
    "prefer",
    "publish",
    "read",
    "read_all",
    "recount",
    "redraft",
    "remark",
    "settle",
    "tell",
]
