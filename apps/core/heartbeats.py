"""When each background process was last alive, in the one place every process reaches: the database."""

import os
import socket
from datetime import timedelta

from django.utils import timezone

from apps.core.models import Heartbeat

EVERY = 15  # seconds
SILENT_AFTER = timedelta(seconds=60)
EXPECTED = ("dispatcher", "worker:now", "worker:bulk", "beat")


def beat(name: str) -> None:
    info = {"pid": os.getpid(), "host": socket.gethostname()}
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now(), "info": info})


def silent() -> dict[str, timedelta | None]:
    """Expected processes not heard of lately, each with how long ago it was last heard (None: never)."""
    heard = dict(Heartbeat.objects.values_list("name", "at"))
    ages = {name: timezone.now() - heard[name] if name in heard else None for name in EXPECTED}
    return {name: age for name, age in ages.items() if age is None or age > SILENT_AFTER}
