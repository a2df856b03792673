"""What customers of each person paid in a month, net of what was given back (NUMBERS 20).

A payment belongs to the employee whom it names; else to the one of its contract; else to the only one who ever had a
contract, an order or a won deal with its customer, else a sale. A payment with two such people belongs to none: money
is never guessed to anybody. A refund lowers the month in which it was paid out, whenever the sale was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.algorithms.scope import NOBODY, Rows
from kpi_desktop.engine.condition import condition, frozen
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period

PAYMENT = "payment"

#: Receipts that count as customers' money, those that might be, and what is given back.
_RECEIVED = ("customer_payment", "acquiring", "marketplace_payout")
_DOUBTFUL = "unclassified"
_REFUND = "refund"

#: From this part of the money on, the months of people without a name on it are not paid from (as cost in NUMBERS 8).
_MOST_UNKNOWN = Decimal("0.05")

#: Where a customer's person is looked for, the surest place first, with the rows that count there.
_Stage = tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...]
_BY_CUSTOMER: tuple[_Stage, ...] = (
    (("contract", {}), ("order", {}), ("deal", {"status": ("won",)})),
    (("sale", {"kind": ("sale",)}),),
)

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PaidMoney:
    """Money by the code of the person, and what could not be told whose it is: both in absolute amounts."""

    by_person: Mapping[int, Decimal]
    moved: Decimal
    unknown: Decimal

    @property
    def unknown_share(self) -> Decimal:
        """The part of all money moved of which it is not known whose customer's it is."""
        return EXACT.divide(self.unknown, self.moved) if self.moved else _ZERO

    def of(self, person: int, sold: Value | None = None) -> Value:
        """The person's base; Missing where too much of the month's money is nobody's, or the person's is not here.

        Who sold something in the month but has no payment at all is paid elsewhere, as in a shop with a till.
        """
        if self.unknown_share > _MOST_UNKNOWN:
            return Missing(
                Reason.NO_COLUMN,
                msg(
                    "Of the month's receipts {amount} name neither an employee nor a contract of one, and their "
                    "customers belong to nobody or to several people: what was paid to whom is not known. Add the "
                    "employee or the contract to the payments, or take another base: bonus --base revenue",
                    amount=_percent(self.unknown_share),
                ),
                "payment.manager",
                ("payment.manager", "payment.contract", "contract.manager"),
            )
        if person not in self.by_person and isinstance(sold, Decimal) and sold > 0:
            text = msg(
                "This person sold in the month, but the book has no payments of these customers: it is not known what "
                "was paid. Import those payments, or take another base: bonus --base revenue"
            )
            return Missing(Reason.NO_DATA, text, PAYMENT, (PAYMENT,))
        return money(self.by_person.get(person, _ZERO))


def no_payments() -> Missing:
    """The book has no payments of the month: the bonus has no base, and net revenue does not stand in silently."""
    return Missing(
        Reason.NO_DATA,
        msg(
            "There are no payments of this month: the base “paid” is not known. Import a bank statement or a list of "
            "payments, or take another base: bonus --base revenue"
        ),
        PAYMENT,
        (PAYMENT,),
    )


def paid_money(rows: Rows, catalogue: Catalogue, month: Period) -> PaidMoney:
    """Whose customers paid how much in the month."""
    contracts = _people(rows, "SELECT DISTINCT f.contract, f.manager FROM contract f WHERE f.contract IS NOT NULL")
    customers = [_of_customers(rows, catalogue, stage) for stage in _BY_CUSTOMER]
    found: dict[int, Decimal] = {}
    moved = unknown = _ZERO
    for manager, contract, customer, amount, certain in _payments(rows, catalogue, month):
        person = (manager or contracts.get(contract) or _only(customers, customer)) if certain else NOBODY
        moved += abs(amount)
        if person == NOBODY:
            unknown += abs(amount)
        else:
            found[person] = found.get(person, _ZERO) + amount
    return PaidMoney(found, moved, unknown)


def _payments(rows: Rows, catalogue: Catalogue, month: Period) -> list[tuple[int, int, int, Decimal, bool]]:
    """Manager, contract, customer (0: none), amount (a refund is negative), whether it is surely customers' money."""
    found = []
    for way, classes in (("in", _RECEIVED), ("in", (_DOUBTFUL,)), ("out", (_REFUND,))):
        test = condition(catalogue.facts[PAYMENT], frozen({"direction": (way,), "class": classes}))
        answer = rows.run(
            "SELECT f.manager, f.contract, f.customer, SUM(f.amount) FROM payment f\n"
            f"WHERE f.day >= {day_literal(month.start)} AND f.day < {day_literal(month.end)} AND {test}\n"
            "GROUP BY f.manager, f.contract, f.customer"
        )
        for manager, contract, customer, amount in answer:
            if isinstance(amount, Decimal):
                codes = (_code(manager), _code(contract), _code(customer))
                found.append((*codes, -abs(amount) if way == "out" else amount, classes != (_DOUBTFUL,)))
    return found


def _of_customers(rows: Rows, catalogue: Catalogue, stage: _Stage) -> dict[int, int]:
    """The only person of each customer over these facts; nobody where there are several."""
    parts = [
        f'SELECT f.customer, f.manager FROM "{fact}" f '
        f"WHERE f.customer IS NOT NULL AND f.manager <> 0 AND {condition(catalogue.facts[fact], frozen(dict(where)))}"
        for fact, where in stage
    ]
    return _people(rows, f"SELECT DISTINCT * FROM ({' UNION ALL '.join(parts)}) d")


def _people(rows: Rows, sql: str) -> dict[int, int]:
    found: dict[int, set[int]] = {}
    for key, manager in rows.run(sql):
        if _code(manager) != NOBODY:
            found.setdefault(_code(key), set()).add(_code(manager))
    return {key: next(iter(people)) if len(people) == 1 else NOBODY for key, people in found.items()}


def _only(customers: list[dict[int, int]], customer: int) -> int:
    """The customer's person by the surest facts that know the customer; several people there are nobody."""
    return next((known[customer] for known in customers if customer in known), NOBODY) if customer else NOBODY


def _code(value: object) -> int:
    return NOBODY if value is None else int(str(value))


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.1')):f} %".replace(".0 %", " %")
