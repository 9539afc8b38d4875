"""Odd rows, the same every time: what people, programs and spreadsheets send where a value was asked for."""

import random
from datetime import date, datetime
from typing import Any

from apps.listings.fields import Choice, Day, Field, Flag, Moment, Number, Picks, Tags, Term, Terms

WORDS = "密封件在六十兆帕循环压力下微泄漏，现有气泡法测不出来。"
ANYWHERE: tuple[Any, ...] = (
    None, "", " ", "\u3000", "\u200b", "0", "-1", "１２", "12.0", "1e5", "1e400", "NaN", "inf", "9" * 40, "10200",
    "010200", "true", "是", "否", "2024-06-01", "2024/6/1", "2024.6.1", "2024年6月1日", "45444", "20240601",
    "2024-13-01", "6月1日", "1024-01-01", "昨天", "公开", "public", "密封与连接", "equip-seal", "质谱仪器", "、；，",
    "甲、乙；甲", "甲\n乙", "x" * 41, "长" * 81, "长" * 6000, "😀", "a\u0301", "ﬀ①", "=1+1", "'=1+1", "-3", "+86 138",
    "<script>", "null", "\\N", "\\",
    '"', "%s", "a\tb", "normal", "正常", "NORMAL", "own", "使用预约；送样预约", "合作研发", "面议", "58.2万元",
    "1,234.5", "58.20", "0.001",
)  # fmt: skip
ONLY_JSON: tuple[Any, ...] = (
    True, False, 0, 1, -1, 12, 12.0, 58.2, 0.1, 10**18, 10**40, -(10**40), 1e308, 45444, [], [""], ["own"],
    ["own", "own"], [None], [1, 2], [["a"]], ["x" * 41], ["甲"] * 30, {}, {"a": 1}, "a\x00b", "\x00", "a\x07b",
    "\ud800", "a\udfffb", "a\x0bb",
)  # fmt: skip
ONLY_CELLS: tuple[Any, ...] = (
    10200.0, 45444.0, 12.5, 0.1, 58.2, -3.0, 1e14, date(2024, 6, 1), datetime(2024, 6, 1),
    datetime(2024, 6, 1, 14, 30),
)  # fmt: skip


def likely(field: Field, chance: random.Random) -> Any:
    """Something the field may well take."""
    match field:
        case Choice() | Picks() | Term() | Terms():
            known = [*field.choices(), *field.choices().values()]
            return chance.choice(known) if known else ""
        case Tags():
            return chance.choice(["甲", "甲、乙", "机械工程；自动化"])
        case Number():
            return str(chance.choice([field.min, field.max, 3, 7]))
        case Day():
            return chance.choice(["2024-06-01", "2025/3/9", "2023年12月31日", "45000"])
        case Moment():
            return chance.choice(["2026-12-18 14:00", "2026年12月18日 9:30", "2026-12-18T14:00"])
        case Flag():
            return chance.choice(["是", "否", "1", "0"])
    return chance.choice([WORDS, "演示标题一条", "FE-2000"])


def rows(fields: dict[str, Field], count: int, seed: int, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Rows in which one to four fields are odd and the others likely or left out."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        row = {"title": "演示标题一条", "text": WORDS}
        for name, field in fields.items():
            if name not in row and chance.random() < 0.3:
                row[name] = likely(field, chance)
        for name in chance.sample(list(fields), chance.randint(1, 4)):
            row[name] = chance.choice(values)
        found.append(row)
    return found
