"""A title of at most 40 characters from the clause that carries the problem, without greetings, names or money."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from apps.demands.inference.kind import CUES, KINDS
from apps.demands.inference.source import Clause, Source
from apps.demands.inference.suggestion import Span, Suggestion

MAX_TITLE = 40
ENOUGH = 12  # a title this long needs no second clause
HEADING = 16  # a first clause up to this long may head the title
Place = tuple[int, int]
Scored = tuple[float, int, Clause]

NAMED = re.compile(
    r"(?:^|(?<=[\n。；，\s]))(?:需求名称|项目名称|课题名称|需求标题|标题|题目|主题|项目|岗位名称|招聘岗位|岗位|职位|技术需求|需求)\s?[:：]\s?(?P<title>[^\n。；;！!？?，]{4,60})"
)
CONTACT = re.compile(
    r"联系|电话|手机|微信|邮箱|qq|\bv信|加我|找我|私聊|@|[0-9]{7,}|[0-9]{3,4}-[0-9]{3,}|wechat|contact|姓名|落款"
)
CHATTER = re.compile(
    r"^(?:各位|你好|您好|大家好|hi\b|hello|dear|请问|谢谢|感谢|多谢|拜托|在线等|急急|打扰|麻烦|辛苦|不好意思|老师们?好|领导好|在吗|有没有人|thanks|thank you)"
    r"|^(?:急|求助|跪求|谢|(?:缺人|招人|急招|急聘|诚聘)+|好的|嗯+|哈+|另外|最后|背景|说明|备注|附件|以上|盼复|如下|具体如下|情况如下)$"
)
ABOUT_US = re.compile(
    r"^we are|^(?:我们|我司|本公司|公司|我公司|我厂|本厂|企业|咱们?|咱厂|敝司)?(?:是一家|是一个|是家|是个|成立|创办|位于|坐落|地处|总部|现有员工|员工|注册|主营|(?:现?有).{0,4}(?:人员|员工|职工)[0-9]|主要从事|专业从事|专注|在临港|在.{2,8}(?:园|港|湾|区))"
)
MAKES = re.compile(
    r"(?:(?:是做|是搞|专门做|主要做|主做|一直做|专做|主营|主要生产|专业生产|是生产|主要从事|专业从事|从事|专注于?|做的是|干的是)"
    r"(?P<topic>[^，。；、\n]{2,18}?)(?=的(?:$|[，。；、\n]|公司|企业|厂|小厂|单位|民企)|的?(?:生产|研发|制造|销售|业务|设计|加工)?(?:$|[，。；、\n]))"
    r"|(?:^|[，。；\n])\s?(?:我们|我司|公司|我厂|咱们?)?(?:做|搞|生产)(?P<made>[^，。；、\n]{2,18}?)(?=的(?:$|[，。；\n]|公司|企业|厂|小厂)))"
)
ASKS = re.compile(
    r"^(?:我们)?(?:想|希望|要|需要|打算|急)?(?:找|寻|求|请|委托|联合|与|和|跟)[^，。；]{0,24}(?:老师|团队|实验室|教授|高校|学校|专家|合作|课题组|院校|研究所)"
    r"|^有(?:没有|哪位|无)|^有个.{0,12}项目$|^有一个.{0,12}项目$|^(?:希望|要求|目标|期望|愿意|可以)|达到|提升到"
)
LEAD = re.compile(
    r"^(?:\s|【[^】]{0,8}】|[-—*•·#>【】\[\]()（）“”《》、.]|[0-9]{1,2}[.、)）](?![0-9])\s?|[一二三四五六七八九十]、"
    r"|(?:然后|就是说?|其实|另外|还有|所以|但是?|不过|而且|因此|因为|由于|目前|现在|最近|近期|近来|当前|眼下|请问|请教|想请教|想问一?下?|问一下|咨询一?下?"
    r"|主要是|主要的?问题[是在]?|问题是|难点是|难点在于|关键是|关键在于|需求是|需求为|老是|一直|总是|都|也|又|还|的话|这边|这里|那个|这个"
    r"|有一?个|(?:我们公司|我们厂里?|我们这边|我们这里|我们|我司)的?|我公司|我厂|本公司|本单位|公司|咱们?|咱厂|厂里|贵校|老师|有没有|有无|哪位|哪个|谁家|谁"
    r"|能不能|是否|可否|能否|希望能够|希望能|希望|期望|想要|想找人|想请|想和|想跟|想与|想|打算|准备|计划|拟|急需|急求|亟需|急寻|诚寻|诚邀|寻求|求助|跪求|求"
    r"|需要|需|要求|要|得|必须|一起|帮忙|帮我们|帮助|帮|通过|现(?=[需缺急招求要拟想])|能不能|贵校|有哪位|老师|做过|we are|we need|we want to|we have|looking for|currently|our|please|need|help us|to))+"
)
MADE = re.compile(LEAD.pattern + r"(?:做|搞|生产|研发)?|(?:做|搞|生产|研发)")
TAIL = re.compile(
    r"(?:\s|[，,、:：;；~～【】()（）“”\-—]|的话|吗|呢|啊|呀|吧|哦|哈|了|的|啦|嘛|一下|就行|即可|就好|什么的|等等|等)+$"
)
MONEY_OR_TIME = re.compile(
    r"预算|经费|费用|报酬|资金|万元|左右|以内|截止|尽快|越快越好|年底|月底|价格|面议|可谈|budget|deadline"
)
HEADLINES = {slug: re.compile(kind.headline) for slug, kind in KINDS.items()}
APART = re.compile(
    r"^(?:并且?|以及|同时|从而|以便|试过|试了|已排除|怀疑|用过|做过|找过|手上|手里|已有)|揭榜挂帅|军令状"
)


UNWANTED = re.compile(r"[0-9]{7,}|\[[\u4e00-\u9fff]{1,4}\]")
CLOSERS = "）)】”"


@dataclass(frozen=True)
class Draft:
    """A title and where its words stand in the folded text."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Marks:
    """Which kind it is, where known words stand, where money and time, and where the number of people wanted."""

    kind: str
    hits: Sequence[int]
    busy: Sequence[int]
    wanted: Sequence[int]

    @staticmethod
    def inside(starts: Sequence[int], clause: Clause) -> int:
        return sum(clause.start <= start < clause.end for start in starts)


