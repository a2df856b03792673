"""One request to the server of 1C: read-only, with a deadline, a cap on the answer, and a cancel within a moment.

The blocking work is done on a thread of its own; who waits looks at the cancel button ten times a second and, when it
is pressed, closes the connection under the thread.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from kpi_desktop.core.errors import Cancelled
from kpi_desktop.i18n.message import msg
from kpi_desktop.live import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.live.address import Address

_BEAT = 0.1
_CHUNK = 64 * 1024
_MOST_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how much: seconds of silence, seconds for a whole answer, bytes of one answer."""

    silence: float = 180.0
    whole: float = 900.0
    most_bytes: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered."""

    status: int
    body: bytes


class Wire:
    """A connection to one server with one user, kept open between requests; only GET is ever sent."""

    def __init__(self, address: Address, user: str, password: str, bounds: Bounds | None = None) -> None:
        """Keep who asks; the connection is made with the first request."""
        self._address = address
        self._bounds = bounds or Bounds()
        word = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        self._headers = {
            "Authorization": f"Basic {word}",
            "Accept-Encoding": "identity",
            "User-Agent": "KPI-Desktop",
        }
        self._open: http.client.HTTPConnection | None = None

    def get(self, path: str, accept: str, cancelled: Callable[[], bool]) -> Reply:
        """The answer for a path on the server; LiveError where there is none, Cancelled where the user stopped it."""
        request = _Request(self, path, accept)
        thread = threading.Thread(target=request.run, daemon=True, name="1c")
        until = time.monotonic() + self._bounds.whole
        thread.start()
        while not request.done.wait(_BEAT):
            if cancelled():
                self.close()
                raise Cancelled(msg("Fetching from 1C was cancelled; nothing was changed"))
            if time.monotonic() > until:
                self.close()
                raise errors.unreachable(self._address.place, "timeout")
        if request.error is not None:
            self.close()
            raise request.error
        assert request.reply is not None
        return request.reply

    def close(self) -> None:
        """Let go of the connection, whatever it is doing."""
        connection, self._open = self._open, None
        if connection is None:
            return
        with contextlib.suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            connection.close()

    def exchange(self, path: str, accept: str) -> Reply:
        """Send one request and read its answer, following redirects on the same server; runs on the thread."""
        for _ in range(_MOST_REDIRECTS + 1):
            connection = self._connection()
            connection.request("GET", path, headers={**self._headers, "Accept": accept})
            answer = connection.getresponse()
            target = answer.getheader("Location")
            if answer.status in _REDIRECTS and target:
                answer.read(_CHUNK)
                self.close()
                path = self._same_server(path, target)
                continue
            return Reply(answer.status, self._read(answer))
        raise errors.elsewhere(self._address.place, path)

    def _connection(self) -> http.client.HTTPConnection:
        if self._open is None:
            host, port, silence = self._address.host, self._address.port, self._bounds.silence
            if self._address.scheme == "https":
                context = ssl.create_default_context()
                self._open = http.client.HTTPSConnection(host, port, timeout=silence, context=context)
            else:
                self._open = http.client.HTTPConnection(host, port, timeout=silence)
        return self._open

    def _same_server(self, path: str, target: str) -> str:
        """The path of a redirect to the same server; any other is not followed: the password stays here."""
        here = f"{self._address.scheme}://{self._address.place}"
        found = urlsplit(urljoin(here + path, target))
        ours = urlsplit(here)
        if (found.scheme, found.hostname, found.port or _usual(found.scheme)) != (
            ours.scheme, ours.hostname, self._address.port,
        ):  # fmt: skip
            raise errors.elsewhere(self._address.place, f"{found.scheme}://{found.netloc}")
        return found.path + (f"?{found.query}" if found.query else "")

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        most = self._bounds.most_bytes
        told = answer.getheader("Content-Length", "")
        if told.isdigit() and int(told) > most:
            raise errors.too_large(most)
        parts, size = [], 0
        while chunk := answer.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise errors.too_large(most)
            parts.append(chunk)
        if told.isdigit() and size < int(told):
            raise errors.broken(self._address.place)
        return b"".join(parts)

    def readable(self, error: Exception) -> errors.LiveError:
        """Any fault of the network as a sentence."""
        host = self._address.place
        match error:
            case errors.LiveError():
                return error
            case ssl.SSLCertVerificationError():
                return errors.untrusted(host, error.verify_message)
            case TimeoutError():
                return errors.unreachable(host, "timeout")
            case http.client.HTTPException() | ConnectionResetError():
                return errors.broken(host)
            case OSError():
                return errors.unreachable(host, error.strerror or type(error).__name__)
            case _:
                return errors.broken(host)


class _Request:
    """One question on its thread, and how it ended."""

    def __init__(self, wire: Wire, path: str, accept: str) -> None:
        self.done = threading.Event()
        self.reply: Reply | None = None
        self.error: errors.LiveError | None = None
        self._wire, self._path, self._accept = wire, path, accept

    def run(self) -> None:
        try:
            self.reply = self._wire.exchange(self._path, self._accept)
        except Exception as error:  # noqa: BLE001 - everything that a network can do ends as a sentence
            self.error = self._wire.readable(error)
        finally:
            self.done.set()


def _usual(scheme: str) -> int:
    return 443 if scheme == "https" else 80
