"""One sheet of a table as facts: rows told from totals, cells read as their kinds, everything unreadable listed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.assemble import FactColumns, Manner, fill
from kpi_desktop.ingest.dates import Days, read_days
from kpi_desktop.ingest.event_days import nothing_happened, without_not_yet
from kpi_desktop.ingest.headings import currency_code
from kpi_desktop.ingest.importers.deal_stages import named_over, told_by_stage
from kpi_desktop.ingest.importers.row_vat import VAT_TARGETS, put_vat
from kpi_desktop.ingest.importers.rows import Reading, Rows, data_rows
from kpi_desktop.ingest.importers.survey_kind import kind_in, kind_of_scale
from kpi_desktop.ingest.importers.weeks import grain_of
from kpi_desktop.ingest.mapping import EXTRA_TARGETS, LINE_PROFIT, LIST_PRICE
from kpi_desktop.ingest.normalise import dictionary_array, read_cells
from kpi_desktop.ingest.responses import sum_responses
from kpi_desktop.ingest.sales import SaleLines, buyers, sale_arrays, times
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from datetime import date

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.job import Job

#: So many rows of one kind are listed one by one; the rest is counted.
LISTED = 50
#: A total of the file may differ from the sum of its rounded lines by less than this.
_TOLERANCE = Decimal("0.01")
_SALE_MONEY = frozenset({"amount", "quantity", "price", "cost", "kind", "discount"})


@dataclass(slots=True)
class SheetFacts:
    """The facts of one sheet and what is told about it."""

    arrays: dict[str, pa.Array]
    rows: int
    span: tuple[date, date] | None
    grain: Grain
    raw_total: Decimal | None
    own_total: Decimal | None
    imported_total: Decimal | None
    counts: dict[int, tuple[int, int, int]]
    returns_seen: bool
    returns_turned: bool
    issues: list[Issue] = field(default_factory=list)
    dropped: int = 0
    foreign: tuple[date, ...] = ()
    weekly: bool = False


def read_sheet(job: Job, layout: Layout, reading: Reading) -> SheetFacts:
    """Read one sheet: every row is a fact, a total, a note, or listed as unreadable."""
    start, stop = layout.first, layout.table.rows
    cells = {index: read_cells(layout.table.columns[index], start, stop) for index in reading.targets}
    issues: list[Issue] = []
    rows, own_total = data_rows(job, layout, reading, cells, issues)
    bad_rows, counts = _unreadable_rows(job, layout, reading, rows, issues)
    keep = ~bad_rows
    arrays, bad = _columns(job, layout, reading, rows, issues)
    mask = None if keep.all() else keep
    if mask is not None:
        arrays = {name: array.filter(_arrow_mask(mask)) for name, array in arrays.items()}
    _list_bad_cells(job, layout, reading, (rows, bad, keep), issues)
    if reading.days is not None:
        arrays["day"] = _same_day(reading.days[0], int(keep.sum()))
    sheet_rows = layout.table.sheet_rows(rows.place[keep] + start)
    arrays["src_row"] = _arrow(sheet_rows)
    days = rows.days
    span = _span(days, keep) if reading.days is None else reading.days
    raw, imported = _controls(reading, rows, keep)
    _reconcile(job, layout, own_total, raw, issues)
    lines = rows.lines
    weeks = grain_of(layout)
    return SheetFacts(
        arrays=arrays,
        rows=len(np.unique(layout.table.sheet_rows(rows.place + start))),
        span=span if weeks is None or span is None else (span[0], weeks[1]),
        grain=_grain(layout, reading, days) if weeks is None else weeks[0],
        weekly=weeks is not None,
        raw_total=raw,
        own_total=own_total,
        imported_total=imported,
        counts=counts,
        returns_seen=lines is not None and bool((lines.kind != 0).any()),
        returns_turned=lines is not None and lines.turned > 0,
        issues=issues,
        dropped=int((~keep).sum()),
        foreign=rows.foreign,
    )


def _grain(layout: Layout, reading: Reading, days: Days | None) -> Grain:
    return Grain.MONTH if days is not None and (days.months or _by_months(layout, reading, days)) else Grain.DAY


def _by_months(layout: Layout, reading: Reading, days: Days) -> bool:
    """Whether a column of months holds the first days of months: such rows stand for whole months."""
    index = next((index for index, target in reading.targets.items() if target == "day"), None)
    if index is None or not layout.headings[index].key.startswith(("месяц", "month")):
        return False
    found = days.seconds[days.valid].astype("datetime64[s]").astype("datetime64[D]")
    return bool(len(found) and (found == found.astype("datetime64[M]").astype("datetime64[D]")).all())


def _same_day(day: date, size: int) -> pa.Array:
    """The day of all rows of a table without dates."""
    import pyarrow as pa

    return pa.array([day], pa.date32()).take(pa.array(np.zeros(size, dtype=np.int8)))


def _arrow(values: NDArray[np.int32]) -> pa.Array:
    import pyarrow as pa

    return pa.array(values)


def _arrow_mask(mask: NDArray[np.bool_]) -> pa.Array:
    import pyarrow as pa

    return pa.array(mask)


def _unreadable_rows(
    job: Job, layout: Layout, reading: Reading, rows: Rows, issues: list[Issue]
) -> tuple[NDArray[np.bool_], dict[int, tuple[int, int, int]]]:
    """Rows that cannot be facts: no day, no amount. They are listed and left out, never guessed."""
    size = len(rows.place)
    bad = np.zeros(size, dtype=bool)
    heads = {target: layout.headings[index].text for index, target in reading.targets.items()}
    if rows.days is not None:
        wrong = ~rows.days.valid
        _list_rows(job, layout, rows, wrong, ("date_unreadable", "day", heads), issues)
        bad |= wrong
    main = reading.fact.main
    if rows.lines is not None:
        wrong = ~rows.lines.valid & ~bad
        target = "amount" if "amount" in heads else "price"
        _list_rows(job, layout, rows, wrong, ("amount_unreadable", target, heads), issues)
        bad |= wrong
    elif main and main in rows.by_target:
        cells = rows.by_target[main]
        wrong = ~numbers.read_numbers(cells, 4, reading.sign_of(main, cells)).valid & ~bad
        _list_rows(job, layout, rows, wrong, ("amount_unreadable", main, heads), issues)
        bad |= wrong
    counts = {index: _counts(reading, target, rows, index) for index, target in reading.targets.items()}
    return bad, counts


def _counts(reading: Reading, target: str, rows: Rows, index: int) -> tuple[int, int, int]:
    """Valid, doubtful and empty cells of one column."""
    cells = rows.cells[index]
    filled = int(cells.filled.sum())
    doubtful = int((cells.kinds == Cell.ERROR).sum())
    kind = kind_of(reading, target)
    if target == "day" and rows.days is not None:
        doubtful = int(rows.days.bad.sum())
    elif kind is Kind.DATE:
        doubtful = int(read_days(cells, order=reading.order).bad.sum())
    elif kind in {Kind.MONEY, Kind.QUANTITY, Kind.COUNT}:
        doubtful = int(numbers.read_numbers(cells, 4, reading.sign_of(target, cells)).bad.sum())
    return filled - doubtful, doubtful, len(cells.kinds) - filled


def kind_of(reading: Reading, target: str) -> Kind:
    """What a target holds; a free column is a number or a text."""
    if target in EXTRA_TARGETS:
        return Kind.MONEY
    if target.startswith("x_"):
        return Kind.QUANTITY if target in reading.measures else Kind.DIMENSION
    return reading.fact.column(target).kind


def _list_rows(
    job: Job,
    layout: Layout,
    rows: Rows,
    wrong: NDArray[np.bool_],
    about: tuple[str, str, MappingType[str, str]],
    issues: list[Issue],
) -> None:
    code, target, heads = about
    places = np.flatnonzero(wrong).tolist()
    cells = rows.by_target.get(target)
    for place in places[:LISTED]:
        row = layout.table.sheet_row(int(rows.place[place]) + layout.first)
        shown = cells.shown(place) if cells is not None else ""
        issues.append(
            job.warning(code, _row_message(code, shown), fix=_row_fix(code), sheet=layout.table.sheet, row=row,
                column=heads.get(target, ""),
            )
        )  # fmt: skip
    if len(places) > LISTED:
        more = nmsg("{n} more row like these was not imported", "{n} more rows like these were not imported",
                    n=len(places) - LISTED)  # fmt: skip
        issues.append(job.warning(code, more, sheet=layout.table.sheet, column=heads.get(target, "")))


def _row_message(code: str, shown: str) -> Message:
    if code == "date_unreadable":
        if not shown:
            return msg("The row has no date and was not imported")
        return msg("“{text}” is not a date; the row was not imported", text=shown[:80])
    if not shown:
        return msg("The row has no amount and was not imported")
    return msg("“{text}” is not an amount; the row was not imported", text=shown[:80])


def _row_fix(code: str) -> Message:
    if code == "date_unreadable":
        return msg("Correct the date in the file and import it again")
    return msg("Correct the amount in the file and import it again")


def _columns(
    job: Job, layout: Layout, reading: Reading, rows: Rows, issues: list[Issue]
) -> tuple[dict[str, pa.Array], dict[str, NDArray[np.bool_]]]:
    found = FactColumns()
    computed = VAT_TARGETS | (_SALE_MONEY | {"customer", "time"} if rows.lines is not None else frozenset())
    for target, cells in rows.by_target.items():
        if target not in computed:
            kind = kind_of(reading, target)
            choices = reading.fact.column(target).choices if kind is Kind.CHOICE else ()
            sign = reading.sign_of(target, cells)
            fill(
                found,
                target,
                without_not_yet(target, cells),
                Manner(kind, sign, reading.order, choices, layout.table.date1904),
            )
    issues += put_vat(job, layout, reading, rows, found)
    issues += nothing_happened(job, reading.fact, rows.by_target, layout.table.sheet)
    if "currency" in found.arrays:
        found.arrays["currency"] = _codes_of_currencies(found.arrays["currency"])
    if rows.lines is not None:
        _sale_columns(job, layout, reading, rows, (found, issues))
    else:
        _clocks(found, rows, reading)
    if reading.fact.id == "advertising":
        issues += sum_responses(found, layout.table.sheet)
    if reading.fact.id == "answer" and "survey" not in rows.by_target:
        _set_survey(job, layout, reading, (rows, found), issues)
    if reading.fact.id == "deal" and "stage" in rows.by_target:
        _states_of_stages(found, rows, reading)
    return found.arrays, found.bad


def _states_of_stages(found: FactColumns, rows: Rows, reading: Reading) -> None:
    """Won, lost or open by the words of the stages, where no column says it; the owner's word goes before both."""
    stages, said = rows.by_target["stage"], reading.rules.stage_ends()
    if "status" not in rows.by_target:
        told = told_by_stage(stages, said)
        found.arrays |= {} if told is None else {"status": told}
    elif said:
        found.arrays["status"], named = named_over(found.arrays["status"], stages, said)
        if "status" in found.bad:
            found.bad["status"] = found.bad["status"] & ~named


