"""What the owner should look at in the month: losses, an unmet plan, debts, and what got worse most."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.figure import Base, ChangeKind
from kpi_desktop.i18n.formats import MonthForm, money_text, month_year
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.matrix import computed, figure_at, known
from kpi_desktop.present.numbers import change_text, figure_text
from kpi_desktop.present.prose import Sentence, base_text, metric_name, tone

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.present.bundle import Bundle

#: Lines of the box, and how many of them may be figures that got worse.
MOST = 5
_WORSE = 3

#: A change smaller than this is the noise of a month: in per cent, and in points of a share.
_LEAST_PERCENT = Decimal("0.05")
_LEAST_POINTS = Decimal("0.02")

#: Told by a line of their own, or made of others that are told.
_OWN_LINE = frozenset(
    {"profit", "plan_attainment", "receivables_overdue", "unpaid_contracts", "mom_growth", "yoy_growth", "custom"}
)


def attention(bundle: Bundle, lang: str) -> tuple[Sentence, ...]:
    """Up to five lines, each bound to its figure; nothing where nothing calls for a look."""
    translate = Translator(lang)
    standing = (
        ("profit", _loss(bundle, lang)),
        ("plan_attainment", _plan(bundle, lang)),
        ("receivables_overdue", _overdue(bundle, lang)),
        ("unpaid_contracts", _unpaid(bundle)),
    )
    found = [Sentence(translate(message), (metric,)) for metric, message in standing if message is not None]
    worse = [Sentence(translate(_moved(bundle, metric, lang)), (metric,)) for metric in _worse(bundle)]
    return (*found, *worse)[:MOST]


def _value(bundle: Bundle, metric: str) -> Decimal | None:
    return known(figure_at(bundle.matrix, metric, bundle.month))


def _text(bundle: Bundle, metric: str, lang: str) -> str:
    figure = figure_at(bundle.matrix, metric, bundle.month)
    assert figure is not None
    return figure_text(figure, bundle.catalogue.metrics[metric], bundle.currency, lang)


def _loss(bundle: Bundle, lang: str) -> Message | None:
    profit = _value(bundle, "profit")
    if profit is None or profit >= 0:
        return None
    return msg("A loss for the period: {value}.", value=_text(bundle, "profit", lang))


def _plan(bundle: Bundle, lang: str) -> Message | None:
    """How much of the plan is missing, out of the two figures that the attainment is made of."""
    figure = figure_at(bundle.matrix, "plan_attainment", bundle.month)
    share = known(figure)
    if figure is None or share is None or share >= 1 or not figure.covered.complete:
        return None
    sums = [value for _, value in figure.inputs if isinstance(value, Decimal)]
    if len(sums) != 2:
        return None
    fact, plan = sums
    return msg(
        "The plan is met by {value}: {short} short of {plan}.",
        value=_text(bundle, "plan_attainment", lang),
        short=money_text(plan - fact, bundle.currency, lang),
        plan=money_text(plan, bundle.currency, lang),
    )


def _overdue(bundle: Bundle, lang: str) -> Message | None:
    if not _value(bundle, "receivables_overdue"):
        return None
    return msg("Overdue debts of customers: {value}.", value=_text(bundle, "receivables_overdue", lang))


def _unpaid(bundle: Bundle) -> Message | None:
    count = _value(bundle, "unpaid_contracts")
    if not count:
        return None
    return nmsg(
        "{count} signed contract is not paid: see the list of those to call.",
        "{count} signed contracts are not paid: see the list of those to call.",
        n=int(count),
        count=str(int(count)),
    )


def _worse(bundle: Bundle) -> list[str]:
    """The figures that went the bad way most; whole periods only: half a month is no fall."""
    found: list[tuple[Decimal, str]] = []
    for metric_id in computed(bundle):
        metric, figure = bundle.catalogue.metrics[metric_id], figure_at(bundle.matrix, metric_id, bundle.month)
        comparison = figure.comparisons.get(Base.PREVIOUS) if figure else None
        if figure is None or comparison is None or metric_id in _OWN_LINE or not figure.covered.complete:
            continue
        if not isinstance(comparison.change, Decimal) or tone(comparison, metric) != "bad":
            continue
        size = _size(comparison.kind, comparison.change, comparison.value)
        if size is not None:
            found.append((-size, metric_id))
    return [metric for _, metric in sorted(found, key=lambda entry: entry[0])[:_WORSE]]


def _size(kind: ChangeKind, change: Decimal, was: object) -> Decimal | None:
    """How far a figure moved as a part of what it was; None where that is too little to speak of."""
    if kind is ChangeKind.PERCENT:
        return abs(change) if abs(change) >= _LEAST_PERCENT else None
    if kind is ChangeKind.POINTS and isinstance(was, Decimal) and was > 0 and abs(change) >= _LEAST_POINTS:
        return abs(change) / was if abs(change) / was >= _LEAST_PERCENT else None
    return None


def _moved(bundle: Bundle, metric_id: str, lang: str) -> Message:
    metric, figure = bundle.catalogue.metrics[metric_id], figure_at(bundle.matrix, metric_id, bundle.month)
    assert figure is not None
    comparison = figure.comparisons[Base.PREVIOUS]
    return msg(
        "{name}: {value}, {change} against {base}.",
        name=metric_name(metric, lang),
        value=_text(bundle, metric_id, lang),
        change=change_text(comparison, metric, lang, bundle.currency),
        base=_base(comparison.period, lang),
    )


def _base(period: Period, lang: str) -> str:
    """What it is compared with, after «к» / "against": «сентябрю 2026»."""
    if period.whole_months == 1:
        return month_year(period.start, lang, MonthForm.DATIVE)
    return base_text(period, lang)
