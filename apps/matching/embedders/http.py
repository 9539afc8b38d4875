"""An OpenAI-style embeddings endpoint that the operator runs (for example with bge-m3): recommended in production."""

import hashlib
import json
from collections.abc import Sequence
from urllib.error import URLError
from urllib.request import Request, urlopen

import numpy as np

from apps.core.text import clean
from apps.matching.embedders.base import Unavailable, Vectors, unit

BATCH = 32
LARGEST_ANSWER = 64 * 1024 * 1024


class HttpEmbedder:
    """`url` answers POST {"model", "input"} with {"data": [{"index", "embedding"}]}; plain prefixes are optional."""

    id = "http"

    def __init__(
        self,
        *,
        url: str,
        model: str,
        key: str = "",
        timeout: float = 10,
        query_prefix: str = "",
        passage_prefix: str = "",
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise Unavailable("EMBEDDER 的 url 应以 http:// 或 https:// 开头")
        self.url, self.model, self.key, self.timeout = url, model, key, timeout
        self.prefixes = {True: query_prefix, False: passage_prefix}
        what = hashlib.sha256("\n".join([url, model, query_prefix, passage_prefix]).encode()).hexdigest()
        self.hash = f"http-{what[:12]}"
        self.dim = self._ask(["维数"]).shape[1]

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        inputs = [self.prefixes[query] + (clean(text) or " ") for text in texts]
        parts = [self._ask(inputs[start : start + BATCH]) for start in range(0, len(inputs), BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, self.dim), np.float32)

    def _ask(self, inputs: list[str]) -> Vectors:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        body = json.dumps({"model": self.model, "input": inputs}).encode()
        try:
            with urlopen(Request(self.url, body, headers), timeout=self.timeout) as answer:
                return self._rows(answer.read(LARGEST_ANSWER), len(inputs))
        except (URLError, OSError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(f"向量服务 {self.url} 的回答不可用（{error}），请检查服务与 EMBEDDER 设置") from error

    def _rows(self, answer: bytes, count: int) -> Vectors:
        data = sorted(json.loads(answer)["data"], key=lambda item: item["index"])
        rows = np.array([item["embedding"] for item in data], np.float32)
        if rows.ndim != 2 or len(rows) != count or not np.isfinite(rows).all():
            raise ValueError(f"应有 {count} 个向量，现为 {rows.shape}")
        return unit(rows)
