"""The company's taxes with the days from which they hold: what VAT means for its amounts, above all for silent ones.

The book keeps spells: a regime from a day until the next one (NUMBERS 7). A company that pays no VAT earns all that a
buyer pays and bears all that a supplier asks: its amounts have one basis whatever the files call it, except outlays
that are stated without VAT, which are less than was paid. With VAT of 5 or 7 % the tax on sales is not earned and that
of suppliers is not given back: revenue counts without VAT, outlays with it. Under the general system, and before the
first spell, amounts are what their files or the owner state. Every change is a version with its day and who made it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period
from kpi_desktop.facts.batch import Vat
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

#: The book's setting that holds the versions.
TAXES = "tax_regime"

#: Facts whose money goes out. The cost of goods stands in rows of sales: the company's own books have it as borne.
OUTLAYS = frozenset({"expense", "advertising"})

#: What is written of amounts beside the bases of files: there is no VAT in the company; its revenue without its own
#: VAT against outlays with that of suppliers; sales that still hold the company's own VAT of 5 or 7 %; outlays that are
#: stated without the VAT that the company bears.
NO_VAT, OWN_APART, OWN_WITHIN, OUTLAYS_SHORT = "none", "own_apart", "own_within", "outlays_short"


class Regime(StrEnum):
    """The systems of taxation."""

    GENERAL = "general"
    SIMPLIFIED_INCOME = "simplified_income"
    SIMPLIFIED_PROFIT = "simplified_profit"
    PROFESSIONAL = "professional"
    PATENT = "patent"
    OTHER = "other"


class Rate(StrEnum):
    """What the company pays of VAT: nothing; 5 or 7 % without giving back; the general rates with giving back."""

    NONE = "none"
    FIVE = "5"
    SEVEN = "7"
    GENERAL = "general"


#: Since when those who use a simplified system may pay VAT, and at which rates.
RATES_SINCE: Mapping[Rate, date] = {
    Rate.FIVE: date(2025, 1, 1),
    Rate.SEVEN: date(2025, 1, 1),
    Rate.GENERAL: date(2025, 1, 1),
}

#: The rates that each regime may have, the usual one first.
RATES: Mapping[Regime, tuple[Rate, ...]] = {
    Regime.GENERAL: (Rate.GENERAL,),
    Regime.SIMPLIFIED_INCOME: (Rate.NONE, Rate.FIVE, Rate.SEVEN, Rate.GENERAL),
    Regime.SIMPLIFIED_PROFIT: (Rate.NONE, Rate.FIVE, Rate.SEVEN, Rate.GENERAL),
    Regime.PROFESSIONAL: (Rate.NONE,),
    Regime.PATENT: (Rate.NONE,),
    Regime.OTHER: (Rate.GENERAL, Rate.NONE),
}

#: The regimes and rates of VAT as people call them.
REGIME_NAMES: Mapping[Regime, Message] = {
    Regime.GENERAL: msg("general system"),
    Regime.SIMPLIFIED_INCOME: msg("simplified system, on income"),
    Regime.SIMPLIFIED_PROFIT: msg("simplified system, on income less expenses"),
    Regime.PROFESSIONAL: msg("tax on professional income"),
    Regime.PATENT: msg("patent"),
    Regime.OTHER: msg("another system"),
}
RATE_NAMES: Mapping[Rate, Message] = {
    Rate.NONE: msg("no VAT"),
    Rate.FIVE: msg("VAT of 5 %"),
    Rate.SEVEN: msg("VAT of 7 %"),
    Rate.GENERAL: msg("VAT at general rates"),
}


@dataclass(frozen=True, slots=True)
class TaxSpell:
    """One regime from a day until the next spell begins."""

    since: date
    regime: Regime
    rate: Rate


@dataclass(frozen=True, slots=True)
class TaxVersion:
    """The spells as they stood since a day."""

    number: int
    made_on: str
    who: str
    spells: tuple[TaxSpell, ...]


@dataclass(frozen=True, slots=True)
class Taxes:
    """The spells in order of days, the basis that the owner states for silent amounts, and the VAT that rows tell.

    `charged` are imports and months of sales with an amount of VAT in their rows: a regime without VAT is contradicted
    there, and what the file states holds.
    """

    spells: tuple[TaxSpell, ...] = ()
    stated: str = ""
    charged: Collection[tuple[int, Period]] = field(default=frozenset())

    def by_hand(self, fact: str, window: Period) -> frozenset[str]:
        """The bases of a figure that was entered by hand: nothing is stated of it but what the owner states."""
        outlay = fact in OUTLAYS
        return frozenset(
            self.basis(self.silent(rate, outlay=outlay), rate, outlay=outlay, charged=False)
            for rate, _ in self.rates(window)
        )

    def silent(self, rate: Rate, *, outlay: bool) -> str:
        """The basis of amounts of which nothing is stated: the owner's word, but outlays that are borne are as paid."""
        return Vat.UNKNOWN.value if outlay and rate is not Rate.GENERAL else self.stated or Vat.UNKNOWN.value

    def rates(self, days: Period) -> list[tuple[Rate, Period]]:
        """What is paid of VAT in stretches of the days, one after the other."""
        found, start, rate = [], days.start, Rate.GENERAL
        for spell in self.spells:
            if start < spell.since < days.end:
                found.append((rate, Period(start, spell.since)))
                start = spell.since
            if spell.since < days.end:
                rate = spell.rate
        return [*found, (rate, Period(start, max(start, days.end)))]

    def charges(self, batch: int, days: Period) -> bool:
        """Whether rows of the import have VAT in them in these days."""
        return any(one == batch and month.start < days.end and days.start < month.end for one, month in self.charged)

    @staticmethod
    def basis(told: str, rate: Rate, *, outlay: bool, charged: bool) -> str:
        """What a told basis means under the regime; `charged` are sales with VAT in their rows."""
        match rate:
            case Rate.GENERAL:
                return told
            case _ if outlay:  # silent outlays are what was paid: nobody gives the VAT in them back
                borne = NO_VAT if rate is Rate.NONE else OWN_APART
                return OUTLAYS_SHORT if told == Vat.WITHOUT.value else borne
            case Rate.NONE:
                return told if charged else NO_VAT
            case _:
                return {Vat.WITH.value: OWN_WITHIN, Vat.WITHOUT.value: OWN_APART}.get(told, told)


def taxes_of(settings: Mapping[str, str], stated: str, charged: Collection[tuple[int, Period]]) -> Taxes:
    """The taxes as they stand in the book."""
    versions = tax_versions_from(settings.get(TAXES, ""))
    return Taxes(versions[-1].spells if versions else (), stated, charged)


def tax_versions_from(text: str) -> tuple[TaxVersion, ...]:
    """The versions that `tax_versions_to` wrote; none from an empty text."""
    return tuple(
        TaxVersion(
            one["number"], one["made_on"], one["who"],
            tuple(
                TaxSpell(date.fromisoformat(spell["since"]), Regime(spell["regime"]), Rate(spell["rate"]))
                for spell in one["spells"]
            ),
        )
        for one in (json.loads(text) if text else ())
    )  # fmt: skip


def tax_versions_to(versions: Iterable[TaxVersion]) -> str:
    """The versions as JSON, days as text."""
    return json.dumps([asdict(version) for version in versions], ensure_ascii=False, default=str)
