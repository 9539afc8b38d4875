"""The Celery application: a doorbell with two queues, `now` (a person waits) and `bulk` (imports, full runs)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.dev")

app = Celery("lingang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
