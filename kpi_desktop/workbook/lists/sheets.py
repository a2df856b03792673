"""Each list as a sheet: ABC, RFM, cohorts, burndown and the lists of documents, with their formulas."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.lists.lapsed import MONTHS
from kpi_desktop.engine.lists.model import Kind, Table, Word
from kpi_desktop.engine.lists.products import LIMITS
from kpi_desktop.engine.lists.rfm import SCORES
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.lists import shown_columns
from kpi_desktop.workbook.layout import cell
from kpi_desktop.workbook.lists.drawing import span

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.engine.lists.model import Listing
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.workbook.lists.drawing import Drawing

#: A sheet of more lines opens slowly and nobody reads it: the rest is in the program.
MOST_LINES = 20_000

Formulas = dict[str, "Callable[[int], str]"]


def write_listing(drawing: Drawing, listing: Listing) -> None:
    """Put the list on the drawing's sheet."""
    drawing.head(listing)
    _WRITERS.get(listing.id, _plain)(drawing, listing)
    drawing.finish()


def _plain(drawing: Drawing, listing: Listing) -> None:
    """Documents with their amounts: the total is the sum of the lines."""
    table = _cut(drawing, listing.table)
    whole = len(table.lines) == len(listing.table.lines)
    at = drawing.row + len(listing.totals) + 1 + sum(len(one.lines) + 3 for one in listing.beside) + 2
    rows = (at, at + len(table.lines))
    ids = {column.id for column in table.columns}
    live = {"total": f"ROUND(SUM({span(table, 'amount', rows)}),2)"} if whole and "amount" in ids else {}
    if "days" in ids and listing.id == "receivables" and whole:
        days = span(table, "days", rows)
        live["overdue"] = f'ROUND(SUMIF({days},">0",{span(table, "amount", rows)}),2)'
    drawing.totals(listing.totals, live if table.lines else {})
    for one in listing.beside:
        drawing.table(one, {})
    first, _ = drawing.table(table, {})
    assert first == at or not table.lines


def _lapsed(drawing: Drawing, listing: Listing) -> None:
    """What each usually brings a month, and all of them together, follow what they bought in the months before."""
    table = _cut(drawing, listing.table)
    whole = len(table.lines) == len(listing.table.lines)
    first = drawing.row + len(listing.totals) + 1 + 2
    bought = span(table, "bought", (first, first + len(table.lines)))
    live = {"customers": f"COUNT({bought})", "total": f"ROUND(SUM({bought})/{MONTHS},2)"}
    drawing.totals(listing.totals, live if whole else {})
    place = table.place("bought")
    drawing.table(table, {"usual": lambda row: f"ROUND({cell(row, place)}/{MONTHS},2)"})


def _abc(drawing: Drawing, listing: Listing) -> None:
    """Shares, running shares and classes follow the revenue and the two limits, which may be changed."""
    table, (classes,) = _cut(drawing, listing.table), listing.beside
    whole = len(table.lines) == len(listing.table.lines)
    limits = [cell(drawing.row + n, 1, fixed=True) for n in range(2)]
    for limit, name in LIMITS:
        drawing.page.text(drawing.row, 0, drawing.translate(msg("Class {letter} up to", letter=name)),
                          drawing.styles("label"))  # fmt: skip
        drawing.page.number(drawing.row, 1, limit, drawing.styles("input", "0%"))
        drawing.row += 1
    drawing.row += 1
    first = drawing.row + len(listing.totals) + 1 + len(classes.lines) + 3 + 2
    rows = (first, first + len(table.lines))
    revenue, letters = span(table, "revenue", rows), span(table, "class", rows)
    of_all = f'SUMIF({revenue},">0")'
    drawing.totals(listing.totals, {"goods": f"ROUND(SUM({revenue}),2)"} if whole else {})
    by_class: Formulas = {
        "count": lambda row: f"COUNTIF({letters},{cell(row, 0)})",
        "revenue": lambda row: f"ROUND(SUMIF({letters},{cell(row, 0)},{revenue}),2)",
        "share": lambda row: f"{cell(row, 2)}/{of_all}",
    }
    drawing.table(classes, by_class if whole else {})

    def reached(row: int) -> str:
        before = "" if row == first else f"{cell(row - 1, 4)}+"
        return f"{before}MAX({cell(row, 2)},0)/{of_all}"

    def letter(row: int) -> str:
        before = "0" if row == first else f"ROUND({cell(row - 1, 4)},12)"
        own = cell(row, 2)
        return f'IF({own}<=0,"C",IF({before}<{limits[0]},"A",IF({before}<{limits[1]},"B","C")))'

    live: Formulas = {"class": letter, "share": lambda row: f"{cell(row, 2)}/{of_all}", "reached": reached}
    drawing.table(table, live if whole else {})


