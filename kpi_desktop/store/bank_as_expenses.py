"""Payments of the bank count as expenses, by article and month, where no accrual tells that expense (NUMBERS 10).

Only rows of the classes 'expense article' and 'salary' do: goods, taxes, loans, the owner's money and transfers are
something else. A month that has expenses of its own takes only articles of the bank that it lacks; where one of its
articles is not known by the tree, the same money might stand there twice, and the bank gives nothing. Advertising comes
from the advertising account: where the book has one, payments for advertising are advances. A month in which some
outgoing payment is of no known class gives nothing: expenses without it would be too low.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kpi_desktop.core.period import Period, add_months
from kpi_desktop.facts.articles import Articles, load_articles
from kpi_desktop.facts.streams import plain
from kpi_desktop.resources import folder
from kpi_desktop.store.coverage import coverage
from kpi_desktop.store.stream_choices import stream_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import duckdb

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.store.records import Cover

PAYMENT, EXPENSE = "payment", "expense"

#: Facts whose imports change which payments are expenses.
FACTS = frozenset({PAYMENT, EXPENSE, "advertising"})

#: The book's setting of whether the bank gives expenses at all.
BANK_EXPENSES, NEVER = "parameter:bank_expenses", "never"

#: Classes of payments that are operating expenses, and the article of those that need no purpose to be known.
_CLASSES = {"expense": "", "salary": "payroll"}

#: Classes of expenses that no payment of those classes can be.
_OUTSIDE = ("investment", "loan", "owner", "tax", "goods")

#: A stream of payments that was there this many months before is expected.
_ACTIVE_MONTHS = 3


class _Row(NamedTuple):
    """A payment that may be an expense: its row and day, its article as the file and as the tree has it, its key."""

    batch: int
    rowid: int
    day: date
    own_article: int
    article: str
    key: str


@dataclass(slots=True)
class _Accrual:
    """What a month's own expenses tell: their articles, and whether one of them is unknown."""

    keys: set[str]
    unknown: bool = False


def settle_bank_expenses(conn: duckdb.DuckDBPyConnection, facts: Mapping[str, FactTable]) -> None:
    """Make the bank's part of the expenses anew, after an import, an undo or a choice of the owner."""
    conn.execute(f"DELETE FROM {EXPENSE} WHERE batch IN (SELECT id FROM batch WHERE fact = '{PAYMENT}')")
    conn.execute("DELETE FROM bank_expense")
    found = conn.execute("SELECT value FROM setting WHERE key = ?", [BANK_EXPENSES]).fetchall()
    if found and found[0][0] == NEVER:
        return
    rows = _payments(conn, facts[PAYMENT])
    if not rows:
        return
    paid_out = conn.execute(f"SELECT DISTINCT batch FROM {PAYMENT} WHERE direction = 1").fetchall()
    spending = {batch for (batch,) in paid_out}
    covers = [cover for cover in coverage(conn, PAYMENT) if cover.batch in spending]
    told, unclear = _told_months(conn), _unclear_months(conn, facts[PAYMENT])
    entering: list[_Row] = []
    for month in sorted({month for cover in covers for month in Period(cover.first, cover.end).months()}):
        own, whole = told.get(month.start), _whole(covers, month)
        counts = month.start not in unclear and (own is None or (not own.unknown and whole))
        if counts or own is not None:
            _note(conn, covers, month, counts=counts)
        if counts:
            entering += [row for row in rows if month.holds(row.day) and _lacks(own, row)]
        if counts and own is None and whole:
            _relieve_accrual(conn, month)
    _enter(conn, entering, facts[EXPENSE])


