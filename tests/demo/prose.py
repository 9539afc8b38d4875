"""Measures of prose: how much Chinese, how many quantities, how much of it is said twice."""

import re
from collections import defaultdict

CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = r"\d+(?:[.,]\d+)*"
_LATIN = (
    "μm|nm|mm|cm|km|m|kg|g|kN|MN|N|MPa|bar|kVA|MVA|kW|MW|W|kWh|MWh|kV|V|mA|A|Ah|GHz|MHz|kHz|Hz|GB|TB|PB|dB|"
    "rpm|ppm|ms|μs|ns|fs|s|mL|L|min|h"
)
_COUNT = (
    "元|美元|人|名|台|套|件|片|颗|条|间|座|吨|公斤|克|米|公里|英寸|平方米|度|倍|阶|年|个月|周|天|日|小时|分钟|秒|"
    "学时|课时|学分|次|轮|批|层|道|只|头|通道|步|笔|票|张|页|辆|艘|点|位|节|个|转|卡|枚|岁|类|种|席|门|届|期"
)
_UNIT = rf"(?:(?:{_LATIN})(?![A-Za-z])|℃|°|%|‰|㎡|(?:万|亿|百|千|余|多)*(?:{_COUNT}))"
_CALENDAR_YEAR = r"(?:19|20)\d\d\s*年"
QUANTITY = re.compile(rf"(?<!\d)(?!{_CALENDAR_YEAR}){_NUMBER}\s*{_UNIT}")


def chinese(text: str) -> int:
    return len(CHINESE.findall(text))


def quantities(text: str) -> list[str]:
    """Numbers with a unit of measure or a measure word; a bare number (a year, a model) is none."""
    return [match[0] for match in QUANTITY.finditer(text)]


def said_often(texts: dict[str, str], *, length: int, more_than: int) -> dict[str, set[str]]:
    """Strings of `length` characters that stand in more than `more_than` texts, with the keys of those texts."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, text in texts.items():
        for start in range(len(text) - length + 1):
            found[text[start : start + length]].add(key)
    return {piece: keys for piece, keys in found.items() if len(keys) > more_than}
