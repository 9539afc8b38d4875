"""How fast is matching: the exact scan beside faiss, one demand, all demands; and is anything passed over?

    python benchmarks/matching_speed.py scan [--resources 100000] [--demands 1000] [--rounds 5] [--rival-kernel NAME]
    python benchmarks/matching_speed.py one|full|recall [--resources N] [--demands Q] [--keep DIR]

Vectors: 20,000 texts really encoded, the rest jittered around them. `scan` alternates the bare float32 products, ours
and faiss `IndexFlatIP` (`pip install faiss-cpu==1.15.1`, beside what the project needs). The other modes fill a
Postgres of their own; `--keep DIR` fills it once and opens it again the next time. Needs a machine to itself.
"""

# ruff: noqa: E402 — the arithmetic library is chosen and Django set up between the imports

import argparse
import logging
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

FORCED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # a kernel forced from outside is not what a machine would choose
if any(name in os.environ for name in FORCED):
    chosen = {name: value for name, value in os.environ.items() if name not in FORCED}
    os.execve(sys.executable, [sys.executable, *sys.argv], chosen)

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.dev")

import django
import numpy as np

from lingang import embedded

FAISS = "faiss-cpu==1.15.1"
MOST = 10  # rows found in `scan`
SAMPLE = 200  # demands timed in `one`
DEFAULTS = {"scan": (100_000, 1_000), "one": (100_000, 5_000), "full": (100_000, 5_000), "recall": (20_000, 500)}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mode", choices=DEFAULTS)
    parser.add_argument("--resources", type=int)
    parser.add_argument("--demands", type=int)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rival-kernel", help="a kernel of OpenBLAS for faiss, which knows fewer processors than ours")
    parser.add_argument("--keep", type=Path, help="folder of the database, filled where it is new")
    given = parser.parse_args()
    given.resources, given.demands = (
        asked or usual for asked, usual in zip((given.resources, given.demands), DEFAULTS[given.mode], strict=True)
    )
    return given


def database(given: argparse.Namespace) -> embedded.Postgres | None:
    """A server of our own, as durable as in production; `scan` needs none."""
    if given.mode == "scan":
        return None
    folder = given.keep or Path(tempfile.mkdtemp(prefix="lg-bench-"))
    server = embedded.Postgres(folder).start()
    os.environ |= {"DATABASE_URL": server.url, "VAR_DIR": str(folder)}
    return server


OPTIONS = options()
SERVER = database(OPTIONS)
django.setup()

from django.conf import settings
from django.db import connection
from django.utils import timezone

from apps.core.models import Job
from apps.demands.models import Demand
from apps.matching import constraints, embedders, scan, scoring
from apps.matching.embedders.base import Vectors
from apps.matching.models import Match, MatchRun
from apps.matching.scoring import Pair, TextFit
from apps.matching.services import asking, index, matching, opening, ranking, running, weighing
from apps.matching.services.asking import Asked
from apps.matching.services.opening import Index
from apps.matching.services.tree import tree
from benchmarks import matching_texts, matching_world


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = what()
    return time.perf_counter() - started, result


def spread(values: list[float], unit: str = "s", times: float = 1) -> str:
    low, middle, high = (times * each for each in (min(values), statistics.median(values), max(values)))
    return f"{middle:9.3f} {unit}  ({low:.3f}–{high:.3f})"


def memory() -> str:
    return f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB"


# The scan beside faiss


