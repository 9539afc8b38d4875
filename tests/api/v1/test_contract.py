"""The frozen contract: what every operation takes and answers, field by field, one file per subject.

A changed file in `contract/operations/` is a change for every integrator. After a change that is meant:
`REFREEZE=1 ./scripts/test tests/api/v1/test_contract.py`, and read the difference before it is committed.
"""

import difflib
import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.security import world

FROZEN = Path(__file__).parent / "contract" / "operations"
METHODS = ("get", "post", "put", "patch", "delete")
HOW = "改动是有意的：REFREEZE=1 ./scripts/test tests/api/v1/test_contract.py，看过差别再提交"


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return Client().get("/api/schema/?format=json").json()


def fields(schema: Any, whole: dict[str, Any], depth: int = 0) -> Any:
    """Names and types of a schema, its references followed; a required field carries a star."""
    if depth > 12 or not isinstance(schema, dict):
        return "…"
    if "$ref" in schema:
        return fields(whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]], whole, depth + 1)
    for many in ("oneOf", "allOf", "anyOf"):
        if many in schema:
            found = [fields(one, whole, depth + 1) for one in schema[many]]
            return found[0] if len(found) == 1 else found
    if schema.get("type") == "array":
        return [fields(schema.get("items", {}), whole, depth + 1)]
    if "properties" in schema:
        must = set(schema.get("required", ()))
        parts = schema["properties"].items()
        return {name + "*" * (name in must): fields(one, whole, depth + 1) for name, one in sorted(parts)}
    kind = schema.get("type", "any")
    words = "|".join(sorted(kind)) if isinstance(kind, list) else kind
    return words + (f" {sorted(map(str, schema['enum']))}" if "enum" in schema else "")


def body_of(part: dict[str, Any], whole: dict[str, Any]) -> Any:
    return {kind: fields(one.get("schema", {}), whole) for kind, one in part.get("content", {}).items()}


def operation(found: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    taken = sorted(f"{one['in']}:{one['name']}{'*' * bool(one.get('required'))}" for one in found.get("parameters", ()))
    answers = {
        status: body_of(one, whole) if status < "300" else sorted(one.get("content", {}))
        for status, one in sorted(found["responses"].items())
    }
    return {"takes": taken, "body": body_of(found.get("requestBody", {}), whole), "answers": answers}


def subjects(whole: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for path, item in sorted(whole["paths"].items()):
        for method in METHODS:
            if method in item:
                found[path.split("/")[3]][f"{method.upper()} {path}"] = operation(item[method], whole)
    return found


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def differences(now: dict[str, dict[str, Any]], frozen: dict[str, str]) -> str:
    lines: list[str] = []
    for subject in sorted({*now, *frozen}):
        before, after = frozen.get(subject, ""), written(now[subject]) if subject in now else ""
        lines += difflib.unified_diff(
            before.splitlines(), after.splitlines(), f"{subject}.json 冻结的", f"{subject} 现在的", "", "", 2, ""
        )
    return "\n".join(lines)


def test_every_operation_is_as_it_was_frozen(described):
    now = subjects(described)
    if os.environ.get("REFREEZE"):
        FROZEN.mkdir(exist_ok=True)
        for path in FROZEN.glob("*.json"):
            path.unlink()
        for subject, value in now.items():
            (FROZEN / f"{subject}.json").write_text(written(value), "utf8")
    frozen = {path.stem: path.read_text("utf8") for path in FROZEN.glob("*.json")}
    found = differences(now, frozen)
    assert not found, f"{found}\n\n{HOW}"


def test_a_field_that_is_renamed_would_be_told(described):
    frozen = {subject: written(value) for subject, value in subjects(described).items()}
    changed = {subject: json.loads(text.replace('"title*"', '"headline*"')) for subject, text in frozen.items()}
    assert differences(subjects(described), frozen) == ""
    found = differences(changed, frozen).splitlines()
    assert any(line.startswith("-") and '"title*"' in line for line in found)
    assert any(line.startswith("+") and '"headline*"' in line for line in found)


@pytest.mark.django_db
def test_what_lists_answer_is_what_is_described(described):
    """Every list with a row in it: the fields of the row are those of the contract, no more and no fewer."""
    token = world.build().tokens["hailu_key"]
    browser, wrong, looked = Client(headers={"Authorization": f"Bearer {token}"}), [], 0
    for path, item in described["paths"].items():
        if "{" in path or "get" not in item:
            continue
        rows = browser.get(path).json().get("results", [])
        declared = operation(item["get"], described)["answers"]["200"]["application/json"]
        wanted = declared.get("results*", declared.get("results"))
        looked += bool(rows)
        if rows and set(rows[0]) != {name.rstrip("*") for name in wanted[0]}:
            wrong.append(f"{path}: {sorted(set(rows[0]) ^ {name.rstrip('*') for name in wanted[0]})}")
    assert wrong == []
    assert looked >= 10
