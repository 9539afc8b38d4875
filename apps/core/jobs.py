"""Long work that shows itself: start, progress, cancel, finish."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from apps.core import outbox
from apps.core.errors import Conflict
from apps.core.models import Job

ABANDONED = timedelta(minutes=2)  # without a word of progress


class Cancelled(Exception):
    """Somebody asked the running job to stop."""


@transaction.atomic
def start(
    kind: str, *, actor: Any, params: dict[str, Any] | None = None, topic: str | None = None, key: str = ""
) -> Job:
    """A waiting job and, with `topic`, the event that will run it with {"job": id}.

    With `key`, only one of its kind and key is open at a time: the table refuses a second. Raises Conflict then.
    """
    job = Job(kind=kind, key=key, params=params or {}, user_id=actor.user_id, organization_id=actor.organization_id)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError as taken:
        raise Conflict("同样的任务已在排队或进行，等它结束，或先取消它") from taken
    if topic:
        outbox.put(topic, {"job": str(job.pk)}, key=str(job.pk))
    return job


def take(job_id: str) -> Job | None:
    """Claim a waiting or abandoned job for this worker; None when it is over. Raises Busy while another works on it."""
    now = timezone.now()
    rows = Job.objects.filter(pk=job_id)
    rows.filter(status=Job.WAITING, cancel_asked_at__isnull=False).update(status=Job.CANCELLED, ended_at=now)
    if rows.filter(_in_nobodys_hands()).update(status=Job.RUNNING, started_at=now, seen_at=now):
        return rows.get()
    if rows.filter(status=Job.RUNNING).exists():
        raise outbox.Busy
    return None


def _in_nobodys_hands() -> Q:
    """Waiting, or left by a worker that fell silent."""
    return Q(status=Job.WAITING) | Q(status=Job.RUNNING, seen_at__lt=timezone.now() - ABANDONED)


def progress(job: Job, done: int, total: int | None = None, **counts: int) -> None:
    """Say how far it is; raises Cancelled when somebody asked to stop."""
    job.done, job.total, job.counts = done, job.total if total is None else total, {**job.counts, **counts}
    Job.objects.filter(pk=job.pk).update(done=job.done, total=job.total, counts=job.counts, seen_at=timezone.now())
    if Job.objects.filter(pk=job.pk, cancel_asked_at__isnull=False).exists():
        raise Cancelled


def finish(job: Job, **result: Any) -> None:
    _end(job, Job.DONE, result=result)


def fail(job: Job, message: str) -> None:
    _end(job, Job.FAILED, error=message)


def stop(job: Job) -> None:
    """Note that the work has stopped because it was asked to."""
    _end(job, Job.CANCELLED)


def _end(job: Job, status: str, **values: Any) -> None:
    job.status, job.ended_at = status, timezone.now()
    for name, value in values.items():
        setattr(job, name, value)
    Job.objects.filter(pk=job.pk).update(status=status, ended_at=job.ended_at, **values)


def cancel(job: Job, actor: Any) -> None:
    """Ask a job to stop at its next step. Raises PermissionDenied for other people's jobs."""
    ours = job.organization_id is not None and job.organization_id == actor.organization_id
    if actor.user_id is None or not (
        ours or job.user_id == actor.user_id
    ):  # a visitor and the machine have no user: neither owns the other's
        raise PermissionDenied("只能取消本单位的任务")
    Job.objects.filter(pk=job.pk, ended_at=None).update(cancel_asked_at=timezone.now())


@transaction.atomic
def call_off(job: Job) -> bool:
    """Have a job stop, whoever owns it: now when nobody works on it, else at its next step; False when it is over.

    Whether the caller may, the caller has asked.
    """
    now, rows = timezone.now(), Job.objects.filter(pk=job.pk, ended_at=None)
    found = rows.update(cancel_asked_at=now)
    rows.filter(_in_nobodys_hands()).update(status=Job.CANCELLED, ended_at=now)
    return bool(found)
