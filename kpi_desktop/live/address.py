"""The address of a base of 1C as people paste it, made the address of its OData service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg

SERVICE = "odata/standard.odata"
_LANGUAGE = re.compile(r"/(?:ru|en|ru_RU|en_US)$")


@dataclass(frozen=True, slots=True)
class Address:
    """Scheme, host, port and path of the service; `text` is what the book keeps and the window shows."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def text(self) -> str:
        """The address of the service for people."""
        return f"{self.scheme}://{self.place}{unquote(self.path)}"

    @property
    def place(self) -> str:
        """Host and port, the port only where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == (443 if self.scheme == "https" else 80)
        return host if usual else f"{host}:{self.port}"

    @property
    def base(self) -> str:
        """Host and base: what tells two connections apart."""
        return f"{self.place}{unquote(self.path).removesuffix('/' + SERVICE)}"

    @property
    def open_password(self) -> bool:
        """Whether the password would go through the network as it is."""
        return self.scheme == "http" and self.host not in {"localhost", "127.0.0.1", "::1"}


def service_address(text: str) -> Address:
    """The service of the base at this address, be it the base's own, the service's, or one copied from a browser."""
    bare = text.strip()
    if "://" not in bare:
        bare = f"https://{bare}"
    try:
        parts = urlsplit(bare)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong(text) from None
    if parts.scheme.lower() not in {"http", "https"} or not host or re.search(r"\s", host):
        raise _wrong(text)
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            msg("User and password do not belong in the address"), fix=msg("Give the address alone, and the user apart")
        )
    scheme = parts.scheme.lower()
    path = unquote(parts.path)
    place = path.lower().find("/odata/")
    path = path[:place] if place >= 0 else path.removesuffix("/odata")
    path = _LANGUAGE.sub("", path.rstrip("/"))
    if not path:
        raise UsageError(
            msg("The address “{text}” names a server but no base of 1C", text=text[:120]),
            fix=msg("The address is that under which 1C opens in a browser: https://server/base"),
        )
    return Address(scheme, _ascii(host, text), port or (443 if scheme == "https" else 80), quote(f"{path}/{SERVICE}"))


def _ascii(host: str, text: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _wrong(text) from None


def _wrong(text: str) -> UsageError:
    return UsageError(
        msg("“{text}” is not an address of 1C", text=text[:120]),
        fix=msg("The address is that under which 1C opens in a browser: https://server/base"),
    )
