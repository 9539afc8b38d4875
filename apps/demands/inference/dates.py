"""Which of the days named is the deadline, and how long a training runs."""

import re
from datetime import date, timedelta

from apps.demands.inference.lengths import IN_MONTHS, Length
from apps.demands.inference.moments import Moment
from apps.demands.inference.patterns import any_of
from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Suggestion

FEWEST = 0.9  # points a candidate needs
DONE = any_of(
    """前 截止 截至 完成 交付 交样 交货 验收 结题 出结果 有结果 出报告 拿到 拿出 给出 上线 投产 量产 落地
    解决 搞定 做完 [\u4e00-\u9fff]完 见效 到位 到岗 上岗 报到 入职 出来 定型 能用 见到 跑通 过测评
    通过测评 整改 启用 复工 结果 deadline finish deliver complete
    出(?:个|一版|初)?(?:demo|样|方案|原型|成果|东西|数|稿)"""
)
WISHED = any_of(
    r"""最好 希望 争取 尽量 必须 务必 期望 需要 要求 要在 需在 想在 能在 计划在 力争 时限 限期 期限 工期 交期
    周期 时间 ddl within by\s"""
)
HISTORY = any_of("成立 创办 创立 建厂 始于 购于 买于 出厂 以来 去年 前年 截至目前 入职于 毕业于 获批 注册 从$ 自$")
BEGUN = any_of(
    """起 开始 开班 开学 入学 开课 启动 进厂 进驻 入驻 动工 成立 毕业(?!季) 届 买 购 获批 立项 建成 以来
    入职的"""
)
BEGIN_AFTER = re.compile(rf"^\s?份?(?:能|可以|正式|前后|左右)?{BEGUN}")
BEGIN_BEFORE = re.compile(r"(?:从|自|起始|开始于|开班时间[:：]?|开始时间[:：]?)\s?$")
LASTED = any_of(
    """每 每隔 已经? 做了 试了 花了 用了 干了 搞了 折腾了 拖了 停了 过去 最近 近 连续 运行 寿命 质保 保质期?
    保修 间隔 成立 经验 工作 干 历时 不到 放置 存放 浸泡 持续 等了? 排队 要等"""
)
ONGOING = re.compile(rf"{LASTED}[^，。；]{{0,3}}$")
PLACED = any_of(
    """培养 培训 实习 实训 学制 跟岗 轮岗 顶岗 带教 学习 驻厂 驻场 住进企业 进企业 在企业 入企 实操 课程 住企"""
)
TRAINED = re.compile(rf"{PLACED}[^，。；0-9]{{0,8}}$")
RUNS = re.compile(r"(?:为期|周期|时长|期限|学期|共)[^，。；0-9]{0,8}$")
TRAINING = re.compile(r"^[^，。；]{0,6}(?:的)?(?:培养|培训|实习|实训|跟岗|轮岗|顶岗|带教|课程|学徒|学制|住企|集训)")
NOT_LENGTH = re.compile(r"^\s?(?:前|来|一次|一换|一检|了|的?经验|以来|历史|老)")
COMING = re.compile(r"(?:未来|今后|近|每)$")
ALONE = re.compile(r"(?:^|[，,。；;、\s])$")
PAST_AFTER = re.compile(
    r"^\s?(?:前|来|以上|一次|一换|一检|了|多了|的?经验|以来|间|历史|老|[的之]?前|一个|一批"
    r"|[0-9一二三四五六七八九十]+次|[0-9]+[台件片吨])"
)
INSIDE = re.compile(r"^\s?(?:之内|以内|内(?![部容])|时间内|之后|以后|后(?![期面端])|里(?![面程])|左右|时间)")
SIDE = re.compile(r"\s?(?:之内|以内|内(?![部容])|左右|之前|以前|前(?![后期来端景面])|之后|以后|后(?![期面端]))")
TO_DATE = re.compile(r"\s?(?:-|~|～|—|–|至|到)+\s?(?:[0-9]|今年|明年|后年|[一二三四五六七八九十]+月)")
TO_NEXT = re.compile(r"\s?(?:-|~|～|—|–|至|到)+\s?")


def deadline_points(moment: Moment, source: Source) -> float:
    """Whether the words around a day speak of finishing."""
    left, right = source.around(moment.start, moment.end, before=14, after=14)
    own = source.text[moment.start : moment.end]
    points = moment.sure + (1.0 if own.endswith("前") else 0)
    points += 1.0 if re.match(rf"^[^，。；]{{0,6}}{DONE}", right) else 0
    points += 0.8 if re.search(WISHED, left) else 0
    points += 0.6 if re.search(rf"{DONE}|交[:：]?$", left[-8:]) else 0
    points += 0.4 if re.search(r"[至到]\s?$", left) else 0
    points -= 3.0 if re.search(HISTORY, left[-8:]) else 0
    points -= 2.5 if BEGIN_AFTER.search(right) or BEGIN_BEFORE.search(left) else 0
    points -= 1.5 if TO_DATE.match(right) else 0
    return points


