"""Word lists as patterns: readable over several lines, compiled once, weighed where some words say more."""

import re

Weighed = tuple[tuple[re.Pattern[str], float], ...]


def any_of(words: str) -> str:
    r"""One group of the words, which stand apart by blanks or lines (a blank inside one is written \s)."""
    return f"(?:{'|'.join(words.split())})"


def weighed(*rules: tuple[str, float]) -> Weighed:
    """Compiled rules with their points."""
    return tuple((re.compile(rule), points) for rule, points in rules)


def total(rules: Weighed, text: str) -> float:
    """The points of every rule found."""
    return sum(points for rule, points in rules if rule.search(text))


def strongest(rules: Weighed, text: str) -> float:
    """The points of the best rule found."""
    return max((points for rule, points in rules if rule.search(text)), default=0.0)
