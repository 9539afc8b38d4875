"""The search box understands every name of a node: 芯片 finds what says 集成电路."""

from apps.core import search
from apps.taxonomy.services import synonyms

search.expanders.append(synonyms)
