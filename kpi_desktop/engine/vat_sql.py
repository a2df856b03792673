"""The VAT of single rows as SQL: whether an amount holds it, how much it is, and the amount on the other basis.

A row converts only by its own amount of VAT, else by the rate that it states (NUMBERS 7): an amount with VAT holds
rate / (100 + rate) of itself, one without bears rate / 100 of itself. The VAT of a row is rounded to the kopeck, half
away from zero; a total is the sum of its rows. All of it is whole numbers: nothing is ever a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.engine.sql import day_literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kpi_desktop.core.period import Period

#: Money and rates are read in ten-thousandths, of which a kopeck has 100 and a whole amount (100 %) a million.
_UNITS, _KOPECK, _WHOLE = 10_000, 100, 1_000_000

#: The columns by which rows convert.
VAT_AMOUNT, VAT_RATE, VAT_INCLUDED, COST_VAT = "vat_amount", "vat_rate", "vat_included", "cost_vat"


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts of one column of a fact; `spent` are those that go out."""

    fact: str
    column: str
    spent: bool = False


SOLD, OFF, GOODS = Money("sale", "amount"), Money("sale", "discount"), Money("sale", "cost", spent=True)
SPENT, ADS = Money("expense", "amount", spent=True), Money("advertising", "cost", spent=True)

#: All amounts that convert. Payments are cash, which always holds its VAT; plans, deals and contracts bear none.
AMOUNTS = (SOLD, OFF, GOODS, SPENT, ADS)

#: By which columns each converts.
TELLING = {
    SOLD: frozenset({VAT_AMOUNT, VAT_RATE}),
    OFF: frozenset({VAT_AMOUNT, VAT_RATE}),
    GOODS: frozenset({COST_VAT}),
    SPENT: frozenset({VAT_AMOUNT, VAT_RATE}),
    ADS: frozenset({VAT_AMOUNT, VAT_RATE}),
}

#: Facts of which a row may state its own basis.
ROWS_STATE = frozenset({"sale", "expense"})


@dataclass(frozen=True, slots=True)
class Told:
    """The imports whose amounts hold VAT and those whose amounts do not, as they state or the owner does."""

    inside: Collection[int]
    apart: Collection[int]


def holds_sql(money: Money, told: Told) -> str:
    """Whether the row's amount holds VAT: as it says itself, else as its import does; NULL where nothing tells."""
    known = "".join(
        f" WHEN batch IN ({', '.join(map(str, sorted(batches)))}) THEN {word}"
        for batches, word in ((told.inside, "TRUE"), (told.apart, "FALSE"))
        if batches
    )
    of_import = f"CASE{known} END" if known else "CAST(NULL AS BOOLEAN)"
    if money is GOODS or money.fact not in ROWS_STATE:
        return of_import
    return f"COALESCE({VAT_INCLUDED}, {of_import})"


def vat_sql(money: Money, holds: str) -> str:
    """The VAT of the row's amount in kopecks and with its sign; NULL where neither an amount nor a rate tells it."""
    place = money.column
    if money is GOODS:
        return f"CASE WHEN abs({COST_VAT}) <= abs({place}) THEN sign({place}) * abs({COST_VAT}) END"
    by_rate = (
        f"CASE WHEN {VAT_RATE} = 0 THEN 0 WHEN {holds} THEN {_part(place, _rate(), f'({_WHOLE} + {_rate()})')} "
        f"WHEN NOT {holds} THEN {_part(place, _rate(), str(_WHOLE))} END"
    )
    if money is OFF:
        own = _part(place, _abs(VAT_AMOUNT), _abs("amount"))
        told = f"amount <> 0 AND abs({VAT_AMOUNT}) <= abs(amount)"
        return f"CASE WHEN {VAT_RATE} IS NOT NULL THEN {by_rate} WHEN {told} THEN {own} END"
    return (
        f"CASE WHEN {VAT_AMOUNT} IS NULL THEN {by_rate} "
        f"WHEN abs({VAT_AMOUNT}) <= abs({place}) THEN sign({place}) * abs({VAT_AMOUNT}) END"
    )


def stuck_sql(money: Money, holds: str, vat: str, wanted: str) -> str:
    """Whether an amount that is not nothing cannot be brought on the wanted basis (TRUE: with VAT)."""
    return (
        f"({money.column} <> 0 AND {holds} IS DISTINCT FROM {wanted} AND (({vat}) IS NULL "
        f"OR ({holds} IS NULL AND ({vat}) <> 0)))"
    )


def shown_sql(money: Money, holds: str, vat: str, wanted: str) -> str:
    """The amount on the wanted basis where the row can tell it, else as it is."""
    place = money.column
    return (
        f"CAST(CASE WHEN {wanted} AND NOT {holds} THEN {place} + COALESCE({vat}, 0) "
        f"WHEN NOT {wanted} AND {holds} THEN {place} - COALESCE({vat}, 0) ELSE {place} END AS DECIMAL(18,4))"
    )


def by_days(spells: Iterable[tuple[Period, bool | None]]) -> str:
    """The wanted basis of a row by its day: TRUE with VAT, FALSE without it, NULL as it is."""
    listed = [
        f"WHEN day >= {day_literal(days.start)} AND day < {day_literal(days.end)} THEN {str(wanted).upper()}"
        for days, wanted in spells
        if wanted is not None
    ]
    return f"CASE {' '.join(listed)} END" if listed else "CAST(NULL AS BOOLEAN)"


def _rate() -> str:
    return f"CAST({VAT_RATE} * {_UNITS} AS HUGEINT)"


def _abs(place: str) -> str:
    return f"CAST(abs({place}) * {_UNITS} AS HUGEINT)"


def _part(place: str, share: str, whole: str) -> str:
    """`share` / `whole` of the amount in whole kopecks, half away from zero, with the amount's sign."""
    units = f"(2 * {_abs(place)} * {share} + {whole} * {_KOPECK}) // (2 * {whole} * {_KOPECK})"
    return f"sign({place}) * CAST({units} AS DECIMAL(16,0)) * CAST(0.01 AS DECIMAL(3,2))"