def _unclear_months(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> set[date]:
    """The months with an outgoing payment that no rule knows, by their first day."""
    unknown = fact.column("class").choices.index("unclassified")
    rows = conn.execute(
        f"SELECT DISTINCT CAST(DATE_TRUNC('month', day) AS DATE) FROM {PAYMENT} "
        f"WHERE direction = 1 AND COALESCE(class, {unknown}) = {unknown}"
    ).fetchall()
    return {month for (month,) in rows}


def _lacks(own: _Accrual | None, row: _Row) -> bool:
    """Whether the month's own expenses do not tell this one: without any, all; else what surely is another article."""
    return own is None or (bool(row.key) and row.key not in own.keys)


def _payments(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> list[_Row]:
    """Outgoing payments of the classes that are expenses, without goods, taxes and what an account of its own tells."""
    classes = fact.column("class").choices
    listed = ", ".join(str(classes.index(name)) for name in _CLASSES)
    account = bool(conn.execute("SELECT 1 FROM advertising WHERE cost <> 0 LIMIT 1").fetchall())
    tree, known = article_tree(), dict[tuple[str, str, str], tuple[str, str] | None]()
    found = []
    for batch, rowid, day, number, purpose, code, text in conn.execute(
        f"SELECT p.batch, p.rowid, p.day, p.class, COALESCE(p.purpose, ''), p.article, COALESCE(m.value, '') "
        f"FROM {PAYMENT} p LEFT JOIN member m ON m.dimension = 'article' AND m.code = p.article "
        f"WHERE p.direction = 1 AND p.class IN ({listed}) ORDER BY p.day, p.batch, p.src_sheet, p.src_row"
    ).fetchall():
        asked = (classes[number], text, purpose)
        if asked not in known:
            known[asked] = _article_of(tree, *asked, account=account)
        place = known[asked]
        if place is not None:
            found.append(_Row(batch, rowid, day, code, *place))
    return found


def _article_of(tree: Articles, kind: str, text: str, purpose: str, *, account: bool) -> tuple[str, str] | None:
    """The article of the tree ('' for none) and what it is compared by; None for what is no expense by the bank."""
    found = tree.named(_CLASSES[kind]) if _CLASSES[kind] else tree.of(text) or (None if text else tree.of(purpose))
    if found is None:
        return "", plain(text)
    if not found.bank or (account and found.expense_class == "advertising"):
        return None
    return found.id, found.id


def _told_months(conn: duckdb.DuckDBPyConnection) -> dict[date, _Accrual]:
    """The months that have expenses of their own, by their first day; what a marketplace deducts is never the bank's.

    Expenses that were entered by hand are one figure: none of their articles is known.
    """
    told: dict[date, _Accrual] = defaultdict(lambda: _Accrual(set()))
    markets = stream_rules().rank("marketplace").recognised
    own = {
        batch
        for batch, recognised in conn.execute(f"SELECT id, recognised FROM batch WHERE fact = '{EXPENSE}'").fetchall()
        if str(recognised).split(":", maxsplit=1)[0].strip() not in markets
    }
    for cover in coverage(conn, EXPENSE):
        if cover.batch in own:
            for month in Period(cover.first, cover.end).months():
                told[month.start]
    for month, batch, text in conn.execute(
        "SELECT DISTINCT CAST(DATE_TRUNC('month', e.day) AS DATE), e.batch, COALESCE(m.value, '') "
        f"FROM {EXPENSE} e LEFT JOIN member m ON m.dimension = 'article' AND m.code = e.article"
    ).fetchall():
        if batch in own:
            article = article_tree().of(text)
            told[month].keys.add(article.id if article else plain(text))
            told[month].unknown |= article is None
    for first, end in conn.execute(
        "SELECT DISTINCT first_day, end_day FROM kept WHERE STARTS_WITH(measure, 'expenses') AND value IS NOT NULL "
        "AND batch IN (SELECT id FROM batch WHERE fact = 'kept' AND state = 'live')"
    ).fetchall():
        for stretch in Period(first, end).months():
            told[stretch.start].unknown = True
    return dict(told)


def _whole(covers: Iterable[Cover], month: Period) -> bool:
    """Whether every stream of payments that is expected in the month covers all of its days."""
    since = add_months(month.start, -_ACTIVE_MONTHS)
    days: dict[int, list[Period]] = defaultdict(list)
    for cover in covers:
        if cover.first < month.end and cover.end > since:
            days[cover.source_id].append(Period(cover.first, cover.end))
    return all(_reaches(found, month) for found in days.values())


def _reaches(found: list[Period], month: Period) -> bool:
    reached = month.start
    for days in sorted(found, key=lambda one: one.start):
        if days.start <= reached:
            reached = max(reached, days.end)
    return reached >= month.end


def _note(conn: duckdb.DuckDBPyConnection, covers: Iterable[Cover], month: Period, *, counts: bool) -> None:
    """The days of the payments in the month; all of it where the month's own expenses answer for it instead."""
    for cover in covers:
        first, end = max(cover.first, month.start), min(cover.end, month.end)
        if first >= end:
            continue
        first, end = (first, end) if counts else (month.start, month.end)
        conn.execute("INSERT INTO bank_expense VALUES (?, ?, ?, ?)", [cover.batch, first, end, counts])


def _relieve_accrual(conn: duckdb.DuckDBPyConnection, month: Period) -> None:
    """In a month that only the bank tells, no table of expenses lacks."""
    conn.execute(
        "INSERT INTO bank_expense SELECT MAX(id), ?, ?, FALSE FROM batch "
        f"WHERE fact = '{EXPENSE}' AND state = 'live' GROUP BY source_id",
        [month.start, month.end],
    )


def _enter(conn: duckdb.DuckDBPyConnection, rows: list[_Row], fact: FactTable) -> None:
    """Put the payments beside the expenses, under the number and the row of their own import."""
    if not rows:
        return
    classes = fact.column("class").choices
    codes = {name: _member(conn, name) for name in {row.article for row in rows if not row.own_article} if name}
    listed = []
    for row in rows:
        kind = article_tree().named(row.article).expense_class if row.article else ""
        listed.append([row.rowid, row.own_article or codes.get(row.article, 0), classes.index(kind) if kind else None])
    conn.execute("CREATE TEMP TABLE bank_found (line BIGINT, article INTEGER, class TINYINT)")
    try:
        conn.executemany("INSERT INTO bank_found VALUES (?, ?, ?)", listed)
        conn.execute(
            f"INSERT INTO {EXPENSE} (batch, src_sheet, src_row, day, amount, class, article, channel, "
            "department, vat_amount, vat_rate) "
            f"SELECT p.batch, p.src_sheet, p.src_row, p.day, p.amount, b.class, b.article, 0, 0, "
            f"p.vat_amount, p.vat_rate FROM {PAYMENT} p "
            "JOIN bank_found b ON b.line = p.rowid ORDER BY p.day, p.batch, p.src_sheet, p.src_row"
        )
    finally:
        conn.execute("DROP TABLE bank_found")


def _member(conn: duckdb.DuckDBPyConnection, article: str) -> int:
    """The code of an article of the tree under its name in the book's language."""
    language = conn.execute("SELECT value FROM meta WHERE key = 'language'").fetchall()
    one = article_tree().named(article)
    name = one.name_en if language and language[0][0] == "en" else one.name_ru
    known = conn.execute("SELECT code FROM member WHERE dimension = 'article' AND value = ?", [name]).fetchall()
    if not known:
        known = conn.execute(
            "INSERT INTO member SELECT 'article', COALESCE(MAX(code), 0) + 1, ? FROM member "
            "WHERE dimension = 'article' RETURNING code",
            [name],
        ).fetchall()
    return int(known[0][0])


@cache
def article_tree() -> Articles:
    """The tree of articles that the program comes with."""
    return load_articles((folder("formulas") / "articles.toml").read_text("utf-8"))
