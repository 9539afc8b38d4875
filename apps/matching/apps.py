"""Application settings of `matching`."""

import os

from django.apps import AppConfig

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when `tokenizers` loads: nothing here ever asks a model hub


class MatchingConfig(AppConfig):
    name = "apps.matching"
    label = "matching"
    verbose_name = "匹配"
