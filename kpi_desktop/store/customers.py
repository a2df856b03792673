"""Customers as figures see them: nobody in particular is no key, and one customer under two names is one (NUMBERS 12).

Each row keeps the customer of its file in `customer_of_file`; `customer` is whom it counts for. `customer_as` says
which codes count for another one (or for nobody), `customer_choice` is the owner's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kpi_desktop.facts.alike import alike_names
from kpi_desktop.facts.customers import CustomerRules, contact_of, load_customers
from kpi_desktop.facts.schema import FactTable, Kind
from kpi_desktop.resources import folder
from kpi_desktop.store.layout import OF_FILE, all_columns, quoted, tables_of
from kpi_desktop.store.stream_choices import stream_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

    from kpi_desktop.facts.alike import Likeness

#: How a choice begins that makes a customer count for another one.
AS = "as "

#: The shortest name that can hold a phone, a taxpayer's number or an address of e-mail.
_CONTACT = 6


@dataclass(frozen=True, slots=True)
class CustomerInfo:
    """A customer that is nobody in particular, or that counts for another one; `proposed` ones do not yet."""

    code: int
    name: str
    nobody: bool
    counts_for: str
    why: str
    documents: int
    proposed: bool = False


def names_customers(fact: FactTable) -> bool:
    """Whether rows of the fact name a customer."""
    return any(column.id == "customer" and column.kind is Kind.KEY for column in fact.columns)


def choose_customer(conn: duckdb.DuckDBPyConnection, code: int, word: str) -> None:
    """Keep the owner's word on a customer: `nobody`, `person` (somebody, by itself), '' for what the program says.

    `as CODE`: the customer counts for another one.
    """
    conn.execute("DELETE FROM customer_choice WHERE code = ?", [code])
    if word:
        conn.execute("INSERT INTO customer_choice VALUES (?, ?)", [code, word])


def settle_customers(conn: duckdb.DuckDBPyConnection, facts: Iterable[FactTable]) -> None:
    """Make every row count for the right customer, after an import or a choice of the owner."""
    wanted = {code: target for code, (target, _) in found_customers(conn).items()}
    known = dict(conn.execute("SELECT code, target FROM customer_as").fetchall())
    if not wanted and not known:
        return
    changed = {code for code in wanted.keys() | known.keys() if wanted.get(code, code) != known.get(code, code)}
    conn.execute("DELETE FROM customer_as")
    if wanted:
        conn.executemany("INSERT INTO customer_as VALUES (?, ?)", [list(pair) for pair in sorted(wanted.items())])
    tables = all_columns(conn)
    undone = ", ".join(map(str, sorted(changed - wanted.keys())))
    named = [table for fact in facts if names_customers(fact) for table in tables_of(fact.id)]
    for table in filter(tables.__contains__, named):
        place = quoted(table)
        if undone:
            conn.execute(f"UPDATE {place} SET customer = {OF_FILE} WHERE {OF_FILE} IN ({undone})")
        conn.execute(
            f"UPDATE {place} AS t SET customer = a.target FROM customer_as a "
            f"WHERE t.{OF_FILE} = a.code AND t.customer IS DISTINCT FROM a.target"
        )


def found_customers(conn: duckdb.DuckDBPyConnection) -> dict[int, tuple[int | None, str]]:
    """Whom a customer counts for (None: for nobody), and why: `name`, `marketplace`, `contact`, `owner`."""
    choices = dict(conn.execute("SELECT code, word FROM customer_choice").fetchall())
    rules, markets = customer_rules(), stream_rules()
    found: dict[int, tuple[int | None, str]] = {}
    contacts: dict[str, int] = {}
    for code, key in conn.execute("SELECT code, key FROM customer_key ORDER BY code").fetchall():
        word = choices.get(code, "")
        if word:
            if word == "nobody":
                found[code] = (None, "owner")
            elif word.startswith(AS):
                found[code] = (int(word.removeprefix(AS)), "owner")
            continue
        if key.isdigit() and len(key) < _NUMBER:
            continue
        why = "name" if rules.nobody(key) else "marketplace" if markets.marketplace(key) else ""
        if why:
            found[code] = (None, why)
            continue
        contact = contact_of(key) if len(key) >= _CONTACT else ""
        if contact and contacts.setdefault(contact, code) != code:
            found[code] = (contacts[contact], "contact")
    return {code: (_last_target(code, found), why) for code, (_, why) in found.items()}


def _last_target(code: int, found: Mapping[int, tuple[int | None, str]]) -> int | None:
    """Whom a customer counts for at last: A for B and B for C is A for C. A ring of choices ends where it closes."""
    target, seen = found[code][0], {code}
    while target is not None and target in found and target not in seen:
        seen.add(target)
        target = found[target][0]
    return target


def alike_customers(conn: duckdb.DuckDBPyConnection) -> list[tuple[str, str, Likeness]]:
    """Names that may be one customer and on which neither the program nor the owner has decided yet."""
    decided = found_customers(conn).keys() | {
        code for (code,) in conn.execute("SELECT code FROM customer_choice").fetchall()
    }
    keys = conn.execute("SELECT code, key FROM customer_key ORDER BY code").fetchall()
    names = {code: key for code, key in keys if code not in decided and not key.isdigit()}
    return [(names[pair.other], names[pair.one], pair.why) for pair in alike_names(names)]


#: A number of fewer digits is no phone and no name: most books call customers by such numbers.
_NUMBER = 10


def customer_list(conn: duckdb.DuckDBPyConnection) -> list[CustomerInfo]:
    """Who is nobody, who counts for whom, and who is proposed as nobody because of the share of sales documents."""
    names: Mapping[int, str] = dict(conn.execute("SELECT code, key FROM customer_key").fetchall())
    counts: Mapping[int, int] = dict(
        conn.execute(
            f"SELECT {OF_FILE}, COUNT(DISTINCT document) FROM sale WHERE {OF_FILE} IS NOT NULL GROUP BY {OF_FILE}"
        ).fetchall()
    )
    found = found_customers(conn)
    listed = [
        CustomerInfo(
            code, names[code], target is None, "" if target is None else names[target], why, counts.get(code, 0)
        )
        for code, (target, why) in found.items()
    ]
    person = {code for (code,) in conn.execute("SELECT code FROM customer_choice WHERE word = 'person'").fetchall()}
    whole, share = sum(counts.values()), customer_rules().share
    listed += [
        CustomerInfo(code, names[code], nobody=False, counts_for="", why="share", documents=count, proposed=True)
        for code, count in counts.items()
        if count > 1 and len(counts) > 1 and count * 100 >= whole * share and code not in found and code not in person
    ]
    return sorted(listed, key=lambda one: (one.proposed, not one.nobody, -one.documents, one.code))


@cache
def customer_rules() -> CustomerRules:
    """The names that the program comes with."""
    return load_customers((folder("formulas") / "customers.toml").read_text("utf-8"))
