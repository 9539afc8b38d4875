"""How fast is a spreadsheet in, beside a raw COPY of the same listings and beside full_clean()+save()?

    python benchmarks/import_speed.py [--rows 10000] [--rounds 5]

Ours is everything a person waits for: the workbook's bytes → guard → parser in a child → mapping → every cell cleaned
by its field → staging → one transaction with listings, details, nodes and a journal line each. COPY loads the finished
columns of listings and details into the same tables, with the same indexes and foreign keys, and nothing else.
The words for the search follow after the batch is in; their time is printed apart. Needs a machine to itself.
"""

# ruff: noqa: E402 — Django is set up between the imports

import argparse
import io
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.test")

import django

from lingang import embedded

SAVED = 300  # rows of the slowest rival


def database() -> embedded.Postgres | None:
    """A server of our own, as durable as in production, unless DATABASE_URL names one."""
    if os.environ.get("DATABASE_URL"):
        return None
    server = embedded.Postgres(Path(tempfile.mkdtemp(prefix="lg-bench-"))).start()
    os.environ["DATABASE_URL"] = server.url
    return server


SERVER = database()
django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from openpyxl import Workbook

from apps.core.models import Job
from apps.listings import importer
from apps.listings.importer import receiving, settling, work, writing
from apps.listings.models import ImportBatch
from apps.resources.models import InstrumentDetails, Resource
from apps.taxonomy.models import InstrumentClass
from tests import personas
from tests.listings import sheets

TABLES = (Resource, InstrumentDetails)


def workbook(rows: int) -> bytes:
    """Instruments of the national layout; no two rows alike."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("明细")
    sheet.append(list(sheets.TITLES))
    for place in range(rows):
        row = sheets.record(place % 20_000)
        row[sheets.NUMBER], row[sheets.NAME] = f"SHOU-{place:06d}", f"{sheets.NAMES[place % 4]}{place:06d}号"
        row[sheets.VALUE] = round(20 + place % 4_000 * 0.25, 2)
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE resources_resource, listings_importbatch, listings_importrow CASCADE")
        cursor.execute("CHECKPOINT")


def timed(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def whole(content: bytes, actor) -> ImportBatch:
    """In without pause, as if the person had looked at the preview in no time."""
    batch = importer.receive(Resource, "instrument", actor=actor, file_name="台账.xlsx", content=content)
    work.run_here(batch.job)
    batch.refresh_from_db()
    work.run_here(importer.apply(batch, actor))
    return batch


def columns_of(model) -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)


def dumped() -> list[str]:
    found = []
    for model in TABLES:
        buffer = io.StringIO()
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY (SELECT {columns_of(model)} FROM {model._meta.db_table}) TO STDOUT", buffer)
        found.append(buffer.getvalue())
    return found


@transaction.atomic
def copy(texts: list[str]) -> None:
    with connection.cursor() as cursor:
        for model, text in zip(TABLES, texts, strict=True):
            cursor.copy_expert(f"COPY {model._meta.db_table} ({columns_of(model)}) FROM STDIN", io.StringIO(text))


@transaction.atomic
def save(actor) -> None:
    """Row by row, as a form would without our fields: the model's own validation, two inserts."""
    for place in range(SAVED):
        row = sheets.record(place)
        listing = Resource(
            kind="instrument", organization=actor.organization, created_by=actor.user, title=row[2], text=row[10] * 2,
            external_id=row[0],
        )  # fmt: skip
        listing.full_clean()
        listing.save()
        details = InstrumentDetails(listing=listing, model=row[3], class_code="010200", maker=row[7], functions=row[10])
        details.full_clean(exclude=["disciplines", "usage", "value", "started_on", "price_per_hour"])
        details.save()


def show(name: str, rates: list[float], rival: list[float]) -> None:
    ratio = statistics.median(rates) / statistics.median(rival)
    low, middle, high = min(rates), statistics.median(rates), max(rates)
    print(f"{name:<26} {middle:>9,.0f} rows/s  ({low:,.0f}–{high:,.0f})  {ratio:.2f}× COPY")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    for code, name in sheets.CLASSES.items():
        InstrumentClass.objects.get_or_create(code=code, defaults={"name": name, "level": "2"})
    receiving.AT_ONCE_BYTES = receiving.AT_ONCE_ROWS = writing.AT_ONCE = 0
    actor, content = personas.lin_yue(), workbook(options.rows)
    ours, theirs, slow, phases = [], [], [], []
    for _ in range(options.rounds):
        empty()
        ours.append(options.rows / timed(partial(whole, content, actor)))
        applied, staged = Job.objects.order_by("-created_at")[:2]
        phases.append([(job.ended_at - job.started_at).total_seconds() for job in (staged, applied)])
        batch, texts = ImportBatch.objects.get(), dumped()
        phases[-1].append(timed(partial(settling.settle, batch, actor)))
        empty()
        theirs.append(options.rows / timed(partial(copy, texts)))
        empty()
        slow.append(SAVED / timed(partial(save, actor)))
    print(f"{options.rows:,} rows, {len(content) / 2**20:.1f} MiB, {options.rounds} rounds, median (min–max)")
    show("raw COPY, two tables", theirs, theirs)
    show("import, end to end", ours, theirs)
    show("full_clean() + save()", slow, theirs)
    print(f"import is {statistics.median(ours) / statistics.median(slow):.0f}× full_clean()+save()")
    for name, column in zip(("read and judge", "write", "words, afterwards"), zip(*phases, strict=True), strict=True):
        print(f"  {name:<24} {statistics.median(column):>7.2f} s")
    print(f"  {'largest memory':<24} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>7.0f} MiB")


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
        if SERVER:
            SERVER.stop()
