"""The tests themselves: what they must not do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
CLOCKS = {"localdate", "localtime", "now", "today", "utcnow"}


def read_at_import(node: ast.AST) -> Iterator[int]:
    """Lines that ask the clock while the module loads: constants, decorators, defaults — never a function's body."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    elif isinstance(node, ast.Lambda):
        parts = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    else:
        parts = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in CLOCKS:
            yield node.lineno
    for part in parts:
        yield from read_at_import(part)


def test_no_test_keeps_the_day_it_was_loaded():
    """A run of twenty minutes may begin on one day and end on the next: “tomorrow” must not be today by then."""
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in TESTS.rglob("*.py")
        for line in read_at_import(ast.parse(path.read_text("utf8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("DAY = timezone.localdate()", [1]),
        ("class A:\n    day = date.today()", [2]),
        ("@mark('x', [now() + DAY])\ndef f():\n    return now()", [1]),
        ("def f(day=now()):\n    return day", [1]),
        ("def f(*, day=None):\n    return day or now()", []),
        ("later = lambda: now()", []),
    ],
)
def test_the_judge_sees_the_clock(source, lines):
    assert list(read_at_import(ast.parse(source))) == lines