def _rfm(drawing: Drawing, listing: Listing) -> None:
    """Scores follow the limits of the fifths, and those the customers' days, purchases and revenue."""
    table, (segments,) = _cut(drawing, listing.table), listing.beside
    whole = len(table.lines) == len(listing.table.lines)
    at_limits = drawing.row + len(listing.totals) + 1 + 2
    first = at_limits + SCORES - 1 + 1 + len(segments.lines) + 3 + 2
    rows = (first, first + len(table.lines))
    columns = {
        "r": span(table, "recency", rows),
        "f": span(table, "frequency", rows),
        "m": span(table, "monetary", rows),
    }
    count = f"COUNT({columns['m']})"
    drawing.totals(listing.totals, {"customers": count} if whole else {})
    _limits(drawing, table, columns if whole else {})
    words, money = span(table, "segment", rows), columns["m"]
    by_segment: Formulas = {
        "count": lambda row: f"COUNTIF({words},{cell(row, 0)})",
        "share": lambda row: f"{cell(row, 1)}/{count}",
        "revenue": lambda row: f"ROUND(SUMIF({words},{cell(row, 0)},{money}),2)",
        "revenue_share": lambda row: f"{cell(row, 3)}/SUM({money})",
    }
    drawing.table(segments, by_segment if whole else {})
    live: Formulas = {}
    for place, (name, sign, source) in enumerate(
        (("r", ">", "recency"), ("f", "<", "frequency"), ("m", "<", "monetary"))
    ):
        edge = f"{cell(at_limits, 1 + place, fixed=True)}:{cell(at_limits + SCORES - 2, 1 + place, fixed=True)}"
        live[name] = _score(edge, sign, table.place(source))
    drawing.table(table, live if whole else {})


def _score(edge: str, sign: str, place: int) -> Callable[[int], str]:
    return lambda row: f'1+COUNTIF({edge},"{sign}"&{cell(row, place)})'


