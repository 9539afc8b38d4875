"""A file imports from its own app, to its left, or from a floor below: nowhere else, and never inside a function."""

import ast
import re
from pathlib import Path

import pytest

APPS = Path(__file__).resolve().parents[2] / "apps"
FLOORS = [
    {"core"},
    {"taxonomy"},
    {"accounts"},
    {"notices"},
    {"listings", "applications"},
    {"enterprises", "universities", "bases", "alliances", "mentors", "policies"},
    {"demands", "resources"},
    {"cooperation"},
    {"booking"},
    {"matching"},
    {"evaluation", "partners"},
    {"planning"},
    {"portal", "api"},
]
FLOOR = {app: number for number, floor in enumerate(FLOORS, start=1) for app in floor}
ROOMS = [
    "lifecycle",
    "rules",
    "queries",
    "models",
    "services",
    "forms",
    "filters",
    "facts",
    "search",
    "tasks",
    "receivers",
]
PLACE = {room: 10 * (number + 1) for number, room in enumerate(ROOMS)}
# Rooms an app has beside the common ones, and after which common room each stands.
BESIDE = {
    "listings": {"common": "models", "importer": "services", "exports": "filters"},
    "alliances": {"alliance": "queries", "event": "queries", "kinds": "queries"},
    "bases": {"base": "queries", "kinds": "queries"},
    "cooperation": {"papers": "models"},
    "demands": {"demand": "queries", "kinds": "queries"},
    "mentors": {"mentor": "queries", "kinds": "queries"},
    "resources": {"resource": "queries", "kinds": "queries"},
    "matching": {"figures": "services"},
    "policies": {"sheets": "filters"},
    "accounts": {"actor": "", "backends": "services", "middleware": "services", "throttle": "models"},
}
DOORS = {"apps", "admin", "migrations", "management", "urls", "views", "context", "middleware"}
MOVABLE = {"core", "portal", "api"}  # core is tools, the faces are pages: no rooms inside


def files() -> list[Path]:
    return [path for path in sorted(APPS.rglob("*.py")) if "migrations" not in path.parts]


