"""What can go wrong with a live 1C, in the owner's words: what happened and where in 1C it is mended."""

from __future__ import annotations

import re

from kpi_desktop.core.errors import Exit, KpiDesktopError
from kpi_desktop.i18n.message import Message, msg

_MESSAGE = re.compile(r"<(?:m:)?message[^>]*>(.*?)</(?:m:)?message>", re.S)
_JSON_MESSAGE = re.compile(r'"value"\s*:\s*"((?:[^"\\]|\\.)*)"')
_SHOWN = 300


class LiveError(KpiDesktopError):
    """1C gave no data; nothing in the book was changed. `again` says that another try may help.

    `refused` says that the server understood the address and perhaps not the wishes in it.
    """

    exit_code = Exit.FILE

    def __init__(
        self, message: Message, *, fix: Message | None = None, again: bool = False, refused: bool = False
    ) -> None:
        """Keep the sentence, the advice and whether to try again, or to ask for less."""
        super().__init__(message, fix=fix)
        self.again = again
        self.refused = refused


def publishing() -> Message:
    """Where the interface is switched on."""
    return msg(
        "Switch it on in 1C: Designer → Administration → Publishing on a web server → “Publish the standard OData "
        "interface”; then choose the objects in “Setting up the standard OData interface”. In the cloud ask the "
        "provider"
    )


def unreachable(host: str, why: str) -> LiveError:
    """No connection, or one that broke."""
    return LiveError(
        msg("The server of 1C ({host}) does not answer: {why}", host=host, why=why[:120]),
        fix=msg("Check the address and the network (VPN?), and whether 1C opens in a browser on this computer"),
        again=True,
    )


def broken(host: str) -> LiveError:
    """The answer came in part."""
    return LiveError(
        msg("The connection with 1C ({host}) broke off in the middle of an answer", host=host),
        fix=msg("Try again; nothing in the book was changed"),
        again=True,
    )


def untrusted(host: str, why: str) -> LiveError:
    """The certificate of the server is not to be trusted: the password is not sent."""
    return LiveError(
        msg("The certificate of the server {host} is not trusted ({why}); nothing was sent", host=host, why=why[:120]),
        fix=msg(
            "Ask the administrator to install a valid certificate, or to add it to the trusted ones of this computer"
        ),
    )


def elsewhere(host: str, other: str) -> LiveError:
    """The server sends the program to another one: the password does not go there."""
    return LiveError(
        msg("The server {host} redirects to {other}; the program does not follow it with the password",
            host=host, other=other[:80]),
        fix=msg("If that address is right, give it as the address of 1C"),
    )  # fmt: skip


def too_large(size: int) -> LiveError:
    """More than any real answer."""
    return LiveError(
        msg("The answer of 1C is larger than {size} MB and was not read to its end", size=size >> 20),
        fix=msg("Fetch a shorter period"),
    )


def of_status(status: int, body: bytes, what: str) -> LiveError:
    """An answer that is no data, by its code; 1C's own words where it gives some."""
    own = own_words(body)
    if status == 401:
        return LiveError(
            msg("1C did not accept the user or the password"),
            fix=msg("Check both; the user must have the right to enter by OData and “1C:Enterprise authentication”"),
        )
    if status == 403:
        return LiveError(
            msg("1C does not let this user read “{what}”", what=what),
            fix=msg("Give the user the right to read it, or publish the interface. {how}", how=publishing()),
        )
    if status == 404:
        return LiveError(
            msg("There is no standard OData interface at this address, or “{what}” is not in it", what=what),
            fix=publishing(),
        )
    if status in (406, 415):
        return LiveError(
            msg("This version of 1C does not answer in JSON"), fix=msg("1C:Enterprise 8.3.5 or later is needed")
        )
    text = (
        msg("1C answered with the error {status}: {text}", status=status, text=own)
        if own
        else msg("1C answered with the error {status}", status=status)
    )
    fix = msg("Try again later; if it stays, show this text to the administrator of 1C")
    return LiveError(text, fix=fix, again=status >= 429, refused=status in (400, 500, 501))


def own_words(body: bytes) -> str:
    """What 1C says in the body of an error, without its markup."""
    text = body[:65536].decode("utf-8", "replace")
    found = _JSON_MESSAGE.search(text) if text.lstrip("\ufeff \r\n").startswith("{") else _MESSAGE.search(text)
    words = found[1] if found else text
    if found and "\\" in words:
        words = words.replace('\\"', '"').replace("\\n", " ").replace("\\r", " ").replace("\\\\", "\\")
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", words)).strip()
    return plain[:_SHOWN] if found or not text.lstrip().startswith("<") else ""
