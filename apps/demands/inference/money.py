"""The budget in 万元: 二十万左右、20-30万、50万元、1,200,000元、￥ — and not turnover, wages or a machine's price."""

import re
from decimal import Decimal

from apps.demands.inference.numerals import NUMBER, TO, number, scan
from apps.demands.inference.patterns import any_of, strongest, total, weighed
from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Suggestion

WAN = Decimal(10_000)
LIMIT = Decimal(1_000_000)
FEWEST = 1.5  # points a candidate needs
SCALE = {"k": 1000, "w": 10_000, "million": 1_000_000, "mn": 1_000_000, "": 1}
SCALE |= {unit: int(number("1" + unit) or 1) for unit in ("万", "十万", "百万", "千万", "亿", "百", "千")}
YUAN = any_of("元(?!素|件|器|数|宇|旦|年) 块钱 块(?!儿|板|状) rmb 人民币 cny 大洋 圆整")
MONEY = re.compile(
    rf"(?<![0-9a-z.\-])(?:(?P<low>{NUMBER})(?:元|块)?{TO})?(?P<high>{NUMBER})\s?(?:[来多几余]|个(?=\s?[w万]))?\s?"
    rf"(?P<unit>[十百千]?万|[十百千]?亿|[百千]|million|mn|[kw](?![a-z0-9]))?\s?(?P<yuan>{YUAN})?"
)
LABELLED = re.compile(
    r"(?:预算|经费|资金|投入|金额)[^0-9。；\n]{0,6}[(（]\s?(?:单位[:：]?)?\s?万元?\s?[)）]\s?[:：]?\s?"
    rf"(?P<high>{NUMBER})(?!\s?[万亿元])"
)
SIGN = re.compile(r"(?:¥|rmb|cny|人民币)\s?[:：]?\s?$")
STATED = re.compile(r"(?:报酬|预算|费用|经费|价格|酬劳)\s?[:：]?(?:约|大概|为|是)?\s?$")
FOREIGN = re.compile(r"^\s?(?:美元|美金|欧元|港币|港元|日元|英镑|usd|eur)|^(?:美|欧|港)")
COUNTED = any_of(
    """次 片 件 台 人 公里 千米 小时 辆 吨 转 平 ㎡ m2 米 个 颗 只 套 条 行 像素 级 亩 token 户 家 份 张 字
    组 瓶 支 度 千瓦 kw 伏 v hz 帕 pa 标箱 teu 步 粒 用户 名 位 倍 分之 股 桶 升 立方 公斤 斤 种 车 单
    循环 公顷 样本 数据"""
)
COUNTER = re.compile(rf"^\s?{COUNTED}")
BEFORE = weighed(
    (
        any_of(
            """预算 经费 报酬 酬劳 酬谢 投资额 拟投资 计划投资 拟投入 计划投入 准备投入 愿意投入 愿意出
            总投入 (?<![消免浪公运电水租])费(?![劲力心时]) budget 资金安排"""
        ),
        4.0,
    ),
    (
        any_of(
            """出到 能出 可以出 给到 拿出 可以给 能给 最多给 出资 酬金 榜金 奖金 悬赏 赏金 金额 合同额 资金
            投入 总价 报价 预备 准备 打算花"""
        ),
        3.0,
    ),
    (any_of("控制在 不超过 预计 大概 差不多 大约 左右 上限 最多 顶多 封顶 支付 支持 付"), 1.2),
    (any_of("出$ 给$ 投$ 花$ 约$ 拿$ 钱"), 1.0),
)
AFTER = weighed(
    (rf"^[^，。；]{{0,4}}(?:的)?{any_of('预算 经费 费用 研发费 资金 酬金 奖金 榜金 课题费')}", 3.0),
    (
        r"^[^，。；]{0,2}"
        + any_of("左右 上下 以内 之内 内 封顶 打底 起步 起(?![来到步]) 出头 不到 为限 包干 可以谈 好商量 能接受"),
        1.0,
    ),
)
AGAINST = weighed(
    (
        any_of(
            """年产值 产值 营收 营业额 销售额 销售 融资 注册资[本金] 估值 市值 损失 亏 罚 赔 单价 售价 卖
            年薪 月薪 工资 薪资 薪酬 待遇 收入 补贴 津贴 每台 每件 一台 单台 折价 折合 设备 造价 成本 购买
            买 采购 进口 价格 节省 省下 省 订单 货款 已投入 已经投 投了 投资了 花了 花掉 贷款 税 保费
            客单价 每月 月入 到手 奖学金 总投资 固定资产 市场规模 电费 水费 运费 租金"""
        ),
        -4.0,
    ),
    (any_of("每人 人均 每位 每名"), -6.0),
    (any_of("首期 一期 其中 定金 首付 预付 押金 另外"), -1.5),
)
AGAINST_AFTER = re.compile(
    r"^\s?(?:/|一)\s?[台套件次年月人天]"
    r"|^[^，。；]{0,3}(?:年薪|月薪|一年|一个月|的?设备|的?订单|产值|营收|的?机器|的损失|每人|每月|[/一每]人)"
)
SIDE = re.compile(r"\s?(?:左右|上下|以内|之内)")
ALONE = re.compile(r"(?:^|[，,、\s]|个月|[天周年])\s?$")
PAUSE_NEXT = re.compile(r"\s?(?:$|[，,、；;。])")
EARLIER = re.compile(
    r"[0-9一二三四五六七八九十][万亿元块kw][^，,]{0,3}[，,]"
)  # a cue before another amount counts half
PAUSE = re.compile(r"[，,]")


