"""What we ask of Linux itself: to die with our parent, and to give root up."""

import ctypes
import os
import pwd
import subprocess
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def die_with(parent: int, sign: int) -> None:
    """In the child, after any change of user: such a change makes the kernel forget the wish."""
    LIBC.prctl(PR_SET_PDEATHSIG, sign)
    if os.getppid() != parent:  # it died in between
        os._exit(1)


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
