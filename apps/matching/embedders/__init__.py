"""Which embedder this process uses: named in `settings.EMBEDDER`, loaded once, replaced by a weaker one when it fails.

Only this module is imported by the rest of matching: the engines behind it load when a worker first needs them, so
that a web process never pays for them.
"""

import logging
import threading
import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from apps.matching.embedders.base import Embedder, Unavailable

log = logging.getLogger(__name__)
ENGINES = {
    "e5-small": "apps.matching.embedders.e5.E5Small",
    "use-v3": "apps.matching.embedders.use_v3.UseV3",
    "http": "apps.matching.embedders.http.HttpEmbedder",
}
DEFAULT, FALLBACK = "e5-small", "use-v3"
LEXICAL = "none"  # no embedder: words alone
RETRY = 30  # seconds before a failed endpoint is tried again

_lock = threading.RLock()
_loaded: dict[str, Embedder] = {}
_retry_at: dict[str, float] = {}


def chosen() -> dict[str, Any]:
    """`settings.EMBEDDER`, a name or {"name": …, options}."""
    wanted = settings.EMBEDDER
    return {"name": wanted} if isinstance(wanted, str) else dict(wanted)


def create(name: str, **options: Any) -> Embedder:
    """A new embedder. Raises Unavailable with a remedy."""
    if name not in ENGINES:
        raise Unavailable(f"EMBEDDER 不认识 {name}，可用：{'、'.join([*ENGINES, LEXICAL])}")
    try:
        return import_string(ENGINES[name])(**options)
    except ImportError as error:
        raise Unavailable(f"{name} 缺少依赖（{error}），请重新安装 requirements.lock") from error


def wanted() -> bool:
    """Whether vectors are wanted at all; if so, a run by words alone is only provisional."""
    return chosen()["name"] != LEXICAL


def ready() -> Embedder | None:
    """The embedder when it can work within a moment; None while its model is still to be built, or is not wanted."""
    options = chosen()
    waits = options["name"] == DEFAULT and not _loaded and not _buildable_in_a_moment()
    return None if waits else load()


def _buildable_in_a_moment() -> bool:
    """Built already, or known to fail: then the fallback takes a moment only."""
    cache = import_module("apps.matching.embedders.cache")
    return cache.built() or bool(cache.problem())


def load() -> Embedder | None:
    """The chosen embedder, built if need be; None when words alone are wanted or nothing works just now."""
    options = chosen()
    if options["name"] == LEXICAL:
        return None
    key = repr(sorted(options.items()))
    with _lock:
        if key not in _loaded and time.monotonic() >= _retry_at.get(key, 0):
            _load(key, options)
        return _loaded.get(key)


def _load(key: str, options: dict[str, Any]) -> None:
    """The fallback stands in for a packaged model only: an endpoint that is down comes back with the same vectors."""
    try:
        _loaded[key] = create(**options)
    except Unavailable as problem:
        log.warning("向量模型 %s 不可用：%s", options["name"], problem)
        _retry_at[key] = time.monotonic() + RETRY
        if options["name"] == DEFAULT:
            import_module("apps.matching.embedders.cache").note_problem(str(problem))
            _loaded[key] = create(FALLBACK)
            log.warning("改用 %s", FALLBACK)


def forget() -> None:
    """Load anew at the next use (tests, and settings that changed)."""
    with _lock:
        _loaded.clear()
        _retry_at.clear()
