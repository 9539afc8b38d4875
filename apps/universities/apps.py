"""Application settings of `universities`."""

from django.apps import AppConfig


class UniversitiesConfig(AppConfig):
    name = "apps.universities"
    label = "universities"
    verbose_name = "高校"
