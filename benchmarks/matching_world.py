"""A filled database for the speed of matching: published resources and demands of several kinds with their vectors.

Written straight into the tables, so that a hundred thousand are in within minutes; nothing has to be encoded, because
each row's vector is one of the encoded ones or jittered around it, and its text the same text with a number.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import Organization
from apps.demands.models import ChallengeDetails, Demand, TalentDetails
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import Listing
from apps.listings.rules import COMMITTEE, MATCHED, PUBLIC
from apps.matching import embedders
from apps.matching.embedders.base import Embedder, Vectors
from apps.matching.models import TextVector
from apps.matching.services import vectors
from apps.resources.models import ExpertsDetails, InstrumentDetails, LabDetails, Resource
from apps.taxonomy.models import Node, Park, Skill
from benchmarks import matching_texts
from benchmarks.matching_texts import Text
from tests.factories.accounts import OrganizationFactory

ORGANIZATIONS = 200
AT_ONCE = 5_000  # rows written together


def fill(folder: Path, resources: int, demands: int) -> str:
    """Fill the database, or say that it is filled already. Raises SystemExit where another world is in the folder."""
    embedder, note = embedders.load(), folder / "world.json"
    wanted = {"resources": resources, "demands": demands, "model": vectors.key(embedder)}
    call_command("migrate", verbosity=0)
    if note.exists():
        if (found := json.loads(note.read_text())) != wanted:
            raise SystemExit(f"{folder} holds {found}, asked is {wanted}: choose another folder for --keep")
        return f"{resources:,} resources and {demands:,} demands filled before"
    call_command("load_taxonomy", verbosity=0, stdout=io.StringIO())
    drawn = matching_texts.texts(Path(settings.REFERENCE_DIR), min(matching_texts.TEXTS, resources))
    order = np.random.default_rng(3).permutation(len(drawn))  # long and short ones mixed
    texts, base = [drawn[at] for at in order], matching_texts.encoded(embedder, drawn)[order]
    random = World(np.random.default_rng(4))
    with transaction.atomic():
        random.write(Resource, texts, matching_texts.jittered(base, resources, seed=1), embedder)
        random.write(Demand, texts[::-1], matching_texts.jittered(base[::-1], demands, seed=2, plain=False), embedder)
    for model in (Resource, Demand):  # entered some days ago: the usual day, not the hour after an import
        old = timedelta(days=3)
        model.objects.update(**{name: F(name) - old for name in ("updated_at", "state_at", "checked_at")})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    note.write_text(json.dumps(wanted))
    return f"{resources:,} resources and {demands:,} demands filled, {len(texts):,} vectors encoded, the rest jittered"


class World:
    """Draws rows, the same ones every time."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random
        self.today = timezone.localdate()
        self.organizations = _organizations()
        self.parks = list(Park.objects.order_by("pk"))
        self.nodes = list(Node.objects.filter(level=Node.NODE).order_by("pk").values_list("pk", flat=True))
        self.skills = list(Skill.objects.order_by("pk").values_list("name", flat=True))

    def write(self, model: type[Listing], texts: Sequence[Text], rows: Vectors, embedder: Embedder) -> None:
        """A listing with details per row of vectors, and the vectors under the hashes of the texts."""
        for start in range(0, len(rows), AT_ONCE):
            pks = range(start + 1, min(start + AT_ONCE, len(rows)) + 1)
            made = self.add(model, {pk: texts[(pk - 1) % len(texts)] for pk in pks})
            _store(ROLES[model], embedder, zip(made, rows[start : start + AT_ONCE], strict=True))

    def add(self, model: type[Listing], texts: Mapping[int, Text]) -> list[Listing]:
        """Listings with details under the ids given, without vectors."""
        made = [self.listing(model, pk, text) for pk, text in texts.items()]
        details = [DETAILS[each.kind](self, each) for each in made]
        for each in made:
            each.text_hash = each.hash_of_text()
        model.objects.bulk_create(made)
        for sort in {type(each) for each in details}:
            sort.objects.bulk_create([each for each in details if type(each) is sort])
        self.place(model, list(texts))
        with connection.cursor() as cursor:
            for command in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(command)
        return made

    def listing(self, model: type[Listing], pk: int, text: Text) -> Listing:
        now = timezone.now()
        common = {
            "pk": pk,
            "kind": self.one_of(KINDS[model]),
            "title": f"{text.title}（{pk:06d}）",
            "text": f"{text.text}编号 {pk:06d}。",
            "organization": self.one_of(self.organizations),
            "visibility": self.one_of((PUBLIC,) * 17 + (MATCHED,) * 2 + (COMMITTEE,)),
            "state": PUBLISHED,
            "submitted_at": now,
            "published_at": now,
            "checked_at": now - timedelta(days=self.below(150)),
            "valid_until": self.one_of((None,) * 14 + tuple(self.today + timedelta(days=day) for day in DAYS)),
            "park": self.one_of(self.parks) if self.below(2) else None,
            "contact_phone": "13800000000" if self.below(4) else "",
            "is_demo": True,
        }
        if model is Demand:
            common |= {
                "budget": self.one_of((None, 5, 20, 80, 300)),
                "needed_by": self.one_of((None, self.today + timedelta(days=30 + self.below(400)))),
            }
        return model(**common)

    def place(self, model: type[Listing], pks: Iterable[int]) -> None:
        """A third of the rows say where in the tree they stand; the others are read."""
        through = model.nodes.through
        name = f"{model._meta.model_name}_id"
        rows = [through(**{name: pk, "node_id": self.one_of(self.nodes)}) for pk in pks if not self.below(3)]
        through.objects.bulk_create(rows)

    def one_of(self, values: Sequence):
        return values[self.below(len(values))]

    def some_of(self, values: Sequence, most: int) -> list:
        return list(dict.fromkeys(self.one_of(values) for _ in range(self.below(most + 1))))

    def below(self, end: int) -> int:
        return int(self.random.integers(end))


