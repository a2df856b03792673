"""Commands about a live 1C: connect a book to a base, fetch what is new."""

from __future__ import annotations

import getpass
import sys
from datetime import date
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.cli.commands.data import file_json, tell
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.app.connections import Connected, Connection


def _connect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=("1c",))
    parser.add_argument("url", nargs="?", metavar="URL")
    parser.add_argument("--user", default="")
    parser.add_argument("--password-stdin", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--remove", metavar="URL")


def _connect(call: Call) -> int:
    from kpi_desktop.app.connections import connect, connections, disconnect

    options = call.options
    if options.remove:
        disconnect(call.book, options.remove)
        call.say(msg("The connection was removed; what was fetched stays in the book"))
    if options.remove or options.list:
        found = connections(call.book)
        call.answer = {"connections": [_connection_json(one) for one in found]}
        for one in found:
            call.print(f"{one.url}  {one.user}")
        return Exit.DONE
    if not options.what or not options.url:
        raise UsageError(
            msg("The address of 1C is absent"),
            fix=msg("For example: kpi-desktop connect 1c https://server/base --book BOOK"),
        )
    who = (options.url, options.user, _password(call))
    made = connect(call.book, who, call.progress)
    call.answer = _connected_json(call, made)
    call.print(call.tr(msg("Connected to 1C: {url}", url=made.connection.url)))
    for wish in made.wishes.documents:
        call.print(f"  {wish.name}")
    for remark in made.remarks:
        call.say(remark)
    return Exit.DONE


def _connection_json(one: Connection) -> Json:
    return {
        "url": one.url,
        "user": one.user,
        "source": one.name or None,
        "fetched_to": {name: mark.end for name, mark in one.marks.items()},
    }


def _connected_json(call: Call, made: Connected) -> Json:
    return {
        "connection": _connection_json(made.connection),
        "password_kept": made.password_kept,
        "objects": [{"object": wish.name, "fact": wish.fact} for wish in made.wishes.documents],
        "remarks": [call.tr(remark) for remark in made.remarks],
    }


def _password(call: Call) -> str:
    """From standard input, where it is a person at the keyboard unseen; never from the command line."""
    if call.options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if sys.stdin.isatty():
        return getpass.getpass(call.tr(msg("Password of 1C: ")))
    raise UsageError(msg("The password of 1C is not known"), fix=msg("Give it on standard input with --password-stdin"))


def _fetch_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="2026-01-01")
    parser.add_argument("--url", default="")
    parser.add_argument("--replace", action="store_true")
    parser.add_argument("--password-stdin", action="store_true")


def _fetch(call: Call) -> int:
    from kpi_desktop.app.connections import chosen, connections
    from kpi_desktop.app.fetching import FetchWish, fetch
    from kpi_desktop.live import keeping

    connection = chosen(connections(call.book), call.options.url)
    since = _day(call.options.since)
    kept = None if call.options.password_stdin else keeping.kept(connection.address, connection.user)
    wish = FetchWish(_password(call) if kept is None else kept, since, connection.url, call.options.replace)
    found = fetch(call.workspace, call.book, wish, call.progress)
    call.answer = {"files": [file_json(call, item.report.file, item) for item in found]}
    for item in found:
        tell(call, item)
    good = all(item.report.outcome in ("ok", "partial") and item.question is None for item in found)
    return Exit.DONE if good else Exit.FILE


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(msg("“{text}” is not a day", text=text), fix=msg("Write the day as 2026-01-01")) from None


COMMANDS = (
    Command("connect", msg("connect the book to a live 1C (OData)"), _connect_arguments, _connect, book=True),
    Command("fetch", msg("fetch what is new from the connected 1C"), _fetch_arguments, _fetch, book=True),
)
