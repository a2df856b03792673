"""The VAT of the rows of a sheet as columns of the book, and what does not fit together in it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.mapping import AMOUNT_BARE, COST_BARE, EXTRA_TARGETS
from kpi_desktop.ingest.purpose_vat import vats_of
from kpi_desktop.ingest.sales import turned
from kpi_desktop.ingest.vat_columns import amounts, between, disagreeing, rates, too_early

if TYPE_CHECKING:
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.assemble import FactColumns
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.importers.rows import Reading, Rows
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.vat_columns import Vats

#: Targets that are read here and not by their kind alone.
VAT_TARGETS = frozenset({"vat_amount", "vat_rate", *EXTRA_TARGETS})


def put_vat(job: Job, layout: Layout, reading: Reading, rows: Rows, found: FactColumns) -> list[Issue]:
    """Add the rows' amount and rate of VAT; returns what is odd about them."""
    vat = _amounts(reading, rows)
    rate = rates(rows.by_target["vat_rate"], rows.days) if "vat_rate" in rows.by_target else None
    if reading.fact.id == "payment" and vat is None and rate is None:
        _by_purpose(reading, rows, found)
    if vat is not None:
        scaled = vat.scaled if rows.lines is None else turned(rows.lines, vat.scaled)
        found.arrays["vat_amount"] = numbers.decimal_array(scaled, vat.valid, 4)
        if "vat_amount" in rows.by_target:
            found.bad["vat_amount"] = vat.bad
    if rate is not None:
        found.arrays["vat_rate"] = numbers.decimal_array(rate.scaled, rate.valid, 6)
        found.bad["vat_rate"] = rate.bad
    cost = rows.by_target.get("cost"), rows.by_target.get(COST_BARE)
    if cost[0] is not None and cost[1] is not None and "cost_vat" not in rows.by_target:
        more = between(cost[0], cost[1], reading.sign)
        found.arrays["cost_vat"] = numbers.decimal_array(more.scaled, more.valid, 4)
    return _odd(job, layout, rows, vat, rate) if rate is not None else []


def _amounts(reading: Reading, rows: Rows) -> Vats | None:
    """By the column of VAT, else as the difference of the amounts with it and without."""
    if "vat_amount" in rows.by_target:
        return amounts(rows.by_target["vat_amount"], reading.sign)
    whole, bare = rows.by_target.get(reading.fact.main), rows.by_target.get(AMOUNT_BARE)
    return between(whole, bare, reading.sign) if whole is not None and bare is not None else None


def _by_purpose(reading: Reading, rows: Rows, found: FactColumns) -> None:
    """What the purposes of payments say of the VAT in them; nothing where none says anything."""
    import pyarrow as pa

    if not {"purpose", reading.fact.main} <= rows.by_target.keys():
        return
    cells = rows.by_target["purpose"]
    paid = numbers.read_numbers(rows.by_target[reading.fact.main], 4, reading.sign)
    purposes = [cells.shown(row) for row in range(len(cells.kinds))]
    sums = [Decimal(int(one)).scaleb(-4) if there else None for one, there in zip(paid.scaled, paid.valid, strict=True)]
    vat, rates_told = vats_of(purposes, sums)
    for name, values, places in (("vat_amount", vat, 4), ("vat_rate", rates_told, 6)):
        if any(value is not None for value in values):
            found.arrays[name] = pa.array(values, pa.decimal128(18, places))


def _odd(job: Job, layout: Layout, rows: Rows, vat: Vats | None, rate: Vats) -> list[Issue]:
    issues, sheet = [], layout.table.sheet
    early = int(too_early(rate, rows.days).sum())
    if early:
        text = nmsg(
            "{n} row states a rate of VAT that was not yet in force on its day",
            "{n} rows state a rate of VAT that was not yet in force on their day",
            n=early,
        )
        fix = msg("Check the dates and the rates in the file: the rows count by what they state")
        issues.append(job.warning("vat_rate_early", text, fix=fix, sheet=sheet))
    apart = 0 if vat is None or rows.lines is None else int(disagreeing(rows.lines.amount, vat, rate).sum())
    if apart:
        text = nmsg(
            "{n} row has another amount of VAT than its rate gives: the amount counts",
            "{n} rows have another amount of VAT than their rate gives: the amounts count",
            n=apart,
        )
        issues.append(job.warning("vat_disagrees", text, sheet=sheet))
    return issues
