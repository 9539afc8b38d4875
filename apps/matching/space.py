"""The space in which meaning is compared: an embedder's vectors with what all texts have in common taken out.

e5 crowds every text into one corner, so plain cosines lie in .80-.92 and a resource near every demand comes first
everywhere. Subtracting the middle of the demands and the middle of the resources leaves what is particular to a text.
A handful of everyday texts stands in for the middle while a platform has few of its own.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.matching.embedders.base import Embedder, Vectors, unit

PRIOR = 10  # how many texts the everyday ones count for
MOVE = 0.16  # how far a demand moves towards one resource that answers it perfectly
EVERYDAY = (
    "扫描电镜检测服务，可送样，三个工作日出报告。",
    "动力电池热管理试验平台，温度范围宽。",
    "中药材种植技术培训班，面向农户。",
    "化工废水处理中试基地，日处理量十吨。",
    "工业机器人操作与维护课程，两周。",
    "想找团队解决焊缝开裂的问题。",
    "招收数控加工方向的学徒三十名。",
    "船舶能效优化算法研究。",
    "跨境支付合规咨询。",
    "集成电路版图设计实训室。",
    "生物样本冷链保存与检测。",
    "无人机航测与遥感数据处理。",
    "财务共享与税务筹划课程。",
    "城市内涝预警模型。",
    "新能源汽车电驱动系统测试。",
    "幼儿教育与心理辅导。",
    "古籍修复与文物保护。",
    "建筑结构抗震试验。",
    "大模型训练与推理加速。",
    "海洋牧场水质监测。",
    "轴承疲劳寿命试验。",
    "供应链与港口调度仿真。",
    "食品添加剂检测方法。",
    "钢铁冶炼节能改造。",
)


class Middles(NamedTuple):
    """Where everyday demands and everyday resources lie."""

    demand: Vectors
    resource: Vectors


def everyday(embedder: Embedder) -> Middles:
    """The middles of one model."""
    return Middles(*(embedder.encode(EVERYDAY, query=query).mean(axis=0) for query in (True, False)))


class Space:
    """Resources with their middle taken out, in one or several parts, and the middle to take out of a demand."""

    def __init__(self, parts: Sequence[Vectors], centre: Vectors) -> None:
        self.parts, self.centre = list(parts), centre
        self.firsts = np.cumsum([0, *map(len, self.parts)])

    @classmethod
    def of(cls, resources: Vectors, demands: Vectors, middles: Middles) -> "Space":
        """One part, whose middles are taken from these texts."""
        return cls([centred(resources, middle(resources, middles.resource))], middle(demands, middles.demand))

    def asked(self, demand: Vectors) -> Vectors:
        """A demand's place in this space."""
        return unit((demand - self.centre)[None, :])[0]

    def moved(self, asked: Vectors, rows: NDArray[np.intp], trust: NDArray[np.float64]) -> Vectors:
        """A demand's place moved towards some resources, the further the surer they answer it."""
        pull = (MOVE * trust).astype(np.float32)
        return (asked + np.einsum("i,ij->j", pull, self.take(rows))) / (1 + pull.sum(dtype=np.float32))

    def take(self, rows: NDArray[np.intp]) -> Vectors:
        """Some resources' places."""
        if len(self.parts) == 1:
            return self.parts[0][rows]
        found = np.empty((len(rows), len(self.centre)), np.float32)
        for first, part in zip(self.firsts, self.parts, strict=False):
            here = (rows >= first) & (rows < first + len(part))
            found[here] = part[rows[here] - first]
        return found

    def cosines(self, asked: Vectors, rows: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
        """Of some resources, or all. By einsum: unlike a BLAS product it sums alike on any number of threads."""
        parts = self.parts if rows is None else [self.take(rows)]
        return np.concatenate([np.einsum("ij,j->i", part, asked) for part in parts]).astype(np.float64)

    def products(self, asked: Vectors) -> NDArray[np.float32]:
        """Of several demands with all resources, quickly; the last bits depend on the machine."""
        return np.concatenate([asked @ part.T for part in self.parts], axis=1)


def middle(rows: Vectors, everyday_middle: Vectors) -> Vectors:
    """What texts have in common; while they are few, what everyday texts have."""
    return ((rows.sum(axis=0) + PRIOR * everyday_middle) / (len(rows) + PRIOR)).astype(np.float32)


def centred(rows: Vectors, common: Vectors) -> Vectors:
    """What is particular to each text."""
    return unit(rows - common)