def scanning(given: argparse.Namespace) -> None:
    base = matching_texts.encoded(embedders.load(), matching_texts.texts(Path(settings.REFERENCE_DIR)))
    matrix = matching_texts.jittered(base, given.resources, seed=1)
    asked = matching_texts.jittered(base[::-1], given.demands, seed=2, plain=False)
    shape = f"{given.demands:,} demands × {given.resources:,} resources × {matrix.shape[1]} float32"
    print(f"{shape}: {len(base):,} really encoded, the rest jittered by {matching_texts.JITTER}")
    ways: dict[str, Callable[[], Any]] = {
        "float32 products": partial(floor, matrix, asked),
        "ours": partial(scan.nearest, matrix, asked, MOST),
    }
    if rival := faiss_index(matrix, given.rival_kernel):
        ways["faiss IndexFlatIP"] = lambda: rival.search(asked, MOST)[1]
    print(f"{os.cpu_count()} processors; {kernels()}")
    took: dict[str, list[float]] = {name: [] for name in ways}
    found: dict[str, Any] = {}
    for _ in range(given.rounds):
        for name, way in ways.items():
            seconds, found[name] = timed(way)
            took[name].append(seconds)
    print(f"exact top {MOST}, {given.rounds} rounds alternating, median (min–max)")
    for name, values in took.items():
        print(f"  {name:<20} {spread(values)}")
    print(f"ours is {against(took, 'float32 products')} the bare products in pieces of {scan.TILE}")
    if rival:
        print(f"ours is {against(took, 'faiss IndexFlatIP')} faiss")
        print(f"identical {same(found['ours'].rows, found['faiss IndexFlatIP']):.6f} of the rows found")
    print(memory())


def floor(matrix: Vectors, asked: Vectors) -> None:
    """What no scan by float32 products can do without."""
    buffer = np.empty(len(asked) * scan.TILE, np.float32)
    for at in range(0, len(matrix), scan.TILE):
        tile = matrix[at : at + scan.TILE]
        np.matmul(asked, tile.T, out=buffer[: len(asked) * len(tile)].reshape(len(asked), len(tile)))


def faiss_index(matrix: Vectors, kernel: str | None) -> Any:
    """The rival, filled; None where it is not installed. Its own OpenBLAS reads the kernel's name while it loads."""
    if kernel:
        os.environ["OPENBLAS_CORETYPE"] = kernel
    logging.getLogger("faiss").setLevel(logging.WARNING)
    try:
        import faiss
    except ImportError:
        print(f"faiss is not installed, so ours stands alone here: pip install {FAISS}")
        return None
    found = faiss.IndexFlatIP(matrix.shape[1])
    found.add(matrix)
    return found


def kernels() -> str:
    """Which kernels multiply, where threadpoolctl can tell."""
    try:
        import threadpoolctl
    except ImportError:
        return "kernels unknown (pip install threadpoolctl tells)"
    loaded = [each for each in threadpoolctl.threadpool_info() if each["user_api"] == "blas"]
    told = [f"{Path(each['filepath']).parent.name} {each['version']} {each['architecture']}" for each in loaded]
    return f"{'; '.join(told)}; {loaded[0]['num_threads']} threads"


def against(took: dict[str, list[float]], rival: str) -> str:
    """Round by round, so that what slows the machine slows both."""
    shares = [ours / other for ours, other in zip(took["ours"], took[rival], strict=True)]
    return f"{statistics.median(shares):.3f}× ({min(shares):.3f}–{max(shares):.3f})"


def same(ours: np.ndarray, theirs: np.ndarray) -> float:
    shared = [len(set(a) & set(b)) for a, b in zip(ours.tolist(), theirs.tolist(), strict=True)]
    return sum(shared) / ours.size


# The platform's calls: what a change of the services has to touch, and nothing below them


def warmed() -> Index:
    embedder = embedders.load()
    took, ready = timed(lambda: index.catch_up(embedder))
    print(f"index of {len(ready):,} resources brought up in {took:.1f} s, {ready.missing} without a vector; {memory()}")
    opening.forget()
    took, _ = timed(lambda: index.named(ready.name))
    print(f"  opened as another process would: {took:.2f} s; {sum_of(ready.shelf.folder) / 2**20:,.0f} MiB on disk")
    return ready


def sum_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def asked_of(demand: Demand) -> Asked:
    _, (asked,) = asking.prepared([demand], tree())
    return asked


def suggestions(asked: Asked, weights: scoring.Weights, ready: Index) -> list[ranking.Suggestion]:
    """Constraints, all features and words of one demand; nothing written."""
    today = timezone.localdate()
    (found,) = ranking.found(ready, [asked], today)
    return ranking.ranked(ready, found, weights, today)


def submitted(demand: Demand) -> MatchRun:
    """As the worker does it: a whole run with its writes."""
    return matching.match(demand=demand)


def all_of_them() -> Job:
    job = Job.objects.create(kind=running.FULL_RUN, status=Job.RUNNING, started_at=timezone.now())
    running.match_all(job)
    return job


