"""The job behind each long step: claimed once, shown while it runs, ended with a word in every case."""

from collections.abc import Callable
from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import transaction

from apps.accounts.actor import Actor
from apps.accounts.models import Membership
from apps.core import jobs, outbox, rules, tabular
from apps.core.errors import Conflict, Refused
from apps.core.models import Job
from apps.listings.importer import settling
from apps.listings.importer.progress import Say, outside
from apps.listings.importer.staging import stage
from apps.listings.importer.writing import write
from apps.listings.models import ImportBatch

STAGE, APPLY = "stage_import", "apply_import"
BROKEN = "系统出错，整批没有写入；问题已经记录，请稍后再试"
Step = Callable[[ImportBatch, Actor, Job, Say], None]


@transaction.atomic
def start(kind: str, batch: ImportBatch, actor: Actor) -> Job:
    """A job for the batch, owed to the worker. Raises Conflict while another one is at it."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).select_related("job").get(pk=batch.pk)
    if locked.job and not locked.job.is_over:
        raise Conflict("这一批正在处理，请等它结束")
    params = {"batch": batch.pk, "membership": actor.membership.pk, "via": actor.via}
    batch.job = jobs.start(kind, actor=actor, params=params, topic=kind)
    batch.save(update_fields=("job",))
    return batch.job


def run_here(job: Job) -> None:
    """Do it in this process, because somebody waits; the worker, if it was quicker, may have it."""
    with suppress(outbox.Busy):
        run(str(job.pk))
    job.refresh_from_db()


def run(job_id: str) -> None:
    """Do a job that is waiting, or that its worker left behind; nothing when it is over. Raises Busy."""
    job = jobs.take(job_id)
    if job is None:
        return
    try:
        batch, actor = ImportBatch.objects.select_related("organization").get(pk=job.params["batch"]), actor_of(job)
        rules.require(actor, "edit", batch)
        with outside(job) as say:
            STEPS[job.kind](batch, actor, job, say)
    except jobs.Cancelled:
        jobs.stop(job)
    except tabular.Unreadable as unreadable:
        jobs.fail(job, f"{unreadable.message}；{unreadable.remedy}")
    except (Refused, PermissionDenied) as refused:
        jobs.fail(job, str(refused))
    except Exception:
        jobs.fail(job, BROKEN)
        raise


def actor_of(job: Job) -> Actor:
    return acting(job.params["membership"], job.params["via"])


def acting(membership_id: int, via: str = "job") -> Actor:
    """Who brought the sheet, by the membership he did it under. Raises PermissionDenied when that has ended."""
    rows = Membership.objects.usable().select_related("user", "organization")
    if (membership := rows.filter(pk=membership_id).first()) is None:
        raise PermissionDenied("导入人的身份已经停用，请换人重新上传")
    return Actor(user=membership.user, membership=membership, via=via)


def settle(batch_id: int, membership_id: int) -> int:
    """The rest of a large batch, after it is in; of a person who has left nothing is sent in, but all is found."""
    batch = ImportBatch.objects.select_related("organization").get(pk=batch_id)
    try:
        actor = acting(membership_id)
    except PermissionDenied:
        actor = Actor.system()
    return settling.settle(batch, actor)


def _stage(batch: ImportBatch, actor: Actor, job: Job, say: Say) -> None:
    with transaction.atomic():
        counts = stage(batch, actor, say)
        jobs.finish(job, batch=batch.pk, **counts)


STEPS: dict[str, Step] = {STAGE: _stage, APPLY: write}
