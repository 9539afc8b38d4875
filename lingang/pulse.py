"""Workers and beat write when they were last alive; loaded by Celery once Django is set up."""

import threading
import time

from celery.signals import beat_init, worker_ready
from django.db import DatabaseError, close_old_connections

from apps.core import heartbeats


@worker_ready.connect
def on_worker_ready(sender, **_) -> None:
    _keep_beating(f"worker:{sender.hostname.partition('@')[0]}")


@beat_init.connect
def on_beat_init(**_) -> None:
    _keep_beating("beat")


def _keep_beating(name: str) -> None:
    threading.Thread(target=_beat_forever, args=(name,), daemon=True, name="pulse").start()


def _beat_forever(name: str) -> None:
    """A database that is away for a while ends no pulse."""
    while True:
        try:
            close_old_connections()
            heartbeats.beat(name)
        except DatabaseError:
            pass
        time.sleep(heartbeats.EVERY)
