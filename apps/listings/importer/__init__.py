"""Spreadsheets of listings: taken in, judged row by row, looked at, let in as a whole, taken back.

receive / paste → ImportBatch (judged) → heads, lines (preview) → remap → apply → failures, undo. A batch's `step` says
where it stands; its `job` shows progress and can be cancelled with `core.jobs.cancel`.
"""

from apps.listings.importer.keeping import forget
from apps.listings.importer.preview import Cell, Head, Line, heads, lines
from apps.listings.importer.receiving import apply, paste, receive, remap, undo
from apps.listings.importer.sheets import failures, template
from apps.listings.importer.words import reason, sentence, summary
from apps.listings.importer.work import run, settle

__all__ = [
    "Cell",
    "Head",
    "Line",
    "apply",
    "failures",
    "forget",
    "heads",
    "lines",
    "paste",
    "reason",
    "receive",
    "remap",
    "run",
    "sentence",
    "settle",
    "summary",
    "template",
    "undo",
]
