"""Progress of work that is one transaction: said on a connection of its own, or nobody would see it before the end.

Asking to cancel must not wait either, so the transaction itself never touches the job's row before its last step.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections

from apps.core import jobs
from apps.core.models import Job

Say = Callable[..., None]  # (done, total, **counts); raises Cancelled when somebody asked to stop


@contextmanager
def outside(job: Job) -> Iterator[Say]:
    """`jobs.progress` from a thread, which has a connection of its own; opened at the first word."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        spoken = []

        def say(done: int, total: int, **counts: int) -> None:
            spoken.append(done)
            pool.submit(jobs.progress, job, done, total, **counts).result()

        try:
            yield say
        finally:
            if spoken:
                pool.submit(connections.close_all).result()
