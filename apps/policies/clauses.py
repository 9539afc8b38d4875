"""A policy's text cut into its clauses, so that a condition can cite one and a reader can be taken there."""

import re
from dataclasses import dataclass

ARTICLE = re.compile(r"^\s*(第[一二三四五六七八九十百零〇\d]+条)[\s　:：]*(.*)$")
ITEM = re.compile(r"^\s*([（(][一二三四五六七八九十\d]+[）)])\s*(.*)$")


@dataclass(frozen=True)
class Clause:
    """One clause: 「第四条」 or 「第四条（一）」, and its words."""

    no: str
    text: str
    depth: int = 0

    @property
    def anchor(self) -> str:
        return f"c-{self.no}"


def split(text: str) -> list[Clause]:
    """Clauses in order; lines without a number of their own belong to the clause above them."""
    found: list[Clause] = []
    article = ""
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if match := ARTICLE.match(line):
            article = match[1]
            found.append(Clause(article, match[2]))
        elif article and (match := ITEM.match(line)):
            found.append(Clause(article + match[1].replace("(", "（").replace(")", "）"), match[2], 1))
        elif found:
            last = found.pop()
            found.append(Clause(last.no, f"{last.text}\n{line}".strip(), last.depth))
    return found


def numbers(text: str) -> list[str]:
    return [clause.no for clause in split(text)]