def _limits(drawing: Drawing, table: Table, columns: dict[str, str]) -> None:
    """The edges of the fifths: a score of k is that of a customer who is better than the edge of k."""
    drawing.page.text(drawing.row, 0, drawing.translate(msg("Edges of the scores")), drawing.styles("group"))
    drawing.row += 1
    drawing.page.text(drawing.row, 0, drawing.translate(msg("Better than this is a score of")), drawing.styles("head"))
    for place, name in enumerate("rfm"):
        drawing.page.text(drawing.row, 1 + place, name.upper(), drawing.styles("head_right"))
    drawing.row += 1
    people = len(table.lines)
    for number in range(2, SCORES + 1):
        drawing.page.number(drawing.row, 0, number, drawing.styles("figure", "0"))
        at = -(-(number - 1) * people // SCORES)
        for place, (name, source) in enumerate((("r", "recency"), ("f", "frequency"), ("m", "monetary"))):
            values = sorted((v for v in table.values(source) if isinstance(v, Decimal)), reverse=name == "r")
            look = drawing.styles("figure", drawing.number(Kind.MONEY if name == "m" else Kind.COUNT))
            if not columns:
                drawing.page.number(drawing.row, 1 + place, values[at - 1], look)
                continue
            pick = "LARGE" if name == "r" else "SMALL"
            formula = f"{pick}({columns[name]},ROUNDUP({number - 1}*COUNT({columns[name]})/{SCORES},0))"
            drawing.page.formula(drawing.row, 1 + place, formula, values[at - 1], look)
        drawing.row += 1
    drawing.row += 1


def _cohorts(drawing: Drawing, listing: Listing) -> None:
    """Two tables, shares and revenue; the line of all cohorts is a ratio of sums over the ripe ones."""
    drawing.totals(listing.totals, {})
    for group, name in (("again", msg("Share that bought again")), ("revenue", msg("Revenue"))):
        table = _group(listing.table, group, name)
        first, last = drawing.table(table, {})
        columns = range(2, len(table.columns) - 1)
        if group == "again" and columns and table.lines:
            drawing.page.sheet.conditional_format(
                first, columns[0], last - 1, columns[-1],
                {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#8FB4F5"},
            )  # fmt: skip
            if listing.beside:
                drawing.row = last
                _mean(drawing, listing, first, last)
                drawing.row += 1


def _group(table: Table, group: str, name: Message) -> Table:
    places = shown_columns(table, group)
    lines = tuple(replace(line, cells=tuple(line.cells[place] for place in places)) for line in table.lines)
    return Table(table.id, name, tuple(table.columns[place] for place in places), lines)


def _mean(drawing: Drawing, listing: Listing, first: int, last: int) -> None:
    """All cohorts together, without those of the first months of history."""
    words = listing.table.values("history")
    skipped = sum(isinstance(word, Word) and word.code == "history_start" for word in words)
    top = first + skipped
    sizes = f"{cell(top, 1, fixed=True)}:{cell(last - 1, 1, fixed=True)}"

    def mean(place: int) -> str:
        shares = f"{cell(top, place)}:{cell(last - 1, place)}"
        return f"SUMPRODUCT({sizes},{shares})/SUMPRODUCT({sizes}*ISNUMBER({shares}))"

    (table,) = listing.beside
    line = table.lines[0]
    drawing.page.text(drawing.row, 0, drawing.words(line.cells[0], Kind.WORD), drawing.styles("told"))
    people = line.cells[1]
    assert isinstance(people, Decimal)
    drawing.page.formula(drawing.row, 1, f"SUM({sizes})", people, drawing.styles("headline", "#,##0"))
    for place in range(2, len(table.columns)):
        value = line.cells[place]
        if isinstance(value, Decimal):
            drawing.page.formula(drawing.row, place, mean(place), value, drawing.styles("headline", "0.0%"))
    drawing.row += 1


def _burndown(drawing: Drawing, listing: Listing) -> None:
    """Plan and deviation follow the tasks and the days; the chart shows all tasks by day."""
    period, (days,) = listing.period, listing.beside
    said = drawing.translate
    whole, passed = cell(drawing.row, 1, fixed=True), cell(drawing.row + 1, 1, fixed=True)
    for name, value in ((msg("Days in the period"), period.days),
                        (msg("Days passed"), (listing.as_of - period.start).days + 1)):  # fmt: skip
        drawing.page.text(drawing.row, 0, said(name), drawing.styles("label"))
        drawing.page.number(drawing.row, 1, value, drawing.styles("value", "0"))
        drawing.row += 1
    drawing.row += 1
    at = drawing.row + len(listing.totals) + 1 + 2
    drawing.totals(listing.totals, {"left": cell(at, 3), "deviation": cell(at, 5)})
    live: Formulas = {
        "left": lambda row: f"{cell(row, 1)}-{cell(row, 2)}",
        "plan": lambda row: f"{cell(row, 1)}*({whole}-{passed})/{whole}",
        "deviation": lambda row: f"{cell(row, 3)}-{cell(row, 4)}",
    }
    drawing.table(listing.table, live)
    own = tuple(line for line in days.lines if isinstance(line.cells[0], Word))
    first = drawing.row + 2
    daily: Formulas = {
        "plan": lambda row: f"{cell(at, 1, fixed=True)}*({whole}-{row - first + 1})/{whole}",
        "deviation": lambda row: f"{cell(row, 3)}-{cell(row, 2)}",
    }
    rows = drawing.table(replace(days, lines=own), daily)
    _chart(drawing, rows, at)


def _chart(drawing: Drawing, rows: tuple[int, int], at: int) -> None:
    """Plan and fact by day, beside the tables."""
    chart = drawing.book.add_chart({"type": "line"})
    title = drawing.page.title
    for place, colour in ((3, "#2563EB"), (2, "#64748B")):
        chart.add_series({
            "name": [title, rows[0] - 1, place],
            "categories": [title, rows[0], 1, rows[1] - 1, 1],
            "values": [title, rows[0], place, rows[1] - 1, place],
            "line": {"color": colour, "width": 2},
        })  # fmt: skip
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"num_format": "dd.mm"})
    chart.set_size({"width": 620, "height": 300})
    drawing.page.sheet.insert_chart(at - 2, 7, chart)


def _cut(drawing: Drawing, table: Table) -> Table:
    """The table without lines that no sheet is for, said so."""
    if len(table.lines) <= MOST_LINES:
        return table
    text = msg("The first {shown} of {all} lines are here; the program has them all.", shown=MOST_LINES,
               all=len(table.lines))  # fmt: skip
    drawing.page.text(drawing.row, 0, drawing.translate(text), drawing.styles("note"))
    drawing.row += 2
    return replace(table, lines=table.lines[:MOST_LINES])


_WRITERS: dict[str, Callable[[Drawing, Listing], None]] = {
    "abc": _abc, "lapsed": _lapsed, "rfm": _rfm, "cohorts": _cohorts, "burndown": _burndown,
}  # fmt: skip