def first_found(asked: Asked, ready: Index) -> list[int]:
    today = timezone.localdate()
    (found,) = ranking.found(ready, [asked], today)
    return [pk for _, pk in ranking.best(ready, found, weighing.weights_of(weighing.live(asked.kind)), today)]


def first_of_all(asked: Asked, ready: Index) -> list[int]:
    """Of every allowed pair, scored one after the other."""
    today, weights = timezone.localdate(), weighing.weights_of(weighing.live(asked.kind))
    allowed, _ = constraints.masked(asked, today, ready.columns)
    fused = ready.text.scores(asked.passage, asked.vector, allowed).fused
    scale, rows = scoring.Scale(asked.facets, weights), np.flatnonzero(allowed)
    pairs = (
        Pair(asked.facets, ready.facets(row), TextFit(share), today)
        for row, share in zip(rows.tolist(), fused[rows].tolist(), strict=True)
    )
    scored = sorted(((scale.score(pair), pair.resource.id) for pair in pairs), key=lambda e: scoring.ranking_key(*e))
    return [pk for score, pk in scored[: ranking.KEPT] if score >= ranking.FLOOR]


# What is measured through them


def one_by_one(given: argparse.Namespace) -> None:
    ready = warmed()
    demands = list(Demand.objects.published().order_by("pk")[:SAMPLE])
    read = [timed(partial(asked_of, each)) for each in demands]
    pairs = [(asked, weighing.weights_of(weighing.live(asked.kind))) for _, asked in read]
    for asked, weights in pairs[:5]:
        suggestions(asked, weights, ready)
    scored = [timed(partial(suggestions, asked, weights, ready))[0] for asked, weights in pairs]
    stored = [timed(partial(submitted, each))[0] for each in demands]
    lengths = [len(asked.passage.text) for _, asked in read]
    told = f"{len(demands)} demands of {statistics.median(lengths):.0f} ({min(lengths)}–{max(lengths)}) characters"
    print(f"one demand over {len(ready):,} resources, {told}, median (min–max), p95")
    rows = (("demand read", [took for took, _ in read]), ("scored, explained", scored), ("match, with writes", stored))
    for name, values in rows:
        print(f"  {name:<22} {spread(values, 'ms', 1000)}  p95 {1000 * np.percentile(values, 95):.1f} ms")
    print(memory())


def full_run(given: argparse.Namespace) -> None:
    ready = warmed()
    Match.objects.all().delete()
    took, job = timed(all_of_them)
    pairs = f"{given.demands:,} demands × {len(ready):,} resources"
    print(f"full run of {pairs}: {took:.1f} s, {1000 * took / job.result['demands']:.1f} ms per demand, {job.result}")
    print("the largest memory below is the platform's only where the database was filled before")
    print(memory())


def recall(given: argparse.Namespace) -> None:
    ready = warmed()
    shares, looked, alike = [], [], 0
    for demand in Demand.objects.published().order_by("pk")[: given.demands]:
        asked = asked_of(demand)
        before = ready.facets.cache_info()
        found = first_found(asked, ready)
        after = ready.facets.cache_info()
        looked.append(after.hits + after.misses - before.hits - before.misses)
        if best := first_of_all(asked, ready):
            shares.append(len(set(best) & set(found)) / len(best))
            alike += best == found
    pairs = f"{len(shares)} demands × {len(ready):,} resources"
    print(f"found are {statistics.mean(shares):.4f} of the first {ranking.KEPT} of all allowed pairs, {pairs}")
    print(f"  lowest {min(shares):.2f}; {alike} of {len(shares)} lists alike to the last place")
    print(f"  looked at {statistics.median(looked):.0f} resources per demand ({min(looked)}–{max(looked)})")


MODES = {"scan": scanning, "one": one_by_one, "full": full_run, "recall": recall}


def main() -> None:
    if SERVER:
        took, told = timed(lambda: matching_world.fill(SERVER.var, OPTIONS.resources, OPTIONS.demands))
        print(f"{told} ({took:.0f} s)")
    MODES[OPTIONS.mode](OPTIONS)


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
        if SERVER:
            SERVER.stop()
