"""Does our text ranking beat plain BM25 and the reference hybrid? nDCG@10 on public proxies, all in one run.

    python benchmarks/matching_quality.py [--data DIR] [--rounds 2000]

The sets are evaluate-only and stay outside the project: every folder of DIR (`REFERENCE_DIR`/matching/dev) that holds
demands.jsonl, resources.jsonl (id, text), qrels.tsv (demand, resource, grade) and, where a demand is itself among the
resources, self.tsv (demand, resource). Intervals are 95 % of a bootstrap over demands; a gain is paired: the same
demands, ours minus the rival's.
"""

import argparse
import json
import math
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.dev")

from django.conf import settings

from apps.core.text import words
from apps.matching import embedders
from apps.matching.embedders.base import Embedder, Vectors
from apps.matching.lexical import Lexical, Measure
from apps.matching.postings import build
from apps.matching.space import Middles, Space, everyday
from apps.matching.textscore import Passage, TextIndex, best, encode, passage

Matrix = NDArray[np.float64]  # a row per demand, a column per resource


class Corpus(NamedTuple):
    """One set with its judgements; `hidden` are a demand's own rows, left out when scoring."""

    demands: list[Passage]
    resources: list[Passage]
    ids: list[str]
    relevant: list[dict[int, int]]
    hidden: list[set[int]]


def load(folder: Path) -> Corpus:
    demands, resources = lines(folder / "demands.jsonl"), lines(folder / "resources.jsonl")
    ids = [entry["id"] for entry in resources]
    at = {key: row for row, key in enumerate(ids)}
    relevant: dict[str, dict[int, int]] = defaultdict(dict)
    for demand, resource, grade in table(folder / "qrels.tsv"):
        relevant[demand][at[resource]] = int(grade)
    hidden: dict[str, set[int]] = defaultdict(set)
    own = folder / "self.tsv"
    for demand, resource in table(own) if own.exists() else ():
        hidden[demand].add(at[resource])
    judged = [entry for entry in demands if entry["id"] in relevant]
    return Corpus(
        [passage("", entry["text"]) for entry in judged],
        [passage("", entry["text"]) for entry in resources],
        ids,
        [relevant[entry["id"]] for entry in judged],
        [hidden[entry["id"]] for entry in judged],
    )


def sets(data: Path) -> list[Path]:
    """The folders of judged texts, by name."""
    found = sorted(path.parent for path in data.glob("*/demands.jsonl"))
    if not found:
        sys.exit(
            f"{data} 里没有评测集：每个文件夹应有 demands.jsonl、resources.jsonl 和 qrels.tsv，或用 --data 另指目录"
        )
    return found


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def table(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text("utf-8").splitlines()]


def ndcg(corpus: Corpus, scores: Matrix) -> NDArray[np.float64]:
    """nDCG@10 of every demand."""
    found = []
    for row, (relevant, hidden) in enumerate(zip(corpus.relevant, corpus.hidden, strict=True)):
        ranked = [at for at in best(scores[row], corpus.ids, 10 + len(hidden)) if at not in hidden][:10]
        ideal = sorted(relevant.values(), reverse=True)[:10]
        found.append(gain([relevant.get(at, 0) for at in ranked]) / gain(ideal))
    return np.array(found)


def gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


class ByTheBook(Measure):
    """The rivals' BM25: every term counts, however many documents hold it."""

    def _many(self, share: float) -> float:
        return math.inf


def bm25(corpus: Corpus, terms: Callable[[Passage], Counter[str]]) -> Matrix:
    postings = build([terms(each) for each in corpus.resources])
    measure = ByTheBook.of(postings)
    index = Lexical([measure.part(postings)], measure)
    return np.stack([index.scores(terms(each)) for each in corpus.demands])


def reference(cosines: Matrix, lexical: Matrix) -> Matrix:
    """The hybrid to beat: 0.7 × min-max cosine + 0.3 × BM25 by its best."""
    low, high = cosines.min(axis=1, keepdims=True), cosines.max(axis=1, keepdims=True)
    return 0.7 * (cosines - low) / (high - low) + 0.3 * lexical / np.maximum(lexical.max(axis=1, keepdims=True), 1e-9)


def ours(corpus: Corpus, asked: Vectors, offered: Vectors, middles: Middles) -> Matrix:
    index = TextIndex.of([each.terms for each in corpus.resources], Space.of(offered, asked, middles))
    return np.stack([index.scores(each, asked[row]).fused for row, each in enumerate(corpus.demands)])


class Remembering:
    """An embedder that encodes a text once: the rivals and ours read the same vectors."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.known: dict[tuple[str, bool], Vectors] = {}

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if (text, query) not in self.known]
        self.known |= {
            (text, query): row for text, row in zip(new, self.embedder.encode(new, query=query), strict=True)
        }
        return np.stack([self.known[text, query] for text in texts])


def rankings(corpus: Corpus, model: Embedder) -> dict[str, Matrix]:
    embedder = Remembering(model)
    plain_asked = embedder.encode([each.text for each in corpus.demands], query=True)
    plain_offered = embedder.encode([each.text for each in corpus.resources], query=False)
    asked = encode(embedder, corpus.demands, query=True)
    offered = encode(embedder, corpus.resources, query=False)
    cosines = (plain_asked @ plain_offered.T).astype(np.float64)
    mixed = bm25(corpus, lambda each: each.terms)
    plain = bm25(corpus, lambda each: Counter(words(each.text)))
    return {
        "BM25 words": plain,
        "BM25 mixed": mixed,
        "dense": cosines,
        "reference hybrid": reference(cosines, mixed),
        "ours": ours(corpus, asked, offered, everyday(embedder)),
    }


def redrawn(values: NDArray[np.float64], rounds: int) -> NDArray[np.float64]:
    """The mean of as many demands drawn again, `rounds` times."""
    draws = np.random.default_rng([7, len(values)]).integers(0, len(values), (rounds, len(values)))
    return values[draws].mean(axis=1)


def interval(means: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path(settings.REFERENCE_DIR) / "matching" / "dev")
    parser.add_argument("--rounds", type=int, default=2000)
    chosen = parser.parse_args()
    embedder = embedders.create(**embedders.chosen())
    gains = []  # per set the paired gain of every demand
    for folder in sets(chosen.data):
        corpus = load(folder)
        scored = {rival: ndcg(corpus, scores) for rival, scores in rankings(corpus, embedder).items()}
        print(f"\n{folder.name}: {len(corpus.demands)} demands × {len(corpus.resources)} resources, {embedder.hash}")
        for rival, values in scored.items():
            low, high = interval(redrawn(values, chosen.rounds))
            least, most = interval(redrawn(scored["ours"] - values, chosen.rounds))
            figure = f"{values.mean():.4f} [{low:.4f}, {high:.4f}]"
            print(f"  {rival:18s} {figure}  ours − it {least:+.4f} … {most:+.4f}", flush=True)
        gains.append(scored["ours"] - scored["reference hybrid"])
    means = [float(gain.mean()) for gain in gains]
    low, high = interval(np.mean([redrawn(gain, chosen.rounds) for gain in gains], axis=0))
    figure = f"{np.mean(means):+.4f} [{low:+.4f}, {high:+.4f}]"
    print(f"\nmean gain over the reference hybrid {figure}, lowest {min(means):+.4f}")


if __name__ == "__main__":
    main()
