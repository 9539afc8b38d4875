"""Everything secret or local: read from the environment, else from what `scripts/up` left under `var/`."""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

from lingang import running

BASE = Path(__file__).resolve().parents[1]
ENV = environ.Env()
# A folder that never exists: connecting fails at once and plainly, importing does not.
NOWHERE = "/nonexistent/lingang"


def var_dir() -> Path:
    """Where data, logs and sockets' addresses live; `VAR_DIR` moves it."""
    return Path(ENV.str("VAR_DIR", default=str(BASE / "var"))).resolve()


def secret_key() -> str:
    """`SECRET_KEY`, else one key per `var/`, made on first use so that sessions survive a restart."""
    return ENV.str("SECRET_KEY", default="") or _kept_secret(var_dir() / "secret_key")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(made := secrets.token_urlsafe(48))
    return made


def allowed_hosts() -> list[str]:
    return ENV.list("ALLOWED_HOSTS", default=[])


def trusted_origins() -> list[str]:
    return ENV.list("TRUSTED_ORIGINS", default=[])


def database() -> dict:
    """The `DATABASES` entry. With no server to be found it still loads: commands without a database must run."""
    if url := ENV.str("DATABASE_URL", default="") or running.found(var_dir()).get("database_url", ""):
        return _database_of(url)
    return {"ENGINE": "lingang.on_demand", "NAME": "lingang", "USER": "postgres", "HOST": NOWHERE}


def _database_of(url: str) -> dict:
    """Accept both ways of naming a socket folder: `…/name?host=/folder` and `…@%2Ffolder/name`."""
    config = ENV.db_url_config(url)
    options = config.setdefault("OPTIONS", {})
    config["HOST"] = options.pop("host", "") or unquote(config["HOST"])
    config["CONN_HEALTH_CHECKS"] = True
    config["CONN_MAX_AGE"] = ENV.int("CONN_MAX_AGE", default=60)
    return config


def redis_url() -> str:
    """As redis-py spells it: `redis://…` or `unix:///folder/socket`."""
    url = ENV.str("REDIS_URL", default="") or running.found(var_dir()).get("redis_url", f"unix://{NOWHERE}")
    return url.replace("redis+socket://", "unix://", 1)


def broker_url() -> str:
    """As Celery spells it: a socket is `redis+socket:///folder/socket`."""
    return redis_url().replace("unix://", "redis+socket://", 1)


def static_root() -> Path:
    """Where `collectstatic` collects; an image keeps it apart from its data volume."""
    return Path(ENV.str("STATIC_ROOT", default=str(var_dir() / "static")))


def https() -> bool:
    """Production insists on it; `HTTPS=off` is for a first look without a certificate."""
    return ENV.bool("HTTPS", default=True)


def site_url() -> str:
    """Where people open the platform; mails link there."""
    return ENV.str("SITE_URL", default="") or next(iter(trusted_origins()), "http://127.0.0.1:8000")


def mail_host() -> str:
    return ENV.str("EMAIL_HOST", default="")


def mail_backend() -> str:
    """SMTP as soon as a host is named; until then mails are printed."""
    return f"django.core.mail.backends.{'smtp' if mail_host() else 'console'}.EmailBackend"


def mail_port() -> int:
    return ENV.int("EMAIL_PORT", default=587)


def mail_login() -> tuple[str, str, bool, bool]:
    """User, password, STARTTLS, TLS from the start (port 465)."""
    implicit = mail_port() == 465
    tls = ENV.bool("EMAIL_TLS", default=True)
    user, password = ENV.str("EMAIL_USER", default=""), ENV.str("EMAIL_PASSWORD", default="")
    return user, password, tls and not implicit, tls and implicit


def mail_from() -> str:
    return ENV.str("EMAIL_FROM", default="noreply@localhost")


def require(*names: str) -> None:
    """Production takes nothing for granted and invents no secret."""
    if missing := [name for name in names if not ENV.str(name, default="")]:
        raise ImproperlyConfigured(f"生产环境缺少环境变量：{'、'.join(missing)}")


def vendor_dirs(base: Path) -> list[Path]:
    """What `scripts/assets` collected from npm; absent until it ran."""
    collected = base / "var" / "vendor"
    return [collected] if collected.is_dir() else []


def reference_dir(base: Path) -> Path:
    return Path(ENV.str("REFERENCE_DIR", default=str(base / ".." / "shared" / "data"))).resolve()


def embedder() -> str | dict:
    """Which `Embedder` matching loads: e5-small, use-v3, none, or JSON such as {"name": "http", "url": …}."""
    chosen = ENV.str("EMBEDDER", default="e5-small")
    return json.loads(chosen) if chosen.startswith("{") else chosen


def log_level() -> str:
    return ENV.str("LOG_LEVEL", default="INFO")
