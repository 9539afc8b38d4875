"""The Celery application: a doorbell with two queues, `now` (a person waits) and `bulk` (imports, full runs)."""

import os

from celery import Celery

from lingang import schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.dev")

app = Celery("lingang", include=["lingang.pulse"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = schedule.beat_schedule()
app.autodiscover_tasks()
