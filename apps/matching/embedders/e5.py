"""multilingual-e5-small under onnxruntime: the default embedder, good at Chinese and quick on two cores."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from apps.core.text import clean
from apps.matching.embedders import cache
from apps.matching.embedders.base import Unavailable, Vectors

BATCH_TOKENS = 1024


class E5Small:
    """The model in the cache folder, built there when missing."""

    id = "e5-small"
    hash = cache.NAME
    dim = 384

    def __init__(self, folder: Path | None = None, threads: int = 2) -> None:
        folder = folder or cache.build()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads leave the cores alone
        try:
            model = str(folder / "model.onnx")
            self.session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise kinds of their own
            raise Unavailable(f"{folder} 中的向量模型打不开（{error}），请删除该文件夹后重试") from error

    def encode(self, texts: Sequence[str], *, query: bool, batch_tokens: int = BATCH_TOKENS) -> Vectors:
        prefix = "query: " if query else "passage: "
        ids = [self.tokenizer.encode(prefix + clean(text)).ids for text in texts]
        vectors = np.empty((len(ids), self.dim), np.float32)
        for batch in batches([len(tokens) for tokens in ids], batch_tokens):
            vectors[batch] = self._run([ids[index] for index in batch])
        return vectors

    def _run(self, rows: list[list[int]]) -> Vectors:
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)  # the mask hides what the padding says
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
        return np.asarray(self.session.run(["embedding"], {"ids": ids, "mask": mask})[0])


def batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Indices from the shortest text to the longest, in batches of at most `tokens` padded tokens (or one text)."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if batch and lengths[index] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
