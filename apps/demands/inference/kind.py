"""Which kind of demand a text speaks of: each kind declares how people talk when they mean it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Span, Suggestion

FALLBACK = "没有看到招人、培养的说法，先按这一类填"


@dataclass(frozen=True)
class KindCues:
    """How people talk when they mean this kind; `fields` are guesses that speak for it and appear only with it."""

    label: str
    cues: tuple[tuple[str, float], ...]
    fields: dict[str, float] = field(default_factory=dict)
    headline: str = ""  # what the clause that makes the title holds


KINDS = {
    "challenge": KindCues(
        "技术攻关",
        (
            (r"攻关|揭榜|卡脖子|技术难题|难题|瓶颈|技术难点|课题|技术需求", 3.0),
            (
                r"测不出|做不出|做不到|解决不了|搞不定|上不去|下不来|降不下|过不了|达不到|不达标|不稳定|没办法|无法|难以|[\u4e00-\u9fff]不(?:住|上|下|出|到|起|动|稳|准|匀|全|干净|牢|好)",
                2.0,
            ),
            (
                r"开裂|裂纹|失效|故障|泄漏|变形|腐蚀|磨损|异响|良率|合格率|报废|掉线|误报|漏检|寿命|精度|误差|偏差|超差"
                r"|不足|不够|偏低|太低|过高|偏高|太高|太慢|较差|投诉|缺陷|断裂|脱落|起泡|分层|翘曲|超标|老化|波动|过热|延迟|掉渣|断供|翻倍|漂移|对不上|啸叫|噪声|抖动|卡滞|打滑|粗糙度|孔隙|气孔|毛刺|翘曲|掉一半|勒索|下降|衰减|损耗",
                1.4,
            ),
            (
                r"合作研发|联合研发|委托开发|委托研发|技术开发|技术合作|技术方案|一起做|帮我们做|帮忙做|帮忙看|一套方案",
                1.8,
            ),
            (r"解决|研制|研发|开发|优化|改进|改善|提升|提高|降低|缩短|国产替代|国产化|替代|验证|评估|建模|设计", 1.0),
            (
                r"检测|测试|试验|仿真|检验|分析|算法|模型|工艺|配方|样机|样品|中试|小试|专利|指标|系统|平台|软件|设备",
                0.6,
            ),
            (r"实验室|仪器|机时|扫描电镜|风洞|借用|借一台|送样|科研团队|课题组|教授团队|专家团队|老师团队", 1.0),
            (r"\br&d\b|\bsolution\b|\bdevelop|\btesting\b|\bfailure\b|\bimprove|\bproblem\b|\bprototype\b", 1.2),
        ),
        {"trl_now": 1.5, "trl_needed": 1.5, "approach": 1.0, "ip": 1.5, "open_call": 3.0},
        r"(?:只有|不到|仅|掉到|降到|超过|高达|误差(?:大于|超过|达|有))[^，。]{0,6}[0-9]|会[漂掉断裂漏停]|损耗|下降|衰减|烧毁|卡死|堵塞|失灵|短路",
    ),
    "talent": KindCues(
        "人才培养",
        (
            (r"订单班|学徒|现场工程师|1\s?\+\s?x|住企|冠名班|订单式|定向培养|联合培养|工学交替|产业学院|专班", 3.5),
            (
                r"招聘|校招|招工|招生|招人|招收|招募|招[一二两三四五六七八九十百0-9]|招一批|招几|用工|缺人|人才缺口|用工缺口|缺口[^，。]{0,6}[名人]|招不到",
                3.0,
            ),
            (r"实习生|毕业生|应届|在校生|学生|大三|大四|研究生|本科生|高职生|中职生|实习|就业|顶岗|入职|到岗", 2.0),
            (
                r"培养|培训|带教|师傅|师带徒|实训|轮岗|考证|上岗|开班|人才|人手|储备|梯队|输送|周末班|学时|课时|脱产|带学生|技能提升|双导师",
                1.6,
            ),
            (r"操作工|技工|技师|技术员|工人|焊工|钳工|电工|飞手|数控车工|维修工|岗位|员工|专员|普工|班组长", 1.0),
            (r"学历|专科|大专|中专|中职|高职|本科|硕士|博士|专业的|对口专业|相关专业", 0.8),
            (r"\bintern|\bstudents?\b|\bgraduates?\b|\bapprentice|\brecruit|\bhire\b|\bhiring\b|\btraining\b", 2.5),
        ),
        {"headcount": 2.0, "mode": 2.0, "degree": 0.5, "majors": 0.8, "period": 0, "starts_on": 0, "ends_on": 0},
        r"订单班|学徒|带徒|现场工程师|1\s?\+\s?x|住企|培养|招聘?|缺(?![口陷乏])|需要?[0-9一二三四五六七八九十]{1,3}[名人位个]|实习|培训|实训"
        r"|共建|[开办].{0,16}班|人才",
    ),
}

CUES = {slug: [(re.compile(rule), points) for rule, points in kind.cues] for slug, kind in KINDS.items()}


@dataclass(frozen=True)
class Verdict:
    """The kind most of the words speak for, with those words, the strongest first."""

    slug: str
    spans: tuple[Span, ...]


def verdict(source: Source, guesses: Iterable[Suggestion]) -> Verdict:
    """Cues and the guesses that speak for a kind; without any, the first of the menu."""
    found: dict[str, list[tuple[float, Span]]] = {slug: [] for slug in KINDS}
    points = dict.fromkeys(KINDS, 0.0)
    for slug, cues in CUES.items():
        for rule, worth in cues:
            places = [source.span(*match.span()) for match in rule.finditer(source.text)]
            points[slug] += worth * min(len(places), 3) ** 0.5
            found[slug] += [(-worth, place) for place in places[:2]]
    for guess in guesses:
        for slug, cues_of in KINDS.items():
            worth = cues_of.fields.get(guess.field, 0)
            points[slug] += worth
            found[slug] += [(-worth, place) for place in guess.spans[:1] if worth]
    slug = max(points, key=lambda slug: points[slug])
    return Verdict(slug, tuple(dict.fromkeys(place for _, place in sorted(found[slug]))))


def kind(source: Source, chosen: Verdict, fallback: Sequence[Span]) -> Suggestion | None:
    """The verdict as a suggestion; without a single cue it says so and shows the title's words."""
    label = KINDS[chosen.slug].label
    if not chosen.spans:
        return Suggestion("kind", chosen.slug, label, tuple(fallback), FALLBACK) if fallback else None
    strongest = sorted(chosen.spans[:4])
    words = "、".join(dict.fromkeys(f"“{source.original[start:end]}”" for start, end in strongest))
    return Suggestion("kind", chosen.slug, label, tuple(strongest), f"原文提到{words}")


def belongs(guess: Suggestion, slug: str) -> bool:
    """A field of another kind only is no guess about this one."""
    owners = [name for name, kind in KINDS.items() if guess.field in kind.fields]
    return not owners or slug in owners
