"""BM25 over words, single characters and pairs of characters: additive, so that every shared word has its share.

Whole words find what is meant, characters and pairs what the segmenter cut elsewhere; one index holds all three.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from apps.core.text import pairs, runs, words

K1, B = 1.5, 0.75
NUMBER = re.compile(r"[\d.,/%]+$")
GRAM = " "  # stands before characters and pairs; no word begins with a blank
COMMON = 0.2  # a word in more of the documents than this says nothing about one of them
FEW = 25  # documents below which that share means nothing
EMPTY = frozenset(  # words that carry a sentence, not a subject
    (
        "主要 技术 指标 技术指标 功能 方向 研究 问题 目标 关键 专业 技能 装备 成果 代表 预期 可以 能够 "
        "进行 需要 希望 要求 小于 大于 超过 不低于 以内 以上 以下 左右 之间 每天 每秒 每年 小时 分钟 时间 "
        "单件 单次 我们 企业 客户 学校 提供 相关 包括 情况 工作 项目 团队 合作 方法 使用 目前 现在 已经 "
        "最近 几个 几种 几项 量级 一直 一些 一种 一套 一台 一点 一年 不到 不够 不好 大约 大概 整个 这个 这种 这类 "
        "那种 什么 怎么 如何 多少 最好 最多 最少 全部 所有 每个 各种 各类 有关 比较 非常 十分 特别 尤其 目标 "
        "没有 不能 一个 一次 两个 其中 同时 通过 根据 采用 具有 用于 以及 或者 不同 可能 夜里 现场 mm cm "
        "km kg ms min db "
    ).split()
)
VERSION = "bm25-3"  # raise it when `terms` or the formula changes


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


class Lexical:
    """An index of documents given by their terms."""

    def __init__(self, documents: Sequence[Counter[str]]) -> None:
        self.size = len(documents)
        self.columns: dict[str, int] = {}
        for document in documents:
            for term in document:
                self.columns.setdefault(term, len(self.columns))
        self.matrix = self._weighted(documents)

    def _weighted(self, documents: Sequence[Counter[str]]) -> csc_matrix:
        lengths = np.array([document.total() for document in documents], np.float64)
        sizes = [len(document) for document in documents]
        rows = np.repeat(np.arange(self.size), sizes)
        columns = np.fromiter(self._numbers(documents), np.int64, len(rows))
        counts = np.fromiter((count for document in documents for count in document.values()), np.float64, len(rows))
        self.frequency = np.bincount(columns, minlength=len(self.columns))
        rarity = self._rarity(self.frequency)
        damped = K1 * (1 - B + B * lengths / max(lengths.mean(), 1.0)) if self.size else lengths
        weights = counts * (K1 + 1) / (counts + damped[rows]) * rarity[columns]
        return csc_matrix((weights, (rows, columns)), (self.size, len(self.columns)))

    def _numbers(self, documents: Iterable[Counter[str]]) -> Iterable[int]:
        return (self.columns[term] for document in documents for term in document)

    def _rarity(self, frequency):
        return np.log1p((self.size - frequency + 0.5) / (frequency + 0.5))

    def own(self, query: Counter[str]) -> float:
        """What a document of just this query would about score: the measure of how much others share with it."""
        frequency = np.array([self.frequency[self.columns[term]] if term in self.columns else 0 for term in query])
        return float(np.array(list(query.values())) @ self._rarity(frequency)) if query else 0.0

    def scores(self, query: Counter[str]) -> NDArray[np.float64]:
        """Every document's BM25; a term the query repeats counts as often."""
        known = [term for term in sorted(query) if term in self.columns]
        columns = self.matrix[:, [self.columns[term] for term in known]]
        return np.asarray(columns @ np.array([query[term] for term in known], np.float64))

    def shared(self, query: Counter[str], row: int, most: int = 4) -> list[Shared]:
        """The whole words that weigh most between the query and one document, the strongest first."""
        parts = self._parts(query, row)
        total = sum(parts.values())
        told = ((term, part) for term, part in parts.items() if telling(term) and not self._is_common(term))
        found = sorted(told, key=lambda pair: (-pair[1], pair[0]))
        return _longest([Shared(term, part / total) for term, part in found])[:most]

    def _is_common(self, term: str) -> bool:
        return self.size >= FEW and self.frequency[self.columns[term]] > COMMON * self.size

    def _parts(self, query: Counter[str], row: int) -> dict[str, float]:
        line = self.matrix.getrow(row).tocoo()
        weights = dict(zip(line.coords[1].tolist(), line.data.tolist(), strict=True))
        numbers = ((term, self.columns.get(term, -1)) for term in sorted(query))
        return {term: weights[number] * query[term] for term, number in numbers if number in weights}


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
