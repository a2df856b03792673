"""Lists in words: their names, what they are for, the text of a cell, the JSON of the shell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.lists.model import Kind, Word
from kpi_desktop.i18n.formats import date_text, month_year
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.bundle import Unlock
from kpi_desktop.present.kpis_json import decimal_json
from kpi_desktop.present.numbers import member_text, value_text
from kpi_desktop.present.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.engine.lists.model import Cell, Column, Listing, Table
    from kpi_desktop.i18n.translator import Translator

#: Each list by its id: its name, and what the owner does with it.
NAMES: Mapping[str, tuple[Message, Message]] = {
    "callback": (msg("Call-back list"), msg("Contracts that are signed and not paid: whom to call")),
    "lapsed": (msg("Did not come this month"), msg("Customers who usually buy and bought nothing: whom to call")),
    "receivables": (msg("Receivables"), msg("What customers owe and for how long it is overdue")),
    "abc": (msg("ABC of products"), msg("Which products bring the revenue")),
    "rfm": (msg("RFM of customers"), msg("Who bought lately, often and for much, by segments")),
    "cohorts": (msg("Cohorts"), msg("Which part of the new customers of a month comes back")),
    "carts": (msg("Unclosed carts"), msg("Orders and carts that were begun and not finished")),
    "burndown": (msg("Burndown"), msg("What is left of the tasks against the plan, by day")),
}

_DISPLAY = {
    Kind.MONEY: (Display.MONEY, 2),
    Kind.COUNT: (Display.COUNT, 0),
    Kind.NUMBER: (Display.NUMBER, 1),
    Kind.SHARE: (Display.SHARE, 1),
}

#: Columns of text that hold names of people, companies or their contacts.
FIGURES = frozenset(_DISPLAY)

#: What the totals of a list were in the first version of its JSON.
_TOTAL = "total"


def cell_text(cell: Cell, kind: Kind, currency: str, translate: Translator, *, contacts: bool = False) -> str:
    """A cell as every output prints it; phones and e-mails are masked unless `contacts` are asked for."""
    match cell:
        case None:
            return ""
        case Word():
            return translate(cell.name)
        case Decimal():
            display, places = _DISPLAY.get(kind, (Display.NUMBER, 1))
            return value_text(cell, display, places, currency, translate.lang)
        case date():
            return month_year(cell, translate.lang) if kind is Kind.MONTH else date_text(cell, translate.lang)
        case str():
            name = member_text(cell, translate.lang)
            return name if contacts else masked(name)


def cell_json(cell: Cell, kind: Kind, *, contacts: bool = False) -> str | None:
    """A cell for scripts: decimals as text, days as ISO dates, own words as their codes."""
    match cell:
        case None:
            return None
        case Word():
            return cell.code
        case Decimal():
            return decimal_json(cell)
        case date():
            return f"{cell:%Y-%m}" if kind is Kind.MONTH else cell.isoformat()
        case str():
            return cell if contacts else masked(cell)


def table_json(table: Table, *, contacts: bool = False) -> list[dict[str, object]]:
    """The lines of a table as objects by the ids of its columns, each with its place where it is one row."""
    found = []
    for line in table.lines:
        pairs = zip(table.columns, line.cells, strict=True)
        made: dict[str, object] = {column.id: cell_json(cell, column.kind, contacts=contacts) for column, cell in pairs}
        if line.source is not None:
            source = line.source
            made["source"] = {"batch": source.batch, "file": source.file, "sheet": source.sheet, "row": source.row}
        found.append(made)
    return found


def listing_json(listing: Listing, translate: Translator, *, contacts: bool = False) -> dict[str, object]:
    """A list for scripts."""
    missing = listing.missing
    totals = {one.id: None if isinstance(one.value, Missing) else decimal_json(one.value) for one in listing.totals}
    answer: dict[str, object] = {
        "list": listing.id,
        "name": translate(NAMES[listing.id][0]),
        "month": listing.period.name,
        "as_of": listing.as_of.isoformat(),
        "missing": None if missing is None else {
            "reason": missing.reason.value, "message": translate(missing.message), "unlock": list(missing.unlock),
        },
        "flags": [{"code": flag.code, "message": translate(flag.message)} for flag in listing.flags],
        "notes": [translate(note) for note in listing.notes],
        "totals": totals,
        "rows": table_json(listing.table, contacts=contacts),
    }  # fmt: skip
    if _TOTAL in totals:
        answer[_TOTAL] = totals[_TOTAL]
    for table in listing.beside:
        answer[table.id] = table_json(table, contacts=contacts)
    return answer


def total_text(listing: Listing, currency: str, translate: Translator) -> list[tuple[str, str]]:
    """The totals of a list: name and value."""
    found = []
    for one in listing.totals:
        display, places = _DISPLAY[one.kind]
        found.append((translate(one.name), value_text(one.value, display, places, currency, translate.lang)))
    return found


def shown_columns(table: Table, group: str = "") -> list[int]:
    """The places of the columns that stand in no group, and of those of the group."""
    return [place for place, column in enumerate(table.columns) if column.group in ("", group)]


def groups_of(table: Table) -> list[str]:
    """The groups of a table's columns in their order."""
    return list(dict.fromkeys(column.group for column in table.columns if column.group))


def right(column: Column) -> bool:
    """Whether a column stands at the right: figures do."""
    return column.kind in FIGURES


def unlock_of(missing: Missing) -> tuple[Unlock, ...]:
    """The exports that would give a list, as the boxes of other outputs tell them."""
    found = []
    for what in missing.unlock:
        fact, _, column = what.partition(".")
        found.append(Unlock(fact, column, ()))
    return tuple(found)
