"""Lists that the owner works through, and the rows behind their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.figures import period_of
from kpi_desktop.app.naming import listed, meant, named_thing
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.lists import LISTS
from kpi_desktop.engine.rows import rows_where
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.lists import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.lists.model import Line, Listing
    from kpi_desktop.engine.rows import RowPage


@dataclass(frozen=True, slots=True)
class ListOutput:
    """Where a list is written and in which language; phones and e-mails are masked unless `contacts` are wanted."""

    out: Path
    lang: str
    contacts: bool = False


def make_lists(
    workspace: Workspace, path: Path, names: Sequence[str], month: str | None
) -> tuple[str, tuple[Listing, ...]]:
    """The lists of a period (the default one where None) by their ids, and the currency of the book.

    A closed month has the lists of the rows that it was closed with.
    """
    names = [_called(name) for name in names]
    with opened_month(workspace, path, month) as (_, book, engine):
        period = _period(month, engine)
        return book.currency, tuple(LISTS[name](engine, period) for name in names)


def _called(name: str) -> str:
    """The list that is meant, by its id or its name in either language."""
    if name in LISTS:
        return name
    known = [named_thing(one, NAMES[one][0]) for one in LISTS]
    unknown = msg("There is no list “{name}”", name=name)
    return meant(name, known, unknown, msg("The lists are: {names}", names=listed(known))).id


def write_list(workspace: Workspace, path: Path, name: str, month: str | None, output: ListOutput) -> Listing:
    """Write one list to a workbook of its own; UsageError where the data does not give it."""
    from kpi_desktop.workbook.lists.own import write_lists

    currency, (listing,) = make_lists(workspace, path, [name], month)
    if listing.missing is not None:
        raise UsageError(listing.missing.message)
    write_lists((listing,), output.out, currency, output.lang, contacts=output.contacts)
    return listing


def _period(month: str | None, engine: Engine) -> Period:
    """The period asked for, else the default one; a book of contracts alone has the month of its last contract."""
    if month is None and engine.default_period() is None:
        last = engine.coverage("contract").last_day
        if last is not None:
            return Period.of(last, Grain.MONTH)
    return period_of(month, engine)


def rows_behind(
    workspace: Workspace, path: Path, listing: Listing, line: Line, offset: int = 0, limit: int = 200
) -> RowPage:
    """The rows behind a line of a list; of a closed month those that it was closed with."""
    with opened_month(workspace, path, listing.period.name) as (_, book, engine):
        return rows_where(book, engine.catalogue.facts[listing.fact], line.where, offset, limit)