def _clocks(found: FactColumns, rows: Rows, reading: Reading) -> None:
    """Columns of times of day beside the days: together they are moments."""
    for target, cells in rows.by_target.items():
        if rows.days is None or rows.days.clock or kind_of(reading, target) is not Kind.TIME:
            continue
        moments, bad = times(rows.days, cells)
        if moments is not None and int(bad.sum()) < int(found.bad[target].sum()):
            found.arrays[target], found.bad[target] = moments, bad


def _codes_of_currencies(named: pa.Array) -> pa.Array:
    """Currencies by their codes: «руб.» and «RUB» are one."""
    import pyarrow as pa

    words = [currency_code(word) if word else word for word in named.cast(pa.string()).to_pylist()]
    return pa.array(words, pa.string()).dictionary_encode()


def _set_survey(
    job: Job, layout: Layout, reading: Reading, into: tuple[Rows, FactColumns], issues: list[Issue]
) -> None:
    """The kind of survey that the heading of the score names, else a caption, the sheet or a scale up to five."""
    rows, found = into
    scores = [layout.headings[index].text for index, target in reading.targets.items() if target == "score"]
    kind = kind_in([*scores, *layout.captions, layout.table.sheet])
    sheet, head = layout.table.sheet, scores[0] if scores else ""
    if not kind and "score" in rows.by_target and kind_of_scale(rows.by_target["score"]):
        kind = kind_of_scale(rows.by_target["score"])
        text = msg("No answer is above 5: they are taken for satisfaction (CSAT), not for recommendation from 0 to 10")
        issues.append(job.info("scale_taken", text, sheet=sheet, column=head))
    if not kind:
        text = msg("The table does not say whether it asks about recommendation (NPS) or satisfaction (CSAT): no "
                   "figure is counted from these answers")  # fmt: skip
        fix = msg("Name the column «Оценка NPS» or «Оценка CSAT» and import the file again")
        issues.append(job.warning("survey_unknown", text, fix=fix, sheet=sheet, column=head))
        return
    choices, size = list(reading.fact.column("survey").choices), len(rows.place)
    found.arrays["survey"] = dictionary_array(np.full(size, choices.index(kind), dtype=np.int32), choices)


