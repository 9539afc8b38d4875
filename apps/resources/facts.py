"""Named numbers of resources."""

from apps.listings import facts
from apps.resources.models import Resource

NAMED = {"instruments": "instrument", "labs": "lab", "teams": "experts"}

facts.add_all(Resource)
for name, slug in NAMED.items():
    label = f"已发布{Resource.kinds[slug].label}"
    facts.add(Resource, name, label, lambda rows, slug=slug: rows.public().filter(kind=slug))
