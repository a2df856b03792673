"""Rows of bank statements get their class by rules: those of the book first, then those of the program (NUMBERS 10)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import UsageError
from kpi_desktop.facts.bank import BankRow, BankRule, BankRules, load_bank_rules, rule_of
from kpi_desktop.i18n.message import msg
from kpi_desktop.resources import folder
from kpi_desktop.store.layout import OF_FILE, column_names, tables_of
from kpi_desktop.store.stream_choices import stream_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from kpi_desktop.facts.schema import FactTable

PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """What the rows of one class come to, and how much of all money of its direction that is."""

    bank_class: str
    direction: str
    rows: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of the book's own with its number."""

    number: int
    rule: BankRule


def classify(conn: duckdb.DuckDBPyConnection, fact: FactTable, *, everything: bool = False) -> None:
    """Give every row that has none its class; all rows anew where the rules have changed."""
    own = [one.rule for one in own_rules(conn)]
    choices = fact.column("class").choices
    directions = fact.column("direction").choices
    for table in tables_of(PAYMENT):
        if not {"class", OF_FILE} <= set(column_names(conn, table)):
            continue
        rows = conn.execute(
            f"SELECT DISTINCT t.direction, t.purpose, t.{OF_FILE}, t.article, k.key, m.value FROM {table} t "
            f"LEFT JOIN customer_key k ON k.code = t.{OF_FILE} "
            "LEFT JOIN member m ON m.dimension = 'article' AND m.code = t.article "
            f"{'' if everything else 'WHERE t.class IS NULL'}"
        ).fetchall()
        found = []
        for direction, purpose, customer, article, name, words in rows:
            texts = (purpose or "", name or "", words or "")
            way = directions[direction] if direction is not None else ""
            row = BankRow.of(way, texts, stream_rules().marketplace)
            found.append((direction, purpose, customer, article, choices.index(bank_rules().class_of(row, own))))
        if found:
            _write(conn, table, found)


def _write(conn: duckdb.DuckDBPyConnection, table: str, found: Sequence[tuple[object, ...]]) -> None:
    import pyarrow as pa

    names = ("direction", "purpose", "customer", "article", "class")
    kinds = (pa.int8(), pa.string(), pa.int32(), pa.int32(), pa.int8())
    columns = {
        name: pa.array([row[place] for row in found], kind)
        for place, (name, kind) in enumerate(zip(names, kinds, strict=True))
    }
    conn.register("classed", pa.table(columns))
    try:
        conn.execute(
            f"UPDATE {table} AS t SET class = c.class FROM classed c "
            "WHERE c.direction IS NOT DISTINCT FROM t.direction "
            "AND c.purpose IS NOT DISTINCT FROM t.purpose AND c.article IS NOT DISTINCT FROM t.article "
            f"AND c.customer IS NOT DISTINCT FROM t.{OF_FILE}"
        )
    finally:
        conn.unregister("classed")


def own_rules(conn: duckdb.DuckDBPyConnection) -> list[OwnRule]:
    """The book's own rules in their order."""
    rows = conn.execute("SELECT number, rule FROM bank_rule ORDER BY number").fetchall()
    return [OwnRule(number, rule_of(json.loads(text))) for number, text in rows]


def add_rule(conn: duckdb.DuckDBPyConnection, entry: Mapping[str, object]) -> None:
    """Keep a rule of the book's own; UsageError where it has no known class or no test."""
    known = bank_rules().names
    if entry.get("class") not in known:
        raise UsageError(
            msg("There is no class of payments “{name}”", name=str(entry.get("class", ""))),
            fix=msg("Choose one of: {names}", names=", ".join(known)),
        )
    if entry.get("direction", "") not in {"", "in", "out"} or not {"purpose", "customer", "article"} & entry.keys():
        raise UsageError(
            msg("A rule needs words of the purpose, the counterparty or the article"),
            fix=msg("For example: `kpi-desktop rules --add expense purpose=аренда direction=out`"),
        )
    found = conn.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM bank_rule").fetchall()
    conn.execute("INSERT INTO bank_rule VALUES (?, ?)", [found[0][0], json.dumps(dict(entry), ensure_ascii=False)])


def remove_rule(conn: duckdb.DuckDBPyConnection, number: int) -> None:
    """Forget a rule of the book's own."""
    if not conn.execute("DELETE FROM bank_rule WHERE number = ? RETURNING number", [number]).fetchall():
        raise UsageError(msg("The book has no rule number {number}", number=number))


def class_totals(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> list[ClassTotal]:
    """What the rows of each class and direction come to, largest first."""
    classes, directions = fact.column("class").choices, fact.column("direction").choices
    rows: Sequence[tuple[int | None, int | None, int, Decimal | None]] = conn.execute(
        f"SELECT class, direction, COUNT(*), SUM(amount) FROM {PAYMENT} GROUP BY 1, 2 ORDER BY 2, 4 DESC"
    ).fetchall()
    return [
        ClassTotal(
            classes[number] if number is not None else "unclassified",
            directions[way] if way is not None else "",
            count,
            Decimal(amount or 0),
        )
        for number, way, count, amount in rows
    ]


@cache
def bank_rules() -> BankRules:
    """The rules that the program comes with."""
    return load_bank_rules((folder("formulas") / "bank_rules.toml").read_text("utf-8"))
