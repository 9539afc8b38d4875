"""Rings Celery for due outbox events; any number may run, none is a single point of failure."""

import logging
import select
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from apps.core import outbox
from apps.core.models import Heartbeat
from apps.core.tasks import deliver

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "把到期的待办事件交给后台进程；收到 SIGTERM 后做完手上的一批再退出"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="没有通知时每隔几秒看一次（默认 1）")

    def handle(self, *, interval: float, **_: Any) -> None:
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            try:
                self._listen(interval)
            except (OperationalError, InterfaceError) as error:
                log.warning("数据库暂时连不上，1 秒后重试：%s", error)
                connection.close()
                time.sleep(1)

    def _stop(self, *_: Any) -> None:
        self.stopping = True

    def _listen(self, interval: float) -> None:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {outbox.CHANNEL}")
        beaten = 0.0
        while not self.stopping:
            if time.monotonic() - beaten > 5:
                Heartbeat.objects.update_or_create(name="dispatcher", defaults={"at": timezone.now()})
                beaten = time.monotonic()
            if not self._ring():
                self._wait(interval)

    def _ring(self) -> int:
        """Hand over what is due. When the broker is down the lease brings the events back."""
        events = outbox.claim()
        for event in events:
            try:
                deliver.apply_async(args=[str(event.pk)], queue=event.queue, retry=False)
            except (BrokerDown, OSError) as error:
                log.warning("消息服务暂时连不上，事件留在数据库里：%s", error)
                outbox.release([event.pk for event in events])
                time.sleep(1)
                return 0
        return len(events)

    def _wait(self, interval: float) -> None:
        raw = connection.connection
        if select.select([raw], [], [], interval)[0]:
            raw.poll()
            raw.notifies.clear()
