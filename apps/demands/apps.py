"""Application settings of `demands`."""

from django.apps import AppConfig


class DemandsConfig(AppConfig):
    name = "apps.demands"
    label = "demands"
    verbose_name = "需求"