def _sale_columns(
    job: Job, layout: Layout, reading: Reading, rows: Rows, into: tuple[FactColumns, list[Issue]]
) -> None:
    found, issues = into
    lines = rows.lines
    assert lines is not None
    found.arrays.update(sale_arrays(lines, rows.by_target, reading.sign))
    for target in ("quantity", "price", "cost", "discount", *EXTRA_TARGETS):
        if target in rows.by_target:
            found.bad[target] = numbers.read_numbers(rows.by_target[target], 4, reading.sign).bad
    _sale_notes(job, layout, lines, issues)
    _derived_notes(job, layout, rows, issues)
    if "customer" in rows.by_target:
        found.arrays["customer"], count, names = buyers(rows.by_target["customer"])
        if count:
            about = nmsg(
                "{n} row is a sale to nobody in particular ({names}): in revenue, not among buyers",
                "{n} rows are sales to nobody in particular ({names}): in revenue, not among buyers",
                n=count,
                names=", ".join(names[:5]),
            )
            issues.append(job.info("placeholder_customer", about, sheet=layout.table.sheet))
    if rows.days is not None:
        moments, bad = times(rows.days, rows.by_target.get("time"))
        if moments is not None:
            found.arrays["time"] = moments
            found.bad["time"] = bad


def _sale_notes(job: Job, layout: Layout, lines: SaleLines, issues: list[Issue]) -> None:
    sheet = layout.table.sheet
    if lines.turned:
        text = nmsg(
            "{n} return stands in the file without a minus: its sign was turned",
            "{n} returns stand in the file without a minus: their signs were turned",
            n=lines.turned,
        )
        issues.append(job.info("returns_turned", text, sheet=sheet))
    if lines.loose:
        text = nmsg(
            "{n} amount or price has more than four decimals and was rounded",
            "{n} amounts or prices have more than four decimals and were rounded",
            n=lines.loose,
        )
        issues.append(job.info("rounded", text, sheet=sheet))
    if lines.derived:
        issues.append(job.info("amount_derived", msg("The amount is quantity × price"), sheet=sheet))


