"""BM25 over words, single characters and pairs of characters: additive, so that every shared word has its share.

Whole words find what is meant, characters and pairs what the segmenter cut elsewhere; one index holds all three.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from apps.core.text import pairs, runs, words
from apps.matching.postings import Postings, build, key

K1, B = 1.5, 0.75
NUMBER = re.compile(r"[\d.,/%一二三四五六七八九十百千万亿两几多半]+[成个倍次年月天周条家台套人项种批分点]?$")
GRAM = " "  # stands before characters and pairs; no word begins with a blank
EVERYWHERE = 0.5  # a term in more of the documents than this weighs nothing, and costs most of the time there is
COMMON = 0.2  # a word in more of the documents than this is no reason for one of them
FEW = 25  # documents below which such a share means nothing
EMPTY = frozenset(  # words that carry a sentence, not a subject
    (
        "主要 技术 指标 技术指标 功能 方向 研究 问题 目标 关键 专业 技能 装备 成果 代表 预期 可以 能够 "
        "进行 需要 希望 要求 小于 大于 超过 不低于 以内 以上 以下 左右 之间 每天 每秒 每年 小时 分钟 时间 "
        "单件 单次 我们 企业 客户 学校 提供 相关 包括 情况 工作 项目 团队 合作 方法 使用 目前 现在 已经 "
        "最近 几个 几种 几项 量级 一直 一些 一种 一套 一台 一点 一年 不到 不够 不好 大约 大概 整个 这个 这种 这类 "
        "那种 什么 怎么 如何 多少 最好 最多 最少 全部 所有 每个 各种 各类 有关 比较 非常 十分 特别 尤其 目标 "
        "没有 不能 一个 一次 两个 其中 同时 通过 根据 采用 具有 用于 以及 或者 不同 可能 夜里 现场 mm cm "
        "km kg ms min db hz khz mhz ghz kw mw kv mpa kpa gpa rpm ppm nm um μm kn "
        "质量 批量 方案 报告 经验 水平 能力 效果 影响 原因 依据 结果 过程 环节 步骤 阶段 期间 程度 范围 条件 内容 "
        "资料 文件 单位 人员 老师 教师 学生 公司 厂家 用户 部门 业务 市场 国内 国外 本地 外地 自己 双方 对方 我方 "
        "系统 设备 装置 仪器 中心 平台 管理 处理 计算 学习 培养 训练 毕业 机会 办法 做法 方式 方面 类型 形式 模板 "
        "看不到 看到 出来 进去 带来 给出 找到 发现 知道 清楚 说明 了解 证明 直接 正在 专门 马上 开始 结束 继续 最后 "
        "完成 实现 建立 形成 开展 解决 提高 提升 降低 减少 增加 达到 保证 满足 支持 配合 帮助 协助 承担 负责 参与 "
        "完整 真实 稳定 可靠 准确 快速 明显 严重 困难 容易 简单 复杂 合适 常规 普通 一般 部分 整体 整套 大量 少量 "
        "低于 高于 不超过 不少于 不足 平均 累计 总共 每次 每月 每周 每人 单笔 提前 之前 之后 以前 以后 去年 今年 明年 "
        "费用 价格 预算 金额 万元 例如 比如 由于 因此 如果 但是 而且 只有 必须 应该 其他 其它 另外 联合 方面 "
    ).split()
)
VERSION = "bm25-5"  # raise it when `terms` or the formula changes


class Shared(NamedTuple):
    """A word both texts hold, and its part of their whole lexical score."""

    term: str
    share: float


def terms(*texts: str) -> Counter[str]:
    """How often each word, character and pair stands in the texts; a title given twice counts twice."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(words(text))
        for run, chinese in runs(text):
            if chinese:
                counts.update(GRAM + gram for gram in (*run, *pairs(run)))
    return counts


class Part(NamedTuple):
    """Some of an index's documents, with each posting's weight but for the term's rarity."""

    postings: Postings
    weights: NDArray[np.float32]


