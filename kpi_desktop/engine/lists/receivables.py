"""What customers owe: by account 62 of 1C; without it contracts, and without those orders that were shipped unpaid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.lists.model import (
    Column,
    Kind,
    Line,
    Listing,
    Table,
    Total,
    Word,
    days_since,
    known_note,
    lacking,
    nothing,
)
from kpi_desktop.engine.lists.unpaid import due_days, row_where, unpaid_contracts
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.facts.batch import SourceRef
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine

_LEDGER = "debt_by_ledger"
_CUSTOMERS = "62"

#: How long a debt is overdue: the last day of each span, and its name.
_SPANS = (
    (0, Word("not_due", msg("not due yet"))),
    (30, Word("to_30", msg("1 to 30 days"))),
    (60, Word("to_60", msg("31 to 60 days"))),
    (90, Word("to_90", msg("61 to 90 days"))),
)
_OLD = Word("over_90", msg("over 90 days"))

_BY_LEDGER = (
    Column("customer", msg("Customer"), Kind.TEXT),
    Column("account", msg("Account"), Kind.TEXT),
    Column("amount", msg("Debt"), Kind.MONEY),
)
_AGED = (
    Column("customer", msg("Customer"), Kind.TEXT),
    Column("document", msg("Document"), Kind.TEXT),
    Column("day", msg("Date"), Kind.DAY),
    Column("due", msg("Due"), Kind.DAY),
    Column("days", msg("Days overdue"), Kind.COUNT),
    Column("span", msg("Overdue"), Kind.WORD),
    Column("amount", msg("Debt"), Kind.MONEY),
)


@dataclass(frozen=True, slots=True)
class _Debt:
    """One unpaid contract or order."""

    customer: str
    document: str
    day: date
    amount: Decimal | None
    source: SourceRef
    where: str


def receivables(engine: Engine, period: Period) -> Listing:
    """Open balances of customers at the period's end, from the best source that the book has."""
    by_ledger = engine.leaf_values([Leaf(_LEDGER)], [period])[Leaf(_LEDGER), period.month_text, None]
    if not isinstance(by_ledger, Missing):
        return _by_ledger(engine, period)
    no_contracts = lacking(engine, "contract", ("paid_day", "total"), period.end)
    if no_contracts is None:
        found = [_Debt(one.customer, one.contract, one.signed, one.total, one.source, one.where)
                 for one in unpaid_contracts(engine, period)]  # fmt: skip
        return _aged(engine, period, "contract", found)
    if lacking(engine, "order", ("paid_day", "shipped_day"), period.end) is None:
        return _aged(engine, period, "order", _shipped(engine, period))
    text = msg("The book has no balances of customers: no account 62, no contracts or orders with their payment dates")
    missing = Missing(Reason.NO_DATA, text, "ledger", ("ledger", *(no_contracts.unlock)))
    return nothing(engine, "receivables", period, "ledger", missing)


def _by_ledger(engine: Engine, period: Period) -> Listing:
    """Closing debit of the lowest accounts under 62 on the last day of the period that has them."""
    lo, hi = day_literal(period.start), day_literal(period.end)
    rows = engine.book.run(
        "SELECT f.day, m.value, f.account, f.counterparty, COALESCE(v.value, ''), SUM(f.closing_debit)\n"
        "FROM ledger f JOIN member m ON m.dimension = 'account' AND m.code = f.account\n"
        "LEFT JOIN key_value v ON v.kind = 'counterparty' AND v.code = f.counterparty\n"
        f"WHERE f.day >= {lo} AND f.day < {hi} AND {engine.counting('ledger', period)}\n"
        "GROUP BY f.day, m.value, f.account, f.counterparty, v.value"
    )
    ours = [row for row in rows if row[1] == _CUSTOMERS or str(row[1]).startswith(f"{_CUSTOMERS}.")]
    last = max(row[0] for row in ours)
    accounts = {str(row[1]) for row in ours if row[0] == last}
    lines = []
    for day, account, code, who, name, amount in ours:
        if day != last or not amount or any(other.startswith(f"{account}.") for other in accounts):
            continue
        person = "f.counterparty IS NULL" if who is None else f"f.counterparty = {who}"
        where = f"f.day = {day_literal(last)} AND f.account = {code} AND {person}"
        lines.append(Line((name, account, money(amount)), f"{where} AND {engine.counting('ledger', period)}"))
    lines.sort(key=lambda line: (-_amount(line, 2), str(line.cells[0])))
    total = money(sum((_amount(line, 2) for line in lines), Decimal(0)))
    notes = (msg("Closing debit of account 62. The report has no dates of debts: days overdue are not known."),)
    table = Table("receivables", msg("Debts of customers"), _BY_LEDGER, tuple(lines))
    totals = (Total("total", msg("Customers owe"), total, Kind.MONEY, "receivables"),)
    return Listing("receivables", period, last, table, "ledger", totals, notes=notes)


