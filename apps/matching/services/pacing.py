"""Work nobody waits for steps aside while somebody waits: there are two cores, and a person counts seconds."""

import time

from apps.core import outbox

STEP, LONGEST = 0.05, 2.0  # seconds; after the longest wait one batch is done all the same


def make_way() -> None:
    """Wait while the queue `now` has work, but not for ever."""
    started = time.monotonic()
    while outbox.is_busy("now") and time.monotonic() - started < LONGEST:
        time.sleep(STEP)
