"""The clock's table names tasks that exist, each with its reason."""

from celery import current_app

from lingang import schedule


def test_every_row_names_a_known_task_and_a_reason():
    current_app.loader.import_default_modules()
    assert [row.task for row in schedule.TABLE if row.task not in current_app.tasks] == []
    assert [row.task for row in schedule.TABLE if not row.why.endswith(".")] == []
    assert {row.queue for row in schedule.TABLE} <= {"now", "bulk"}


def test_beat_gets_every_row_once():
    assert sorted(schedule.beat_schedule()) == sorted({row.task for row in schedule.TABLE})
    assert len(schedule.beat_schedule()) == len(schedule.TABLE)
    assert current_app.conf.beat_schedule == schedule.beat_schedule()
