"""Core loads last what the apps declare: rules, facts, receivers, search sources and outbox handlers."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules, module_has_submodule

from apps.core import rules


class CoreConfig(AppConfig):
    name = "apps.core"
    label = "core"
    verbose_name = "核心"

    def ready(self) -> None:
        for config in apps.get_app_configs():
            if config.name.startswith("apps.") and module_has_submodule(config.module, "rules"):
                rules.register(config.label, getattr(import_module(f"{config.name}.rules"), "RULES", {}))
        autodiscover_modules("facts", "search", "tasks", "receivers")
