"""Expenses whose file names no class get it by their article: the owner's word first, then the tree (NUMBERS 10).

Most tables of expenses have an article and no class. What the file itself says is never changed; which rows got their
class here is kept, so that another word of the owner gives them another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import UsageError
from kpi_desktop.facts.streams import plain
from kpi_desktop.i18n.message import msg
from kpi_desktop.store.bank_as_expenses import EXPENSE, PAYMENT, article_tree, settle_bank_expenses
from kpi_desktop.store.layout import removed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from kpi_desktop.facts.schema import FactTable

#: Who gave an article its class: its file, the owner, the tree of the program; nobody.
BY_FILE, BY_OWNER, BY_TREE, BY_NOBODY = "file", "owner", "tree", ""


@dataclass(frozen=True, slots=True)
class ArticleTotal:
    """One article of the book's expenses: its class and who gave it, how many rows and how much money."""

    article: str
    expense_class: str
    by: str
    rows: int
    amount: Decimal


def settle_expenses(conn: duckdb.DuckDBPyConnection, facts: Mapping[str, FactTable]) -> None:
    """What the bank tells of expenses, then the class of every expense, after whatever may change either."""
    settle_bank_expenses(conn, facts)
    settle_expense_classes(conn, facts[EXPENSE])


def settle_expense_classes(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> None:
    """Give anew a class to every expense whose own file gives none, where its article tells one."""
    choices, chosen = fact.column("class").choices, _chosen(conn)
    for table in (EXPENSE, removed(EXPENSE)):
        conn.execute(
            f"UPDATE {table} AS e SET class = NULL FROM expense_classed c "
            "WHERE c.batch = e.batch AND c.src_sheet = e.src_sheet AND c.src_row = e.src_row"
        )
    conn.execute("DELETE FROM expense_classed")
    known = [
        [code, choices.index(name), plain(text) in chosen]
        for code, text in _articles(conn)
        if (name := chosen.get(plain(text)) or _by_tree(text)) in choices
    ]
    conn.execute("CREATE TEMP TABLE article_found (code INTEGER, class TINYINT, owner BOOLEAN)")
    try:
        if known:
            conn.executemany("INSERT INTO article_found VALUES (?, ?, ?)", known)
        for table in (EXPENSE, removed(EXPENSE)):
            _fill(conn, table)
    finally:
        conn.execute("DROP TABLE article_found")


def _fill(conn: duckdb.DuckDBPyConnection, table: str) -> None:
    """The classes of the rows that have none; a payment of the bank takes the owner's word over that of the tree."""
    conn.execute(
        f"INSERT INTO expense_classed SELECT DISTINCT e.batch, e.src_sheet, e.src_row FROM {table} e "
        "JOIN article_found a ON a.code = e.article WHERE e.class IS NULL"
    )
    conn.execute(
        f"UPDATE {table} AS e SET class = a.class FROM article_found a WHERE a.code = e.article AND (e.class IS NULL "
        f"OR (a.owner AND e.batch IN (SELECT id FROM batch WHERE fact = '{PAYMENT}')))"
    )


def choose_class(conn: duckdb.DuckDBPyConnection, fact: FactTable, article: str, name: str) -> None:
    """Keep the owner's class of an article, '' for what the program says; UsageError where either is unknown."""
    known = fact.column("class").choices
    if name and name not in known:
        raise UsageError(
            msg("There is no class of expenses “{name}”", name=name),
            fix=msg("Choose one of: {names}", names=", ".join(known)),
        )
    if plain(article) not in {plain(text) for _, text in _articles(conn)}:
        raise UsageError(
            msg("The book has no expenses of the article “{article}”", article=article),
            fix=msg("See the articles: `kpi-desktop articles`"),
        )
    conn.execute("DELETE FROM article_class WHERE article = ?", [plain(article)])
    if name:
        conn.execute("INSERT INTO article_class VALUES (?, ?)", [plain(article), name])


def article_totals(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> list[ArticleTotal]:
    """The articles of all expenses that count, largest first within: without class, then the others."""
    choices, chosen = fact.column("class").choices, _chosen(conn)
    rows = conn.execute(
        "SELECT COALESCE(m.value, ''), e.class, BOOL_OR(c.batch IS NOT NULL OR b.fact = 'payment'), COUNT(*), "
        f"SUM(e.amount) FROM {EXPENSE} e JOIN batch b ON b.id = e.batch "
        "LEFT JOIN (SELECT DISTINCT * FROM expense_classed) c "
        "ON c.batch = e.batch AND c.src_sheet = e.src_sheet AND c.src_row = e.src_row "
        "LEFT JOIN member m ON m.dimension = 'article' AND m.code = e.article "
        "GROUP BY 1, 2 ORDER BY e.class IS NOT NULL, 5 DESC, 1"
    ).fetchall()
    return [
        ArticleTotal(
            article,
            choices[number] if number is not None else "",
            _by(article, number, found=found, chosen=chosen),
            count,
            Decimal(amount or 0),
        )
        for article, number, found, count, amount in rows
    ]


def _by(article: str, number: int | None, *, found: bool, chosen: Mapping[str, str]) -> str:
    if number is None:
        return BY_NOBODY
    if not found:
        return BY_FILE
    return BY_OWNER if plain(article) in chosen else BY_TREE


def _articles(conn: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    return conn.execute("SELECT code, value FROM member WHERE dimension = 'article' ORDER BY code").fetchall()


def _chosen(conn: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(conn.execute("SELECT article, class FROM article_class").fetchall())


def _by_tree(text: str) -> str:
    found = article_tree().of(text)
    return found.expense_class if found else ""
