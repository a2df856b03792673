"""The month told in sentences, Russian or English; every sentence names the figures that it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Direction, Display
from kpi_desktop.catalogue.news import is_news
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.comparing import FEWEST
from kpi_desktop.engine.figure import Base, ChangeKind
from kpi_desktop.i18n.formats import MINUS, NBSP, MonthForm, date_text, half_up, month_year, percent
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.matrix import absent, common_flags, computed, figure_at, known
from kpi_desktop.present.numbers import (
    CHANGE_PLACES,
    change_text,
    comparison_text,
    figure_text,
    now_text,
    points_places,
)
from kpi_desktop.present.periods import period_short, period_span, period_where

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.figure import Comparison, Figure
    from kpi_desktop.present.bundle import Bundle

#: The metrics of the cards and of the first sentences, in the order of interest; the first that have a value are taken.
HEADLINES = (
    "revenue",
    "sales_count",
    "aov",
    "margin",
    "returning_buyers_share",
    "gross_profit",
    "arp_customer",
    "items_per_receipt",
    "revenue_per_unit",
    "top_customer_share",
    "romi",
    "cac",
)

_ABBREVIATION = re.compile(r" \([A-Z]+\)$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the metrics whose figures stand in it."""

    text: str
    metrics: tuple[str, ...] = ()


#: How the comparisons beside those with earlier windows are called.
STANDARDS = {
    Base.PLAN: msg("plan"),
    Base.TEAM_MEAN: msg("team mean"),
    Base.OWN_BEST: msg("best of the 12 months before"),
    Base.OWN_MEDIAN: msg("median of the 12 months before"),
    Base.BENCHMARK: msg("benchmark"),
}


def metric_name(metric: Metric, lang: str) -> str:
    """The metric's name in the language of the output."""
    return metric.name_ru if lang == "ru" else metric.name_en


def _spoken_name(metric: Metric, lang: str) -> str:
    """The name as it stands in a sentence: without the abbreviation; revenue says that it is net."""
    if metric.id == "revenue":
        return Translator(lang)(msg("Net revenue"))
    return _ABBREVIATION.sub("", metric_name(metric, lang))


def headlines(bundle: Bundle, most: int = 6) -> tuple[str, ...]:
    """Up to six metrics for the cards: the usual ones that have a value, then others in the catalogue's order."""
    there = [m for m in computed(bundle) if m not in ("mom_growth", "yoy_growth") and not _came_true(bundle, m)]
    usual = [m for m in (bundle.preset.metrics if bundle.preset else HEADLINES) if m in there]
    return tuple([*usual, *(m for m in there if m not in usual)][:most])


def _came_true(bundle: Bundle, metric: str) -> bool:
    """Whether it is the forecast of a month that has ended, or an end of its range: the revenue once more."""
    if not metric.startswith("revenue_forecast"):
        return False
    said, came = (known(figure_at(bundle.matrix, one, bundle.month)) for one in (metric, "revenue"))
    return said == came


def days_text(period: Period, lang: str) -> str:
    """A span of days after «за» / "for": «1–12 октября 2011 года», «28.10.2011 – 04.11.2011»."""
    if not _in_one_month(period):
        return f"{date_text(period.start, lang)} – {date_text(period.last_day, lang)}"
    month = month_year(period.start, lang, MonthForm.GENITIVE)
    return f"{_days_of_month(period)}{NBSP}{month}" + (" года" if lang == "ru" else "")


def same_days(comparison: Comparison | None, metric: Metric, currency: str, lang: str) -> Message | None:
    """Both sides of a comparison of which the present one is not the printed figure; None where it is."""
    now = now_text(comparison, metric, currency, lang)
    if comparison is None or not now:
        return None
    then, days = comparison_text(comparison, metric, currency, lang), days_text(comparison.period, lang)
    return msg("on the same days and sources {now} against {then} for {days}", now=now, then=then, days=days)


def _in_one_month(period: Period) -> bool:
    return (period.start.year, period.start.month) == (period.last_day.year, period.last_day.month)


def _days_of_month(period: Period) -> str:
    first, last = period.start.day, period.last_day.day
    return str(first) if first == last else f"{first}–{last}"


def base_text(period: Period, lang: str) -> str:
    """What a figure is compared with, short: a whole month by its name, anything else by its days."""
    if period.whole_months is not None:
        return period_short(period, lang)
    month = month_year(period.start, lang, MonthForm.SHORT)
    return f"{_days_of_month(period)}{NBSP}{month}" if _in_one_month(period) else days_text(period, lang)


