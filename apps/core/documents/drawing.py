"""The template every document starts with, in the layout of GB/T 9704: margins, title, body, place of the seal."""

import io
from functools import lru_cache

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from apps.core.documents.declared import Declared

PAGE = {"page_width": Mm(210), "page_height": Mm(297)}
MARGINS = {"top_margin": Mm(37), "left_margin": Mm(28), "right_margin": Mm(26), "bottom_margin": Mm(35)}
TITLE, BODY = (22, "方正小标宋简体"), (16, "仿宋_GB2312")  # 2号 and 3号; a font that is missing falls back
LINE = Pt(28.95)  # 22 lines on a page of 225 mm


def draw(declared: Declared) -> bytes:
    """A .docx that an operator may take, change in Word and bring back."""
    return _drawn(declared.label, declared.title, declared.body, declared.signers, declared.head)


@lru_cache(maxsize=64)
def _drawn(label: str, title: str, body: tuple[str, ...], signers: tuple[str, ...], head: bool) -> bytes:
    document = Document()
    section = document.sections[0]
    for name, value in {**PAGE, **MARGINS}.items():
        setattr(section, name, value)
    document.core_properties.title, document.core_properties.author = label, ""
    for place in ("{{ issuer }}", "{{ number }}") if head else ():
        _paragraph(document.add_paragraph(), place, centre=True)
    _paragraph(document.add_paragraph(), title, font=TITLE, centre=True)
    for text in body:
        _paragraph(document.add_paragraph(), text, indent=not text.startswith("{%p"))
    for signer in signers:
        _paragraph(document.add_paragraph(), f"{signer}（盖章）：{{{{ seal }}}}", right=True)
    _paragraph(document.add_paragraph(), "{{ date }}", right=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _paragraph(
    paragraph: Paragraph,
    text: str,
    *,
    font: tuple[int, str] = BODY,
    centre: bool = False,
    right: bool = False,
    indent: bool = False,
) -> None:
    run = paragraph.add_run(text)
    size, name = font
    run.font.size, run.font.name = Pt(size), name
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE if font == BODY else Pt(36)
    if indent:
        layout.first_line_indent = Pt(2 * size)
    if centre or right:
        layout.alignment = WD_ALIGN_PARAGRAPH.CENTER if centre else WD_ALIGN_PARAGRAPH.RIGHT
