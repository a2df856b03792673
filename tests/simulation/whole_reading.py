"""A made-up whole company as the figures that the rules look at: computed here from its rows, month by month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.missing import Missing, Reason, Value
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Covered, Figure
from kpi_desktop.engine.findings.sight import Sight
from kpi_desktop.engine.funnel.counts import Ways, passing
from kpi_desktop.i18n.message import msg
from tests.simulation.funnel_company import CHANNELS, NEVER, PEOPLE
from tests.simulation.whole_company import channel_counts, people_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.engine.funnel.counts import Passing
    from tests.simulation.whole_company import Whole

LAST = Period.month("2025-12")

#: Months whose figures are computed: the judged one and those that its past is made of.
SHOWN = 25

#: Days after the last purchase when a customer counts as gone (the program's default).
_GONE = 180

#: Months of loaded data that a figure stands on, beside its own month.
_BEHIND = {"tcv": 23, "churn_rate": 12, "new_buyers": 12, "repeat_purchases": 12, "revenue_share_existing": 12}

_SHORT = Missing(Reason.HISTORY_SHORT, msg("{name}", name="history"))

#: More than any day has as its number.
_WIDE = 10_000_000

#: A figure with what it is a share of, where it is one.
Told = tuple[float, float | None]


def sight_of(
    catalogue: Catalogue, found: Whole, loaded: int, people: Callable[[], frozenset[str]] = frozenset
) -> Sight:
    """What the rules see of the last month in a book that holds so many months."""
    figures = []
    for back in range(min(SHOWN, loaded)):
        month = LAST.shifted(-back)
        for metric, (value, cases) in _company(found, back, loaded).items():
            figures.append(_figure(catalogue, metric, month, value, cases))
        figures += [_absent(metric, month) for metric, behind in _BEHIND.items() if back + behind >= loaded]
        for name, (held, signed) in _people(found, back).items():
            if held:
                figures.append(_figure(catalogue, "conv_visit_contract", month, signed / held, None, ("manager", name)))
        for name, (came, became) in channel_counts(found, *_days(found, back)).items():
            if came:
                figures.append(
                    _figure(catalogue, "leads_converted_share", month, became / came, came, ("channel", name))
                )
    return Sight.of(catalogue, LAST, figures, people)


def _figure(
    catalogue: Catalogue,
    metric: str,
    month: Period,
    value: float,
    cases: float | None,
    member: tuple[str | None, str | None] = (None, None),
) -> Figure:
    told: Value = Decimal(repr(float(value)))
    whole = Covered(month.start, month.last_day, complete=True)
    known = Decimal(int(cases)) if cases and catalogue.metrics[metric].subset else None
    return Figure(metric, month, told, (), whole, month.last_day, dimension=member[0],
                  member=member[1], cases=known)  # fmt: skip


def _absent(metric: str, month: Period) -> Figure:
    return Figure(metric, month, _SHORT, (), Covered(month.start, month.last_day, complete=True), month.last_day)


def _people(found: Whole, back: int) -> dict[str, tuple[int, int]]:
    start, end = _days(found, back)
    return people_counts(found, start, end)


def _days(found: Whole, back: int) -> tuple[int, int]:
    return found.made.edges[-2 - back], found.made.edges[-1 - back]


def _company(found: Whole, back: int, loaded: int) -> dict[str, Told]:
    told = dict(_funnel(found, back))
    told |= dict(_customers(found, back))
    told |= dict(_site(found, back))
    if back + _BEHIND["churn_rate"] < loaded:
        told |= dict(_churn(found, back))
    if back + _BEHIND["tcv"] < loaded:
        told["tcv"] = (_lifetime(found, back), None)
    return {name: one for name, one in told.items() if back + _BEHIND.get(name, 0) < loaded}


def _funnel(found: Whole, back: int) -> Iterator[tuple[str, Told]]:
    (start, end), made = _days(found, back), found.made
    leads, held, signed = (
        float(((day >= start) & (day < end) & (day < NEVER)).sum()) for day in (made.lead, made.visit, made.contract)
    )
    orders = float(((found.day >= start) & (found.day < end)).sum())
    yield "leads", (leads, None)
    yield "sales_count", (orders, None)
    if leads:
        yield "sales_conversion", (orders / leads, None)
        became = sum(pair[1] for pair in channel_counts(found, start, end).values())
        yield "leads_converted_share", (became / leads, leads)
    if held:
        yield "conv_visit_contract", (signed / held, None)


def _customers(found: Whole, back: int) -> Iterator[tuple[str, Told]]:
    start, end = _days(found, back)
    inside = (found.day >= start) & (found.day < end)
    amounts, who, first = found.amount[inside], found.customer[inside], found.first[inside]
    revenue, orders = float(amounts.sum()), amounts.size
    buyers, fresh = np.unique(who), np.unique(who[first])
    yield "revenue", (revenue, None)
    yield "new_buyers", (float(fresh.size), None)
    if not orders:
        return
    yield "aov", (revenue / orders, None)
    yield "arpu_paying", (revenue / buyers.size, None)
    yield "arp_customer", (revenue / buyers.size, None)
    yield "repeat_purchases", ((orders - int(first.sum())) / buyers.size, None)
    of_new = float(amounts[np.isin(who, fresh)].sum())
    yield "revenue_share_existing", (1 - of_new / revenue, None)
    each = np.bincount(np.searchsorted(buyers, who), amounts)
    yield "top_customer_share", (float(np.sort(each)[-5:].sum()) / revenue, None)
    index = len(found.made.edges) - 2 - back
    monthly = found.monthly
    yield "plan_attainment", (revenue / float(monthly["quota"][index]), None)
    yield "sales_expense_ratio", (float(monthly["ad_cost"][index] + monthly["selling"][index]) / revenue, None)


def _site(found: Whole, back: int) -> Iterator[tuple[str, Told]]:
    index = len(found.made.edges) - 2 - back
    seen = {name: float(values[index]) for name, values in found.monthly.items()}
    yield "visitors", (seen["visitors"], None)
    yield "cpc", (seen["ad_cost"] / seen["clicks"], None)
    yield "rpc", (seen["ad_revenue"] / seen["clicks"], None)
    if seen["visits"]:
        yield "bounce_rate", (seen["bounces"] / seen["visits"], seen["visits"])
    if seen["cart_visitors"]:
        left = seen["cart_visitors"] - seen["cart_buyers"]
        yield "cart_abandonment", (left / seen["cart_visitors"], seen["cart_visitors"])


def _buyers(found: Whole, start: int, end: int) -> np.ndarray:
    seen = np.zeros(int(found.customer.max(initial=0)) + 1, dtype=bool)
    seen[found.customer[(found.day >= start) & (found.day < end)]] = True
    return seen


def _churn(found: Whole, back: int) -> Iterator[tuple[str, Told]]:
    """Those whose 180th day after the last purchase falls within the month, of those who bought in 180 days before."""
    start, end = _days(found, back)
    base = int(_buyers(found, start - _GONE, start).sum())
    gone = _buyers(found, start - _GONE, end) & ~_buyers(found, end - _GONE, end)
    if base:
        yield "churn_rate", (int(gone.sum()) / base, base)


def _lifetime(found: Whole, back: int) -> float:
    """Check × margin × purchases a year × years, of twelve months; years are 1 over the share that did not stay."""
    edges: list[int] = found.made.edges
    end, year, before = edges[-1 - back], edges[-13 - back], edges[-25 - back]
    inside = (found.day >= year) & (found.day < end)
    revenue, cost, orders = float(found.amount[inside].sum()), float(found.cost[inside].sum()), int(inside.sum())
    now, then = _buyers(found, year, end), _buyers(found, before, year)
    stayed = float((now & then).sum()) / max(int(then.sum()), 1)
    years = 1 / max(1 - stayed, 0.2)
    often = max(orders / max(int(now.sum()), 1), 1 / years)
    return years * often * (revenue / orders) * (1 - cost / revenue)


def again(found: Whole, before: int) -> Passing:
    """Of the purchases of each month, those after which the same customer bought on a later day of that month.

    The purchases end with the last month, so every month is seen at its own end.
    """
    edges, who = found.made.edges[before:], found.customer.astype(np.int64)
    days = np.unique(who * _WIDE + found.day)
    later = np.append(days[1:], _WIDE * _WIDE)
    same = later // _WIDE == days // _WIDE
    at = np.searchsorted(days, who * _WIDE + found.day)
    went = np.where(same[at], later[at] % _WIDE, NEVER)
    none = np.zeros(who.size, dtype=np.int64)
    ways = Ways(found.day.astype(np.int64), went, none, none)
    return passing("repeat", ways, edges, 0, (len(CHANNELS), len(PEOPLE)))