DAYS = (-30, 10, 60, 120, 365, 700)  # until when something is valid, from today


def _instrument(world: World, listing: Listing) -> InstrumentDetails:
    return InstrumentDetails(
        listing=listing,
        model=f"M-{listing.pk}",
        disciplines=world.some_of(world.skills, 2),
        price_per_hour=world.one_of((None, 80, 300, 1200)),
        status=world.one_of(("normal",) * 17 + ("repair", "idle", "scrapped")),
        sharing=world.one_of(("external",) * 16 + ("internal",) * 3 + ("none",)),
        training_required=bool(world.below(2)),
    )


def _lab(world: World, listing: Listing) -> LabDetails:
    return LabDetails(
        listing=listing,
        capacity=world.one_of((None, 10, 40, 120)),
        area=world.one_of((None, 80, 320)),
        standards=world.some_of(("CNAS", "CMA", "ISO 17025"), 2),
    )


def _experts(world: World, listing: Listing) -> ExpertsDetails:
    return ExpertsDetails(
        listing=listing,
        size=world.one_of((None, 4, 9, 25)),
        cooperation=world.some_of(("joint", "commission", "consult", "transfer", "training", "testing"), 3),
        industries_served=world.some_of(world.skills, 2),
    )


def _challenge(world: World, listing: Listing) -> ChallengeDetails:
    return ChallengeDetails(
        listing=listing,
        approach=world.one_of(("joint", "commission", "transfer", "consult", "undecided", "")),
        trl_now=world.one_of((None, 2, 3)),
        trl_needed=world.one_of((None, 5, 7)),
    )


def _talent(world: World, listing: Listing) -> TalentDetails:
    return TalentDetails(
        listing=listing,
        mode=world.one_of(("order_class", "apprentice", "certificate")),
        headcount=world.one_of((None, 10, 30, 100)),
        skills=world.some_of(world.skills, 3),
    )


DETAILS = {
    "instrument": _instrument, "lab": _lab, "experts": _experts, "challenge": _challenge, "talent": _talent,
}  # fmt: skip
KINDS = {Resource: ("instrument", "instrument", "lab", "experts"), Demand: ("challenge", "challenge", "talent")}
ROLES = {Resource: vectors.PASSAGE, Demand: vectors.QUERY}


def _organizations() -> list[Organization]:
    sorts = ("enterprise", "institution")
    return [OrganizationFactory(code=f"bench-{number}", sort=sorts[number % 2]) for number in range(ORGANIZATIONS)]


def _store(role: str, embedder: Embedder, pairs: Iterable[tuple[Listing, Vectors]]) -> None:
    model, now, table = vectors.key(embedder), timezone.now().isoformat(), TextVector._meta.db_table
    lines = [f"{each.text_hash}\t{model}\t{role}\t\\\\x{row.tobytes().hex()}\t{now}\n" for each, row in pairs]
    with connection.cursor() as cursor:
        copied = io.StringIO("".join(lines))
        cursor.copy_expert(f"COPY {table} (text_hash, model, role, vector, created_at) FROM STDIN", copied)
