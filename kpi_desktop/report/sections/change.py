"""What happened and why: each result with the exact parts of its change, by cause and by name; whom to call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.present.happened import Writer, all_lines
from kpi_desktop.present.lists import NAMES, cell_text, total_text
from kpi_desktop.present.privacy import masked
from kpi_desktop.present.prose import metric_name
from kpi_desktop.present.why import WhyText, base_name, split_name, way_name
from kpi_desktop.report.view import Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.engine.happened.happened import Happened
    from kpi_desktop.engine.happened.result import Result
    from kpi_desktop.engine.why.explained import Explained
    from kpi_desktop.report.view import Setting

#: Splits that the page has tables for, and customers of the call list that it has lines for.
_SPLITS, _LINES = 2, 10

#: Results whose causes the sentences tell: a table of them would say it again.
_IN_WORDS = frozenset({"gross_profit", "operating_expenses"})


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Sentences, then a table for each way in which the change is told, then the call list with what it is."""

    said: tuple[str, ...]
    tables: tuple[Table, ...]
    note: str = ""


def section(setting: Setting) -> Section | None:
    """The page; nothing where no result can be compared and nobody is to be called."""
    found, say = setting.bundle.happened, setting.translate
    if found is None:
        return None
    tables = [table for result in found.results for table in _tables(setting, result)]
    calls, note = _calls(setting, found)
    if not tables and not calls:
        return None
    said = tuple(all_lines(found, Writer(setting.bundle.catalogue, setting.bundle.currency, say)))
    return Section("change", say(msg("What happened and why")), ChangeView(said, (*tables, *calls), note))


def _tables(setting: Setting, result: Result) -> Iterator[Table]:
    if result.factors is not None and result.metric not in _IN_WORDS:
        yield _table(setting, result.factors)
    if result.metric != "gross_profit":
        for split in result.members[:_SPLITS]:
            yield _table(setting, split)


def _table(setting: Setting, found: Explained) -> Table:
    """One change in one way: parts, rounding and the whole, as the window and the shell print them."""
    say, metric = setting.translate, setting.bundle.catalogue.metrics[found.metric]
    *rows, total = WhyText(found, metric, setting.bundle.currency, say).lines()
    way = say(way_name(found.name))
    if found.by:
        way = say(split_name(setting.bundle.catalogue.dimensions.get(found.by)))
    heads = (msg("Cause"), msg("Before"), msg("After"), msg("Part in the change"))
    caption = f"{metric_name(metric, say.lang)} · {way} · {say(base_name(found.sides, say.lang))}"
    named = [(masked(name), *cells) for name, *cells in rows] if found.by else rows
    return Table(caption, tuple(say(head) for head in heads), tuple(tuple(row) for row in named), tuple(total))


def _calls(setting: Setting, found: Happened) -> tuple[tuple[Table, ...], str]:
    """The customers who usually buy and did not, the largest first."""
    listing, say = found.lapsed, setting.translate
    if listing is None or not listing.table.lines:
        return (), ""
    table = replace(listing.table, lines=listing.table.lines[:_LINES])
    rows = tuple(
        tuple(cell_text(cell, column.kind, setting.bundle.currency, say, contacts=setting.bundle.contacts)
              for cell, column in zip(line.cells, table.columns, strict=True))
        for line in table.lines
    )  # fmt: skip
    totals = "; ".join(f"{name}: {value}" for name, value in total_text(listing, setting.bundle.currency, say))
    cut = []
    if len(listing.table.lines) > _LINES:
        cut = [say(msg("The first {shown} of {all} are shown; the program has them all.", shown=_LINES,
                       all=len(listing.table.lines)))]  # fmt: skip
    note = " ".join((f"{totals}.", *cut, *(say(one) for one in listing.notes)))
    heads = tuple(say(column.name) for column in table.columns)
    return (Table(say(NAMES["lapsed"][0]), heads, rows),), note