class Measure(NamedTuple):
    """What weights are measured by, taken once from many documents: how many they are, how long, how often a term."""

    size: int
    length: float
    postings: Postings

    @classmethod
    def of(cls, postings: Postings) -> "Measure":
        size = len(postings.lengths)
        return cls(size, max(float(postings.lengths.mean(dtype=np.float64)), 1.0) if size else 1.0, postings)

    def rarity(self, frequency: NDArray[np.int64]) -> NDArray[np.float64]:
        """What a term is worth that stands in so many documents."""
        worth = np.log1p((self.size - frequency + 0.5) / (frequency + 0.5))
        return np.where(frequency > self._many(EVERYWHERE), 0.0, worth)

    def common(self, frequency: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether a term stands in so many documents that it says nothing about one."""
        return frequency > self._many(COMMON)

    def _many(self, share: float) -> float:
        """Of few documents all are not many."""
        return share * self.size if self.size >= FEW else self.size

    def part(self, postings: Postings) -> Part:
        """Weighed for good: they hold as long as the measure does."""
        damped = (K1 * (1 - B + B * postings.lengths / self.length)).astype(np.float32)
        return Part(postings, postings.counts * np.float32(K1 + 1) / (postings.counts + damped[postings.rows]))


class Lexical:
    """An index of documents in one or several parts, numbered through."""

    def __init__(self, parts: Sequence[Part], measure: Measure) -> None:
        self.parts, self.measure = list(parts), measure
        self.firsts = np.cumsum([0, *(len(part.postings.lengths) for part in parts)])
        self.size = int(self.firsts[-1])

    @classmethod
    def of(cls, documents: Sequence[Counter[str]]) -> "Lexical":
        """One part that is its own measure."""
        postings = build(documents)
        measure = Measure.of(postings)
        return cls([measure.part(postings)], measure)

    def asked(self, query: Counter[str]) -> "Asked":
        return Asked(self, query)

    def holding(self, grams: Iterable[str]) -> NDArray[np.bool_]:
        """Which documents hold every one of some characters and pairs of characters."""
        keys = np.array([key(GRAM + gram) for gram in grams], np.uint64)
        return np.concatenate([np.empty(0, bool), *(part.postings.holding(keys) for part in self.parts)])

    def scores(self, query: Counter[str]) -> NDArray[np.float64]:
        """Every document's BM25; a term the query repeats counts as often."""
        return self.asked(query).scores


class Stretch(NamedTuple):
    """The documents of one part that hold one of the query's terms."""

    part: int
    number: int
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]


class Asked:
    """One query's postings: which documents share which of its terms, and what each is worth."""

    def __init__(self, index: Lexical, query: Counter[str]) -> None:
        self.index, self.terms = index, sorted(query)
        self.keys = np.array([key(term) for term in self.terms], np.uint64)
        times = np.array([query[term] for term in self.terms], np.float64)
        frequency = index.measure.postings.frequency(self.keys)
        rarity = index.measure.rarity(frequency)
        self.common = index.measure.common(frequency)
        self.worth = (times * rarity).astype(np.float32)
        self.own = float(times @ rarity)  # about what a document of just this query would score

    @cached_property
    def stretches(self) -> list[Stretch]:
        return list(self._stretches())

    def _stretches(self) -> Iterator[Stretch]:
        for at, part in enumerate(self.index.parts):
            found, known = part.postings.find(self.keys)
            starts = part.postings.starts
            for number in np.flatnonzero(known & (self.worth > 0)).tolist():
                stretch = slice(int(starts[found[number]]), int(starts[found[number] + 1]))
                yield Stretch(at, number, part.postings.rows[stretch], part.weights[stretch])

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """Of every document, summed in the order of the terms."""
        parts = range(len(self.index.parts))
        return np.concatenate([np.empty(0), *(self._scores_of(at) for at in parts)])

    def _scores_of(self, part: int) -> NDArray[np.float64]:
        """One pass over the postings, in C: they are most of what one demand costs."""
        mine = [each for each in self.stretches if each.part == part]
        size = len(self.index.parts[part].postings.lengths)
        if not mine:
            return np.zeros(size)
        rows, weights = np.concatenate([each.rows for each in mine]), np.concatenate([each.weights for each in mine])
        ends = np.cumsum([0, *(len(each.rows) for each in mine)], dtype=np.int32)
        matrix = csc_array((weights, rows, ends), (size, len(mine)))
        return (matrix @ self.worth[[each.number for each in mine]]).astype(np.float64)

    def shared(self, rows: Sequence[int], most: int = 4) -> list[list[Shared]]:
        """Per document the whole words that weigh most, the strongest first."""
        found: dict[int, list[Shared]] = {row: [] for row in rows}
        for each in self.stretches:
            if self.common[each.number] or not telling(self.terms[each.number]):
                continue
            local = np.array(rows, np.int64) - self.index.firsts[each.part]
            places = np.minimum(np.searchsorted(each.rows, local), len(each.rows) - 1)
            for at in np.flatnonzero(each.rows[places] == local).tolist():
                part = float(each.weights[places[at]] * self.worth[each.number])
                found[rows[at]].append(Shared(self.terms[each.number], part / float(self.scores[rows[at]])))
        return [_longest(sorted(found[row], key=lambda each: (-each.share, each.term)))[:most] for row in rows]


def _longest(found: list[Shared]) -> list[Shared]:
    """Of words inside one another only the longest, at the place of the strongest (「密封件」, not 「密封」)."""
    chosen: list[Shared] = []
    for each in found:
        inside = [other for other in chosen if other.term in each.term]
        if inside:
            chosen[chosen.index(inside[0])] = each
            chosen = [other for other in chosen if other not in inside[1:]]
        elif not any(each.term in other.term for other in chosen):
            chosen.append(each)
    return chosen


def telling(term: str) -> bool:
    """Whether a term can be shown as a reason: a word about a subject, not a gram, not a number, not an empty word."""
    return len(term) > 1 and not term.startswith(GRAM) and term not in EMPTY and not NUMBER.match(term)
