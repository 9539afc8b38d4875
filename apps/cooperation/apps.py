"""Application settings of `cooperation`."""

from django.apps import AppConfig


class CooperationConfig(AppConfig):
    name = "apps.cooperation"
    label = "cooperation"
    verbose_name = "对接"