def score(clause: Clause, marks: Marks) -> float:
    """How much of the problem the clause carries."""
    if CHATTER.search(clause.text) or CONTACT.search(clause.text):
        return -10.0
    cues = sum(worth for rule, worth in CUES[marks.kind] if rule.search(clause.text))
    headline = HEADLINES[marks.kind].search(clause.text)
    points = min(cues, 6.0) + 0.5 * min(3, marks.inside(marks.hits, clause)) + (1.5 if headline else 0)
    points += 0.8 if cues and not clause.sentence else 0
    points += 1.5 * min(1, marks.inside(marks.wanted, clause)) - 1.5 * min(2, marks.inside(marks.busy, clause))
    points -= 1.2 if ASKS.search(clause.text) and not headline else 0
    points -= 2.0 if APART.search(clause.text) else 0
    points -= 2.0 if MONEY_OR_TIME.search(clause.text) else 0
    points -= 2.5 if ABOUT_US.search(clause.text) or MAKES.search(clause.text) else 0
    return points + (0.6 if 8 <= len(clause.text) <= MAX_TITLE else 0) - (1 if len(clause.text) < 5 else 0)


def stripped(source: Source, clause: Clause, lead: re.Pattern[str] = LEAD) -> Place | None:
    """The clause without its fillers."""
    start, end = clause.start, clause.end
    if found := lead.match(source.text[start:end]):
        start += found.end() if found.end() < end - start - 1 else 0
    if found := TAIL.search(source.text[start:end]):
        end = start + found.start()
    return (start, end) if end - start >= 2 else None


