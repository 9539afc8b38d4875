"""The column a lifecycle owns: what a migration keeps of it, and what the form of the table refuses."""

import pytest
from django.db import models

from apps.core.lifecycle import Lifecycle, Move, State, StateField

DOOR = Lifecycle(
    states=(State("shut", "关着"), State("open", "开着")),
    moves=(Move("open", "打开", frozenset({"shut"}), "open"),),
)


def test_a_migration_keeps_a_plain_column_with_its_choices():
    name, path, _, options = StateField(DOOR).deconstruct()
    assert path == "django.db.models.CharField"
    assert (options["default"], options["choices"]) == ("shut", [("shut", "关着"), ("open", "开着")])
    assert (options["max_length"], options["db_index"], options["editable"]) == (16, True, False)


def test_a_copy_of_the_column_needs_no_table():
    copied = StateField(DOOR).clone()
    assert isinstance(copied, models.CharField)
    assert StateField().default is models.NOT_PROVIDED


def test_a_move_to_nowhere_is_refused_when_the_table_is_written():
    with pytest.raises(ValueError, match="'ajar'"):
        Lifecycle(states=DOOR.states, moves=(Move("push", "推", frozenset({"shut"}), "ajar"),))
