"""The command that prints lists: whom to call, who owes, ABC, RFM, cohorts, carts, burndown."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit
from kpi_desktop.engine.lists import LISTS
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.lists import (
    NAMES,
    cell_json,
    cell_text,
    groups_of,
    listing_json,
    shown_columns,
    total_text,
    unlock_of,
)
from kpi_desktop.present.numbers import capital
from kpi_desktop.present.periods import period_text
from kpi_desktop.present.unlocks import export_name, way_to

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.engine.lists.model import Listing, Table


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", nargs="?", metavar="LIST")
    parser.add_argument("--csv", action="store_true")
    parser.add_argument("--contacts", action="store_true")
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx")


def _list(call: Call) -> int:
    from kpi_desktop.app.lists import ListOutput, make_lists, write_list

    options = call.options
    names = (options.list,) if options.list else tuple(LISTS)
    currency, found = make_lists(call.workspace, call.book, names, options.month)
    if not options.list:
        return _all(call, found)
    if options.out:
        output = ListOutput(options.out, call.lang, options.contacts)
        found = (write_list(call.workspace, call.book, options.list, options.month, output),)
    listing = found[0]
    call.answer = cast("Json", listing_json(listing, call.tr, contacts=options.contacts))
    if options.out:
        call.print(str(options.out))
    elif options.csv:
        _csv(call, listing)
    else:
        _print(call, listing, currency)
    return Exit.DONE


def _all(call: Call, found: tuple[Listing, ...]) -> int:
    """What lists there are: how many lines each has, or what it lacks and where to get it."""
    answer: list[Json] = []
    for listing in found:
        name, about = (call.tr(text) for text in NAMES[listing.id])
        call.print(f"{name} [{listing.id}]: {about}")
        whole = listing_json(listing, call.tr)
        answer.append(cast("Json", {key: whole[key] for key in ("list", "name", "month", "as_of", "missing")}
                           | {"about": about, "lines": len(listing.table.lines)}))  # fmt: skip
        if listing.missing is None:
            call.print(f"    {call.tr(nmsg('{n} line', '{n} lines', n=len(listing.table.lines)))}")
        else:
            call.print(f"    {call.tr(listing.missing.message)}")
            _tell_way(call, listing)
    call.answer = answer
    return Exit.DONE


def _tell_way(call: Call, listing: Listing) -> None:
    assert listing.missing is not None
    catalogue = call.workspace.catalogue
    for unlock in unlock_of(listing.missing):
        call.print(f"    {call.tr(msg('Add: {export}', export=export_name(unlock, catalogue)))}")
        way = way_to(unlock, catalogue, call.lang)
        if way:
            call.print(f"      {way}")


def _print(call: Call, listing: Listing, currency: str) -> None:
    as_of = call.tr(msg("as of {day}", day=date_text(listing.as_of, call.lang)))
    call.print(f"{period_text(listing.period, call.lang)}, {as_of}")
    if listing.missing is not None:
        call.print(call.tr(listing.missing.message))
        _tell_way(call, listing)
        return
    for flag in listing.flags:
        call.print(f"! {capital(call.tr(flag.message))}")
    for table in listing.tables:
        for group in groups_of(table) or [""]:
            _table(call, table, currency, group)
    for name, value in total_text(listing, currency, call.tr):
        call.print(f"{name}: {value}")
    for note in listing.notes:
        call.say(note)


def _table(call: Call, table: Table, currency: str, group: str) -> None:
    places = shown_columns(table, group)
    call.print("\n" + call.tr(table.name))
    call.print("  ".join(call.tr(table.columns[place].name) for place in places))
    for line in table.lines:
        texts = [
            cell_text(line.cells[place], table.columns[place].kind, currency, call.tr, contacts=call.options.contacts)
            for place in places
        ]
        source = line.source
        where = f"  ({call.place(source)})" if source else ""
        call.print("  ".join(text or "—" for text in texts) + where)


def _csv(call: Call, listing: Listing) -> None:
    """The main table for other programs: numbers and days as in JSON, separated by commas."""
    if call.json:
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    table = listing.table
    placed = any(line.source for line in table.lines)
    writer.writerow([*(column.id for column in table.columns), *(("file", "sheet", "row") if placed else ())])
    for line in table.lines:
        pairs = zip(table.columns, line.cells, strict=True)
        cells = [cell_json(cell, column.kind, contacts=call.options.contacts) or "" for column, cell in pairs]
        source = line.source
        writer.writerow([*cells, *((source.file, source.sheet, source.row) if source else ())])


COMMANDS = (
    Command(
        "list",
        msg("lists: whom to call, who owes, ABC, RFM, cohorts, carts, burndown; without a name: which there are"),
        _arguments,
        _list,
        book=True,
        period=True,
    ),
)
