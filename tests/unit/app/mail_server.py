"""A small mail server on this machine that behaves as told: takes mails, refuses people, breaks off."""

from __future__ import annotations

import base64
import socketserver
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


@dataclass
class Manner:
    """How the server behaves, and what it got. `breaks` is the command after which it falls silent and hangs up."""

    refuses: frozenset[str] = frozenset()
    password: str = ""
    breaks: str = ""
    takes: bool = True
    got: list[tuple[str, bytes]] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.manner: Manner = self.server.manner  # type: ignore[attr-defined]
        self.recipient = ""
        answers = {"EHLO": self._ehlo, "AUTH": self._auth, "RCPT": self._rcpt, "DATA": self._data}
        self._say("220 here")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper().decode("ascii", "replace")
            if word == self.manner.breaks != "DATA" or word == "QUIT":
                return
            if word not in answers:
                self._say("250 well")
            elif not answers[word](line):
                return

    def _ehlo(self, _line: bytes) -> bool:
        return self._say("250-here\r\n250 AUTH PLAIN")

    def _auth(self, line: bytes) -> bool:
        given = base64.b64decode(line.split()[-1]).split(b"\0")[-1].decode()
        return self._say("235 come in" if given == self.manner.password else "535 5.7.8 wrong name or password")

    def _rcpt(self, line: bytes) -> bool:
        self.recipient = line.decode().partition("<")[2].partition(">")[0]
        return self._say("550 5.1.1 no such person" if self.recipient in self.manner.refuses else "250 well")

    def _data(self, _line: bytes) -> bool:
        self._say("354 go on")
        mail = b""
        while (part := self.rfile.readline()) not in (b".\r\n", b""):
            mail += part
        if self.manner.breaks == "DATA":
            return False
        if self.manner.takes:
            self.manner.got.append((self.recipient, mail))
        return self._say("250 taken" if self.manner.takes else "554 5.7.1 looks like spam")

    def _say(self, text: str) -> bool:
        self.wfile.write(text.encode() + b"\r\n")
        return True


class MailPost:
    """The server, running in a thread of its own while it is in use."""

    def __init__(self, manner: Manner) -> None:
        """Listen on a free port."""
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.manner = manner  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def __enter__(self) -> MailPost:
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
