"""The exact scan: against sorting everything, with masks, ties and tiles of any size."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching import scan
from apps.matching.embedders.base import unit


def vectors(count, seed, dim=16):
    return unit(np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32))


def by_the_book(matrix, question, most, allowed):
    scores = np.einsum("ij,j->i", matrix, question)
    rows = sorted(np.flatnonzero(allowed), key=lambda row: (-scores[row], row))[:most]
    return rows, scores[rows]


@settings(deadline=None, max_examples=120)
@given(
    st.integers(0, 150), st.integers(1, 12), st.integers(1, 90), st.integers(1, 4), st.integers(0, 99), st.floats(0, 1)
)
def test_it_finds_what_sorting_everything_finds(count, most, tile, block, seed, share):
    matrix, asked = vectors(count, seed), vectors(5, seed + 1)
    matrix[count // 2 :] = matrix[: count - count // 2]  # equal rows: the first one comes first
    allowed = np.random.default_rng(seed).random((5, count)) < share
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "TILE", tile)
        patch.setattr(scan, "FEW", seed % 2 * 5 * tile * 3)
        patch.setattr(scan, "BLOCK", block)
        patch.setattr(scan, "PAIRS", 1 + seed % 7)
        patch.setattr(scan, "LISTED", 1 + seed % 30)
        found = scan.nearest(matrix, asked, most, allowed)
    for at, question in enumerate(asked):
        rows, scores = by_the_book(matrix, question, most, allowed[at])
        assert found.rows[at].tolist() == [*rows, *[scan.NONE] * (most - len(rows))]
        assert found.scores[at][: len(rows)].tobytes() == scores.tobytes()


def test_one_mask_serves_all_questions():
    matrix, asked = vectors(50, 1), vectors(3, 2)
    allowed = np.arange(50) % 2 == 0
    one, each = scan.nearest(matrix, asked, 5, allowed), scan.nearest(matrix, asked, 5, np.tile(allowed, (3, 1)))
    assert one.rows.tolist() == each.rows.tolist()
    assert (one.rows % 2 == 0).all()


def test_without_a_mask_every_row_may_be_found():
    matrix = vectors(7, 3)
    found = scan.nearest(matrix, matrix, 7)
    assert found.rows[:, 0].tolist() == list(range(7))
    assert (np.sort(found.rows, axis=1) == np.arange(7)).all()


@pytest.mark.parametrize("tile", [1, 7, 64, 8192])
def test_the_bytes_do_not_depend_on_the_tiles(tile, monkeypatch):
    matrix, asked = vectors(300, 4, 384), vectors(20, 5, 384)
    whole = scan.nearest(matrix, asked, 10)
    monkeypatch.setattr(scan, "TILE", tile)
    monkeypatch.setattr(scan, "FEW", 1)
    found = scan.nearest(matrix, asked, 10)
    assert (found.rows.tobytes(), found.scores.tobytes()) == (whole.rows.tobytes(), whole.scores.tobytes())


def test_several_matrices_are_one(monkeypatch):
    monkeypatch.setattr(scan, "TILE", 64)
    monkeypatch.setattr(scan, "FEW", 1)
    matrix, asked = vectors(300, 6), vectors(9, 7)
    allowed = np.random.default_rng(8).random((9, 300)) < 0.5
    whole = scan.nearest(matrix, asked, 10, allowed)
    found = scan.nearest([matrix[:7], matrix[7:7], matrix[7:205], matrix[205:]], asked, 10, allowed)
    assert [part.tobytes() for part in found] == [part.tobytes() for part in whole]


def test_where_nothing_is_there_nothing_is_found():
    matrix = vectors(4, 10)
    nobody, nothing = scan.nearest(matrix, matrix[:0], 3), scan.nearest([], matrix, 3)
    assert [part.shape for part in nobody] == [(0, 3), (0, 3)]
    assert (nothing.rows == scan.NONE).all()


ROOT = str(Path(__file__).resolve().parents[2])
THREADS = """
import hashlib, numpy as np
from apps.matching import scan
from apps.matching.embedders.base import unit
made = np.random.default_rng(11).standard_normal((9400, 384)).astype(np.float32)
matrix = unit(made)
matrix[5000:6000] = matrix[:1000]
found = scan.nearest(matrix[400:], matrix[:400], 20, np.arange(9000) % 3 > 0)
print(hashlib.sha256(b"".join(part.tobytes() for part in found)).hexdigest())
"""


def test_the_bytes_do_not_depend_on_the_number_of_threads():
    def digest(threads):
        env = os.environ | {"OPENBLAS_NUM_THREADS": str(threads), "PYTHONPATH": ROOT}
        return subprocess.run([sys.executable, "-c", THREADS], env=env, capture_output=True, check=True).stdout

    assert len({digest(threads) for threads in (1, 2, 3)}) == 1
