"""Numbers as people write them: 20、1,200,000、二十、两百三、一万五千、七八十、3.5百万."""

import re
from collections.abc import Iterator
from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4}
DIGITS |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

D = "[一二两俩三仨四五六七八九]"
# 「二十万三个月」 is 20 万 and 3 months, 「二十万三」 is 20.3 万
TAIL = rf"{D}(?![个年月周天名人位台套种次条款项家期批成班])"
PART = rf"(?:{D}{{1,2}}[百千]|{D}{{0,2}}十{D}?|零{D})"
ARABIC = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])|[0-9]{1,12})(?:\.[0-9]{1,4})?"
CHINESE = rf"(?:{PART}{{1,4}}(?:{TAIL})?|{D}{{1,2}})(?:点[零〇一二三四五六七八九]{{1,4}})?"
LARGE = r"(?:[十百千]?万|[十百千]?亿)"
ODD = r"(?:[1-9](?![0-9.%~至到\-个年月周天名人位台套种次条款项家期批成班]))?"  # 「12万5」
NUMBER = (
    rf"(?:{ARABIC}(?:\s?{LARGE}{ODD}|\s?[百千](?![瓦伏米帕克赫分]))?|{CHINESE}(?:{LARGE}(?:{PART}{{1,4}}|{TAIL})?)?)"
)
TO = r"\s?(?:-|~|～|—|–|至|到|、)+\s?"
TOKEN = re.compile(r"[0-9][0-9,，]*(?:\.[0-9]+)?|点[零〇一二三四五六七八九]+|.")
FIRST = re.compile("[0-9一二两俩三仨四五六七八九十零半]")
PAIR = re.compile(rf"({D})({D})")


def scan(rule: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """`rule.finditer` for rules that begin with a number: much cheaper than trying every character."""
    position = 0
    for first in FIRST.finditer(text):
        if first.start() >= position and (match := rule.match(text, first.start())):
            position = match.end()
            yield match


def number(text: str) -> Decimal | None:
    """The value of a token `NUMBER` matched; of 「七八十」 the larger reading."""
    text = PAIR.sub(r"\2", "".join(text.split()))
    total, section = Decimal(0), Decimal(0)
    current: Decimal | None = None
    last_unit = 1
    for token in TOKEN.findall(text):
        if token[0].isdigit() and token[0].isascii():
            current = Decimal(token.replace(",", "").replace("，", ""))
        elif token[0] == "点":
            current = (current or Decimal(0)) + Decimal("0." + "".join(str(DIGITS[c]) for c in token[1:]))
        elif token in DIGITS:
            current = Decimal(DIGITS[token])
            last_unit = 1 if token in "零〇" else last_unit
        elif token in UNITS:
            last_unit = UNITS[token]
            if last_unit < 10_000:
                section += (1 if current is None else current) * last_unit
            else:
                total += (section + (current or 0) or 1) * last_unit
                section = Decimal(0)
            current = None
        else:
            return None
    if current is not None and last_unit >= 100:
        current *= last_unit // 10  # 「一百五」 is 150, 「一万五」 is 15,000
    return total + section + (current or 0)
