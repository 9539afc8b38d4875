"""A mail server on loopback that keeps the Message-ID of everything it accepted (RFC 5321, the few words needed)."""

import re
import socketserver
import threading


class Postbox:
    """Listens while it is used as a context; `received` has one entry per accepted mail, repeats included."""

    def __init__(self):
        self.received: list[str] = []
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self.server.daemon_threads = True
        self.server.postbox = self
        self.port = self.server.server_address[1]

    def __enter__(self) -> "Postbox":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()


class Talk(socketserver.StreamRequestHandler):
    """One conversation; a caller who dies in the middle of it has sent nothing."""

    def handle(self) -> None:
        self._say("220 postbox")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self._say("354 go on")
                if not self._keep():
                    return
            elif line.startswith(b"QUIT"):
                return self._say("221 bye")
            else:
                self._say("250 ok")

    def _keep(self) -> bool:
        mail = b""
        while not mail.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return False
            mail += line
        self.server.postbox.received.append(re.search(rb"(?im)^message-id:\s*(\S+)", mail)[1].decode())
        self._say("250 kept")
        return True

    def _say(self, text: str) -> None:
        try:
            self.wfile.write(text.encode() + b"\r\n")
        except OSError:  # the caller is dead
            pass
