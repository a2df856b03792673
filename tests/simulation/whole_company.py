"""The rest of a made-up company around its funnel: returning customers, site, advertising, plan, expenses.

Imports nothing of ours. Every payment of the funnel is a first purchase; customers come back at a pace of their own
while they stay (3 to 30 months on average), those of the three years before the first month too, so that returning
customers do not seem to grow out of nothing. All of it is healthy: levels with a season, growth and unrest of months
beyond counting (site and repeat purchases up to 5 %, the check up to 3 %, clicks up to 8 % of their price, the plan
up to 10 % beside what was sold), but nothing that falls for a year and nothing that breaks in the last month.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tests.simulation.funnel_company import CHANNELS, NEVER, PEOPLE, Made, make

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

#: Days before the first month whose customers are known.
_STOCK_DAYS = 1095

#: The dice of what is added, apart from those of the funnel.
_APART = 1_000_000_007

#: The dice of the leads' fate in the program of deals, apart from all others.
_DEALS = 2_000_000_011


@dataclass
class Whole:
    """The funnel's company with its purchases (day, customer, amount, cost, first ever) and other counts by month.

    `deal` says of each lead whether it has become a deal: as often in every channel, so that none is better.
    """

    made: Made
    day: Ints
    customer: Ints
    amount: Floats
    cost: Floats
    first: NDArray[np.bool_]
    monthly: dict[str, Floats]
    deal: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))


def whole(seed: int, months: int, crowd: float = 1.0) -> Whole:
    """A healthy company of this seed; `crowd`: how much larger its site is than its funnel needs."""
    made = make(seed, months=months)
    dice = np.random.default_rng(seed + _APART)
    length = len(made.edges) - 1
    check = _pattern(dice, length, 0.04, 0.03)
    made.amount = np.round(made.amount * check[_month(made, made.payment)], 2)
    made.cost = np.round(made.cost * check[_month(made, made.payment)], 2)
    day, customer = _purchases(dice, made, length)
    amount, cost, first = _amounts(dice, made, day, check)
    inside = (day >= made.edges[0]) & (day < made.edges[-1])
    found = Whole(made, day[inside], customer[inside], amount[inside], cost[inside], first[inside], {})
    _site(dice, found, crowd)
    _office(dice, found)
    found.deal = _deals(np.random.default_rng(seed + _DEALS), made, length)
    return found


def _deals(dice: np.random.Generator, made: Made, length: int) -> NDArray[np.bool_]:
    """Which leads become deals: the month has its own share (of 3 to 60 %), the channel has none."""
    share = _share(np.exp(dice.uniform(np.log(0.03), np.log(0.6))) * _pattern(dice, length, 0.05, 0.03))
    found: NDArray[np.bool_] = dice.random(made.lead.size) < share[_month(made, made.lead)]
    return found


def _month(made: Made, day: Ints) -> Ints:
    """The month of each day, the first and the last one for days outside."""
    found: Ints = np.clip(np.searchsorted(made.edges, day, side="right") - 1, 0, len(made.edges) - 2)
    return found


def _pattern(dice: np.random.Generator, length: int, season: float, unrest: float) -> Floats:
    """A factor for each month: the same in the same month of every year, and a month's own unrest."""
    calendar = (np.arange(length) + 12 - length) % 12
    by_calendar = dice.normal(0, dice.uniform(0, season), 12)[calendar]
    found: Floats = np.exp(by_calendar + dice.normal(0, dice.uniform(0, unrest), length))
    return found


def _purchases(dice: np.random.Generator, made: Made, length: int) -> tuple[Ints, Ints]:
    """Days and customers of all purchases; customers of the funnel have the first numbers, in its order."""
    paid = made.payment[made.payment < made.edges[-1]]
    early = made.payment[made.payment < made.edges[4]]
    pace = early.size / 4 / 30.4
    before = _STOCK_DAYS * dice.random(dice.poisson(pace * _STOCK_DAYS))
    kept = dice.random(before.size) < np.exp(-made.growth * before / 30.4) / max(1.0, np.exp(-made.growth * 36))
    stock = made.edges[0] - 1 - before[kept].astype(np.int64)
    begins = np.concatenate([paid, stock])
    stays = dice.exponential(30.4 * dice.uniform(3, 30), begins.size)
    often = dice.uniform(0.03, 0.35) / 30.4
    number = dice.poisson(1.3 * often * stays)
    who = np.repeat(np.arange(begins.size), number)
    when = begins[who] + 1 + (dice.random(who.size) * stays[who]).astype(np.int64)
    lively = _pattern(dice, length, 0.06, 0.05)
    there = dice.random(who.size) < np.minimum(lively[_month(made, when)] / 1.3, 1.0)
    day = np.concatenate([paid, when[there]])
    customer = np.concatenate([np.arange(paid.size), who[there]])
    return day, customer


