"""Attachments: looked at before they are kept, seen exactly as the record they belong to, handed out as downloads only.

A model takes files when its app files the rule "<model>.attach"; who may see the record may see them.
"""

from apps.core.files.attaching import attach, of, of_many, remove, sweep
from apps.core.files.formats import ACCEPT, FORMATS, Format
from apps.core.files.guard import MAX_BYTES, check_size, inspect
from apps.core.files.store import opened

__all__ = [
    "ACCEPT",
    "FORMATS",
    "MAX_BYTES",
    "Format",
    "attach",
    "check_size",
    "inspect",
    "of",
    "of_many",
    "opened",
    "remove",
    "sweep",
]
