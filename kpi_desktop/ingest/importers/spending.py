"""Takings and expenses in one table of a café or a shop: days down or months across, articles beside the revenue.

Both are read: the takings as sales, the articles as expenses. Every row or column must be known for one of the two, or
stand among the known articles; profit, margins and totals are computed from them and are left out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.articles import Articles, load_articles
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.headings import Layout, heading
from kpi_desktop.ingest.importers.cross import stacked, taken_rows
from kpi_desktop.ingest.importers.groups import SECTION
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn, SourceTable
from kpi_desktop.ingest.totals import is_total
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DAYS = ("дата", "день", "месяц", "число", "период", "date", "day", "month")
_TAKEN = ("выручк", "продаж", "доход", "оборот", "revenue", "sales", "takings", "income")
#: What is worked out of the others, or is no money that was taken or spent.
_COMPUTED = ("прибыл", "маржа", "маржинал", "рентаб", "остат", "убыт", "налогооблаг", "ebitda", "profit", "margin",
             "баланс", "сальдо", "нараст", "итог", "всего", "разниц")  # fmt: skip
_SECTIONS = frozenset(map(key, ("доходы", "расходы", "затраты", "приход", "расход", "поступления", "итого", "всего",
                                "income", "expenses", "costs")))  # fmt: skip
#: Other figures of a day that stand beside its takings.
_COUNTS = ("чек", "гост", "клиент", "кол", "покупател", "заказ", "посет", "налич", "безнал", "карт", "сбп", "терминал",
           "шт", "смен", "погода", "комментар", "примечан", "check", "guest", "order", "cash", "card")  # fmt: skip
_OTHER_TABLES = ("план", "бюджет", "прогноз", "смет", "ддс", "движен", "budget", "plan", "forecast", "cash flow")
_COSTS = frozenset(map(key, ("себестоимость", "себестоимость продаж", "закупка", "сумма закупки", "cost", "cogs")))
_FEWEST = 2


def with_spending(layouts: list[Layout]) -> list[Layout]:
    """The tables, and beside each of both kinds the one of its expenses."""
    found: list[Layout] = []
    for layout in layouts:
        about = fold(" ".join((*layout.captions, layout.table.sheet)))
        plain = layout.asks is None and not any(word in about for word in _OTHER_TABLES)
        found += _apart(layout) if plain else [layout]
    return found


def _apart(layout: Layout) -> list[Layout]:
    by_rows = _rows_apart(layout) if layout.table.places is not None else None
    if by_rows is not None:
        return by_rows
    return (_columns_apart(layout) if layout.table.places is None else None) or [layout]


@cache
def _articles() -> Articles:
    return load_articles((folder("formulas") / "articles.toml").read_text("utf-8"))


def _kind(text: str) -> str:
    """What the figures of a name are: `taken`, `whole` (all takings), `spent`, `computed`, `other`; '' if unknown."""
    folded = fold(text)
    if is_total(text) and any(word in folded for word in _TAKEN):
        return "whole"
    if key(text) in _SECTIONS or is_total(text) or any(word in folded for word in _COMPUTED):
        return "computed"
    if folded.startswith(_TAKEN):
        return "taken"
    if _articles().of(text) is not None:
        return "spent"
    return "other" if any(word in folded for word in _COUNTS) else ""


def _spent_places(kinds: list[str]) -> list[int] | None:
    """Where expenses stand: known articles and silent names between them; None where any other name is unknown."""
    known = [place for place, kind in enumerate(kinds) if kind == "spent"]
    if len(known) < _FEWEST:
        return None
    unknown = [place for place, kind in enumerate(kinds) if not kind]
    if any(not known[0] < place < known[-1] for place in unknown):
        return None
    return sorted([*known, *unknown])


def _columns_apart(layout: Layout) -> list[Layout] | None:
    """A table of days with its takings and its articles in columns, and the long table of these expenses."""
    day = next((at for at, head in enumerate(layout.headings) if head.key.startswith(_DAYS)), None)
    figures = [at for at in range(len(layout.headings)) if at != day and _is_figures(layout, at)]
    kinds = [_kind(layout.headings[at].text) for at in figures]
    places = _spent_places(kinds)
    takings = [at for at, kind in zip(figures, kinds, strict=True) if kind == "whole"]
    takings = takings or [at for at, kind in zip(figures, kinds, strict=True) if kind == "taken"]
    if day is None or places is None or len(takings) != 1:
        return None
    members = [figures[place] for place in places if layout.headings[figures[place]].key not in _COSTS]
    cells = read_cells(layout.table.columns[day], layout.first, layout.table.rows)
    days = dates.read_days(cells, date1904=layout.table.date1904)
    rows = np.flatnonzero(days.valid) + layout.first
    if not len(rows) or len(members) < _FEWEST:
        return None
    taken = [taken_rows(layout.table, at, rows) for at in members]
    at, point = (one.astype(np.int64) for one in np.nonzero(np.array([one.kinds != Cell.EMPTY for one in taken]).T))
    names = [layout.headings[member].text for member in members]
    columns = (
        taken_rows(layout.table, day, rows[at]),
        _texts([names[index] for index in point.tolist()]),
        stacked(taken, at, point),
    )
    told = msg("Expenses stand in columns beside the takings: {names}", names=", ".join(f"«{name}»" for name in names))
    heads = (layout.headings[day], heading("Статья расхода"), heading("Расход"))
    expenses = replace(_of(layout, columns, rows[at]), headings=heads, notes=(told,), told=days.span())
    named = list(layout.headings)
    named[takings[0]] = replace(heading("Выручка"), text=named[takings[0]].text, currency=named[takings[0]].currency)
    return [replace(layout, headings=tuple(named)), expenses]


def _is_figures(layout: Layout, index: int) -> bool:
    """Whether a named column holds numbers in most of its filled cells."""
    cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
    filled = int(cells.filled.sum())
    return bool(layout.headings[index].text) and 0 < filled <= 2 * int(numbers.read_numbers(cells, 4).valid.sum())


def _rows_apart(layout: Layout) -> list[Layout] | None:
    """The takings and the expenses of a table of months across, where each row is one of them."""
    if len(layout.headings) < 3:
        return None
    label, value = 0, len(layout.headings) - 1
    cells = read_cells(layout.table.columns[label], layout.first, layout.table.rows)
    shown = [cells.shown(row) for row in range(len(cells.kinds))]
    names = list(dict.fromkeys(shown))
    kinds = dict(zip(names, map(_kind, names), strict=True))
    places = _spent_places([kinds[name] for name in names])
    taking = "taken" if "taken" in kinds.values() else "whole"
    if places is None or taking not in kinds.values() or "other" in kinds.values() or "" in names:
        return None
    spent = {names[place] for place in places}
    parts = []
    for chosen, heads in (
        ([kinds[name] == taking for name in shown], (heading(SECTION), heading("Выручка"))),
        ([name in spent for name in shown], (heading("Статья расхода"), heading("Расход"))),
    ):
        rows = np.flatnonzero(np.array(chosen)) + layout.first
        columns = tuple(taken_rows(layout.table, at, rows) for at in range(len(layout.headings)))
        named = list(layout.headings)
        unit = layout.headings[value]
        named[label], named[value] = heads[0], replace(heads[1], unit=unit.unit, currency=unit.currency)
        parts.append(replace(_of(layout, columns, rows), headings=tuple(named)))
    return parts


def _of(layout: Layout, columns: tuple[RawColumn, ...], rows: NDArray[np.int64]) -> Layout:
    """The layout over some of its rows, each known by its own place in the sheet."""
    table = layout.table
    long = SourceTable(
        sheet=table.sheet, rows=len(rows), columns=columns, first_row=table.first_row, first_column=table.first_column,
        all_text=table.all_text, date1904=table.date1904, hidden=table.hidden, places=table.sheet_rows(rows),
        hidden_rows=table.hidden_rows, hidden_columns=table.hidden_columns,
    )  # fmt: skip
    return replace(layout, table=long, head=0, first=0)


def _texts(words: list[str]) -> RawColumn:
    import pyarrow as pa

    return RawColumn(np.full(len(words), np.uint8(Cell.TEXT)), pa.array(words, pa.string()).dictionary_encode())
