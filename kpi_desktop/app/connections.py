"""Connections of a book to live bases of 1C: where they are, who asks, up to which day each object was fetched.

The book keeps the address and the user. The password is in the keyring of the computer or nowhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.workspace import Cancelled, Progress, never, silent
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest.importers.odata_wishes import Wishes, wishes
from kpi_desktop.live import keeping
from kpi_desktop.live.address import Address, service_address
from kpi_desktop.live.errors import LiveError, publishing
from kpi_desktop.live.service import Service

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.store.book import Book

SETTING = "live_1c"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an object was fetched: the day after the last one, what came (a digest), the batch that it became."""

    end: str
    digest: str = ""
    batch: int = 0


@dataclass(frozen=True, slots=True)
class Connection:
    """One base of 1C; `name` tells its rows from those of a second base in the same book ('' for the first)."""

    url: str
    user: str
    name: str = ""
    marks: dict[str, Mark] = field(default_factory=dict)

    @property
    def address(self) -> Address:
        """Where the service is."""
        return service_address(self.url)


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection that works: what the base gives, whether the password is kept, what the owner should know."""

    connection: Connection
    wishes: Wishes
    password_kept: bool
    remarks: tuple[Message, ...] = ()


def connections(path: Path) -> tuple[Connection, ...]:
    """The connections of the book."""
    with opened_book(path) as book:
        return connections_of(book)


def connections_of(book: Book) -> tuple[Connection, ...]:
    """The connections of an open book."""
    try:
        listed = json.loads(book.settings.get(SETTING, "") or "[]")
    except ValueError:
        return ()
    return tuple(_connection(one) for one in listed if isinstance(one, dict) and one.get("url"))


def _connection(one: dict[str, object]) -> Connection:
    marks = one.get("marks")
    found = {
        str(name): Mark(str(mark.get("end", "")), str(mark.get("digest", "")), int(mark.get("batch", 0)))
        for name, mark in (marks.items() if isinstance(marks, dict) else ())
        if isinstance(mark, dict)
    }
    return Connection(str(one["url"]), str(one.get("user", "")), str(one.get("name", "")), found)


def save(book: Book, found: tuple[Connection, ...]) -> None:
    """Keep the connections in the book."""
    listed = [
        {
            "url": one.url,
            "user": one.user,
            "name": one.name,
            "marks": {
                name: {"end": mark.end, "digest": mark.digest, "batch": mark.batch} for name, mark in one.marks.items()
            },
        }
        for one in found
    ]
    book.set_setting(SETTING, json.dumps(listed, ensure_ascii=False))


def check(
    url: str, user: str, password: str, progress: Progress = silent, cancelled: Cancelled = never
) -> tuple[Address, Wishes]:
    """Ask the base what it publishes; LiveError where it does not answer or gives nothing that is read."""
    address = service_address(url)
    service = Service(address, user, password, cancelled, lambda message: progress(0.1, message))
    try:
        found = wishes(service.published())
    finally:
        service.close()
    if not found.documents:
        raise LiveError(
            msg("The base answers, but it publishes none of the documents that are read (sales, orders, payments)"),
            fix=publishing(),
        )
    return address, found


def connect(
    path: Path, who: tuple[str, str, str], progress: Progress = silent, cancelled: Cancelled = never
) -> Connected:
    """Try address, user and password (`who`), and keep the first two in the book, the third in the keyring."""
    url, user, password = who
    address, found = check(url, user, password, progress, cancelled)
    with opened_book(path, read_only=False) as book:
        known = connections_of(book)
        old = next((one for one in known if one.url == address.text), None)
        name = old.name if old else _free_name(known, address)
        new = replace(old, user=user) if old else Connection(address.text, user, name)
        save(book, (*(one for one in known if one.url != address.text), new))
    kept = keeping.keep(address, user, password)
    return Connected(new, found, kept, tuple(_remarks(address, found, kept=kept)))


def _free_name(known: tuple[Connection, ...], address: Address) -> str:
    """The first base is the source without a name, as imported files of it are; others are named by their address."""
    return address.base if any(not one.name for one in known) else ""


def _remarks(address: Address, found: Wishes, *, kept: bool) -> list[Message]:
    told = []
    if address.open_password:
        told.append(msg("The address begins with http: the password goes through the network unprotected"))
    if not kept:
        told.append(msg("This computer has no keyring: the password is not kept and will be asked for each time"))
    if found.no_returns:
        told.append(
            msg("The base does not publish returns of goods (ВозвратТоваровОтПокупателя): sales are before returns")
        )
    if found.corrections:
        told.append(msg("Corrections of sales (КорректировкаРеализации) are not read: they change earlier documents"))
    return told


def disconnect(path: Path, url: str) -> None:
    """Forget a connection and its password; what was fetched stays."""
    address = service_address(url)
    with opened_book(path, read_only=False) as book:
        known = connections_of(book)
        gone = next((one for one in known if one.url == address.text), None)
        if gone is None:
            raise no_connection(url)
        save(book, tuple(one for one in known if one is not gone))
    keeping.forget(address, gone.user)


def chosen(known: tuple[Connection, ...], url: str = "") -> Connection:
    """The connection of that address, or the only one; UsageError where that says nothing."""
    text = service_address(url).text if url else ""
    found = [one for one in known if not text or one.url == text]
    if len(found) == 1:
        return found[0]
    if known and not text:
        raise UsageError(
            msg("The book has several connections: {urls}", urls=", ".join(one.url for one in known)),
            fix=msg("Say which one: --url ADDRESS"),
        )
    raise no_connection(url)


def no_connection(url: str) -> UsageError:
    """There is nothing of that address in the book."""
    return UsageError(
        msg("The book has no connection to 1C at “{url}”", url=url) if url else msg("The book is not connected to 1C"),
        fix=msg("Connect it: kpi-desktop connect 1c ADDRESS --book BOOK --user NAME"),
    )