def shown_change(comparison: Comparison, metric: Metric) -> Decimal:
    """The change rounded as it is printed: its sign decides the words and the colour."""
    if isinstance(comparison.change, Missing):
        return Decimal(0)
    if comparison.kind is ChangeKind.AMOUNT:
        return half_up(comparison.change, metric.decimals)
    whole = metric.display is Display.POINTS and comparison.kind is ChangeKind.POINTS
    places = points_places(metric) if comparison.kind is ChangeKind.POINTS else CHANGE_PLACES
    return half_up(comparison.change if whole else percent(comparison.change), places)


def tone(comparison: Comparison | None, metric: Metric) -> str:
    """`good`, `bad` or `flat`: whether the change is the way that the metric should go."""
    if comparison is None or metric.better in (Direction.NONE, Direction.BALANCE):
        return "flat"
    change = shown_change(comparison, metric)
    if not change:
        return "flat"
    return "good" if (change > 0) == (metric.better is Direction.UP) else "bad"


def _level(figure: Figure, metric: Metric, bundle: Bundle, lang: str) -> Message:
    """The figure and how it stands to the previous month."""
    args: dict[str, str | int | Message] = {
        "name": _spoken_name(metric, lang),
        "month": period_span(figure.period, lang),
        "value": figure_text(figure, metric, bundle.currency, lang),
    }
    comparison = figure.comparisons.get(Base.PREVIOUS)
    if comparison is None or isinstance(comparison.change, Missing) or comparison.now is not None:
        return msg("{name} for {month}: {value}.", **args)  # the change of another figure is told where both stand
    args["change"] = change_text(comparison, metric, lang, bundle.currency).lstrip("+" + MINUS)
    sign = shown_change(comparison, metric)
    if comparison.period.whole_months is None or not figure.covered.complete:
        args["days"] = days_text(comparison.period, lang)
        return _against_days(args, sign)
    args["base"] = period_where(comparison.period, figure.period, lang)
    if not sign:
        return msg("{name} for {month}: {value}, about as in {base}.", **args)
    if sign > 0:
        return msg("{name} for {month}: {value}, {change} more than in {base}.", **args)
    return msg("{name} for {month}: {value}, {change} less than in {base}.", **args)


def _against_days(args: dict[str, str | int | Message], sign: Decimal) -> Message:
    """The same for a month that is not over or not covered: against the same number of days."""
    if not sign:
        return msg("{name} for {month}: {value}, about as for {days}.", **args)
    if sign > 0:
        return msg("{name} for {month}: {value}, {change} more than for {days}.", **args)
    return msg("{name} for {month}: {value}, {change} less than for {days}.", **args)


def _year_ago(figure: Figure, metric: Metric, bundle: Bundle, lang: str) -> Message | None:
    comparison = figure.comparisons.get(Base.LAST_YEAR)
    if comparison is None or isinstance(comparison.value, Missing) or isinstance(comparison.change, Missing):
        return None
    if comparison.now is not None:
        return None  # the change of another figure is told where both stand
    args = {
        "value": comparison_text(comparison, metric, bundle.currency, lang),
        "change": change_text(comparison, metric, lang, bundle.currency),
    }
    if comparison.period.whole_months is None:
        days = days_text(comparison.period, lang)
        return msg("For {days} it was {value}; over the year the change is {change}.", days=days, **args)
    base = period_where(comparison.period, figure.period, lang)
    return msg("In {base} it was {value}; over the year the change is {change}.", base=base, **args)


def _buyers(bundle: Bundle, lang: str) -> Message | None:
    """New and returning buyers: how many came for the first time, how many had bought before."""
    new, returning = (_told(bundle, metric, lang) for metric in ("new_buyers", "returning_buyers"))
    count = known(figure_at(bundle.matrix, "new_buyers", bundle.month))
    if new is None or returning is None or count is None:
        return None
    if not count:
        return msg("Nobody bought for the first time, {returning} had bought before.", returning=returning)
    return nmsg(
        "{count} buyer bought for the first time, {returning} had bought before.",
        "{count} buyers bought for the first time, {returning} had bought before.",
        n=int(count),
        count=new,
        returning=returning,
    )


def _told(bundle: Bundle, metric_id: str, lang: str) -> str | None:
    """The text of a figure that has a value, letter for letter as the table prints it."""
    figure = figure_at(bundle.matrix, metric_id, bundle.month)
    if figure is None or known(figure) is None:
        return None
    return figure_text(figure, bundle.catalogue.metrics[metric_id], bundle.currency, lang)


def _returns(bundle: Bundle, lang: str) -> Message | None:
    if not known(figure_at(bundle.matrix, "revenue_returns", bundle.month)):
        return None
    value, share = (_told(bundle, metric, lang) for metric in ("revenue_returns", "goods_return_rate"))
    if value is None:
        return None
    if share is None:
        return msg("Returns in the month: {value}.", value=value)
    return msg("Returns in the month: {value}, {share} of the gross revenue.", value=value, share=share)


