"""The project as an app: it stands above all others, so its commands may look into each of them."""

from django.apps import AppConfig


class LingangConfig(AppConfig):
    name = "lingang"
    label = "lingang"
    verbose_name = "平台"
