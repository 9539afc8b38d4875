"""Application settings of `mentors`."""

from django.apps import AppConfig


class MentorsConfig(AppConfig):
    name = "apps.mentors"
    label = "mentors"
    verbose_name = "双师型导师"
