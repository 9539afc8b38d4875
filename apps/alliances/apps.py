"""Application settings of `alliances`."""

from django.apps import AppConfig


class AlliancesConfig(AppConfig):
    name = "apps.alliances"
    label = "alliances"
    verbose_name = "产业联盟"
