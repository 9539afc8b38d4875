"""Short ways to write facets in tests: only what a test is about."""

from datetime import date

from apps.matching.lexical import Shared
from apps.matching.scoring import Facets, Pair, Place, Scale, Scored, Subject, TextFit, Weights

TODAY = date(2026, 11, 21)
SEAL = Place("equip-part-seal", "密封与连接", "equip-part", "关键基础件", "equip", "高端装备")
GEAR = Place("equip-part-gear", "齿轮与轴承", "equip-part", "关键基础件", "equip", "高端装备")
PARTS = Place("equip-part", "关键基础件", "equip-part", "关键基础件", "equip", "高端装备")
ROBOT = Place("equip-robot-arm", "工业机器人", "equip-robot", "机器人", "equip", "高端装备")
DRUG = Place("bio-drug", "创新药", "bio", "生物医药", "bio", "生物医药")


def demand(**more) -> Facets:
    return Facets(id=1, title="深海密封件微泄漏检测", text="密封件在 60 MPa 循环压力下微泄漏，现有方法测不出。", **more)


def resource(pk: int = 7, **more) -> Facets:
    given = {"title": "高压环境模拟舱", "text": "最高 90 MPa，可循环加载，做过密封件泄漏试验。"} | more
    return Facets(id=pk, **given)


def pair(asked: Facets, offered: Facets, fused: float = 0.8, words: tuple[str, ...] = ()) -> Pair:
    return Pair(asked, offered, TextFit(fused, tuple(Shared(word, 0.1) for word in words)), TODAY)


def weighed(whole: Pair, weights: Weights) -> Scored:
    """One pair on its demand's scale."""
    return Scale(whole.demand, weights).scored(whole)


def subject(word: str, label: str = "技能") -> Subject:
    return Subject(word.lower(), word, label)
