"""Technology readiness now and needed, from TRL numbers and from words such as 小试, 样机, 量产."""

import re
from dataclasses import dataclass

from apps.demands.inference.patterns import any_of
from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Suggestion

CHINESE = "一二三四五六七八九"
NUMBERED = re.compile(
    rf"(?:trl|技术成熟度|成熟度|技术就绪度|就绪度)(?:等级|级别)?[^0-9{CHINESE}。；\n]{{0,8}}?(?P<low>[1-9{CHINESE}])(?![0-9])"
    rf"(?:\s?级)?(?:\s?(?:-|~|～|—|到|至)\s?(?:trl)?\s?(?P<high>[1-9{CHINESE}])(?![0-9月年个]))?"
)
FROM_TO = re.compile(
    r"(?:trl|成熟度|就绪度)[^0-9。；\n]{0,8}(?P<low>[1-9])(?![0-9])\s?级?[^0-9。；\n]{0,10}(?:到|至|->|→|-|~|目标|需要?)\s?"
    r"(?:trl\s?)?(?P<high>[1-9])(?:\s?级|(?![0-9.%月年个天万]))"
)
STAGES: tuple[tuple[int, str, str], ...] = (
    (1, "发现原理", any_of("基础原理 机理还不清楚 机理不清")),
    (
        2,
        "形成方案",
        any_of(
            """概念阶段 停留在概念 只有(?:一个|个)?(?:想法|思路|设想|概念) (?:想法|设想|思路|理论)阶段
            方案阶段 方案论证 纸面"""
        ),
    ),
    (3, "原理验证", any_of("原理验证 可行性验证 可行性研究 概念验证 仿真验证 仿真阶段 实验室阶段 poc")),
    (
        4,
        "实验室验证",
        any_of(
            """小试 实验室样品 实验室验证 实验室样机 原理样机 面包板 小样 打样
            实验室里?(?:已经|可以|能)(?:做出来|做成|跑通|做通|打通)"""
        ),
    ),
    (
        5,
        "样机",
        any_of("初样 样机 (?:做|出|试制|拿)(?:出|到|了)?[^，。；]{0,2}样[品件] demo(?:版)? 原型 手板 prototype"),
    ),
    (6, "工程样机或中试", any_of("中试 工程样机 正样 系统样机 pilot")),
    (
        7,
        "现场验证",
        any_of(
            """现场验证 现场试验 示范应用 试运行 装机验证 装车验证 上机验证 装船试 产线验证 上线验证 示范线
            工程示范 路试 试飞"""
        ),
    ),
    (8, "小批量", any_of("小批量 试生产 试产 定型 批量试制 首批交付 首台套")),
    (9, "量产", any_of(r"量产 批量生产 大批量 规模化生产 规模化应用 规模化 产业化 批产 批量化 mass\sproduction")),
)
LATIN = {digit: index for index, digit in enumerate("一二三四五六七八九", start=1)}
NEEDED = re.compile(
    any_of(
        r"""达到 做到 实现 目标 希望 期望 要求 推进到 提升到 提高到 进入 具备 走到 需要 能够 最终 争取 打算
        计划 准备 想 要(?!求) 再 才能 往 尽快 下一步 帮 找 直接 满足 冲 适合 可以 用于 交付 提供
        (?<!已)(?<!经)先?[做搞](?![出过了完到]) (?<![做搞])出 (?:之|以)?内 前(?!期) 到 target reach goal
        \bto\b"""
    )
)
NOW = re.compile(
    any_of(
        r"""已经?(?:做到|达到|实现|进入|具备) 目前 现在 现阶段 已经? 完成了
        (?<![想要需能望取划])做出(?:来)?了? 现有 处于 停留 只有 还在 还是 刚 手里有 当前 有了 通过了
        我们有 卡在 仅 尚 前期 之前 一直 过了 搞出 打通 正在 做过 自己 currently already now we\shave"""
    )
)
NOT_A_STAGE = re.compile(r"(?:没有|无法|不能|还没|未|没)[^，。；]{0,4}$")
NEVER_A_STAGE = re.compile(
    r"^(?:车型|车|机型|型号|线|车间|线上|产品|件的|的产品|过程中|时|中出现|率|后|出来的|设备|基地|平台)"
)
NOW_AFTER = re.compile(r"^[^，。；]{0,4}(?:阶段|已|了|做完|完成了|没问题|通过)")


@dataclass(frozen=True)
class Level:
    """One level named and the words for it; `needed` when the words around look forward."""

    start: int
    end: int
    value: int
    needed: bool
    numbered: bool


def level(token: str) -> int:
    return LATIN.get(token) or int(token)


def looks_forward(source: Source, start: int, end: int) -> bool | None:
    """The cue nearest on the left decides; the end of the sentence breaks a tie."""
    left, right = source.around(start, end, before=20)
    needed = max((match.end() for match in NEEDED.finditer(left)), default=-1)
    now = max((match.end() for match in NOW.finditer(left)), default=-1)
    if needed == now:
        return False if now >= 0 or NOW_AFTER.match(right) else None
    return needed > now


def numbered(source: Source) -> list[Level]:
    found: list[Level] = []
    for rule in (FROM_TO, NUMBERED):
        for match in rule.finditer(source.text):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in found):
                continue
            forward = looks_forward(source, start, end)
            if rule is FROM_TO or (match["high"] and re.search("[到至]", match[0]) and forward is not True):
                found.append(Level(start, match.end("low"), level(match["low"]), False, True))
                found.append(Level(match.start("high"), end, level(match["high"]), True, True))
            else:
                found.append(Level(start, end, level(match["high"] or match["low"]), forward is True, True))
    return found


def staged(source: Source) -> list[Level]:
    """Stage words, the longest reading of each; one that is denied counts as what is still needed."""
    found: list[Level] = []
    matches = [(value, match) for value, _, rule in STAGES for match in re.finditer(rule, source.text)]
    for value, match in sorted(matches, key=lambda item: (item[1].start() - item[1].end(), item[1].start())):
        if any(match.start() < other.end and other.start < match.end() for other in found):
            continue
        left, right = source.around(*match.span(), before=14)
        if NEVER_A_STAGE.match(right):
            continue
        forward = True if NOT_A_STAGE.search(left) else looks_forward(source, *match.span())
        if forward is None:
            forward = value >= 6
        found.append(Level(*match.span(), value, forward, False))
    return found


def readiness(source: Source) -> list[Suggestion]:
    """trl_now and trl_needed; numbers beat words, and what is needed never lies below what there is."""
    levels = sorted([*numbered(source), *staged(source)], key=lambda item: (not item.numbered, item.start))
    now = next((item for item in ranked(levels, needed=False)), None)
    needed = next((item for item in ranked(levels, needed=True) if now is None or item.value > now.value), None)
    return [suggestion(source, name, item) for name, item in (("trl_now", now), ("trl_needed", needed)) if item]


def ranked(levels: list[Level], *, needed: bool) -> list[Level]:
    """The highest level first: what was reached, and what is aimed at."""
    return sorted((item for item in levels if item.needed is needed), key=lambda item: (not item.numbered, -item.value))


def suggestion(source: Source, name: str, item: Level) -> Suggestion:
    stage = STAGES[item.value - 1][1]
    words = source.quote(item.start, item.end)
    tense = "要达到" if item.needed else "现在"
    return Suggestion(
        name,
        item.value,
        f"TRL {item.value}（{stage}）",
        (source.span(item.start, item.end),),
        f"原文写“{words}”，看作{tense} TRL {item.value}（{stage}）",
    )
