"""Which taxes the company pays and since when: the owner's dated list, kept in the book with its versions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.engine.engine import charged_vat
from kpi_desktop.engine.tax import (
    RATE_NAMES,
    RATES,
    RATES_SINCE,
    REGIME_NAMES,
    TAXES,
    Rate,
    Regime,
    TaxSpell,
    TaxVersion,
    tax_versions_from,
    tax_versions_to,
)
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

Spells = tuple[TaxSpell, ...]


def tax_versions(path: Path) -> tuple[TaxVersion, ...]:
    """Every version of the list, the first one first; none where the owner has said nothing of taxes."""
    with opened_book(path) as book:
        return tax_versions_from(book.settings.get(TAXES, ""))


def contradicted(path: Path) -> tuple[Period, ...]:
    """Months of sales with VAT in their rows although the company pays none then: the files or the list are wrong."""
    with opened_book(path) as book:
        spells = _spells(tax_versions_from(book.settings.get(TAXES, "")))
        months = {month for _, month in charged_vat(book)} if spells else set[Period]()
    return tuple(sorted(month for month in months if _rate(spells, month.last_day) is Rate.NONE))


def begin(path: Path, spell: TaxSpell, who: str = "") -> tuple[TaxVersion, ...]:
    """A regime holds from a day; another one that began on the same day gives way.

    UsageError for a rate that the regime has not, and for one of a simplified system before the law knew it.
    """
    if spell.rate not in RATES[spell.regime]:
        raise UsageError(
            msg("“{regime}” has no “{rate}”", regime=REGIME_NAMES[spell.regime], rate=RATE_NAMES[spell.rate]),
            fix=msg("Choose one of: {names}", names=", ".join(RATES[spell.regime])),
        )
    known = RATES_SINCE.get(spell.rate)
    simplified = spell.regime in {Regime.SIMPLIFIED_INCOME, Regime.SIMPLIFIED_PROFIT}
    if simplified and known is not None and spell.since < known:
        raise UsageError(msg("A simplified system has had VAT since {day} only", day=day_message(known)))
    return _change(path, lambda spells: (*(one for one in spells if one.since != spell.since), spell), who)


def forget(path: Path, since: date, who: str = "") -> tuple[TaxVersion, ...]:
    """Take out the regime that begins on the day; the one before it holds on."""

    def changed(spells: Spells) -> Spells:
        if all(one.since != since for one in spells):
            raise UsageError(msg("No regime begins on {day}", day=day_message(since)))
        return tuple(one for one in spells if one.since != since)

    return _change(path, changed, who)


def take_back(path: Path) -> tuple[TaxVersion, ...]:
    """Return to the version before the last change; the version stays in the history as a new one."""
    versions = tax_versions(path)
    if not versions:
        raise UsageError(msg("Nothing was said of taxes: there is nothing to take back"))
    before = versions[-2].spells if len(versions) > 1 else ()
    return _change(path, lambda _spells: before, "")


def usual_rate(regime: Regime) -> Rate:
    """What the regime pays of VAT where nothing else is said."""
    return RATES[regime][0]


def _change(path: Path, changed: Callable[[Spells], Spells], who: str) -> tuple[TaxVersion, ...]:
    with opened_book(path, read_only=False) as book:
        versions = tax_versions_from(book.settings.get(TAXES, ""))
        before = _spells(versions)
        spells = tuple(sorted(changed(before), key=lambda one: one.since))
        if spells != before:
            today = datetime.now(UTC).date().isoformat()
            versions = (*versions, TaxVersion(len(versions) + 1, today, who, spells))
            book.set_setting(TAXES, tax_versions_to(versions))
        return versions


def _spells(versions: tuple[TaxVersion, ...]) -> Spells:
    return versions[-1].spells if versions else ()


def _rate(spells: Spells, day: date) -> Rate:
    """What was paid of VAT on the day."""
    holding = [one for one in spells if one.since <= day]
    return holding[-1].rate if holding else Rate.GENERAL
