"""Chinese text for comparing, searching and sorting: one normal form, words, grams, a pinyin key, masks.

Every function takes any Python string — lone surrogates, NUL, controls — and none of them fails.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from operator import add

import rjieba
from pypinyin import lazy_pinyin

CJK = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"(?P<cjk>[{CJK}]+)|\d+|[^\W\d_{CJK}]+")
DROPPED = {"Cf", "Cs"}  # marks without a width, and halves of characters that no database takes


class Dictionary:
    """The segmenter with the domain's own words; replaced as a whole, so that a reader never sees half of it."""

    def __init__(self, words: frozenset[str] = frozenset()) -> None:
        self.words = words
        self.segmenter = rjieba.Jieba()
        for word in sorted(words):
            self.segmenter.add_word(word, self.segmenter.suggest_freq(word), None)


_dictionary: Dictionary | None = None  # built at the first use: it takes a second


def dictionary() -> Dictionary:
    global _dictionary
    if _dictionary is None:
        _dictionary = Dictionary()
    return _dictionary


def add_words(words: Iterable[str]) -> None:
    """Teach this process whole words of the domain (「五轴联动」); what it knows already costs nothing."""
    global _dictionary
    known = dictionary().words
    wanted = known | {folded for word in words if len(folded := fold(word)) > 1}
    if wanted != known:
        _dictionary = Dictionary(frozenset(wanted))


def clean(text: str) -> str:
    """Without what neither a person nor a database can use; other controls become a blank."""
    if text.isprintable():
        return text
    return " ".join(line if line.isprintable() else line.translate(USABLE) for line in text.split("\n"))


class _Usable(dict):
    """What becomes of a character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _usable(chr(code))
        return self[code]


def _usable(character: str) -> str:
    if character.isprintable():
        return character
    if character == "\0" or unicodedata.category(character) in DROPPED:
        return ""
    return " "


USABLE = _Usable()


def normalize(text: str) -> str:
    """NFKC on one line with single blanks: a form to compare by, not to show (10⁻¹² would lose its height)."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)).split())


def fold(text: str) -> str:
    """The normal form in lower case."""
    return unicodedata.normalize("NFKC", normalize(text).lower())


def words(text: str) -> list[str]:
    """Words in search mode: a long one together with the short ones inside it; no punctuation."""
    return _words(fold(text))


def _words(folded: str) -> list[str]:
    found = dictionary().segmenter.cut_for_search(folded)
    return [word for word in found if word.isalnum() or (len(word) > 1 and any(map(str.isalnum, word)))]


def starts(text: str) -> frozenset[int]:
    """Where in the folded text a word begins when it is cut once, no word inside another."""
    found, at = set(), 0
    for word in dictionary().segmenter.cut(fold(text)):
        found.add(at)
        at += len(word)
    return frozenset(found)


def runs(text: str) -> list[tuple[str, bool]]:
    """Stretches of Chinese, of letters and of digits in order; the flag says whether it is Chinese."""
    return _runs(fold(text))


def _runs(folded: str) -> list[tuple[str, bool]]:
    return [(match[0], match["cjk"] is not None) for match in RUN.finditer(folded)]


def pairs(run: str) -> list[str]:
    """Every two neighbouring characters."""
    return list(map(add, run, run[1:]))


def grams(*texts: str) -> list[str]:
    """What a row is found by, for a GIN index: its words, single characters, pairs, and Latin or digit runs."""
    found: set[str] = set()
    for folded in map(fold, texts):
        found.update(_words(folded))
        for run, chinese in _runs(folded):
            found.update([*run, *pairs(run)] if chinese else [run])
    return sorted(found)


def query_grams(text: str) -> list[str]:
    """What a row must hold to contain this text: pairs of Chinese characters, whole Latin and digit runs.

    No words: a longer sentence may be cut elsewhere, and 「布机」 must still find 「涂布机」.
    """
    found: set[str] = set()
    for run, chinese in runs(text):
        found.update(pairs(run) if chinese and len(run) > 1 else [run])
    return sorted(found)


def pinyin_key(text: str, length: int = 200) -> str:
    """A key that sorts Chinese by sound in any collation, cut to `length`."""
    return " ".join(lazy_pinyin(fold(text)[:length]))[:length]


def mask_phone(phone: str) -> str:
    """138****0000; of a number shorter than a mobile one only the last two digits stay."""
    phone = normalize(phone)
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:] if len(phone) > 4 else ''}"


def mask_email(email: str) -> str:
    """l***@example.com"""
    name, at, host = normalize(email).partition("@")
    return f"{name[:1]}***{at}{host}" if name or at else ""


def mask_name(name: str) -> str:
    """王*"""
    name = normalize(name)
    return name[:1] + "*" * (len(name) - 1)


def wan(amount: Decimal | float) -> str:
    """An amount of 万元 without idle zeros: 「20 万元」, 「0.5 万元」."""
    return f"{Decimal(str(amount)).normalize():f} 万元"
