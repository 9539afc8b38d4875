"""What an app says of a document: its words, and every place that may be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.core.registry import Registry

ISSUER, SEAL = "〔发文机关〕", "〔印章〕"


@dataclass(frozen=True)
class Field:
    """One place to fill in; with `parts` it is a list of rows, walked with {% for row in … %}."""

    label: str
    sample: str = "示例"
    parts: Mapping[str, str] = field(default_factory=dict)  # of a row: name → label


COMMON = {
    "number": Field("文号", "〔2026〕1号"),
    "date": Field("日期", "2026年11月22日"),
    "issuer": Field("发文机关", ISSUER),
    "seal": Field("印章", SEAL),
}


@dataclass(frozen=True)
class Declared:
    """A document by its name. `body` holds its paragraphs, a paragraph may hold {{ places }} and {% for … %}."""

    slug: str
    label: str
    title: str
    body: tuple[str, ...]
    fields: Mapping[str, Field]
    signers: tuple[str, ...] = ()  # who signs below, by the label of the side
    head: bool = True  # 〔发文机关〕 and number above the title; what two parties agree on has neither

    @property
    def places(self) -> dict[str, Field]:
        """Everything a template of this document may name."""
        return {**COMMON, **self.fields}


registry: Registry[Declared] = Registry("document")


def declare(
    slug: str,
    *,
    label: str,
    title: str,
    body: tuple[str, ...],
    fields: Mapping[str, Field],
    signers: tuple[str, ...] = (),
    head: bool = True,
) -> Declared:
    """File a document; raises ValueError when its name is taken."""
    return registry.add(Declared(slug, label, title, body, fields, signers, head))
