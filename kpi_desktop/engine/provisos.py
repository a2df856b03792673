"""What a controller would not let pass: profit over mixed VAT, a margin over half the costs, few identified buyers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.choices import CHOICE_WORDS
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.evidence import counts_presence, is_money
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.tax import OUTLAYS_SHORT, OWN_WITHIN
from kpi_desktop.engine.vat_rows import with_rows
from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import msg, named, nmsg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kpi_desktop.catalogue.model import Catalogue, Measure
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.vat import Stuck

#: Shares of revenue under which a margin has no value, and under which it is flagged (NUMBERS 8).
COST_MISSING = Decimal("0.5")
COST_FLAGGED = Decimal("0.95")
#: Share of identified revenue under which figures per customer are flagged (NUMBERS 12).
IDENTIFIED_FLAGGED = Decimal("0.5")

#: Answers of a survey under which its figure is unsteady, and the measures that count them.
STEADY_ANSWERS = 30
ANSWERS = frozenset({"nps_answers", "csat_answers"})

#: Deals closed under which a share of their amounts is unsteady, and the measure that counts the deals of an amount.
STEADY_DEALS = 20
DEALS_OF = {"won_amount": "won_deals", "lost_amount": "lost_deals"}

#: Sums of contracts' values, and the measure that counts the contracts in force of which none is stated.
VALUES = frozenset({"contract_value_yearly", "contract_value_monthly"})
UNVALUED = "contracts_unvalued"

#: Advertising that stands both in the account and among the expenses.
DOUBLED = "advertising_doubled"

#: Measures that shares are made of.
NET, COSTED, IDENTIFIED = "revenue_net", "revenue_costed", "revenue_identified"

#: The fact all of whose money goes out, what is computed from it too.
_EXPENSE = "expense"

#: Facts and columns whose money goes out; all other money comes in.
_OUTLAYS = frozenset({("advertising", "cost"), ("sale", "cost")})

#: Facts that an algorithm sets against what was earned.
_SPENT = frozenset({_EXPENSE, "advertising"})

#: The basis of amounts whose source does not say whether they include VAT.
UNKNOWN_BASIS = "unknown"

#: Why there is no profit where one word of the owner would give it.
VAT_UNKNOWN = msg(
    "It is not known whether the amounts include VAT, so profit could be wrong: state it in the book's settings"
)

#: The two-sided quantile of the normal distribution for 95 %.
_Z = Decimal("1.959963984540054")


def vat_missing(measures: Iterable[Measure], bases: frozenset[str], stuck: Callable[[], list[Stuck]]) -> Missing | None:
    """Money earned against money spent (profit, margin, ROI, break-even) has no value over mixed or unknown VAT.

    Operating expenses, where payments of the bank stand beside those of tables, have none over mixed VAT either; that
    nothing tells their VAT they can bear: they are set against nothing. `stuck` are the rows that keep them apart.
    """
    measures = tuple(measures)
    two_sided = _two_sided(measures)
    summed = two_sided or any(measure.id == DOUBLED for measure in measures)
    if OUTLAYS_SHORT in bases and summed:
        text = msg("Some expenses are stated without VAT, but the company bears it: load them with VAT")
        return Missing(Reason.VAT_MIXED, with_rows(text, stuck()), "vat")
    if len(bases) > 1 and summed:
        text = msg("Some amounts include VAT and others do not or do not say: profit over them would be wrong")
        return Missing(Reason.VAT_MIXED, with_rows(text, stuck()), "vat")
    if bases == {UNKNOWN_BASIS} and two_sided:
        return Missing(Reason.VAT_MIXED, VAT_UNKNOWN, "vat")
    if bases == {OWN_WITHIN} and two_sided:
        text = msg("Sales hold the company's own VAT of 5 or 7 %, which is not earned: load them without VAT")
        return Missing(Reason.VAT_MIXED, with_rows(text, stuck()), "vat")
    return None


def vat_differs() -> Flag:
    """Says that a change is between amounts of which one side has another VAT than the other."""
    return Flag("vat_differs", msg("compared with amounts of another VAT basis"))


def vat_flags(bases: frozenset[str], stuck: Callable[[], list[Stuck]]) -> tuple[Flag, ...]:
    """Says that amounts of different VAT are together in one sum, and which rows keep them apart."""
    if len(bases) < 2:
        return ()
    return (Flag("vat_mixed", with_rows(msg("amounts with and without VAT are together here"), stuck())),)


def parameter_flags(catalogue: Catalogue, names: Iterable[str]) -> tuple[Flag, ...]:
    """Says which of the owner's choices the figure depends on, and how they stand."""
    flags = []
    for name in names:
        parameter = catalogue.parameters[name]
        value = catalogue.values[name]
        words = CHOICE_WORDS.get((name, value), value)
        text = msg("{name}: {value}", name=named(parameter.name_en, parameter.name_ru), value=words)
        if parameter.unit == "day":
            days = int(catalogue.values[name])
            text = nmsg("{name}: {n} day", "{name}: {n} days", n=days, name=named(parameter.name_en, parameter.name_ru))
        flags.append(Flag("parameter", text))
    return tuple(flags)


