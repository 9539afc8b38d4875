"""Production: external servers, secrets from the environment, no demo and no embedded engine."""

from lingang import env

env.require("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL")  # before base makes up a secret

from lingang.settings.base import *  # noqa: E402, F403

DEMO_ALLOWED = False
ALLOWED_HOSTS = [*env.allowed_hosts(), "127.0.0.1"]  # the container asks itself for its health
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.https()
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
