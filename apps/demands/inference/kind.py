"""Which kind of demand a text speaks of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.demands.inference.cues import KINDS
from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Span, Suggestion

FALLBACK = "没有看到招人、培养的说法，先按这一类填"


@dataclass(frozen=True)
class Verdict:
    """The kind most of the words speak for, with those words, the strongest first."""

    slug: str
    spans: tuple[Span, ...]


def verdict(source: Source, guesses: Iterable[Suggestion]) -> Verdict:
    """Cues and the guesses that speak for a kind; without any, the first of the menu."""
    found: dict[str, list[tuple[float, Span]]] = {slug: [] for slug in KINDS}
    points = dict.fromkeys(KINDS, 0.0)
    for slug, kind in KINDS.items():
        for rule, worth in (*kind.matter, *kind.manner):
            places = [source.span(*match.span()) for match in rule.finditer(source.text)]
            points[slug] += worth * min(len(places), 3) ** 0.5
            found[slug] += [(-worth, place) for place in places[:2]]
    for guess in guesses:
        for slug, kind in KINDS.items():
            worth = kind.fields.get(guess.field, 0)
            points[slug] += worth
            found[slug] += [(-worth, place) for place in guess.spans[:1] if worth]
    slug = max(points, key=lambda slug: points[slug])
    return Verdict(slug, tuple(dict.fromkeys(place for _, place in sorted(found[slug]))))


def kind(source: Source, chosen: Verdict, fallback: Sequence[Span]) -> Suggestion | None:
    """The verdict as a suggestion; without a single cue it says so and shows the title's words."""
    label = KINDS[chosen.slug].label
    if not chosen.spans:
        return Suggestion("kind", chosen.slug, label, tuple(fallback), FALLBACK) if fallback else None
    strongest = sorted(chosen.spans[:4])
    words = "、".join(dict.fromkeys(f"“{source.original[start:end]}”" for start, end in strongest))
    return Suggestion("kind", chosen.slug, label, tuple(strongest), f"原文提到{words}")


def belongs(guess: Suggestion, slug: str) -> bool:
    """A field of another kind only is no guess about this one."""
    owners = [name for name, kind in KINDS.items() if guess.field in kind.fields]
    return not owners or slug in owners
