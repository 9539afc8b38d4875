"""The machine of `scripts/up` with the counting app beside the product's own."""

from lingang.settings.dev import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.ops.counting"]  # noqa: F405
