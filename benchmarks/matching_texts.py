"""What the speed of matching is measured on: distinct Chinese texts of public facts, encoded once, then jittered.

The texts come from `REFERENCE_DIR` and stay outside the project: the dev sets of the ranking as they are, the rest
composed of the names of instruments, industries and majors. Encoded vectors are kept under the user's cache folder.
"""

import csv
import hashlib
import json
import os
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from apps.matching import textscore
from apps.matching.embedders.base import Embedder, Vectors, unit
from apps.matching.textscore import passage

TEXTS = 20_000
BATCH = 512
JITTER = 0.2  # length of the noise added to a vector of length one: the cosine to where it came from is about 0.98
TITLE = 60  # characters


class Text(NamedTuple):
    title: str
    text: str


def texts(reference: Path, most: int = TEXTS) -> list[Text]:
    """As many distinct texts, the same ones every time."""
    found = dict.fromkeys(_of_the_dev_sets(reference / "matching" / "dev"))
    instruments = _names(reference / "instruments" / "instrument_classes_2level.csv")
    industries = _names(reference / "industry" / "gbt4754-2017.csv")
    majors = _names(reference / "majors" / "undergraduate_majors_2026.csv")
    place = 0
    while len(found) < most:
        instrument, major = instruments[place % len(instruments)], majors[place * 29 % len(majors)]
        industry, next_to_it = (industries[(place * step) % len(industries)] for step in (7, 11))
        title = f"{industry}的{instrument}"[:TITLE]
        body = f"面向{industry}与{next_to_it}，以{instrument}为主要手段，由{major}专业的教师与学生承担。"
        found[Text(title, body)] = None
        place += 1
    return list(found)[:most]


def _of_the_dev_sets(folder: Path) -> list[Text]:
    rows = []
    for path in sorted(folder.glob("*/*.jsonl")):
        for line in path.read_text("utf-8").split("\n"):
            if line:
                text = json.loads(line)["text"]
                rows.append(Text(text.split("。", 1)[0][:TITLE], text))
    return rows


def _names(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return list(dict.fromkeys(row.get("name") or row["top_name"] for row in csv.DictReader(file)))


def encoded(embedder: Embedder, wanted: list[Text]) -> Vectors:
    """One vector per text, as the platform keeps it; from the cache where they were encoded before."""
    read = hashlib.sha256("\x00".join(f"{each.title}\x01{each.text}" for each in wanted).encode()).hexdigest()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lingang" / "bench"
    path = cache / f"{embedder.hash}-{textscore.ENCODING}-{len(wanted)}-{read[:12]}.npy"
    if path.exists():
        print(f"{len(wanted):,} texts encoded before: {path}")
        return np.load(path)
    made, started = np.empty((len(wanted), embedder.dim), np.float32), time.perf_counter()
    for at in range(0, len(wanted), BATCH):
        passages = [passage(each.title, each.text) for each in wanted[at : at + BATCH]]
        made[at : at + BATCH] = textscore.encode(embedder, passages, query=False)
        if at // BATCH % 8 == 7:
            print(
                f"  {at + BATCH:,} encoded, {(at + BATCH) / (time.perf_counter() - started):,.0f} texts/s", flush=True
            )
    took = time.perf_counter() - started
    print(f"{len(wanted):,} texts encoded in {took:,.0f} s: {len(wanted) / took:,.0f} texts/s, each with its head")
    cache.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".part").open("wb") as file:
        np.save(file, made)
    path.with_suffix(".part").replace(path)
    return made


def jittered(base: Vectors, count: int, seed: int, *, plain: bool = True) -> Vectors:
    """`count` vectors around the encoded ones; `plain` lets the first of each stand as it was encoded."""
    random = np.random.default_rng([4, seed])
    made = np.empty((count, base.shape[1]), np.float32)
    first = min(count, len(base)) if plain else 0
    made[:first] = base[:first]
    for at in range(first, count, len(base)):
        rows = made[at : at + len(base)]
        noise = random.standard_normal(rows.shape, np.float32) * np.float32(JITTER / base.shape[1] ** 0.5)
        rows[:] = unit(base[: len(rows)] + noise)
    return made