def _concentration(bundle: Bundle, lang: str) -> Message | None:
    value = _told(bundle, "top_customer_share", lang)
    measure = bundle.catalogue.measures.get("revenue_top_customers")
    if value is None or measure is None:
        return None
    return nmsg(
        "The largest customer gives {value} of the revenue from identified customers.",
        "The {n} largest customers give {value} of the revenue from identified customers.",
        n=measure.top,
        value=value,
    )


def _changes(bundle: Bundle) -> list[tuple[Decimal, str]]:
    """How far each metric moved the good way (negative: the bad way), only where whole months are compared.

    Only changes that say something of the month take part (see `is_news`), and counts only from ten cases on.
    """
    found = []
    for metric_id in computed(bundle):
        metric, figure = bundle.catalogue.metrics[metric_id], figure_at(bundle.matrix, metric_id, bundle.month)
        comparison = figure.comparisons.get(Base.PREVIOUS) if figure else None
        if not figure or not comparison or not figure.covered.complete or not is_news(bundle.catalogue, metric_id):
            continue
        few = metric.display is Display.COUNT and isinstance(comparison.value, Decimal) and comparison.value < FEWEST
        if few:
            continue
        if comparison.kind is ChangeKind.PERCENT and isinstance(comparison.change, Decimal):
            way = tone(comparison, metric)
            if way != "flat":
                found.append((abs(comparison.change) if way == "good" else -abs(comparison.change), metric_id))
    return sorted(found)


def _extremes(bundle: Bundle, lang: str) -> list[tuple[Message, str]]:
    changes, found = _changes(bundle), []
    if changes and changes[-1][0] > 0:
        found.append((_moved(bundle, changes[-1][1], lang, good=True), changes[-1][1]))
    # A report by goal names what got worse in a box of its own.
    if changes and changes[0][0] < 0 and bundle.preset is None:
        found.append((_moved(bundle, changes[0][1], lang, good=False), changes[0][1]))
    return found


def _moved(bundle: Bundle, metric_id: str, lang: str, *, good: bool) -> Message:
    metric, figure = bundle.catalogue.metrics[metric_id], figure_at(bundle.matrix, metric_id, bundle.month)
    assert figure is not None
    args = {
        "name": _spoken_name(metric, lang),
        "change": change_text(figure.comparisons.get(Base.PREVIOUS), metric, lang, bundle.currency),
        "value": figure_text(figure, metric, bundle.currency, lang),
    }
    if good:
        return msg("The best change is that of “{name}”: {change}, now {value}.", **args)
    return msg("The worst change is that of “{name}”: {change}, now {value}.", **args)


def _caveats(bundle: Bundle) -> list[Message]:
    """What is not complete and what could not be computed: said in the summary, not only in the small print."""
    metrics = computed(bundle)
    common = common_flags(bundle.matrix, metrics, bundle.month)
    found = [msg("About the whole month: {what}.", what=flag.message) for flag in common]
    said = {(flag.code, str(flag.message)) for flag in common}
    flagged = [
        metric
        for metric in metrics
        if (figure := figure_at(bundle.matrix, metric, bundle.month)) is not None
        and any((flag.code, str(flag.message)) not in said for flag in figure.flags)
    ]
    if flagged:
        found.append(
            nmsg(
                "{n} figure has a reservation; it stands under the table.",
                "{n} figures have reservations; they stand under the table.",
                n=len(flagged),
            )
        )
    missing = len(absent(bundle))
    if missing:
        found.append(
            nmsg(
                "{n} metric cannot be computed from what is loaded; the last section says what would supply it.",
                "{n} metrics cannot be computed from what is loaded; the last section says what would supply them.",
                n=missing,
            )
        )
    return found


def summary(bundle: Bundle, lang: str) -> tuple[Sentence, ...]:
    """The month in sentences: levels and changes, buyers, returns, best and worst, what is not complete."""
    translate, found = Translator(lang), []
    for metric_id in headlines(bundle, 3):
        metric, figure = bundle.catalogue.metrics[metric_id], figure_at(bundle.matrix, metric_id, bundle.month)
        assert figure is not None
        found.append(Sentence(translate(_level(figure, metric, bundle, lang)), (metric_id,)))
        year = _year_ago(figure, metric, bundle, lang) if metric_id == "revenue" else None
        if year:
            found.append(Sentence(translate(year), (metric_id,)))
    for message, metrics in (
        (_buyers(bundle, lang), ("new_buyers", "returning_buyers")),
        (_returns(bundle, lang), ("revenue_returns", "goods_return_rate")),
        (_concentration(bundle, lang), ("top_customer_share",)),
    ):
        if message:
            found.append(Sentence(translate(message), metrics))
    found += [Sentence(translate(message), (metric_id,)) for message, metric_id in _extremes(bundle, lang)]
    found += [Sentence(translate(message)) for message in _caveats(bundle)]
    return tuple(found)
