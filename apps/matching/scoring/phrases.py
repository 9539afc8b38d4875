"""What two texts both say: whole words, and several side by side as one phrase.

「离岸转手买卖」 says more than three words of it, and the 离子 of 等离子体 is not that of 离子色谱.
"""

from collections.abc import Iterable
from itertools import permutations

from apps.matching.lexical import Shared
from apps.matching.scoring.clauses import FUNCTION
from apps.matching.scoring.facets import Facets

LONGEST = 12
GENERAL = frozenset(  # what one does in any trade: names a subject only together with another word
    (
        "检测 测试 分析 试验 实验 识别 加工 模型 设计 控制 优化 评价 评估 策略 生产 制造 材料 性能 功能 参数 数据 工艺 "
        "结构 操作 验证 监测 仿真 建模 自动 自动化 智能 数字化 技能 工程 应用 开发 服务 运行 维护 集成 内部 外部 表面 "
        "尺寸 事件 归属 生成 规则 化学 物理 机械 扫描 网络 强度 三维 原理 预警 容量 寿命 信号 指标 标准 "
        "动力 温度 安全 智慧 课程 评审 博士 硕士 本科 研究生 订单 公式 事项 要点 思路 重点 难点 格式 实测 张图"
    ).split()
)


def phrases(shared: Iterable[Shared], mine: Facets, theirs: Facets) -> dict[str, float]:
    """Shared words with their weight, long and heavy ones first, joined where both texts have them in a row.

    One that begins inside a word of either text is left out: it is the end of something else. So is a general one.
    """
    found = {each.term: each.share for each in shared}
    while pair := _neighbours(found, mine.folded, theirs.folded):
        found["".join(pair)] = sum(found.pop(word) for word in pair)
    whole = {
        _whole(word, mine, theirs): share * len(word)
        for word, share in found.items()
        if names(word) and _beginnings(word, mine) and _beginnings(word, theirs)
    }
    alone = {
        word: weight for word, weight in whole.items() if not any(word in other for other in whole.keys() - {word})
    }
    return dict(sorted(alone.items(), key=lambda each: (-each[1], each[0])))


def _neighbours(found: dict[str, float], mine: str, theirs: str) -> tuple[str, str] | None:
    """The heaviest two that follow each other in both texts."""
    pairs = [
        (one, other)
        for one, other in permutations(found, 2)
        if len(joined := one + other) <= LONGEST and joined in mine and joined in theirs
    ]
    return max(pairs, key=lambda pair: (found[pair[0]] + found[pair[1]], pair), default=None)


def names(word: str) -> bool:
    """Neither a general word nor something that was done (「讲过」)."""
    return word not in GENERAL and word[-1] not in "过了着"


def _beginnings(word: str, side: Facets) -> list[int]:
    """Where a word of the text begins as this one does; none for a word that was found outside the text."""
    found, at = [], side.folded.find(word)
    while at >= 0:
        if at in side.starts:
            found.append(at)
        at = side.folded.find(word, at + len(word))
    return found


def _whole(word: str, mine: Facets, theirs: Facets) -> str:
    """With the one character both texts have before it: 「高分辨质谱」, not 「分辨质谱」."""
    before = _before(word, mine) & _before(word, theirs)
    return min(before) + word if len(before) == 1 else word


def _before(word: str, side: Facets) -> set[str]:
    """Characters that are a word of their own just before this one, and mean something."""
    places = [at - 1 for at in _beginnings(word, side) if at and at - 1 in side.starts]
    return {sign for at in places if "一" <= (sign := side.folded[at]) <= "鿿" and sign not in FUNCTION}
