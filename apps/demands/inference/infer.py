"""From a pasted paragraph to suggestions for a demand, each with the words it came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.demands.inference.choices import choices
from apps.demands.inference.dates import deadline, period
from apps.demands.inference.kind import belongs, kind, verdict
from apps.demands.inference.lengths import lengths
from apps.demands.inference.moments import moments
from apps.demands.inference.money import budget
from apps.demands.inference.people import headcount
from apps.demands.inference.places import here, majors, names, park_matcher, schools
from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Suggestion
from apps.demands.inference.terms import MAX_SKILLS, Hit, Reader, listed, matcher, nodes, outside
from apps.demands.inference.title import Draft, Marks, draft, title, topic
from apps.demands.inference.trl import readiness

MAX_INSTRUMENTS = 6
Entries = Iterable[str | tuple[str, ...]]


@dataclass(frozen=True)
class Known:
    """The known words of a text, by what they name."""

    terms: Sequence[Hit]
    skills: Sequence[Hit]
    parks: Sequence[Hit]
    instruments: Sequence[Hit]


def infer(
    text: str,
    *,
    terms: Reader | Iterable[tuple[str, ...]],
    skills: Reader | Iterable[tuple[str, ...]] = (),
    parks: Reader | Entries = (),
    instruments: Reader | Entries = (),
    today: date,
) -> list[Suggestion]:
    """Suggestions in the order of the form; chain nodes best first; never a person or a telephone.

    `terms` are (term, node code, node name), `skills` (term, skill name), `parks` and `instruments` names or
    (name, value[, label]); each may be a matcher built once and kept. Only the first 2,000 characters are read.
    """
    source = Source(text)
    found = parks if callable(parks) else park_matcher(parks)
    places = here(source, found(source.text))
    known = Known(
        outside(matcher(terms)(source.text), [(hit.start, hit.end) for hit in places] + schools(source)),
        matcher(skills)(source.text),
        places,
        matcher(instruments if callable(instruments) else names(instruments))(source.text),
    )
    return assembled(source, known, today)


def assembled(source: Source, known: Known, today: date) -> list[Suggestion]:
    """Numbers and phrases speak for a kind; what belongs only to another kind is dropped; the title shuns the rest."""
    days, stretches = moments(source, today), lengths(source)
    money, people = budget(source), headcount(source)
    spells, levels = period(source, days, stretches), readiness(source)
    guesses = [*levels, *present(people, majors(source)), *choices(source), *spells]
    chosen = verdict(source, guesses)
    guesses = [guess for guess in guesses if belongs(guess, chosen.slug)]
    due = deadline(source, today, days, stretches, [guess for guess in guesses if guess in spells])
    wanted = [guess for guess in guesses if guess is people]
    named = draft(source, marks(source, chosen.slug, known, present(money, due, *spells, *levels), wanted))
    heading = title(source, named)
    return [
        *present(heading, kind(source, chosen, heading.spans if heading else ())),
        *nodes(source, known.terms, core(source, named)),
        *listed("instruments", source, known.instruments, MAX_INSTRUMENTS),
        *present(due, money),
        *guesses,
        *listed("park", source, known.parks, 1),
        *(skill for skill in listed("skills", source, known.skills, MAX_SKILLS) if belongs(skill, chosen.slug)),
    ]


def present(*suggestions: Suggestion | None) -> list[Suggestion]:
    return [suggestion for suggestion in suggestions if suggestion]


def marks(source: Source, slug: str, known: Known, busy: list[Suggestion], wanted: list[Suggestion]) -> Marks:
    """What the title looks for and what it avoids, as places in the folded text."""
    hits = sorted(hit.start for hit in (*known.terms, *known.skills, *known.instruments))
    return Marks(slug, hits, starts(source, busy), starts(source, wanted))


def starts(source: Source, suggestions: list[Suggestion]) -> list[int]:
    return sorted(source.folded(start) for suggestion in suggestions for start, _ in suggestion.spans)


def core(source: Source, named: Draft | None) -> list[tuple[int, int]]:
    """The stretches the text is about: the title's words and what they make."""
    made = topic(source)
    return [*(named.places if named else ()), *([made] if made else [])]
