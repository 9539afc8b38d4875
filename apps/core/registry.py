"""An ordered table of named entries: kinds, facts, search sources and whatever else grows by one file each."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Entry(Protocol):
    """Anything that carries the name it is filed under."""

    slug: str


T = TypeVar("T", bound=Entry)


class Registry(Generic[T]):
    """Entries by slug, in the order they were added; a slug is taken once."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def add(self, entry: T) -> T:
        """File `entry`; raises ValueError when its slug is taken."""
        if entry.slug in self._entries:
            raise ValueError(f"{self.what} {entry.slug!r} is registered twice")
        self._entries[entry.slug] = entry
        return entry

    def remove(self, slug: str) -> T:
        """Take an entry out again (tests add kinds of their own)."""
        return self._entries.pop(slug)

    def __getitem__(self, slug: str) -> T:
        try:
            return self._entries[slug]
        except KeyError:
            raise LookupError(f"no {self.what} {slug!r}; known: {', '.join(self._entries)}") from None

    def get(self, slug: str) -> T | None:
        return self._entries.get(slug)

    def __contains__(self, slug: object) -> bool:
        return slug in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._entries.values()))

    def __len__(self) -> int:
        return len(self._entries)

    def slugs(self) -> list[str]:
        return list(self._entries)
