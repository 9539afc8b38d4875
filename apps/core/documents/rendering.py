"""Filling a document in: Word always, PDF where the machine can."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.documents.checking import fill
from apps.core.documents.declared import ISSUER, SEAL, Declared, Field, registry
from apps.core.documents.drawing import draw
from apps.core.documents.keeping import current
from apps.core.documents.pdf import NO_PDF, pdf
from apps.core.models import DocumentTemplate

ALWAYS = {"issuer": ISSUER, "seal": SEAL}


@dataclass(frozen=True)
class Rendered:
    """A document of this moment: `version` is that of its template, 0 the platform's own."""

    slug: str
    label: str
    version: int
    docx: bytes
    pdf: bytes | None

    @property
    def note(self) -> str:
        """What the page says where there is no PDF."""
        return "" if self.pdf else NO_PDF


def template_of(slug: str) -> tuple[int, bytes]:
    """(version, .docx) of the template in use."""
    row = current(slug)
    return (row.version, bytes(row.content)) if row else (0, draw(registry[slug]))


def version_of(slug: str, version: int) -> bytes | None:
    """The .docx of one version, 0 being the platform's own; None where there is none. Raises LookupError."""
    if not version:
        return draw(registry[slug])
    row = DocumentTemplate.objects.filter(slug=slug, version=version).first()
    return bytes(row.content) if row else None


def render(slug: str, context: Mapping[str, Any], *, with_pdf: bool = True) -> Rendered:
    """The document filled in. A place without a value shows its name in 〔 〕, never a blank somebody signs over.

    Raises LookupError for an unknown document and ValueError for a value nobody declared.
    """
    declared = registry[slug]
    if unknown := sorted(set(context) - set(declared.places)):
        raise ValueError(f"{slug} has no place for {', '.join(unknown)}")
    version, template = template_of(slug)
    docx = fill(template, _values(declared, context))
    return Rendered(slug, declared.label, version, docx, pdf(docx, declared.label) if with_pdf else None)


def _values(declared: Declared, context: Mapping[str, Any]) -> dict[str, Any]:
    given = {**ALWAYS, **{name: value for name, value in context.items() if value not in (None, "")}}
    return {name: _value(one, given.get(name)) for name, one in declared.places.items()}


def _value(one: Field, value: Any) -> Any:
    """Plain words only: nothing a template could reach through."""
    if one.parts:
        return [{part: _words(row.get(part), label) for part, label in one.parts.items()} for row in value or []]
    return _words(value, one.label)


def _words(value: Any, label: str) -> str:
    return f"〔{label}〕" if value is None or value == "" else str(value)
