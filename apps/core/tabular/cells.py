"""One cell: from what the parser saw to the text a person meant, and from such text to dates and numbers."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from apps.core.tabular.formulas import plain
from apps.core.tabular.model import Raw

# Anything a clean cell does not hold; most cells are clean, and one search says so.
SUSPECT = re.compile(
    r"^[\s']|\s$|^\d{6,}\.0+$"
    r"|[\x00-\x08\x0b-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\u3000\ufe0f\ufeff\ufff9-\uffff\ud800-\udfff]"
    r"|[０-９Ａ-Ｚａ-ｚ％＋－．／＿]"
)
FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]")
INVISIBLE = re.compile(r"[\x80-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufe0f\ufeff]")
ODD_BLANK = re.compile(r"[\xa0\u3000]")
LINE_END = re.compile(r"\r\n?|[\x0b\x0c]")
WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")
WIDE_SIGN = re.compile(r"(?<=[0-9A-Za-z])[．－＋／＿](?=[0-9A-Za-z])|(?<=[0-9])％|^[－＋](?=[0-9])")
CODE_AS_FLOAT = re.compile(r"(\d{6,})\.0+")
EXACT = 10**15  # the largest whole number of which Excel keeps every digit

BLANKS = "去掉多余空白"
WIDTH = "全角转半角"
UNSEEN = "去掉不可见字符"
QUOTE = "去掉防公式的撇号"
FLOAT = "去掉小数点后的 0"
YES_NO = "逻辑值转为是/否"
LOST = "超过 15 位的数字，Excel 可能已丢失末尾几位，请核对"
MERGED = "由合并单元格补全"


class Forbidden(ValueError):
    """A character that no text has: NUL, a control, half of a pair."""


def text_of(value: Raw) -> tuple[str, str]:
    """The cell as text and, where it reads otherwise than the user saw it, why."""
    if isinstance(value, str):
        return tidy(value) if SUSPECT.search(value) else (value, "")
    if isinstance(value, bool):
        return ("是" if value else "否"), YES_NO
    if isinstance(value, dict):
        return value["d"].removesuffix(" 00:00:00"), ""
    return number_text(value), LOST if abs(value) >= EXACT else ""


def number_text(value: float) -> str:
    """As a spreadsheet shows it in full: 4111010001.0 → 4111010001, and 15 digits at most."""
    if float(value).is_integer():
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def tidy(text: str) -> tuple[str, str]:
    """Without the dirt of copy and paste; the reasons are joined for the preview. Raises Forbidden."""
    if found := FORBIDDEN.search(text):
        raise Forbidden(f"U+{ord(found[0]):04X}")
    reasons = []
    for step, reason in STEPS:
        text, before = step(text), text
        if text != before and reason not in reasons:
            reasons.append(reason)
    return text, "；".join(reasons)


def _half_width(text: str) -> str:
    narrow = WIDE.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text)
    return WIDE_SIGN.sub(lambda found: chr(ord(found[0]) - 0xFEE0), narrow)


def _blanks(text: str) -> str:
    return ODD_BLANK.sub(" ", LINE_END.sub("\n", text)).strip()


STEPS = (
    (lambda text: INVISIBLE.sub("", text), UNSEEN),
    (_blanks, BLANKS),
    (plain, QUOTE),
    (_half_width, WIDTH),
    (lambda text: CODE_AS_FLOAT.fullmatch(text)[1] if CODE_AS_FLOAT.fullmatch(text) else text, FLOAT),
)


DAY = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|(\d{4})(\d{2})(\d{2})"
)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
EPOCH = date(1899, 12, 30)  # day 0 of Excel, which believes that 1900 was a leap year


def parse_date(text: str, *, partial: bool = False) -> date | None:
    """2024-06-11, 2024/6/11, 2024.6.11, 20240611, 2024年6月11日 or Excel's serial 45454.

    A bare month or year is refused, unless `partial`: then its first day is meant.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if SERIAL.fullmatch(text):
        return EPOCH + timedelta(days=int(float(text)))
    found = DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = (found[4], found[5], found[6]) if found[4] else (found[1], found[2], found[3])
    if day is None and not partial:
        return None
    try:
        return date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None


GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
NUMBER = re.compile(r"[-+]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})")


def parse_number(text: str) -> Decimal | None:
    """386.50, 1,234.5, ２８６ — and nothing with a unit, a power or a letter in it."""
    text = unicodedata.normalize("NFKC", text).strip()
    if GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not NUMBER.fullmatch(text):
        return None
    return Decimal(text)
