"""Verbs of the taxonomy: find what a text speaks of, load the tree, load an official list."""

from apps.taxonomy.services.lookup import Hit, Index, aliases, find_nodes, index, synonyms
from apps.taxonomy.services.reference import Counts, Older, load
from apps.taxonomy.services.tree import Faulty, Loaded, faults, load_tree

__all__ = [
    "Counts",
    "Faulty",
    "Hit",
    "Index",
    "Loaded",
    "Older",
    "aliases",
    "faults",
    "find_nodes",
    "index",
    "load",
    "load_tree",
    "synonyms",
]
