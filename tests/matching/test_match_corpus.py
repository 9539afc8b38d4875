"""`match_corpus`: outside data in, rankings out, no database, plain words for bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]


def write(path, *rows):
    path.write_text("".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def corpus(tmp_path):
    """A function from demand and resource rows to what the command wrote."""

    def run(demands, resources, top=10):
        files = {
            "demands": write(tmp_path / "d.jsonl", *demands),
            "resources": write(tmp_path / "r.jsonl", *resources),
            "out": tmp_path / "o.jsonl",
        }
        call_command("match_corpus", **files, top=top)
        return [json.loads(line) for line in files["out"].read_text("utf-8").splitlines()]

    return run


RESOURCES = [
    {"id": "r1", "text": "高压环境模拟舱"},
    {"id": "r2", "title": "检漏仪", "text": "氦质谱，下限低"},
    {"id": "r3", "text": "中药材种植培训"},
]


def test_each_demand_gets_its_best_first_without_repeats(corpus):
    answers = corpus([{"id": 1, "text": "密封件检漏"}, {"id": "q2", "text": "高压舱"}], RESOURCES)
    assert [answer["demand"] for answer in answers] == [1, "q2"]
    assert [answer["ranked"][0][0] for answer in answers] == ["r2", "r1"]
    for answer in answers:
        ids, scores = zip(*answer["ranked"], strict=True)
        assert sorted(ids) == ["r1", "r2", "r3"]
        assert list(scores) == sorted(scores, reverse=True)


def test_top_cuts_and_equal_scores_follow_the_id(corpus):
    same = [{"id": name, "text": "检漏"} for name in ("b", "c", "a")]
    assert corpus([{"id": "q", "text": "检漏"}], same, top=2) == [{"demand": "q", "ranked": [["a", 1.0], ["b", 1.0]]}]


def test_odd_texts_do_no_harm(corpus):
    odd = ["", "\0", "\ud800", "　", "\u2028", "检" * 20_000, "🙂"]
    answers = corpus([{"id": n, "text": text} for n, text in enumerate(odd)], RESOURCES)
    assert [len(answer["ranked"]) for answer in answers] == [3] * len(odd)
    assert corpus([{"id": "q", "text": "检漏"}], []) == [{"demand": "q", "ranked": []}]
    assert corpus([], RESOURCES) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{oops\n", "第 2 行：不是 JSON"),
        ('["a", 1]\n', "第 2 行：应为"),
        ('{"text": "没有编号"}\n', "第 2 行：应为"),
        ('{"id": 2.5, "text": "小数"}\n', "第 2 行：应为"),
        ('{"id": "q2"}\n', "第 2 行：text 与 title 应为文字"),
        ('{"id": "q2", "text": "字", "title": 5}\n', "第 2 行：text 与 title 应为文字"),
        ('{"id": "q1", "text": "又一次"}\n', "第 2 行：id q1 重复"),
    ],
)
def test_a_bad_line_is_named(corpus, row, message):
    with pytest.raises(CommandError, match=message):
        corpus([{"id": "q1", "text": "检漏"}, row], RESOURCES)


def test_files_that_cannot_be_read_or_written_are_named(tmp_path):
    good = write(tmp_path / "d.jsonl", {"id": 1, "text": "检漏"})
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b'{"id": 1, "text": "\xff"}\n')
    for files in (
        {"demands": tmp_path / "absent", "resources": good, "out": tmp_path / "o"},
        {"demands": good, "resources": bad, "out": tmp_path / "o"},
        {"demands": good, "resources": good, "out": tmp_path / "no" / "o"},
    ):
        with pytest.raises(CommandError, match="读不了|写不了"):
            call_command("match_corpus", **files)
    with pytest.raises(CommandError, match="--top"):
        call_command("match_corpus", demands=good, resources=good, out=tmp_path / "o", top=0)


def test_it_runs_where_no_database_can_be_reached(tmp_path):
    files = [write(tmp_path / f"{name}.jsonl", {"id": 1, "text": "检漏"}) for name in "dr"]
    out = tmp_path / "o.jsonl"
    command = ["match_corpus", "--demands", files[0], "--resources", files[1], "--out", out]
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "EMBEDDER": "none", "VAR_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "manage.py", *map(str, command)], cwd=ROOT, env=nowhere, check=True)
    assert json.loads(out.read_text())["ranked"] == [[1, 1.0]]
