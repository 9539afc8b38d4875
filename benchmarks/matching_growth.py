"""How does a full run grow with the number of resources and of demands? Figures, and a picture of them.

    python benchmarks/matching_growth.py --keep DIR [--demands 1280] [--picture benchmarks/growth.svg]

DIR is a world filled by matching_speed.py; it is used up: for each smaller number of resources the others are taken
out of the catalogue. A full run is done block by block as the worker does it, with its writes, and timed on the way.
"""

# ruff: noqa: E402 — a server is started and Django set up between the imports

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.dev")

import django

from lingang import embedded

SHARES = (1, 2, 4, 8)  # of the resources a whole, a half …


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, required=True, help="folder of a filled database, used up")
    parser.add_argument("--demands", type=int, default=1280)
    parser.add_argument("--picture", type=Path, default=Path(__file__).with_name("growth.svg"))
    return parser.parse_args()


OPTIONS = options()
if not (OPTIONS.keep / "world.json").exists():
    raise SystemExit(f"{OPTIONS.keep} holds no world: fill one with matching_speed.py one --keep {OPTIONS.keep}")
SERVER = embedded.Postgres(OPTIONS.keep).start()
os.environ |= {"DATABASE_URL": SERVER.url, "VAR_DIR": str(OPTIONS.keep)}
django.setup()

from django.db import connection
from django.utils import timezone

from apps.demands.models import Demand
from apps.listings.lifecycle import DRAFT
from apps.matching import embedders
from apps.matching.services import index, matching, running
from apps.matching.services.opening import Index
from apps.resources.models import Resource


def main() -> None:
    held = json.loads((OPTIONS.keep / "world.json").read_text())["resources"]
    (OPTIONS.keep / "world.json").unlink()
    by_resources, by_demands = [], []
    for share in SHARES:
        Resource.objects.filter(pk__gt=held // share).update(state=DRAFT)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        ready = index.catch_up(embedders.load())
        times = run(ready)
        by_demands = by_demands or times
        demands, seconds = times[-1]
        by_resources.append((len(ready), 1000 * seconds / demands))
        print(f"{len(ready):>8,} resources: {1000 * seconds / demands:6.1f} ms per demand", flush=True)
    for demands, seconds in by_demands:
        print(f"{demands:>8,} demands over {held:,} resources: {seconds:7.1f} s")
    panels = [
        panel("毫秒／条需求，随资源数", [(count, value) for count, value in reversed(by_resources)], 0),
        panel(f"秒，随需求数（{held:,} 条资源）", by_demands, 360),
    ]
    OPTIONS.picture.write_text(FRAME.format("".join(panels)), "utf-8")
    print(f"drawn: {OPTIONS.picture}")


def run(ready: Index) -> list[tuple[int, float]]:
    """(demands, seconds since the first) after an eighth of them, a quarter, a half and all."""
    today = timezone.localdate()
    rows = Demand.objects.matched().open_on(today).order_by("pk").values_list("pk", flat=True)
    pks, times = list(rows[: OPTIONS.demands + running.BLOCK]), []
    matching.match_block(matching.for_block(pks[: running.BLOCK], today), ready, trigger="nightly")  # warm
    began, rest = time.perf_counter(), pks[running.BLOCK :]
    stops = {len(rest) // share for share in SHARES}
    for done, some in enumerate(running.batched(rest, running.BLOCK), start=1):
        matching.match_block(matching.for_block(some, today), ready, trigger="nightly")
        if (count := min(done * running.BLOCK, len(rest))) in stops:
            times.append((count, time.perf_counter() - began))
    return times


FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300" font-family="sans-serif" font-size="12">'
    '<rect width="720" height="300" fill="#fff"/>{}</svg>\n'
)
LEFT, TOP, WIDE, HIGH = 56, 48, 280, 200


def panel(title: str, points: Sequence[tuple[int, float]], offset: int) -> str:
    """A line through the points from nought on both axes, each point with its figures."""
    most_x, most_y = points[-1][0], 1.15 * max(value for _, value in points)
    left, floor = LEFT + offset, TOP + HIGH
    places = [(left + WIDE * x / most_x, floor - HIGH * y / most_y) for x, y in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#0b5cab"/>'
        f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{value:.1f}</text>'
        f'<text x="{x:.1f}" y="{floor + 18 + nth % 2 * 14}" text-anchor="middle" fill="#555">{count:,}</text>'
        for nth, ((x, y), (count, value)) in enumerate(zip(places, points, strict=True))
    )
    return (
        f'<text x="{left}" y="24" font-size="14">{title}</text>'
        f'<path d="M{left} {TOP}V{floor}H{left + WIDE}" fill="none" stroke="#999"/>'
        f'<polyline points="{line}" fill="none" stroke="#0b5cab" stroke-width="2"/>{marks}'
    )


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
        SERVER.stop()
