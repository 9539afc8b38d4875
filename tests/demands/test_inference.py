"""The reader as a whole: the picture's paragraph, privacy, determinism, speed, and any text at all."""

import ast
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import apps.demands.inference
from apps.demands.inference import infer
from apps.demands.inference.source import MAX_TEXT
from tests.demands.vocabulary import TODAY, known, read

PARAGRAPH = (
    "我们是做深海密封件的，最近几个型号在交付前要过 60 兆帕循环压力，现有的气泡法测不出微小泄漏，"
    "想找有高压舱和氦质谱检漏仪的实验室一起做个方法，最好两个月内有结果，预算二十万左右，我们在高端装备产业区，"
    "联系周岚 13800001234，zhou@example.com。"
)
PRIVATE = ("周岚", "李娜", "王伟", "小李", "张工", "13800001234", "13900001111", "58281234", "wangwei", "zhou@")
FRAGMENTS = (
    "预算 二十万 20-30万 ￥ 元 万 两个月内 2027年3月底 年底前 明年 前 TRL 4 达到 样机 量产 20名 招 学生 工程师 "
    "订单班 培养 我们是做 深海密封件 的 ， 。 （ ） ： \n 联系 13800001234 五轴加工 芯片 专业 机械、自动化 至 到 - 半 "
    "个月 年 一 二 三 十 百"
).split(" ")


def test_the_paragraph_of_the_picture():
    found = [(one.field, one.value) for one in read(PARAGRAPH)]
    assert found == [
        ("title", "深海密封件：现有的气泡法测不出微小泄漏"),
        ("kind", "challenge"),
        ("node", "equip-marine-seal"),
        ("instruments", "高压舱"),
        ("instruments", "氦质谱检漏仪"),
        ("deadline", date(2027, 1, 23)),
        ("budget", Decimal(20)),
        ("approach", "joint"),
        ("park", "equipment-zone"),
    ]


def test_every_suggestion_shows_the_words_it_came_from():
    shown = {one.field: [PARAGRAPH[start:end] for start, end in one.spans] for one in read(PARAGRAPH)}
    assert shown["deadline"] == ["两个月内"]
    assert shown["budget"] == ["二十万左右"]
    assert shown["park"] == ["高端装备产业区"]
    assert shown["node"] == ["密封件", "微小泄漏", "氦质谱检漏"]
    assert all(one.why and one.label for one in read(PARAGRAPH))


def test_persons_and_telephones_never_come_out():
    texts = [
        PARAGRAPH,
        "联系人：李娜 13900001111",
        "我叫王伟，微信 wangwei_88，密封圈老化",
        "我是做船用阀门的小李。阀杆扭矩变大，找张工 021-58281234",
    ]
    for text in texts:
        told = " ".join(f"{one.value} {one.label} {one.why}" for one in read(text))
        assert [private for private in PRIVATE if private in told] == []


def test_the_same_text_gives_the_same_suggestions_whether_matchers_are_kept_or_not():
    entries = [("密封件", "equip-marine-seal", "密封与连接"), ("深海", "equip-marine-deep", "深海装备")]
    assert infer(PARAGRAPH, terms=entries, parks=["高端装备产业区"], today=TODAY) == infer(
        PARAGRAPH, terms=iter(entries), parks=[("高端装备产业区",)], today=TODAY
    )
    assert read(PARAGRAPH) == read(PARAGRAPH)


def test_nothing_comes_of_nothing():
    assert [read(text) for text in ("", " \n", "🙏🙏", "\0", "。。。", "13800001234")] == [[]] * 6


def test_spans_point_into_the_original_however_it_is_written():
    text = "预算：２０\u200b万元左右，①两个月内完成，㎡"
    shown = {one.field: [text[start:end] for start, end in one.spans] for one in read(text)}
    assert shown["budget"] == ["２０\u200b万元左右"]
    assert shown["deadline"] == ["两个月内"]


def test_only_the_first_two_thousand_characters_are_read():
    long = "密封件泄漏。" + "好" * MAX_TEXT + "预算20万"
    assert [one.field for one in read(long) if one.field == "budget"] == []


def valid(text: str) -> None:
    for one in read(text):
        assert one.spans
        assert all(0 <= start < end <= min(len(text), MAX_TEXT) for start, end in one.spans)
        assert one.field != "title" or 2 <= len(one.value) <= 40


@given(st.text(max_size=MAX_TEXT))
@settings(max_examples=200, deadline=None)
def test_any_text_is_survived_and_spans_are_valid(text):
    valid(text)


@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=3)), max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_mixture_of_telling_words_is_survived_and_spans_are_valid(text):
    valid(text)


def test_two_thousand_characters_take_less_than_twenty_milliseconds():
    text, words = (PARAGRAPH * 20)[:MAX_TEXT], known()
    best = min(seconds(text, words) for _ in range(20))
    assert best < 0.020


def seconds(text, words) -> float:
    """Processor time, without what a coverage tracer would add."""
    tracer = sys.gettrace()
    sys.settrace(None)
    begun = time.process_time()
    infer(text, **words, today=TODAY)
    spent = time.process_time() - begun
    sys.settrace(tracer)
    return spent


def test_the_reader_knows_neither_database_nor_clock():
    folder = Path(apps.demands.inference.__file__).parent
    imported = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module)
            elif isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
            assert not (isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "objects"))
    outside = {name for name in imported if not name.startswith("apps.demands.inference")}
    assert {name for name in outside if name.startswith(("apps", "django"))} == {"apps.taxonomy.matcher"}