def wording(source: Source, place: Place) -> str:
    """The original words on one line, without pictures, long numbers and half a bracket."""
    first, last = source.span(*place)
    kept = "".join(character if drawn(character) else " " for character in source.original[first:last])
    text = " ".join(UNWANTED.sub(" ", kept).split())
    for opening, closing in ("（）", "()", "“”", "【】"):
        if text.count(opening) > text.count(closing):
            text = text[: text.rfind(opening)] + text[text.rfind(opening) + 1 :]
    return text.strip(CLOSERS) if text.count("（") < text.count("）") else text


def drawn(character: str) -> bool:
    """Letters, figures and signs such as ℃ — no emoji, no controls."""
    return character.isprintable() and not (
        character >= "\u2600" and unicodedata.category(character) in ("So", "Sk", "Cn")
    )


def cut(text: str) -> str:
    """At most 40 characters, ending at a pause when there is one late enough."""
    if len(text) <= MAX_TITLE:
        return text
    head = text[:MAX_TITLE]
    pause = max(head.rfind(mark) for mark in "，、；, ")
    return head[: pause if pause >= MAX_TITLE // 2 else MAX_TITLE].rstrip("，、；, ")


def topic(source: Source) -> Place | None:
    """What they make: 「我们是做深海密封件的」."""
    found = MAKES.search(source.text)
    return found.span("topic" if found["topic"] else "made") if found else None


def heading(source: Source, marks: Marks) -> Place | None:
    """A short first clause with a known word in it: 「碳足迹核算：」."""
    clause = next((clause for clause in source.clauses if not CHATTER.search(clause.text)), None)
    if clause is None or len(clause.text) > HEADING or CONTACT.search(clause.text) or marks.inside(marks.busy, clause):
        return None
    told = marks.inside(marks.hits, clause) or HEADLINES[marks.kind].search(clause.text)
    return stripped(source, clause, MADE) if told else None


def draft(source: Source, marks: Marks) -> Draft | None:
    """The best clause, its neighbour when it is short, and what it is all about when that is not said yet."""
    if (found := NAMED.search(source.text)) and not CONTACT.search(found["title"]):
        return Draft(cut(wording(source, found.span("title"))), (found.span("title"),))
    scored = [(score(clause, marks), index, clause) for index, clause in enumerate(source.clauses)]
    scored = [item for item in scored if item[0] > -5]
    if not scored:
        return None
    best = max(scored, key=lambda item: (item[0], -item[1]))
    places = [place for place in (stripped(source, clause) for clause in neighbours(best, scored)) if place]
    return composed(source, places, topic(source) or heading(source, marks)) if places else None


def neighbours(best: Scored, scored: list[Scored]) -> list[Clause]:
    """The best clause; with the better of the two beside it when it is short, or with a strong one before it."""
    points, index, clause = best
    beside = [item for item in scored if abs(item[1] - index) == 1 and item[2].sentence == clause.sentence]
    floor = 0.5 if len(clause.text) < ENOUGH else max(1.5, 0.5 * points)
    beside = [item for item in beside if item[0] > floor and len(item[2].text) + len(clause.text) < MAX_TITLE]
    if len(clause.text) >= ENOUGH:
        beside = [item for item in beside if item[1] < index]
    if not beside:
        return [clause]
    other = max(beside, key=lambda item: item[0])
    return [item[2] for item in sorted((best, other), key=lambda item: item[1])]


def composed(source: Source, places: list[Place], about: Place | None) -> Draft:
    """「碳化硅外延片：客户投诉表面缺陷多」"""
    text = "，".join(filter(None, (wording(source, place) for place in places)))
    if about and not any(start < about[1] and about[0] < end for start, end in places):
        name = wording(source, about)
        if name and name not in text and len(name) + 1 + len(text) <= MAX_TITLE:
            return Draft(f"{name}：{text}", (about, *places))
    return Draft(cut(text), tuple(places))


def title(source: Source, made: Draft | None) -> Suggestion | None:
    """The draft as a suggestion."""
    if made is None or len(made.text) < 2:
        return None
    spans: tuple[Span, ...] = tuple(source.span(*place) for place in made.places)
    return Suggestion("title", made.text, made.text, spans, "取自说清问题的那一句")
