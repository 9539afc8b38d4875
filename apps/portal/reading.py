"""From a pasted paragraph to a draft: the reader of demands with the taxonomy's words, turned into form values."""

from functools import lru_cache
from typing import Any

from django.utils import timezone

from apps.demands.inference import Suggestion, TermMatcher, infer, park_matcher
from apps.demands.models import Demand
from apps.listings.forms import written
from apps.portal.drafts import Draft
from apps.taxonomy.models import Park, Skill, Term
from apps.taxonomy.services import lookup

# The reader's names for things, and ours where they differ; SEVERAL are gathered into one field.
FIELD = {"node": "nodes", "deadline": "needed_by"}
SEVERAL = frozenset({"nodes", "skills"})


@lru_cache(maxsize=1)
def _words(version: tuple) -> dict[str, TermMatcher]:
    """The taxonomy compiled for the reader; `version` changes with its rows."""
    terms = Term.objects.filter(node__active=True).values_list("text", "node__code", "node__name")
    skills = [(word, skill.name) for skill in Skill.objects.all() for word in (skill.name, *skill.aliases)]
    parks = [(name, code, name) for code, name in Park.objects.values_list("code", "name")]
    return {"terms": TermMatcher(terms), "skills": TermMatcher(skills), "parks": park_matcher(parks)}


def draft_of(text: str) -> Draft:
    """What the form starts from: values, and for each the words it came from."""
    version = (lookup.index().version, Skill.objects.count(), Park.objects.count())
    found = infer(text, today=timezone.localdate(), **_words(version))
    suggested = [one for one in found if one.field == "kind"]
    kind = suggested[0].value if suggested else Demand.kinds.entered()[0].slug
    values, told = _gathered([one for one in found if one.field != "kind"], kind)
    kinds = [_told("kind", one) for one in suggested]
    return Draft(kind, {"text": text, **values}, text, kinds + told)


def _gathered(found: list[Suggestion], kind: str) -> tuple[dict[str, Any], list[dict]]:
    """Form values by field, and one entry per field with all its words."""
    declared, values, told = Demand.kinds.fields_of(kind), {}, {}
    for one in found:
        name = FIELD.get(one.field, one.field)
        if name not in declared:
            continue
        if name in SEVERAL:
            values.setdefault(name, []).append(one.value)
        else:
            values[name] = one.value
        entry = told.setdefault(name, _told(name, one) | {"spans": []})
        entry["spans"] += [list(span) for span in one.spans]
    return _plain(written(declared, values)), list(told.values())


def _told(name: str, one: Suggestion) -> dict:
    return {"field": name, "label": one.label, "why": one.why, "spans": [list(span) for span in one.spans]}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """As the session can keep them."""
    kept = {}
    for name, value in values.items():
        kept[name] = value if isinstance(value, str | int | bool | list) else str(value)
    return kept
