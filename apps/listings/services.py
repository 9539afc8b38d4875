"""Verbs of listings: create, update, send back, confirm. Every door of the platform ends here."""

from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import journal, lifecycle, rules, text
from apps.core.errors import Defect, Defects, Stale
from apps.core.lifecycle import changed
from apps.listings.kinds import Cleaned
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import FormDraft, Listing
from apps.listings.vocabulary import remembered
from apps.taxonomy.models import Node, Park

L = TypeVar("L", bound=Listing)
REVIEWED = ("title", "text", "visibility")  # a change to these is looked at again before the public sees it
TWICE = "本单位已有一条编号相同的条目"


def check_kind(model: type[Listing], kind: str) -> None:
    """Raises Defects for a kind that is unknown or derived from elsewhere."""
    if kind not in model.kinds or model.kinds[kind].derived:
        known = "、".join(f"{one.slug}（{one.label}）" for one in model.kinds.entered())
        raise Defects([Defect("kind", f"没有「{str(kind)[:20]}」这个类别", f"可选：{known}")])


def clean(model: type[Listing], kind: str, data: dict[str, Any]) -> Cleaned:
    """Clean one flat input. Raises Defects for an unknown or derived kind."""
    check_kind(model, kind)
    with remembered():
        return model.kinds.clean(kind, data, timezone.localdate())


@transaction.atomic
def create(model: type[L], kind: str, data: dict[str, Any], *, actor: Actor) -> L:
    """A new draft of the actor's organization. Raises PermissionDenied and Defects (all of them at once)."""
    rules.require(actor, "create", model)
    cleaned = clean(model, kind, {**contact_of(actor), **data}).or_raise()
    listing = model(kind=kind, organization=actor.organization, created_by=actor.user)
    _fill(listing, cleaned)
    _save_once(listing)
    _save_details(listing, cleaned)
    _index(listing)
    journal.write(actor, "create", listing, after={"kind": kind, "title": listing.title})
    return listing


def contact_of(actor: Actor) -> dict[str, str]:
    """What the platform knows of the person already, so that nobody types it again."""
    if actor.user is None:
        return {}
    return {
        "contact_name": actor.user.name,
        "contact_phone": actor.user.phone or "",
        "contact_email": actor.user.email or "",
    }


@transaction.atomic
def update(listing: L, data: dict[str, Any], *, actor: Actor, version: int) -> L:
    """Save new values over version `version`. Raises PermissionDenied, Defects, and Stale when somebody saved first."""
    rules.require(actor, "edit", listing)
    before = listing.values()
    merged = listing.kinds.merged(listing.kind, before, data)
    cleaned = clean(type(listing), listing.kind, merged).or_raise()
    claimed = type(listing).objects.filter(pk=listing.pk, version=version)
    if not claimed.update(version=F("version") + 1):
        theirs = type(listing).objects.values_list("version", flat=True).get(pk=listing.pk)
        raise Stale("这条内容刚刚被同事改过，您的文字还在，请对照后再保存", theirs)
    listing.version, listing.checked_at, listing.was_seen_by = version + 1, timezone.now(), before["visibility"]
    _fill(listing, cleaned)
    _save_once(listing)
    _save_details(listing, cleaned)
    _index(listing)
    _tell(listing, before, actor)
    return listing


def _fill(listing: Listing, cleaned: Cleaned) -> None:
    values = dict(cleaned.common)
    values.pop("nodes")
    park = values.pop("park")
    for name, value in values.items():
        setattr(listing, name, value)
    listing.visibility = listing.visibility or "public"
    listing.park = Park.objects.get(code=park) if park else None


def _save_once(listing: Listing) -> None:
    """Save, turning a second row under one external number into a sentence."""
    try:
        with transaction.atomic():
            listing.save()
    except IntegrityError as error:
        if "external_id_once" not in str(error):
            raise
        raise Defects([Defect("external_id", f"{TWICE}：{listing.external_id}", "请改编号，或去修改那一条")]) from error