def _amounts(
    dice: np.random.Generator, made: Made, day: Ints, check: Floats
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """First purchases cost what the contract says; later ones are smaller or larger by a factor of the company."""
    paid = made.payment < made.edges[-1]
    firsts = int(paid.sum())
    first = np.arange(day.size) < firsts
    later = day.size - firsts
    middle = float(made.amount[paid].mean()) * dice.uniform(0.4, 1.2)
    drawn = np.exp(dice.normal(np.log(middle) - 0.125, 0.5, later)) * check[_month(made, day[firsts:])]
    amount = np.concatenate([made.amount[paid], np.round(drawn, 2)])
    share = dice.uniform(0.5, 0.75)
    cost = np.concatenate([made.cost[paid], np.round(drawn * share, 2)])
    return amount, cost, first


def _site(dice: np.random.Generator, found: Whole, crowd: float) -> None:
    """Visitors, bounces, carts, clicks and what they cost and bring."""
    made, length = found.made, len(found.made.edges) - 1
    leads = np.histogram(made.lead, made.edges)[0]
    level = leads.mean() * dice.uniform(8, 30) * crowd
    due = level * np.exp(made.growth * (np.arange(length) - length + 1)) * _pattern(dice, length, 0.1, 0.05)
    visitors = dice.poisson(due)
    visits = visitors + dice.poisson(0.3 * visitors)
    bounces = dice.binomial(visits, _share(dice.uniform(0.25, 0.5) * _pattern(dice, length, 0.05, 0.03)))
    carts = dice.binomial(visitors, _share(dice.uniform(0.03, 0.12) * _pattern(dice, length, 0.05, 0.03)))
    bought = dice.binomial(carts, _share(dice.uniform(0.2, 0.45) * _pattern(dice, length, 0.05, 0.03)))
    clicks = np.maximum(dice.poisson(0.3 * visitors), 1)
    price = dice.uniform(10, 80) * _pattern(dice, length, 0.1, 0.08)
    month = _month(made, found.day)
    drawn = found.first & (dice.random(found.day.size) < 0.4)
    earned = np.bincount(month[drawn], found.amount[drawn], length)
    counts = {
        "visitors": visitors, "visits": visits, "bounces": bounces, "cart_visitors": carts, "cart_buyers": bought,
        "clicks": clicks, "ad_cost": np.round(clicks * price, 2), "ad_revenue": np.round(earned, 2),
    }  # fmt: skip
    found.monthly |= {name: np.asarray(number, dtype=np.float64) for name, number in counts.items()}


def _share(value: Floats) -> Floats:
    return np.clip(value, 0.0, 0.97)


def _office(dice: np.random.Generator, found: Whole) -> None:
    """The plan of each month, which no better knows what it will bring than ten per cent, and the selling expenses."""
    made, length = found.made, len(found.made.edges) - 1
    revenue = np.bincount(_month(made, found.day), found.amount, length)
    back = np.arange(length) - length + 1
    calendar = (np.arange(length) + 12 - length) % 12
    flat = revenue / np.exp(made.growth * back)
    usual = np.array([flat[calendar == one].mean() for one in range(12)])[calendar] * np.exp(made.growth * back)
    quota = usual * dice.uniform(0.9, 1.15) * np.exp(dice.normal(0, dice.uniform(0.02, 0.1), length))
    wages = revenue.mean() * dice.uniform(0.03, 0.1) * np.exp(made.growth * back)
    selling = wages * np.exp(dice.normal(0, 0.05, length)) + revenue * dice.uniform(0.01, 0.04)
    found.monthly |= {"quota": np.round(quota, 2), "selling": np.round(selling, 2)}


def people_counts(found: Whole, start: int, end: int) -> dict[str, tuple[int, int]]:
    """Meetings held and contracts signed by each person within the days."""
    made = found.made
    seen = {}
    for index, name in enumerate(PEOPLE):
        of = made.person == index
        held, signed = (of & (day >= start) & (day < end) & (day < NEVER) for day in (made.visit, made.contract))
        seen[name] = (int(held.sum()), int(signed.sum()))
    return seen


def channel_counts(found: Whole, start: int, end: int) -> dict[str, tuple[int, int]]:
    """Leads of each channel within the days, and those of them that have become deals."""
    inside = (found.made.lead >= start) & (found.made.lead < end)
    of = {name: inside & (found.made.channel == index) for index, name in enumerate(CHANNELS)}
    return {name: (int(rows.sum()), int((rows & found.deal).sum())) for name, rows in of.items()}
