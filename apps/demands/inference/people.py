"""How many people are wanted: 20名, 二十人, 招 5 个 — not how large the company is."""

import re

from apps.demands.inference.numerals import NUMBER, TO, number, scan
from apps.demands.inference.patterns import any_of
from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Suggestion

LIMIT = 100_000
FEWEST = 1.0  # points a candidate needs
ROLE = any_of(
    """学生 毕业生 应届生 工程师 技师 技工 工人 学徒 实习生 硕士 博士 本科生 研究生 大学生 高职生 中职生
    操作工 操作员 钳工 焊工 电工 车工 飞手 技术员 专员 人才 同学 员工 职工 骨干 维修工 检验员 质检员
    程序员 船员 海员 轮机员 学员 新人 人手 助理 设计师 测试员 管培生 机务 技能人才 班组长 驾驶员 名额 岗位"""
)
UNIT = any_of(
    rf"""名 位 人次 号人 人(?![工机民员才力形脸体均类次造]) 个人 个(?![月工小星礼季半班型项百分点人])
    (?={ROLE}) students? interns? engineers? graduates? people"""
)
COUNT = re.compile(
    rf"(?<![0-9a-z.\-第二三四五六七八九十百])(?:(?P<low>{NUMBER})\s?(?:名|人|位|个)?{TO})?(?P<high>{NUMBER})"
    rf"\s?[来多余]?\s?(?P<unit>{UNIT})"
)
ROLES = re.compile(rf"[^，。；\n]{{0,18}}{ROLE}")
ROLES_BEFORE = re.compile(rf"{ROLE}[^，。；\n]{{0,3}}$|(?:招|缺|招聘|招人[，,]|要|来)$")
ALONE = re.compile(r"(?:^|[，,、\s])\s?$")
PAUSE = re.compile(r"\s?(?:左右|上下|以内)?\s?(?:$|[，,、；;。])")
WANTED = re.compile(
    any_of(
        """招聘 校招 招收 招募 招 培养 需要 需求 急需 缺口 缺 差 订单 定向 输送 补充 引进 接收 接纳 提供 安排
        选拔 选派 想要 想找 要 计划 规模 名额 人数 组班 开班 每届 每年 每期 每批 首批 第一批 一批
        [一二三首本]届 共计 合计 总共 一共 共 约 大概 预计 培训 接 收 班 每学期 need recruit hire train"""
    )
)
TOTAL = re.compile(r"(?:共计|合计|总共|一共|共|总计|人数|规模|总人数)[:：]?(?:约|大概|为|是)?\s?$")
LABELLED = re.compile(
    rf"(?:人数|名额|招聘数量|需求数量|招聘名额)\s?[:：]\s?(?:约)?(?P<low>(?!))?(?P<high>{NUMBER})\s?[名人位个]?"
)
OURS = any_of(
    """公司 我司 我们 企业 厂里 工厂 团队 员工 职工 在职 现有 已有 目前有 拥有 研发人员 全厂 车间 部门 已经有
    已招 占 去年 今年已 服务 客户 其中 老师 教师 导师 专家"""
)
HAVE = re.compile(rf"{OURS}[^，。；]{{0,8}}$")
HAVE_NOT_IF = re.compile(r"(?:招|需|缺|培养|要|计划|输送|差|培训)[^，。；]{0,8}$")
PER_CLASS = re.compile(r"每(?:个)?班[^，。；]{0,3}$")
CLASSES = re.compile(rf"(?P<count>{NUMBER})\s?个?(?:订单|培训|冠名|定向|学徒|平行|实验)?班(?![组长])")
STAFF_AFTER = re.compile(
    r"^\s?(?:的?(?:公司|企业|工厂|规模|小?团队|小组|小公司|厂|民企|博士后|产线工人)|左右的?(?:公司|企业|工厂|规模|团队))"
    r"|^以上规模|^组成|^在职"
)


def points(match: re.Match[str], source: Source) -> float:
    left, right = source.around(*match.span(), before=14, after=24)
    total = 0.6 if ROLES.match(right) or ROLES_BEFORE.search(left) else 0.0
    total += 1.4 if WANTED.search(left) else 0
    alone = ALONE.search(left) and PAUSE.match(right)
    total += 0.8 if alone else 0
    total += 0.3 if ROLES_BEFORE.search(left) else 0
    if match["unit"] == "个" and not (ROLES.match(right) or ROLES_BEFORE.search(left) or alone):
        return -1.0
    total += 1.5 if TOTAL.search(left) else 0
    total -= 2.5 if HAVE.search(left) and not HAVE_NOT_IF.search(left) else 0
    total -= 2.5 if STAFF_AFTER.match(right) else 0
    return total + (0.3 if match["unit"] in ("名", "人", "位", "个", "个人") else 0)


def people(match: re.Match[str]) -> int:
    return int(number(match["high"]) or 0)


def headcount(source: Source) -> Suggestion | None:
    """The total when one is said, else the sum of a list of posts, else the likeliest number."""
    if match := LABELLED.search(source.text):
        return suggestion(source, [match])
    found = [(points(match, source), match) for match in scan(COUNT, source.text)]
    likely = [(score, match) for score, match in found if score >= FEWEST and 0 < people(match) <= LIMIT]
    if not likely:
        return None
    best = max(likely, key=lambda item: (item[0], -item[1].start()))[1]
    left, _ = source.around(*best.span())
    if PER_CLASS.search(left) and (classes := CLASSES.search(source.text)):
        return per_class(source, classes, best)
    group = [best] if TOTAL.search(left) else listed(source, best, [match for score, match in found if score > 0])
    return suggestion(source, group)


def listed(source: Source, best: re.Match[str], matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """Posts side by side: 「焊工10名、钳工5名」; 「其中」 breaks the row down instead of adding to it."""
    group = [best]
    for match in [match for match in matches if match.start() > best.start()]:
        between = source.text[group[-1].end() : match.start()]
        if not re.fullmatch(r"[^。；\n]{0,12}[、，,和及与+；;/][^。；\n，]{0,10}", between) or re.search(
            r"其中|含|包括|[每招]|或", between
        ):
            break
        group.append(match)
    return group


def per_class(source: Source, classes: re.Match[str], each: re.Match[str]) -> Suggestion:
    """「开两个班，每班30人」"""
    total = int(number(classes["count"]) or 1) * people(each)
    spans = (source.span(*classes.span()), source.span(*each.span()))
    return Suggestion("headcount", total, f"{total} 人", tuple(sorted(spans)), f"原文写了班数和每班人数，合 {total} 人")


def suggestion(source: Source, group: list[re.Match[str]]) -> Suggestion:
    total = sum(people(match) for match in group)
    spans = tuple(source.span(match.start(), match.start() + len(match[0].rstrip())) for match in group)
    words = "、".join(f"“{source.quote(match.start(), match.start() + len(match[0].rstrip()))}”" for match in group[:4])
    why = f"原文写{words}" + (f"，合 {total} 人" if len(group) > 1 else "，按上限填" if group[0]["low"] else "")
    return Suggestion("headcount", total, f"{total} 人", spans, why)