def _save_details(listing: Listing, cleaned: Cleaned) -> None:
    kind = listing.kind_row
    details, _ = kind.details.objects.update_or_create(listing=listing, defaults=cleaned.details)
    setattr(listing, kind.related_name, details)
    listing.nodes.set(Node.objects.filter(code__in=cleaned.common["nodes"]))


def words_of(listing: Listing) -> tuple[list[str], str]:
    """What a listing is found by, and the hash of what the machine reads."""
    read = listing.matching_text()
    return text.grams(read, listing.organization.name), listing.hash_of_text(read)


def _index(listing: Listing) -> None:
    """Words and hash of what the machine and the search box read; no signal, no version."""
    listing.grams, listing.text_hash = words_of(listing)
    type(listing).objects.filter(pk=listing.pk).update(grams=listing.grams, text_hash=listing.text_hash)


def _tell(listing: Listing, before: dict[str, Any], actor: Actor) -> None:
    """Journal the difference, tell the floors above, and have changed prose looked at again."""
    after = listing.values()
    fields = [name for name in after if after[name] != before[name]]
    if not fields:
        return
    shown = listing.kinds.fields_of(listing.kind)
    open_fields = [name for name in fields if not shown[name].personal]
    journal.write(
        actor,
        "edit",
        listing,
        before={name: shown[name].write(before[name]) if name in open_fields else "***" for name in fields},
        after={name: shown[name].write(after[name]) if name in open_fields else "***" for name in fields},
    )
    changed.send(sender=type(listing), record=listing, fields=fields, actor=actor)
    if listing.state == PUBLISHED and set(fields) & set(REVIEWED):
        lifecycle.move(
            listing, "amend", actor=Actor.system(via=actor.via), note="、".join(shown[f].label for f in fields)
        )


@transaction.atomic
def send_back(listing: L, *, actor: Actor, defects: list[dict[str, str]], note: str = "") -> L:
    """Return a listing once, with all that is to be mended: [{"field", "message"}, …]. Raises Defects if empty."""
    known = listing.kinds.fields_of(listing.kind)
    wanted = [d for d in defects if d.get("message", "").strip()]
    if unknown := [d["field"] for d in wanted if d["field"] not in known]:
        raise Defects([Defect("defects", f"没有“{unknown[0]}”这个字段", "请从清单里选")])
    if not wanted:
        raise Defects([Defect("defects", "退回需要至少写明一处要改的地方", "请在对应的字段旁写上怎么改")])
    sentences = [f"{known[d['field']].label}：{d['message'].strip()}" for d in wanted]
    values = {name: known[name].write(value) for name, value in listing.values().items() if not known[name].personal}
    listing.defects, listing.returned_values = wanted, {k: str(v) for k, v in values.items()}
    type(listing).objects.filter(pk=listing.pk).update(defects=listing.defects, returned_values=listing.returned_values)
    return lifecycle.move(listing, "return", actor=actor, note="；".join([*sentences, note.strip()]).strip("；"))


def changes_since_return(listing: Listing) -> list[tuple[str, str, str]]:
    """(label, then, now) of every field that differs from what was sent back."""
    known = listing.kinds.fields_of(listing.kind)
    now = {name: str(known[name].write(value)) for name, value in listing.values().items()}
    then = listing.returned_values
    return [(known[name].label, then[name], now[name]) for name in then if name in now and then[name] != now[name]]


@transaction.atomic
def confirm(listing: L, *, actor: Actor) -> L:
    """The owner's word that everything still holds: the freshness clock starts anew."""
    rules.require(actor, "confirm", listing)
    listing.checked_at = timezone.now()
    type(listing).objects.filter(pk=listing.pk).update(checked_at=listing.checked_at)
    journal.write(actor, "confirm", listing)
    changed.send(sender=type(listing), record=listing, fields=["checked_at"], actor=actor)
    return listing


def forget_drafts() -> int:
    """Drop what was typed and left for too long; returns how many."""
    return FormDraft.objects.filter(saved_at__lt=timezone.now() - FormDraft.KEEP).delete()[0]
