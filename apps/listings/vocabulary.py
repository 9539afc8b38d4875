"""Closed lists that live in tables: code → name, asked once per form, request or import."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from apps.core import text

_kept: ContextVar[dict[str, Mapping[str, str]] | None] = ContextVar("vocabularies", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Within this block each list is read from its table once."""
    token = _kept.set({} if _kept.get() is None else _kept.get())
    try:
        yield
    finally:
        _kept.reset(token)


@dataclass(frozen=True)
class Vocabulary:
    """A list by name; `load` returns code → name in the order to show."""

    slug: str
    load: Callable[[], Mapping[str, str]]

    def names(self) -> Mapping[str, str]:
        return self._remember(self.slug, self.load)

    def codes_by_name(self) -> Mapping[str, str]:
        return self._remember(f"{self.slug}:names", lambda: {text.fold(n): c for c, n in self.names().items()})

    @staticmethod
    def _remember(key: str, load: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
        kept = _kept.get()
        if kept is None:
            return load()
        if key not in kept:
            kept[key] = load()
        return kept[key]

    def find(self, written: str) -> str | None:
        """The code that `written` names, by code or by name."""
        names = self.names()
        return written if written in names else self.codes_by_name().get(text.fold(written))

    def near(self, written: str, limit: int = 3) -> list[str]:
        """Names that share the most characters with what was written."""
        wanted = set(text.fold(written))
        scored = [(len(wanted & set(text.fold(name))), name) for name in self.names().values()]
        return [name for hits, name in sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:limit] if hits]
