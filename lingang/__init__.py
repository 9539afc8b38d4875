"""The project: settings, environment, doors and processes."""

from lingang.celery import app as celery_app

__all__ = ["celery_app"]
