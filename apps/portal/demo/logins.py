"""Passwords of the demo people: random per installation, kept in a file only its owner can read."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that people confuse when they type it off a screen
GROUPS, LENGTH = 3, 4
OWNER_ONLY = 0o600


def path() -> Path:
    return Path(settings.VAR_DIR) / "demo-logins.json"


def new_password() -> str:
    """Twelve characters in groups, about 59 bits: k7mw-3xqp-9fhd."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))


def kept() -> dict[str, dict[str, str]]:
    """login → {role, organization, password}; empty before the first run."""
    return json.loads(path().read_text(encoding="utf-8")) if path().exists() else {}


def keep(logins: dict[str, dict[str, str]]) -> None:
    """Write the whole file at once, readable by its owner only."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="utf-8") as file:
        json.dump(logins, file, ensure_ascii=False, indent=1)
    draft.replace(target)