def _derived_notes(job: Job, layout: Layout, rows: Rows, issues: list[Issue]) -> None:
    """What was computed because the file has its counterpart: the owner must know before trusting a margin."""
    if LINE_PROFIT in rows.by_target:
        text = msg("The cost is the amount less the profit of the line: the file has no column of costs")
        issues.append(job.info("cost_derived", text, sheet=layout.table.sheet))
    if LIST_PRICE in rows.by_target:
        text = msg("The discount is the quantity at the price before the discount, less the amount")
        issues.append(job.info("discount_derived", text, sheet=layout.table.sheet))


def _list_bad_cells(
    job: Job,
    layout: Layout,
    reading: Reading,
    found: tuple[Rows, MappingType[str, NDArray[np.bool_]], NDArray[np.bool_]],
    issues: list[Issue],
) -> None:
    """Cells that could not be read in rows that are facts all the same: the cell stays empty."""
    rows, bad, keep = found
    heads = {target: layout.headings[index].text for index, target in reading.targets.items()}
    for target, wrong in bad.items():
        places = np.flatnonzero(wrong & keep).tolist()
        for place in places[: LISTED // 5]:
            row = layout.table.sheet_row(int(rows.place[place]) + layout.first)
            text = msg("“{text}” could not be read; the cell is empty in the book",
                       text=rows.by_target[target].shown(place)[:80])  # fmt: skip
            fix = msg("Correct the cell in the file and import it again")
            issues.append(
                job.warning("cell_unreadable", text, fix=fix, sheet=layout.table.sheet, row=row,
                          column=heads.get(target, ""))
            )  # fmt: skip
        if len(places) > LISTED // 5:
            more = nmsg("{n} more cell of this column could not be read",
                        "{n} more cells of this column could not be read", n=len(places) - LISTED // 5)  # fmt: skip
            issues.append(job.warning("cell_unreadable", more, sheet=layout.table.sheet, column=heads.get(target, "")))


def _span(days: Days | None, keep: NDArray[np.bool_]) -> tuple[date, date] | None:
    if days is None:
        return None
    if keep.all():
        return days.span()
    return Days(days.seconds, days.valid & keep, days.bad, days.order, days.undecided, days.months, days.clock).span()


def _controls(reading: Reading, rows: Rows, keep: NDArray[np.bool_]) -> tuple[Decimal | None, Decimal | None]:
    """The raw total of all data rows and the total of what goes into the book."""
    everything = np.ones(len(keep), dtype=bool)
    lines = rows.lines
    if lines is not None:
        imported = Decimal(numbers.whole_sum(lines.amount[keep & lines.valid])).scaleb(-4)
        if "amount" in rows.by_target:
            return totals.raw_sum(rows.by_target["amount"], everything, lines.signs, reading.sign), imported
        quantity, price = rows.by_target["quantity"], rows.by_target["price"]
        return totals.raw_product(quantity, price, everything, lines.signs, reading.sign), imported
    main = rows.by_target.get(reading.fact.main)
    if main is None:
        return None, None
    kind = reading.fact.column(reading.fact.main).kind
    places = {Kind.MONEY: 4, Kind.QUANTITY: 6}.get(kind, 0)
    sign = reading.sign_of(reading.fact.main, main)
    found = numbers.read_numbers(main, places, sign)
    signs = np.ones(len(keep), dtype=np.int8)
    imported = Decimal(numbers.whole_sum(found.scaled[keep & found.valid])).scaleb(-places)
    return totals.raw_sum(main, everything, signs, sign), imported


def _reconcile(job: Job, layout: Layout, own: Decimal | None, raw: Decimal | None, issues: list[Issue]) -> None:
    if own is None or raw is None or abs(own - raw) < _TOLERANCE:
        return
    issues.append(
        job.warning("total_differs",
            msg("The file's own total is {own}, its rows give {rows}", own=f"{own:f}", rows=f"{raw:f}"),
            fix=msg("Check whether the file was cut or edited by hand"), sheet=layout.table.sheet,
        )
    )  # fmt: skip
