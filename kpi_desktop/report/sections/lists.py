"""Lists of the period: cohorts and RFM of customers on one page, whom to call, ABC and burndown on the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from kpi_desktop.engine.lists.burndown import WHOLE
from kpi_desktop.engine.lists.model import Kind
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.charts.burndown import burndown_chart
from kpi_desktop.present.charts.svg import svg_text
from kpi_desktop.present.lists import NAMES, cell_text, shown_columns, total_text
from kpi_desktop.report.view import Figures, Section, Table

if TYPE_CHECKING:
    from kpi_desktop.engine.lists import model
    from kpi_desktop.engine.lists.model import Cell, Listing
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.report.view import Setting

#: Cohorts and months since that fit on a page; lines of a list in a report by goal, in that of everything,
#: and of one alone on its page.
_COHORTS, _SINCE = 12, 11
_FEW, _MANY, _ALONE = 12, 14, 24

#: The hottest cell, and the ground of a cell that is not hot at all.
_HOT, _COLD = (0x8F, 0xB4, 0xF5), (0xFF, 0xFF, 0xFF)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell of a heat map: its text and the colour of its ground ('' for none)."""

    text: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A list in the report: a table, a heat map under its headings, or a drawing; then what is said of it."""

    note: str
    table: Table | None = None
    chart: Figures | None = None
    heads: tuple[str, ...] = ()
    heat: tuple[tuple[HeatCell, ...], ...] = ()
    caption: str = ""


def customers(setting: Setting) -> Section | None:
    """Which customers come back, and the segments of all of them."""
    blocks = [*_cohorts(setting), *_rfm(setting)]
    title = setting.translate(msg("Customers: who comes back"))
    return Section("list_customers", title, tuple(blocks)) if blocks else None


def work(setting: Setting) -> Section | None:
    """Whom to call about money, which products bring it, and how the tasks burn down."""
    most = _FEW if setting.bundle.preset else _MANY
    blocks = [*_callback(setting, most), *_abc(setting)]
    if setting.bundle.preset is None:
        blocks += _burndown(setting)
    title = setting.translate(msg("Lists to work through"))
    return Section("list_work", title, tuple(blocks)) if blocks else None


def callback(setting: Setting) -> Section | None:
    """Whom to call about money, alone: for a report by goal that has no page of lists; that of everything has one."""
    blocks = _callback(setting, _ALONE) if setting.bundle.preset is not None else []
    title = setting.translate(msg("Signed and not paid: whom to call"))
    return Section("list_work", title, tuple(blocks)) if blocks else None


def _listing(setting: Setting, list_id: str) -> Listing | None:
    return next((one for one in setting.bundle.lists if one.id == list_id), None)


def _text(setting: Setting, cell: Cell, kind: Kind) -> str:
    bundle = setting.bundle
    return cell_text(cell, kind, bundle.currency, setting.translate, contacts=bundle.contacts)


def _said(setting: Setting, listing: Listing) -> str:
    """Totals, flags and notes in one line."""
    totals = "; ".join(
        f"{name}: {value}" for name, value in total_text(listing, setting.bundle.currency, setting.translate)
    )
    rest = [setting.translate(flag.message).capitalize() + "." for flag in listing.flags]
    return " ".join((f"{totals}.", *rest, *(setting.translate(note) for note in listing.notes)))


def _cohorts(setting: Setting) -> list[Block]:
    """The last cohorts with the share that bought again in each month since."""
    listing = _listing(setting, "cohorts")
    if listing is None or not any(column.group == "again" for column in listing.table.columns):
        return []
    table = listing.table
    lines = table.lines[-_COHORTS - 1 : -1] if len(table.lines) > _COHORTS else table.lines
    places = [0, 1, *[place for place in shown_columns(table, "again") if table.columns[place].group][:_SINCE]]
    hot = [line.cells[place] for line in lines for place in places[2:]]
    most = max((value for value in hot if isinstance(value, Decimal)), default=Decimal(0))
    rows = []
    for line in lines:
        cells = [HeatCell(_text(setting, line.cells[place], table.columns[place].kind)) for place in places[:2]]
        for place in places[2:]:
            value = line.cells[place]
            ground = _ground(value / most) if isinstance(value, Decimal) and most else ""
            cells.append(HeatCell(_text(setting, value, Kind.SHARE), ground))
        rows.append(tuple(cells))
    heads = tuple(setting.translate(table.columns[place].name) for place in places)
    caption = setting.translate(msg("Share of a cohort that bought again, by months since"))
    return [Block(_said(setting, listing), heads=heads, heat=tuple(rows), caption=caption)]


def _ground(share: Decimal) -> str:
    parts = (round(cold + (hot - cold) * float(share)) for hot, cold in zip(_HOT, _COLD, strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _rfm(setting: Setting) -> list[Block]:
    listing = _listing(setting, "rfm")
    if listing is None:
        return []
    (segments,) = listing.beside
    return [Block(_said(setting, listing), _table(setting, segments, NAMES["rfm"][0]))]


def _table(setting: Setting, table: model.Table, caption: Message) -> Table:
    heads = tuple(setting.translate(column.name) for column in table.columns)
    kinds = [column.kind for column in table.columns]
    rows = tuple(
        tuple(_text(setting, cell, kind) for cell, kind in zip(line.cells, kinds, strict=True)) for line in table.lines
    )
    return Table(setting.translate(caption), heads, rows)


def _callback(setting: Setting, most: int) -> list[Block]:
    """The oldest unpaid contracts; of many only the first, and it says so."""
    listing = _listing(setting, "callback")
    if listing is None:
        return []
    wanted = ("customer", "contract", "day", "days", "amount")
    places = [listing.table.place(name) for name in wanted]
    own = replace(
        listing.table,
        columns=tuple(listing.table.columns[place] for place in places),
        lines=tuple(
            replace(line, cells=tuple(line.cells[place] for place in places)) for line in listing.table.lines[:most]
        ),
    )
    note = _said(setting, listing)
    if len(listing.table.lines) > most:
        cut = msg("The first {shown} of {all} are shown; the workbook has them all.", shown=most,
                  all=len(listing.table.lines))  # fmt: skip
        note = f"{setting.translate(cut)} {note}"
    return [Block(note, _table(setting, own, NAMES["callback"][0]))]


def _abc(setting: Setting) -> list[Block]:
    listing = _listing(setting, "abc")
    if listing is None:
        return []
    (classes,) = listing.beside
    return [Block(_said(setting, listing), _table(setting, classes, NAMES["abc"][0]))]


def _burndown(setting: Setting) -> list[Block]:
    """All tasks by day, and how the largest sprints or projects stand."""
    listing = _listing(setting, "burndown")
    if listing is None:
        return []
    chart = burndown_chart(listing, WHOLE, setting.translate, 158)
    drawn = Figures(setting.translate(NAMES["burndown"][0]), "", "", Markup(svg_text(chart)))
    return [Block(_said(setting, listing), chart=drawn)]