def points(match: re.Match[str], source: Source) -> float:
    """How much the words around speak for a budget."""
    left, right = source.around(*match.span(), before=14)
    alone = ALONE.search(left) and PAUSE_NEXT.match(right)
    return (
        (2.0 if match["yuan"] or SIGN.search(left) else 0.5)
        + (1.0 if alone else 0)
        + max(strongest(BEFORE, EARLIER.split(left)[-1]), 0.5 * strongest(BEFORE, left))
        + total(AFTER, right)
        + total(AGAINST, PAUSE.split(left)[-1])
        - (4.0 if AGAINST_AFTER.search(right) else 0)
    )


def amount(token: str, unit: str) -> Decimal:
    return (number(token) or Decimal(0)) * SCALE[unit]


def is_money(match: re.Match[str], left: str, right: str) -> bool:
    """A bare 「二十万」 may count strokes or people; a bare 「20」 is nothing."""
    if FOREIGN.search(right):
        return False
    large = (match["unit"] or "") in ("万", "十万", "百万", "千万", "亿", "w", "k", "million", "mn") or re.search(
        "[万亿]", match["high"]
    )
    if match["yuan"] or SIGN.search(left):
        return True
    if large:
        return not COUNTER.search(right)
    return bool(STATED.search(left)) and (number(match["high"]) or 0) >= 1000 and not COUNTER.search(right)


def budget(source: Source) -> Suggestion | None:
    """The most likely amount; of a range the upper end, because it is a ceiling."""
    if (match := LABELLED.search(source.text)) and 0 < (number(match["high"]) or 0) <= LIMIT:
        return suggestion(source, match.span(), None, number(match["high"]))
    found: list[tuple[float, int, re.Match[str]]] = []
    for match in scan(MONEY, source.text):
        if is_money(match, *source.around(*match.span(), before=6, after=6)):
            score = points(match, source)
            if score >= FEWEST:
                found.append((-score, match.start(), match))
    for _, _, match in sorted(found, key=lambda item: item[:2]):
        high = amount(match["high"], match["unit"] or "") / WAN
        if 0 < high <= LIMIT:
            return suggestion(source, match.span(), lower(match["low"], high), high)
    return None


def lower(token: str | None, high: Decimal) -> Decimal | None:
    """The lower end in 万元: 「20-30万」 leaves the unit out, so take the largest that fits."""
    if not token:
        return None
    low = number(token) or Decimal(0)
    scales = (1,) if re.search("[万亿]", token) else (100_000_000, 1_000_000, 10_000, 1)
    return next((low * scale / WAN for scale in scales if low * scale / WAN <= high), None)


def plain(value: Decimal) -> Decimal:
    """20.00 as 20, never 2E+1."""
    value = value.quantize(Decimal("0.01"))
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def suggestion(source: Source, place: tuple[int, int], low: Decimal | None, high: Decimal) -> Suggestion:
    start, end = trimmed(source.text, *place)
    if side := SIDE.match(source.text, end):
        end = side.end()
    value = plain(high)
    words = source.quote(start, end)
    span = source.span(start, end)
    if low is not None and 0 < low < high:
        return Suggestion(
            "budget", value, f"{plain(low)}–{value} 万元", (span,), f"原文写“{words}”，按上限 {value} 万元填"
        )
    return Suggestion("budget", value, f"{value} 万元", (span,), f"原文写“{words}”，合 {value} 万元")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks at the ends."""
    body = text[start:end]
    return start + len(body) - len(body.lstrip()), start + len(body.rstrip())
