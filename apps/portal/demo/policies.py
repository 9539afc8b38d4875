"""Policies of the demo world: every one says 示例，以正式文件为准; entered by the committee's demo person."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from apps.accounts.actor import Actor
from apps.core import lifecycle
from apps.policies import services
from apps.policies.models import Policy, PolicyItem

Row = dict[str, Any]
FILE = Path(__file__).with_name("policies.json")
DATES = ("issued_on", "valid_from", "valid_until")
PLAIN = ("title", "number", "department", "level", "levers", "summary", "interpretation")


def read() -> list[Row]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def load(actor: Actor) -> int:
    """What is there already stays; the number of policies entered."""
    rows = read()
    there = set(Policy.objects.filter(is_demo=True).values_list("title", flat=True))
    missing = [row for row in rows if row["title"] not in there]
    missing.sort(key=lambda row: "replaces" in row)  # a text is published before the one that replaces it
    made = {row["key"]: _enter(row, actor) for row in missing}
    for row in missing:
        policy = made[row["key"]]
        if old := made.get(row.get("replaces")):
            old.refresh_from_db()
            services.save(policy=policy, data={"replaces": old}, version=policy.version, actor=actor)
        _items(policy, row["items"], actor)
        lifecycle.move(policy, "publish", actor=actor)
        if row["guide"]:
            services.save_guide(policy=policy, data=row["guide"], actor=actor)
        if row.get("expired"):
            lifecycle.move(policy, "expire", actor=actor, note="有效期已满")
    _exclusions(missing)
    return len(missing)


def _enter(row: Row, actor: Actor) -> Policy:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in DATES}
    data = {name: row[name] for name in PLAIN} | days | {"is_sample": True}
    return services.create(data=data, text=row["text"], actor=actor, is_demo=True)


def _items(policy: Policy, rows: list[Row], actor: Actor) -> None:
    for order, row in enumerate(rows):
        window = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("opens_on", "closes_on")}
        data = {name: value for name, value in row.items() if name != "excludes"} | window | {"order": order}
        services.save_item(policy=policy, data=data, actor=actor)


def _exclusions(rows: list[Row]) -> None:
    """Symmetrical, so that one side names the other only once both are there."""
    items = {item.code: item for item in PolicyItem.objects.all()}
    for row in (item for policy in rows for item in policy["items"]):
        items[row["code"]].excludes.add(*(items[code] for code in row["excludes"]))
