"""Bring the tree in the database in line with the files in which it is written."""

from dataclasses import dataclass

from django.db import models, transaction

from apps.core import text
from apps.taxonomy.models import (
    Discipline,
    Industry,
    IndustryClass,
    LoadedList,
    Major,
    Node,
    NodeClass,
    Park,
    Skill,
    Term,
)
from apps.taxonomy.tree import Line, Problem, Tree, problems, terms_of, unknown_codes

NAME = "tree"


class Faulty(Exception):
    """The files contradict themselves: nothing of them is taken."""

    def __init__(self, found: list[Problem]) -> None:
        self.problems = found
        super().__init__("\n".join(map(str, found)))


@dataclass(frozen=True)
class Loaded:
    """How many there are now; `fresh` is False when the database already said the same."""

    industries: int
    nodes: int
    terms: int
    parks: int
    skills: int
    fresh: bool


def faults(tree: Tree) -> list[Problem]:
    """What the files show, and which codes the official lists lack where these are loaded."""
    classes = set(IndustryClass.objects.active().values_list("code", flat=True))
    majors = set(Major.objects.latest().active().values_list("code", flat=True))
    majors |= set(Discipline.objects.active().values_list("code", flat=True))
    return [*problems(tree), *unknown_codes(tree, classes, majors)]


@transaction.atomic
def load_tree(*, tree: Tree, force: bool = False) -> Loaded:
    """Idempotent and, when the files did not change, one query. Raises Faulty.

    What is gone from the files stays for the rows that point at it, marked inactive; terms and classes are replaced.
    """
    held = LoadedList.objects.select_for_update().filter(name=NAME).first()
    if held and held.digest == tree.digest and not force:
        return _counted(tree, fresh=False)
    found = list(problems(tree))
    if found:
        raise Faulty(found)
    _upsert(Industry, [_industry(line) for line in tree.industries])
    industries = _keys(Industry)
    tracks = [(place, line) for place, line in enumerate(tree.nodes) if not line["parent"]]
    below = [(place, line) for place, line in enumerate(tree.nodes) if line["parent"]]
    _upsert(Node, [_node(line, place, industries, {}) for place, line in tracks])
    ids = _keys(Node)
    _upsert(Node, [_node(line, place, industries, ids) for place, line in below])
    ids = _keys(Node)
    _upsert(Park, [_park(line) for line in tree.parks])
    _upsert(Skill, [_skill(line, ids) for line in tree.skills])
    _replace_terms(tree, ids)
    _replace_classes(tree, ids)
    _retire(tree)
    _remember(tree)
    return _counted(tree, fresh=True)


def _keys(model: type[models.Model]) -> dict[str, int]:
    return dict(model._base_manager.values_list("code", "pk"))


def _upsert(model: type[models.Model], records: list[models.Model]) -> None:
    for record in records:
        record.sort_key = text.pinyin_key(record.name)
    columns = [one.attname for one in model._meta.concrete_fields if one.name not in {"id", "code"}]
    model._base_manager.bulk_create(records, update_conflicts=True, unique_fields=["code"], update_fields=columns)


def _industry(line: Line) -> Industry:
    return Industry(code=line["code"], name=text.normalize(line["name"]), order=int(line["order"]))


def _node(line: Line, place: int, industries: dict[str, int], ids: dict[str, int]) -> Node:
    return Node(
        code=line["code"],
        industry_id=industries[line["industry"]],
        parent_id=ids[line["parent"]] if line["parent"] else None,
        level=line["level"],
        name=text.normalize(line["name"]),
        order=place,
        disciplines=line.many("disciplines"),
    )


def _park(line: Line) -> Park:
    return Park(
        code=line["code"], name=line["name"], kind=line["kind"], order=int(line["order"]), note=line["note"].strip()
    )


def _skill(line: Line, ids: dict[str, int]) -> Skill:
    return Skill(code=line["code"], name=line["name"], aliases=line.many("aliases"), node_id=ids.get(line["node"]))


def _replace_terms(tree: Tree, ids: dict[str, int]) -> None:
    """All of them anew: their keys are the version by which processes know that the tree changed."""
    shared = tree.shared_keys
    Term.objects.all().delete()
    Term.objects.bulk_create(
        Term(node_id=ids[line["code"]], text=term, shared=text.fold(term) in shared)
        for line in tree.nodes
        for term in terms_of(line)
    )


def _replace_classes(tree: Tree, ids: dict[str, int]) -> None:
    NodeClass.objects.all().delete()
    NodeClass.objects.bulk_create(
        NodeClass(node_id=ids[line["code"]], standard=standard, code=code)
        for line in tree.nodes
        for standard, column in (("gbt4754", "gbt4754"), ("major", "majors"))
        for code in line.many(column)
    )


def _retire(tree: Tree) -> None:
    for model, lines in ((Industry, tree.industries), (Node, tree.nodes), (Park, tree.parks), (Skill, tree.skills)):
        model.objects.exclude(code__in=[line["code"] for line in lines]).update(active=False)


def _remember(tree: Tree) -> None:
    columns = {"edition": "", "source": "apps/taxonomy/data", "digest": tree.digest, "rows": len(tree.nodes)}
    LoadedList.objects.update_or_create(name=NAME, defaults=columns)


def _counted(tree: Tree, *, fresh: bool) -> Loaded:
    terms = sum(len(terms_of(line)) for line in tree.nodes)
    return Loaded(len(tree.industries), len(tree.nodes), terms, len(tree.parks), len(tree.skills), fresh)