def length_points(length: Length, source: Source) -> float:
    """Whether a stretch counts from today: 两个月内出结果, not 每三个月 or 做了两年."""
    left, right = source.around(length.start, length.end, before=14, after=14)
    points = 1.2 if INSIDE.search(right) else 0
    points += 0.9 if re.search(WISHED, left) else 0
    points += 0.9 if re.match(rf"^[^，。；]{{0,8}}{DONE}", right) else 0
    points += 0.5 if re.search(DONE, left[-8:]) else 0
    points += 0.95 if ALONE.search(left) and re.match(r"\s?(?:$|[，,。；;])", right) else 0
    points -= 3.0 if ONGOING.search(left) or PAST_AFTER.search(right) else 0
    points -= 2.0 if TRAINED.search(left) and not INSIDE.search(right) or TRAINING.search(right) else 0
    return points


def deadline(
    source: Source, today: date, found: list[Moment], stretches: list[Length], taken: list[Suggestion]
) -> Suggestion | None:
    """The day most clearly meant; of equals the later one."""
    busy = {span for suggestion in taken for span in suggestion.spans}
    candidates = [(deadline_points(moment, source), moment.day, moment.start, moment.end) for moment in found]
    for length in stretches:
        if day := length.after(today):
            candidates.append((length_points(length, source), day, length.start, length.end))
    candidates = [candidate for candidate in candidates if source.span(*candidate[2:]) not in busy]
    points, day, start, end = max(candidates, default=(0, today, 0, 1))
    if points < FEWEST:
        return None
    if side := SIDE.match(source.text, end):
        end = side.end()
    return Suggestion("deadline", day, said(day), (source.span(start, end),), f"原文写“{source.quote(start, end)}”")


def said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def period(source: Source, found: list[Moment], stretches: list[Length]) -> list[Suggestion]:
    """How long a training runs, with its first and last day when they are named."""
    for first, last in zip(found, found[1:], strict=False):
        if first.day < last.day and TO_NEXT.fullmatch(source.text[first.end : last.start]):
            return ranged(source, first, last)
    begin = next((moment for moment in found if begins(moment, source)), None)
    lasts = max(
        (length for length in stretches if trains(length, source)),
        key=lambda length: (IN_MONTHS.get(length.unit, 0), length.value),
        default=None,
    )
    suggestions = []
    if lasts:
        span = source.span(lasts.start, lasts.end)
        suggestions.append(
            Suggestion("period", str(lasts), str(lasts), (span,), f"原文写“{source.quote(lasts.start, lasts.end)}”")
        )
    if begin:
        first = begin.day.replace(day=1) if begin.day.day > 27 else begin.day
        suggestions.append(day_suggestion("starts_on", first, source, begin))
        if lasts and (end := lasts.after(first)):
            why = f"从{said(first)}起算 {lasts}"
            span = source.span(lasts.start, lasts.end)
            suggestions.append(
                Suggestion("ends_on", end - timedelta(days=1), said(end - timedelta(days=1)), (span,), why)
            )
    return suggestions


def begins(moment: Moment, source: Source) -> bool:
    left, right = source.around(moment.start, moment.end)
    return bool(BEGIN_AFTER.search(right) or BEGIN_BEFORE.search(left))


def trains(length: Length, source: Source) -> bool:
    left, right = source.around(length.start, length.end)
    if COMING.search(left):
        return False
    return bool(TRAINED.search(left) or RUNS.search(left) or TRAINING.search(right)) and not NOT_LENGTH.search(right)


def ranged(source: Source, first: Moment, last: Moment) -> list[Suggestion]:
    """2027年3月至2028年1月: from the first day of one month to the last of the other."""
    start = first.day.replace(day=1) if first.day.day > 27 else first.day
    words = source.quote(first.start, last.end)
    label = f"{start.year}年{start.month}月至{last.day.year}年{last.day.month}月"
    whole = source.span(first.start, last.end)
    return [
        Suggestion("period", label, label, (whole,), f"原文写“{words}”"),
        day_suggestion("starts_on", start, source, first),
        day_suggestion("ends_on", last.day, source, last),
    ]


def day_suggestion(field: str, day: date, source: Source, moment: Moment) -> Suggestion:
    words = source.quote(moment.start, moment.end)
    return Suggestion(field, day, said(day), (source.span(moment.start, moment.end),), f"原文写“{words}”")
