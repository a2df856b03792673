"""Reports that were sent by e-mail: what, to whom, when, with the very file, to be shown again (NUMBERS 23).

A mail is noted as under way before the server hears of it. One that was under way when the program ended is in doubt:
nobody knows whether it arrived, and it is never sent again by itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.store.connection import first_row

if TYPE_CHECKING:
    import duckdb


class MailState(StrEnum):
    """How far a mail came; `UNDER_WAY` in a book that nobody sends from means in doubt."""

    UNDER_WAY = "under_way"
    SENT = "sent"
    REFUSED = "refused"
    DOUBT = "doubt"


#: States after which the same report to the same person is not sent again without being told to.
ARRIVED_OR_MAY = frozenset({MailState.UNDER_WAY, MailState.SENT, MailState.DOUBT})


@dataclass(frozen=True, slots=True)
class Mail:
    """One report to one person. `preset` is the version of the report; the moment is UTC, in ISO form."""

    id: int
    month: str
    preset: str
    recipient: str
    subject: str
    file_name: str
    sha256: str
    state: MailState
    at: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A report that is to go to one person."""

    month: str
    preset: str
    recipient: str
    subject: str
    file_name: str
    content: bytes


def mails(conn: duckdb.DuckDBPyConnection) -> list[Mail]:
    """Every mail, oldest first."""
    rows = conn.execute(
        "SELECT id, month, preset, recipient, subject, file_name, sha256, state, happened, told FROM mail ORDER BY id"
    ).fetchall()
    return [
        Mail(number, month, preset, to, subject, name, digest, MailState(state), happened.isoformat(sep=" "), told)
        for number, month, preset, to, subject, name, digest, state, happened, told in rows
    ]


def begin(conn: duckdb.DuckDBPyConnection, mail: Outgoing) -> int:
    """Note a mail as under way, with its file; its number. Inside a transaction that ends before it is sent."""
    found = first_row(conn, "SELECT COALESCE(MAX(id), 0) + 1 FROM mail")
    number, digest = int(found[0]) if found else 1, hashlib.sha256(mail.content).hexdigest()
    values = [number, mail.month, mail.preset, mail.recipient, mail.subject, mail.file_name, digest,
              MailState.UNDER_WAY.value, _now(), ""]  # fmt: skip
    conn.execute(f"INSERT INTO mail VALUES ({', '.join('?' * len(values))})", values)
    if not first_row(conn, "SELECT 1 FROM mail_file WHERE sha256 = ?", [digest]):
        conn.execute("INSERT INTO mail_file VALUES (?, ?)", [digest, mail.content])
    return number


def end(conn: duckdb.DuckDBPyConnection, number: int, state: MailState, told: str) -> None:
    """Note what became of a mail."""
    conn.execute("UPDATE mail SET state = ?, told = ?, happened = ? WHERE id = ?", [state.value, told, _now(), number])


def content_of(conn: duckdb.DuckDBPyConnection, sha256: str) -> bytes:
    """The file of a mail, checked against its digest."""
    found = first_row(conn, "SELECT content FROM mail_file WHERE sha256 = ?", [sha256])
    content = bytes(found[0]) if found else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError("the kept report is not the one that was sent")
    return content


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