def few_answers(values: Mapping[str, Value]) -> tuple[Flag, ...]:
    """Says that a survey has too few answers for a steady figure (NUMBERS: fewer than thirty)."""
    counts = [value for name, value in values.items() if name in ANSWERS and isinstance(value, Decimal)]
    few = [count for count in counts if 0 < count < STEADY_ANSWERS]
    if not few:
        return ()
    return (Flag("few_answers", nmsg("only {n} answer: unsteady", "only {n} answers: unsteady", n=int(few[0]))),)


def few_deals(counts: Iterable[Value]) -> tuple[Flag, ...]:
    """Says that too few deals were closed for a steady share of their amounts (NUMBERS: fewer than twenty)."""
    known = [count for count in counts if isinstance(count, Decimal)]
    closed = int(sum(known, Decimal(0)))
    if not known or closed >= STEADY_DEALS:
        return ()
    text = nmsg("only {n} deal was closed: unsteady", "only {n} deals were closed: unsteady", n=closed)
    return (Flag("few_deals", text),)


def unvalued(counts: Iterable[Value]) -> tuple[Flag, ...]:
    """Says how many contracts in force are not in the sum because no value is stated of them."""
    known = [int(count) for count in counts if isinstance(count, Decimal)]
    if not any(known):
        return ()
    text = nmsg(
        "{n} contract in force has no stated value and is not counted",
        "{n} contracts in force have no stated value and are not counted",
        n=max(known),
    )
    return (Flag("unvalued", text),)


def doubled_flags(values: Mapping[str, Value]) -> tuple[Flag, ...]:
    """Says how much advertising among the expenses was taken for that of the account, and not added to it."""
    amount = values.get(DOUBLED)
    if not isinstance(amount, Decimal) or not amount:
        return ()
    text = msg(
        "advertising of {amount} among the expenses is taken for the same as in the advertising account and is not "
        "added: give it another class if it is something else",
        amount=amount_message(amount),
    )
    return (Flag("advertising_doubled", text),)


def _two_sided(measures: tuple[Measure, ...]) -> bool:
    if any(not _SPENT.isdisjoint(measure.also) for measure in measures):
        return True  # an algorithm that sets one against the other, as the day of break-even
    money = [measure for measure in measures if is_money(measure)]
    spent = [one for one in money if one.fact == _EXPENSE or (one.fact, one.column) in _OUTLAYS]
    return 0 < len(spent) < len(money)


def basis_of(bases: frozenset[str]) -> str:
    """The VAT basis that is printed beside the figure."""
    if not bases:
        return ""
    return next(iter(bases)) if len(bases) == 1 else "mixed"


def reads_cost(measures: Iterable[Measure]) -> bool:
    """Whether a figure stands on the cost of goods."""
    return any(measure.fact == "sale" and measure.column == "cost" for measure in measures)


def reads_customers(measures: Iterable[Measure]) -> bool:
    """Whether a figure is per customer."""
    return any(measure.fact == "sale" and counts_presence(measure, "customer") for measure in measures)


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A part of the whole; the whole of nothing counts as complete."""
    return EXACT.divide(part, whole) if whole else Decimal(1)


def cost_missing(costed: Decimal) -> Missing | None:
    """Under half of the revenue with a cost there is no margin to speak of."""
    if costed >= COST_MISSING:
        return None
    text = msg("The cost is known for only {n} % of revenue: load the cost of goods", n=percent(costed))
    return Missing(Reason.NO_COST, text, "sale.cost", ("sale.cost",))


def cost_flags(costed: Decimal) -> tuple[Flag, ...]:
    """Says for how much of the revenue the cost is known, where that is not nearly all."""
    if costed >= COST_FLAGGED:
        return ()
    return (Flag("costed_share", msg("the cost is known for {n} % of revenue", n=percent(costed))),)


def identified_flags(identified: Decimal) -> tuple[Flag, ...]:
    """Says how much of the revenue is of identified customers, where that is less than half."""
    if identified >= IDENTIFIED_FLAGGED:
        return ()
    text = msg("only {n} % of revenue is of identified customers", n=percent(identified))
    return (Flag("identified_share", text),)


def percent(part: Decimal) -> int:
    """A share as whole percent, rounded down: 94.9 % is not 95."""
    return int(part * 100)


def wilson(part: Decimal, whole: Decimal) -> tuple[Decimal, Decimal] | None:
    """The 95 % interval of a share by Wilson; None where it is not a share of `whole`."""
    if whole <= 0 or not 0 <= part <= whole:
        return None
    seen, square = EXACT.divide(part, whole), _Z * _Z
    middle = seen + EXACT.divide(square, 2 * whole)
    spread = EXACT.divide(seen * (1 - seen), whole) + EXACT.divide(square, 4 * whole * whole)
    half = EXACT.multiply(_Z, EXACT.sqrt(spread))
    under = 1 + EXACT.divide(square, whole)
    low, high = EXACT.divide(middle - half, under), EXACT.divide(middle + half, under)
    return max(low, Decimal(0)), min(high, Decimal(1))
