"""Start the embedded Postgres at the first connection and stop it when the command ends."""

import atexit
import sys
import threading

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from lingang import embedded, env

STARTED: list[embedded.Postgres] = []


class DatabaseWrapper(base.DatabaseWrapper):
    """Commands that never ask the database never start one."""

    def get_connection_params(self):
        if self.settings_dict["HOST"] == env.NOWHERE:
            self.settings_dict["HOST"] = server().sockets
        return super().get_connection_params()


def server() -> embedded.Postgres:
    """The one server of this process."""
    if not STARTED:
        STARTED.append(_start())
    return STARTED[0]


def _start() -> embedded.Postgres:
    if threading.current_thread() is not threading.main_thread():
        raise OperationalError("没有正在运行的数据库。请先运行 ./scripts/up，或设置 DATABASE_URL。")
    print("没有正在运行的数据库，本命令临时启动内置 Postgres。", file=sys.stderr)
    try:
        started = embedded.Postgres(env.var_dir()).start()
    except embedded.ServerError as error:
        raise OperationalError(str(error)) from error
    atexit.register(started.stop)
    return started
