"""From the bytes of a sheet to judged rows in the staging table: one transaction, portion by portion by COPY."""

import io
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import tabular
from apps.core.errors import Refused
from apps.listings.importer import columns
from apps.listings.importer.judge import Judge, Judged
from apps.listings.importer.progress import Say
from apps.listings.models import ImportBatch, ImportRow
from apps.listings.vocabulary import remembered

PORTION = 2_000
COPIED = (
    "batch_id", "number", "raw", "common", "details", "verdict", "defects", "changes", "notes", "target_id",
    "target_version", "applied_version",
)  # fmt: skip
NULL = "\\N"
dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def stage(batch: ImportBatch, actor: Actor, say: Say) -> dict[str, int]:
    """Read, map and judge the batch anew; the counts. Raises Unreadable and Refused."""
    started = time.monotonic()
    sheet = _read(batch)
    batch.mapping = batch.mapping or columns.propose(sheet.columns, batch)
    with transaction.atomic(), remembered():
        ImportRow.objects.filter(batch=batch)._raw_delete("default")
        batch.counts = _stage_rows(batch, sheet.rows, Judge(batch, actor), say)
        batch.sheet["seconds"] = round(time.monotonic() - started, 1)
        batch.staged_at = timezone.now()
        batch.save(update_fields=("sheet", "mapping", "counts", "staged_at"))
    return batch.counts


def _read(batch: ImportBatch) -> tabular.Sheet:
    """The sheet with most rows, and what is worth knowing about it kept with the batch."""
    expected = columns.titles(batch.model, batch.kind)
    book = tabular.read(bytes(batch.content), batch.file_name, expect=expected)
    _check_mark(batch, book.mark)
    sheet = book.main
    if not sheet.rows:
        raise Refused("表格里只有表头，没有数据行；请填好后再传")
    batch.sheet = {
        "name": sheet.name,
        "header_row": sheet.header_row,
        "rows": len(sheet.rows),
        "skipped": sheet.skipped_text,
        "others": [other.name for other in book.sheets if other is not sheet],
        "columns": [
            {"index": column.index, "letter": column.letter, "title": column.title, "sample": column.sample}
            for column in sheet.columns
        ],
    }
    return sheet


def _check_mark(batch: ImportBatch, mark: tabular.Mark | None) -> None:
    """Our own templates say what they are for."""
    family, _, slug = mark.key.partition(":") if mark else ("", "", "")
    if family == batch.family and slug != batch.kind and slug in batch.model.kinds:
        label = batch.model.kinds[slug].label
        raise Refused(f"这是“{label}”的模板，现在导入的是“{batch.kind_row.label}”；请换模板，或改选类别后再传")


def _stage_rows(batch: ImportBatch, rows: Sequence[tabular.Row], judge: Judge, say: Say) -> dict[str, int]:
    counts: Counter[str] = Counter(dict.fromkeys((*ImportRow.VERDICTS, "defects"), 0), all=len(rows))
    done = 0
    for portion in portions(rows, PORTION):
        judged = judge(portion)
        counts.update(one.verdict for one in judged)
        counts["defects"] += sum(len(one.defects) for one in judged)
        _copy(batch, judged)
        done += len(judged)
        if done < len(rows):
            say(done, len(rows), wrong=counts[ImportRow.WRONG])
    return dict(counts)


def portions(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion


def _copy(batch: ImportBatch, judged: Sequence[Judged]) -> None:
    keys = iter(_keys(batch, sum(one.verdict == ImportRow.NEW for one in judged)))
    lines = (_line(batch.pk, one, next(keys) if one.verdict == ImportRow.NEW else NULL) for one in judged)
    buffer = io.StringIO("".join(lines))
    table = connection.ops.quote_name(ImportRow._meta.db_table)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(COPIED)}) FROM STDIN", buffer)


def _keys(batch: ImportBatch, count: int) -> list[str]:
    """Keys for the listings that new rows will become; numbers of a batch that is never let in are simply skipped."""
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(sequence, [batch.model._meta.db_table, count])
        return [str(key) for (key,) in cursor.fetchall()]


def _line(batch_id: int, one: Judged, key: str) -> str:
    """One line of COPY's text format; JSON has escaped its own tabs and line ends already."""
    seen = (str(one.target.pk), str(one.target.version), NULL) if one.target else (key, NULL, NULL)
    if one.verdict == ImportRow.NEW:
        seen = (key, NULL, "1")
    values = (
        str(batch_id), str(one.number), _json(one.raw), _json(one.common), _json(one.details), one.verdict,
        _json(one.defects), _json(one.changes), _json(one.notes), *seen,
    )  # fmt: skip
    return "\t".join(values) + "\n"


def _json(value: Any) -> str:
    return dumps(value).replace("\\", "\\\\") if value else "[]" if value == [] else "{}"
