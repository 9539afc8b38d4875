"""How a listing is shown: its declared fields turned into labelled words; nothing here knows one kind from another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core import rules, text
from apps.core.templatetags.ui import wan
from apps.listings.fields import Field
from apps.listings.models import Listing

MONEY = "万元"
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")


@dataclass(frozen=True)
class Shown:
    """One labelled value; `prose` wants room of its own."""

    name: str
    label: str
    text: str
    prose: bool = False


def rows(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """With all that a list row shows, in one query however many rows and kinds."""
    return listings.select_related("organization", "park", *listings.model.details_names())


def show(name: str, field: Field, value: Any) -> Shown:
    """A value as people read it; amounts carry the yuan beside them."""
    words = wan(value) if field.unit == MONEY else field.show(value)
    return Shown(name, field.label, words, getattr(field, "lines", 1) > 1)


def row_facts(listing: Listing) -> list[Shown]:
    """The details a list row carries, as the kind names them."""
    return _filled(listing, listing.kind_row.shows)


def cells(listing: Listing) -> list[Shown]:
    """The same for a table of one kind: a blank stays a blank cell."""
    kind = listing.kind_row
    return [show(name, kind.fields[name], getattr(listing.details, name)) for name in kind.shows]


def details(listing: Listing) -> list[Shown]:
    """Every filled detail of the kind, in its order; what the text already says is not repeated."""
    return [shown for shown in _filled(listing, listing.kind_row.fields) if shown.text != listing.text]


def _filled(listing: Listing, names: Iterable[str]) -> list[Shown]:
    kind = listing.kind_row
    found = [show(name, kind.fields[name], getattr(listing.details, name)) for name in names]
    return [shown for shown in found if shown.text and shown.text != "否"]


def answers(listing: Listing) -> list[Shown]:
    """Everything the owner filled in, common fields first, for the check page."""
    declared, values = listing.kinds.fields_of(listing.kind), listing.values()
    return [show(name, field, values[name]) for name, field in declared.items()]


def warnings(listing: Listing) -> list[str]:
    """What the owner may have overlooked; nothing here keeps a listing back."""
    found = []
    if not (listing.contact_phone or listing.contact_email):
        found.append(_("没有填联系电话或邮箱，办理人和对方都联系不上您。"))
    if PHONE.search(f"{listing.title} {listing.text}"):
        found.append(_("说明里像是有电话号码，公开后所有人都看得到；联系方式请填在“联系电话”里。"))
    return found


@dataclass(frozen=True)
class Contact:
    """Whom to reach, as far as the reader may know it."""

    name: str
    phone: str
    email: str
    whole: bool


def contact(listing: Listing, actor) -> Contact:
    """In full for those the rule names, masked for everybody else."""
    whole = rules.allowed(actor, "view_contact", listing)
    if whole:
        return Contact(listing.contact_name, listing.contact_phone, listing.contact_email, True)
    name = text.mask_name(listing.contact_name) if listing.contact_name else ""
    return Contact(name, text.mask_phone(listing.contact_phone or ""), "", False)
