"""PDF from the Word file just made, so that both say the same; where the machine cannot, Word alone is offered."""

import io
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table
from docx.text.paragraph import Paragraph

NO_PDF = "本机没有生成 PDF 所需的组件（pango），只提供 Word；请管理员安装后再试"
CSS = Path(__file__).with_name("official.css")
ALIGNED = {WD_ALIGN_PARAGRAPH.CENTER: "centre", WD_ALIGN_PARAGRAPH.RIGHT: "right"}
LARGE = 20  # points: a title


@cache
def _maker() -> Any:
    """weasyprint, or None: it loads pango when it is imported, and pango may be missing."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None


def pdf_available() -> bool:
    return _maker() is not None


def pdf(docx: bytes, title: str) -> bytes | None:
    """The same document as PDF; None where the machine cannot."""
    maker = _maker()
    if maker is None:
        return None
    page = render_to_string("documents/official.html", {"title": title, "blocks": list(blocks(docx))})
    style = maker.CSS(string=CSS.read_text(encoding="utf-8"))
    return maker.HTML(string=page, url_fetcher=_nothing).write_pdf(stylesheets=[style])


def _nothing(url: str, *args: Any, **options: Any) -> dict:
    """A document of ours points nowhere."""
    raise ValueError(f"not fetched: {url}")


def blocks(docx: bytes) -> Iterator[dict[str, Any]]:
    """Paragraphs and tables of a Word file in their order."""
    for one in Document(io.BytesIO(docx)).iter_inner_content():
        if isinstance(one, Table):
            yield {"rows": [[cell.text for cell in row.cells] for row in one.rows]}
        elif isinstance(one, Paragraph):
            yield {"text": one.text, "css": " ".join(_classes(one))}


def _classes(paragraph: Paragraph) -> Iterator[str]:
    if css := ALIGNED.get(paragraph.alignment):
        yield css
    sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
    if sizes and max(sizes) >= LARGE:
        yield "title"
    if paragraph.paragraph_format.first_line_indent:
        yield "indent"
