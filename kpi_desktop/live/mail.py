"""Reports by e-mail: one mail to one person over SMTP, and what became of it in the owner's words.

Until the server has the whole mail nothing was sent, and another try is safe; if the line breaks while it takes the
mail, nobody knows, and that is said. The password is only ever handed to the server: it is kept nowhere.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, make_msgid, parseaddr
from typing import TYPE_CHECKING, TypeVar

from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.live.errors import LiveError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

AUTO, TLS, STARTTLS, PLAIN = "auto", "ssl", "starttls", "none"
SECURITIES = (AUTO, TLS, STARTTLS, PLAIN)

_SSL_PORT, _SUBMISSION = 465, 587
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+|[^@\s<>,;]+@localhost")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in; the password never shows in a text of the program."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = AUTO
    seconds: float = 30.0

    @classmethod
    def of(cls, place: str, user: str, password: str, security: str) -> MailServer:
        """From «smtp.example.ru:465»; without a port that of mail submission."""
        host, _, port = place.strip().rpartition(":") if ":" in place else (place.strip(), "", "")
        number = int(port) if port.isdigit() else _SUBMISSION
        if not host or (port and not port.isdigit()) or not 0 < number < 65536:
            raise UsageError(msg("“{server}” is no mail server", server=place), fix=msg("Like smtp.example.ru:465"))
        return cls(host, number, user, password, security)

    @property
    def protection(self) -> str:
        """How the line is protected."""
        if self.security != AUTO:
            return self.security
        return TLS if self.port == _SSL_PORT else STARTTLS


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail with one PDF."""

    sender: str
    recipient: str
    subject: str
    text: str
    file_name: str
    content: bytes


class MailDoubt(LiveError):
    """The line broke while the server took the mail: it may have arrived."""


def checked_address(address: str) -> str:
    """The bare address of «Имя <адрес>»; UsageError where it is none."""
    found = parseaddr(address)[1] if "\n" not in address and "\r" not in address else ""
    if not _ADDRESS.fullmatch(found):
        raise UsageError(msg("“{address}” is no e-mail address", address=address))
    if not found.isascii():
        raise UsageError(
            msg("“{address}” is not written in Latin letters", address=address),
            fix=msg("Write the domain as the provider gives it: xn--…"),
        )
    return found


def deliver(letter: Letter, server: MailServer, trust: ssl.SSLContext | None = None) -> None:
    """Hand one mail to the server: returns once it has answered that the mail is its own.

    LiveError where nothing was sent, MailDoubt where nobody knows.
    """
    if server.password and server.protection == PLAIN and server.host not in _LOCAL:
        raise UsageError(
            msg("The password would go over an unprotected line"), fix=msg("Use --security ssl or starttls")
        )
    mail = _mail(letter)
    line = _reached(server, trust or ssl.create_default_context())
    try:
        _entered(line, server, trust or ssl.create_default_context())
        _addressed(line, letter)
        _given(line, mail, server)
        with suppress(OSError, smtplib.SMTPException):
            line.quit()  # The mail is the server's already: nothing that happens now can take it back.
    finally:
        line.close()


def _mail(letter: Letter) -> bytes:
    """The mail as it goes over the line: seven bits, names in any script."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    name, address = parseaddr(letter.sender)
    mail["From"] = formataddr((name, checked_address(address)))
    mail["To"] = letter.recipient
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    mail.set_content(letter.text)
    mail.add_attachment(letter.content, maintype="application", subtype="pdf", filename=letter.file_name)
    return mail.as_bytes()


def _reached(server: MailServer, trust: ssl.SSLContext) -> smtplib.SMTP:
    def connect() -> smtplib.SMTP:
        if server.protection == TLS:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=trust)
        return smtplib.SMTP(server.host, server.port, timeout=server.seconds)

    return _spoken(connect, server)


def _entered(line: smtplib.SMTP, server: MailServer, trust: ssl.SSLContext) -> None:
    _spoken(line.ehlo_or_helo_if_needed, server)
    if server.protection == STARTTLS:
        _spoken(lambda: line.starttls(context=trust), server)
    if not server.user:
        return
    try:
        _spoken(lambda: line.login(server.user, server.password), server)
    except UnicodeEncodeError:
        raise LiveError(
            msg("The password or the name has letters that mail servers do not take"),
            fix=msg("Make a password for applications in the mailbox's settings and use it here"),
        ) from None


def _addressed(line: smtplib.SMTP, letter: Letter) -> None:
    try:
        for name, (code, said) in (
            (letter.sender, line.mail(parseaddr(letter.sender)[1])),
            (letter.recipient, line.rcpt(letter.recipient)),
        ):
            if code not in (250, 251):
                raise LiveError(
                    msg("The server does not take {address}: {said}", address=name, said=_said(code, said)),
                    fix=msg("Check the address"),
                )
    except (OSError, smtplib.SMTPException):
        raise _broke_off() from None


def _given(line: smtplib.SMTP, mail: bytes, server: MailServer) -> None:
    """The mail itself. From here on a broken line means that nobody knows."""
    try:
        code, said = line.data(mail)
    except smtplib.SMTPDataError as error:
        raise LiveError(
            msg("The server did not take the mail: {said}", said=_said(error.smtp_code, error.smtp_error))
        ) from None
    except (OSError, smtplib.SMTPException):
        raise MailDoubt(
            msg("The line to {host} broke while the mail was being handed over: it may have arrived", host=server.host),
            fix=msg("Ask the recipient; if nothing came, send it with --again"),
        ) from None
    if code != 250:
        raise LiveError(msg("The server did not take the mail: {said}", said=_said(code, said)))


def _spoken(step: Callable[[], T], server: MailServer) -> T:
    """A step before the mail; its failures in the owner's words."""
    try:
        return step()
    except smtplib.SMTPAuthenticationError as error:
        raise LiveError(
            msg(
                "The server did not accept the name or the password: {said}",
                said=_said(error.smtp_code, error.smtp_error),
            ),
            fix=msg("Many providers want a password for applications: make it in the mailbox's settings"),
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise LiveError(
            msg("The server {host} offers no protected line or no entry by name", host=server.host),
            fix=msg("Try port 465 with --security ssl"),
        ) from None
    except ssl.SSLError:
        raise LiveError(
            msg("No protected line to {host} could be made", host=server.host),
            fix=msg("Port 465 goes with --security ssl, port 587 with starttls; check the server's name"),
        ) from None
    except UnicodeEncodeError:
        raise
    except (OSError, smtplib.SMTPException):
        raise LiveError(
            msg("The mail server {host}, port {port}, does not answer", host=server.host, port=str(server.port)),
            fix=msg("Check its name, the port and the connection to the internet"),
            again=True,
        ) from None


def _broke_off() -> LiveError:
    return LiveError(msg("The line broke before the mail was handed over: nothing was sent"), again=True)


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:_SHOWN]
