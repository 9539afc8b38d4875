"""Application settings of `bases`."""

from django.apps import AppConfig


class BasesConfig(AppConfig):
    name = "apps.bases"
    label = "bases"
    verbose_name = "基地与联合体"
