"""ASGI door; nothing here needs it yet, a server that prefers it may use it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.dev")

application = get_asgi_application()
