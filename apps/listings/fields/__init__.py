"""What a kind may ask for: a field knows how to clean any raw value, whatever door it came through.

The portal form, the API and the importer all call the same `clean`, so they cannot disagree. Nothing here knows about
forms, serializers or spreadsheets; those build themselves from `widget`, `schema()` and `show()`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from apps.core.errors import Defect
from apps.listings.fields.base import Field, Problem, is_blank
from apps.listings.fields.free import Day, Flag, Moment, Number, Text
from apps.listings.fields.listed import Choice, Picks, Tags, Term, Terms

__all__ = [
    "Check",
    "Choice",
    "Day",
    "Field",
    "Flag",
    "Moment",
    "Number",
    "Picks",
    "Problem",
    "Tags",
    "Term",
    "Terms",
    "Text",
    "is_blank",
]

Check = Callable[[Mapping[str, Any], date], "Defect | None"]  # pure: cleaned values and today in, a defect out
