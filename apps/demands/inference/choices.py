"""The words that settle a choice: one row per possible answer."""

import re

from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Suggestion

CHOICES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "mode": (
        ("order_class", "订单班", r"订单班|冠名班|订单式|定向班|定向培养|委培"),
        ("apprentice", "新型学徒制", r"学徒|师带徒|师傅带徒"),
        ("field_engineer", "现场工程师", r"现场工程师"),
        ("internship_plus", "住企联合培养", r"住企|驻企(?:联合)?培养|住进企业|住厂"),
        ("certificate", "“1+X”证书", r"1\s?\+\s?x"),
        (
            "joint_degree",
            "工程硕博联合培养",
            r"工程硕博|工程硕士|工程博士|硕博联合|联合培养(?:研究生|硕士|博士)|专硕联培|卓越工程师",
        ),
    ),
    "degree": (
        ("secondary", "中职", r"中职|中专|技校|职高"),
        ("college", "专科", r"高职|大专|专科"),
        ("bachelor", "本科", r"本科|学士|bachelor|undergraduate"),
        ("master", "硕士", r"硕士|研究生|硕博|专硕|\bmaster"),
        ("doctor", "博士", r"博士(?!后)|\bphd\b"),
    ),
    "approach": (
        ("joint", "合作研发", r"合作研发|联合研发|联合开发|合作开发|共同研发|共同开发|联合攻关|一起做|一起搞|一起攻"),
        (
            "commission",
            "委托开发",
            r"委托(?:[^，。；]{0,8}?)(?:做|开发|研发|设计|测试|检测|研究|进行)|外包给|全权委托|技术外协",
        ),
        ("transfer", "技术转让或许可", r"技术转让|技术许可|专利许可|专利转让|买断|现成(?:的)?(?:成果|技术)|成果转让"),
        ("consult", "技术咨询与服务", r"技术咨询|技术服务|咨询服务|委托检测|委托测试|检测服务|测试服务|送样"),
    ),
    "ip": (
        (
            "own",
            "归我方",
            r"(?:知识产权|专利|成果)[^。；\n]{0,6}(?:归我们|归我方|归我司|归企业|归公司|归甲方|归本公司)",
        ),
        ("shared", "双方共有", r"(?:知识产权|专利|成果)[^。；\n]{0,6}(?:共有|共享|双方|各半|一人一半)"),
        (
            "provider",
            "归承担方，我方可用",
            r"(?:知识产权|专利|成果)[^。；\n]{0,6}(?:归学校|归高校|归你们|归承担方|归乙方|归团队)",
        ),
        ("negotiable", "面议", r"(?:知识产权|专利|成果)[^。；\n]{0,6}(?:面议|再谈|可谈|可以谈|好商量|协商)"),
    ),
    "open_call": ((True, "揭榜挂帅", r"揭榜挂帅|揭榜|张榜|军令状"),),
}
NOT_WANTED = re.compile(r"(?:团队|老板|创始人|现有|已有|拥有|我们有|公司有|我是|导师|带队|负责人)[^，。；\n]{0,6}$")
COMPILED = {name: [(value, label, re.compile(rule)) for value, label, rule in rows] for name, rows in CHOICES.items()}


def choices(source: Source) -> list[Suggestion]:
    """For each choice the answer named first; of several answers the one named most often."""
    return [found for name in COMPILED if (found := choice(name, source))]


def choice(name: str, source: Source) -> Suggestion | None:
    best: tuple[int, int, Suggestion] | None = None
    for value, label, rule in COMPILED[name]:
        places = [match.span() for match in rule.finditer(source.text) if wanted(source, *match.span())]
        if not places:
            continue
        words = "、".join(dict.fromkeys(f"“{source.quote(*place)}”" for place in places[:3]))
        spans = tuple(source.span(*place) for place in places)
        rank = (-len(places), places[0][0])
        if best is None or rank < best[:2]:
            best = (*rank, Suggestion(name, value, label, spans, f"原文提到{words}"))
    return best[2] if best else None


def wanted(source: Source, start: int, end: int) -> bool:
    """「我们团队有三名博士」 is who they are, not whom they look for."""
    left, _ = source.around(start, end, before=10)
    return NOT_WANTED.search(left) is None
