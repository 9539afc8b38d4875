"""Shells: an event comes in, one service runs. Warming happens beside the work, never before it."""

import gc
import logging
import threading
from typing import Any

from celery import shared_task
from celery.signals import worker_process_init, worker_ready
from django.db import close_old_connections
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import jobs, once, outbox
from apps.core.errors import Conflict
from apps.matching import services

log = logging.getLogger(__name__)
TOGETHER = 2_000  # changed resources for which the demands are gone through once


@outbox.on("match_demand")
def match_demand(payload: dict[str, Any]) -> None:
    """Somebody waits. Idempotent: suggestions are upserted by (demand, resource)."""
    services.match_demand(payload["demand"], payload["trigger"])


@outbox.on("rematch_demand", queue="bulk")
def rematch_demand(payload: dict[str, Any]) -> None:
    services.match_demand(payload["demand"], payload["trigger"])


@outbox.on("match_resource", queue="bulk", before=lambda: services.encode_missing())
def match_resource(payload: dict[str, Any]) -> None:
    """With every other resource that waits: the demands are gone through once for all of them."""
    others = outbox.gather("match_resource", TOGETHER)
    services.match_resources([payload["resource"], *(other["resource"] for other in others)])


@outbox.on("match_all", queue="bulk", atomic=False)
def match_all(payload: dict[str, Any]) -> None:
    """Safe to run twice: each demand commits on its own, and a second worker finds the job taken."""
    if job := jobs.take(payload["job"]):
        services.match_all(job, trigger="manual" if job.user_id else "nightly")


@outbox.on("refresh_index", queue="bulk", atomic=False)
def refresh_index(payload: dict[str, Any]) -> None:
    """Safe to run twice: what was taken in before is not taken in again."""
    services.refresh_index()


@shared_task(name="matching.nightly")
def nightly() -> None:
    """Once a night, however many schedulers ring; not beside a full run that somebody started."""
    if once.claim("matching.nightly", timezone.localdate().isoformat()):
        try:
            services.start_full_run(actor=Actor.system())
        except Conflict as busy:
            log.info("今夜不另起全部重算：%s", busy)


def warm() -> None:
    """In a thread of its own, with a connection of its own."""
    try:
        services.warm()
        gc.collect()
        gc.freeze()  # what is loaded by now stays: to look through it again would be a pause somebody waits through
    except Exception:  # a worker that cannot warm up still works, only slower at first
        log.exception("匹配预热没有完成，首次匹配会慢一些")
    finally:
        close_old_connections()


@worker_process_init.connect
def warm_child(**_) -> None:
    """In the process that will do the work."""
    threading.Thread(target=warm, daemon=True, name="matching-warm").start()


@worker_ready.connect
def warm_worker(sender, **_) -> None:
    """In a worker without child processes."""
    if "prefork" not in type(sender.pool).__module__:
        warm_child()
