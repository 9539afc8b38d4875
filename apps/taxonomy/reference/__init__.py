"""Official lists as they are published: read, held against their own control totals, and handed on as rows."""

from collections.abc import Iterator
from pathlib import Path

from apps.taxonomy.reference import industry_classes, institutions, instrument_classes, majors, regions
from apps.taxonomy.reference.reading import Reader, Reading, Refused

READERS: dict[str, Reader] = {
    "institutions": institutions.read,
    "majors": majors.read,
    "industry_classes": industry_classes.read,
    "regions": regions.read,
    "instrument_classes": instrument_classes.read,
}

__all__ = ["READERS", "Reading", "Refused", "read"]


def read(folder: Path) -> Iterator[tuple[str, list[Reading]]]:
    """Each list's name and what its files say; no reading where there is no file. Raises Refused."""
    for name, reader in READERS.items():
        yield name, list(reader(folder))
