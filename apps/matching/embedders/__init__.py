"""Which embedder this process uses: named in `settings.EMBEDDER`, loaded once, replaced by a weaker one when it fails.

Only this module is imported by the rest of matching: the engines behind it load when a worker first needs them, so
that a web process never pays for them.
"""

import logging
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
FALLBACK = "use-v3"
LEXICAL = "none"  # no embedder: words alone

_loaded: dict[str, Embedder] = {}


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


def load() -> Embedder | None:
    """The chosen embedder, else the fallback with a warning; None when words alone are wanted."""
    options = chosen()
    if options["name"] == LEXICAL:
        return None
    key = repr(sorted(options.items()))
    if key not in _loaded:
        _loaded[key] = _create_or_fall_back(options)
    return _loaded[key]


def _create_or_fall_back(options: dict[str, Any]) -> Embedder:
    try:
        return create(**options)
    except Unavailable as problem:
        log.warning("向量模型 %s 不可用，改用 %s：%s", options["name"], FALLBACK, problem)
        return create(FALLBACK)
