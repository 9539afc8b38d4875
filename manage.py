#!/usr/bin/env python3
"""Django's command line; embedded servers are found through var/run.json."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.dev")
    execute_from_command_line(sys.argv)