def module_of(path: Path) -> str:
    parts = path.relative_to(APPS.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.AST, module: str) -> list[tuple[str, int]]:
    """Every module named by an import, a relative import, import_module("…") or an upward string foreign key."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *([base] if base else [])])
            found += [(f"{base}.{alias.name}", node.lineno) for alias in node.names]
        elif isinstance(node, ast.Call):
            found += strings_of(node)
    return found


def strings_of(node: ast.Call) -> list[tuple[str, int]]:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if name in {"import_module", "import_string", "__import__"}:
        return [(text, node.lineno) for text in texts]
    if name in {"ForeignKey", "OneToOneField", "ManyToManyField"}:
        return [(f"apps.{text.split('.')[0]}.models", node.lineno) for text in texts[:1] if "." in text]
    if name in {"get_model"}:
        return [
            (f"apps.{text.split('.')[0]}.models", node.lineno) for text in texts[:1] if re.match(r"^[a-z]+(\.|$)", text)
        ]
    return []


def place_of(app: str, room: str) -> int:
    """Left to right: pure tools first, then the rooms, then the doors."""
    if room in DOORS and room not in BESIDE.get(app, {}):
        return 999
    if room in PLACE:
        return PLACE[room]
    after = BESIDE.get(app, {}).get(room, "")
    return PLACE[after] + 5 if after else 0


def offences(path: Path) -> list[str]:
    module = module_of(path)
    app = module.split(".")[1] if "." in module else ""
    if not app:
        return []
    room = module.split(".")[2] if module.count(".") > 1 else ""
    bad = []
    for name, line in imports_of(ast.parse(path.read_text("utf8")), module):
        parts = name.split(".")
        if parts[0] == "apps" and len(parts) > 1:
            bad += judge(app, room, parts, f"{path.relative_to(APPS.parent)}:{line} → {name}")
    return bad


def judge(app: str, room: str, parts: list[str], where: str) -> list[str]:
    other = parts[1]
    if other not in FLOOR:
        return [f"{where}: `from apps import …` hides the floor"]
    if other != app:
        return [] if FLOOR[other] < FLOOR[app] else [f"{where}: floor {FLOOR[other]} is not below {FLOOR[app]}"]
    target = parts[2] if len(parts) > 2 else ""
    if app in MOVABLE or not room or target == room:
        return []
    left = place_of(app, target) <= place_of(app, room)
    return [] if left else [f"{where}: {target} stands to the right of {room}"]


def test_every_app_has_a_floor():
    assert {path.name for path in APPS.iterdir() if path.is_dir() and path.name != "__pycache__"} <= set(FLOOR)


def test_nobody_reads_upward_sideways_or_to_the_right():
    assert [offence for path in files() for offence in offences(path)] == []


def test_nobody_imports_inside_a_function():
    bad = []
    for path in files():
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                bad += [f"{path.relative_to(APPS.parent)}:{n.lineno}" for n in inner]
    assert bad == []


def test_no_file_has_more_than_400_lines():
    assert [str(path) for path in files() if len(path.read_text("utf8").splitlines()) > 400] == []


def test_nobody_keeps_a_drawer_for_everything():
    assert [str(path) for path in files() if path.stem in {"utils", "helpers"} or "common" in path.parent.name] == []


def test_nobody_branches_on_a_kind_or_assigns_a_state():
    bad = []
    for path in files():
        if path == APPS / "core" / "lifecycle.py":
            continue
        for number, line in enumerate(path.read_text("utf8").splitlines(), start=1):
            if re.search(r"\bkind\s*==\s*['\"]|\.state\s*=[^=]", line):
                bad.append(f"{path.relative_to(APPS.parent)}:{number} {line.strip()}")
    assert bad == []


def test_no_import_circle():
    graph = {module_of(path): set() for path in files()}
    for path in files():
        tree = ast.parse(path.read_text("utf8"))
        for name, _ in imports_of(tree, module_of(path)):
            target = name if name in graph else name.rpartition(".")[0]
            if target in graph and target != module_of(path):
                graph[module_of(path)].add(target)
    assert circles(graph) == []


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Strongly connected components of more than one module (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            component = stack[at:]
            del stack[at:]
            if len(component) > 1:
                found.append(sorted(component))

    for node in graph:
        if node not in index:
            visit(node)
    return found


@pytest.mark.parametrize(
    ("app", "room", "parts"),
    [
        ("core", "outbox", ["apps", "accounts", "models"]),
        ("demands", "models", ["apps", "resources", "models"]),
        ("enterprises", "services", ["apps", "universities", "models"]),
        ("matching", "queries", ["apps", "matching", "models"]),
        ("listings", "services", ["apps", "listings", "tasks"]),
        ("portal", "views", ["apps", "api", "base"]),
        ("demands", "models", ["apps", "secrets"]),
    ],
)
def test_the_judge_refuses(app, room, parts):
    assert len(judge(app, room, parts, "here")) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from ..resources import models",
        "importlib.import_module('apps.resources.models')",
        "models.ForeignKey('resources.Resource', models.CASCADE)",
        "from apps.resources import models",
    ],
)
def test_the_reader_sees_every_way_in(source):
    names = [name for name, _ in imports_of(ast.parse(source), "apps.demands.models")]
    assert [name.split(".")[1] for name in names] == ["resources"]


def test_sizes_are_reported(capsys):
    """Printed, not judged: nobody splits a file to please a number."""
    sizes = sorted(len(path.read_text("utf8").splitlines()) for path in files() if path.stat().st_size)
    functions = sorted(
        node.end_lineno - node.lineno + 1
        for path in files()
        for node in ast.walk(ast.parse(path.read_text("utf8")))
        if isinstance(node, ast.FunctionDef)
    )
    with capsys.disabled():
        for what, numbers in (("files", sizes), ("functions", functions)):
            print(
                f"\n{what}: {len(numbers)}, median {numbers[len(numbers) // 2]}, p90 {numbers[len(numbers) * 9 // 10]}"
            )
    assert functions
