"""Text that a spreadsheet program would take for a formula: made harmless on the way out, restored on the way in."""

import re

SIGNS = "=+\\-@＝＋－＠\t\r"
LIVE = re.compile(rf"[\s'\u200b\ufeff]*[{SIGNS}]")


def neutral(text: str) -> str:
    """With a leading apostrophe where the text could come alive; `plain` takes exactly that one away."""
    return f"'{text}" if LIVE.match(text) else text


def plain(text: str) -> str:
    return text[1:] if text.startswith("'") and LIVE.match(text, 1) else text