def _shipped(engine: Engine, period: Period) -> list[_Debt]:
    end = day_literal(period.end)
    rows = engine.book.run(
        "SELECT COALESCE(c.key, ''), COALESCE(d.number, ''), f.shipped_day, f.amount, f.batch,\n"
        "COALESCE(b.file_name, ''), f.src_sheet, COALESCE(h.name, ''), f.src_row\n"
        'FROM "order" f LEFT JOIN batch b ON b.id = f.batch\n'
        "LEFT JOIN batch_sheet h ON h.batch = f.batch AND h.idx = f.src_sheet\n"
        "LEFT JOIN document d ON d.code = f.document LEFT JOIN customer_key c ON c.code = f.customer_of_file\n"
        f"WHERE f.shipped_day < {end} AND (f.paid_day IS NULL OR f.paid_day >= {end})\n"
        "AND (f.cancelled IS NULL OR NOT f.cancelled)\nORDER BY f.shipped_day, f.batch, f.src_sheet, f.src_row"
    )
    return [
        _Debt(customer, number, day, amount, SourceRef(batch, file, sheet, row), row_where(batch, place, row))
        for customer, number, day, amount, batch, file, place, sheet, row in rows
    ]


def _aged(engine: Engine, period: Period, fact: str, found: list[_Debt]) -> Listing:
    grace, known = due_days(engine), engine.known_day(fact, period)
    lines = []
    for one in found:
        due_day = one.day + grace
        late = days_since(due_day, known)
        cells = (one.customer, one.document, one.day, due_day, late, span_of(int(late)), one.amount)
        lines.append(Line(cells, one.where, one.source))
    lines.sort(key=lambda line: (-_amount(line, 4), -_amount(line, 6), str(line.cells[0])))
    due = nmsg("Due {n} day after signing", "Due {n} days after signing", n=grace.days)
    totals = [Total("total", msg("Customers owe"), _total(lines), Kind.MONEY, "receivables")]
    overdue = _total([line for line in lines if _amount(line, 4) > 0])
    totals.append(Total("overdue", msg("Of this overdue"), overdue, Kind.MONEY, "receivables_overdue"))
    if fact == "order":
        due = nmsg("Due {n} day after shipping", "Due {n} days after shipping", n=grace.days)
        totals = [Total(one.id, one.name, one.value, one.kind) for one in totals]
    table = Table("receivables", msg("Debts of customers"), _AGED, tuple(lines))
    return Listing(
        "receivables", period, known, table, fact, tuple(totals),
        notes=(due, *known_note(engine, fact, known)), beside=(_spans(lines),) if lines else (),
    )  # fmt: skip


def span_of(late: int) -> Word:
    """The span of days overdue that a debt falls into."""
    return next((word for last, word in _SPANS if late <= last), _OLD)


def _spans(lines: list[Line]) -> Table:
    columns = (Column("span", msg("Overdue"), Kind.WORD), Column("count", msg("Documents"), Kind.COUNT),
               Column("amount", msg("Debt"), Kind.MONEY))  # fmt: skip
    made = []
    for word in (*(word for _, word in _SPANS), _OLD):
        inside = [line for line in lines if line.cells[5] == word]
        made.append(Line((word, Decimal(len(inside)), _total(inside))))
    return Table("spans", msg("By days overdue"), columns, tuple(made))


def _total(lines: list[Line]) -> Decimal:
    return money(sum((_amount(line, 6) for line in lines), Decimal(0)))


def _amount(line: Line, place: int) -> Decimal:
    value = line.cells[place]
    return value if isinstance(value, Decimal) else Decimal(0)
