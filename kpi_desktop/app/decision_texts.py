"""Decisions in words: two advertisements, a pilot, an investment, the limits of a month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.experiment import Keep, Verdict
from kpi_desktop.i18n.formats import money_text, number_text, share_text
from kpi_desktop.i18n.message import Message, msg, named, nmsg
from kpi_desktop.present.numbers import figure_text, no_data, value_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.app.answers import Answer
    from kpi_desktop.app.experiments import Advertisements, Investment, Pilot, PilotResult
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.engine.experiment import Group
    from kpi_desktop.engine.investment import Scenario


def plain(text: str) -> Message:
    """A text that is already in the reader's language."""
    return named(text, text)


def group_share(group: Group, lang: str) -> str:
    """The conversion of one advertisement."""
    return share_text(Decimal(repr(group.share)), 2, lang)


def ads_lines(found: Advertisements, metrics: Mapping[str, Metric], lang: str) -> list[Message]:
    """The comparison whole: the conversion, both sides, difference, verdict, and what stands beside it."""
    result = found.result
    lines = [_name(metrics[found.metric])] if found.metric else []
    for name, group in zip(found.names, (result.first, result.second), strict=True):
        lines.append(msg("{name}: {share} ({hits} of {cases})", name=name, share=group_share(group, lang),
                         hits=number_text(Decimal(group.hits), 0, lang),
                         cases=number_text(Decimal(group.cases), 0, lang)))  # fmt: skip
    lines += [ads_difference(found, lang), ads_verdict(found, lang)]
    for metric_id, pair in (found.beside or {}).items():
        first, second = (figure_text(figure, metrics[metric_id], found.currency, lang) for figure in pair)
        lines.append(msg("{name}: {first} / {second}", name=_name(metrics[metric_id]), first=first, second=second))
    return lines


def _name(metric: Metric) -> Message:
    return named(metric.name_en, metric.name_ru)


def ads_difference(found: Advertisements, lang: str) -> Message:
    """The second conversion less the first, in percentage points, with its interval."""
    result = found.result
    low, high, gap = (_points(value, lang) for value in (result.low, result.high, result.difference))
    return msg("Difference: {gap}, with the interval from {low} to {high}", gap=gap, low=low, high=high)


def _points(value: float, lang: str) -> str:
    unit = "\u00a0п. п." if lang == "ru" else " pp"
    return number_text(Decimal(repr(value * 100)), 2, lang, signed=True) + unit


def ads_verdict(found: Advertisements, lang: str) -> Message:
    """Which advertisement is better, or how many cases are lacking to say it."""
    result = found.result
    match result.verdict:
        case Verdict.FIRST:
            return msg("“{name}” is better, by more than chance", name=found.names[0])
        case Verdict.SECOND:
            return msg("“{name}” is better, by more than chance", name=found.names[1])
        case Verdict.ALIKE:
            return msg("No difference of {wanted} is there", wanted=_points(result.wanted, lang))
        case _:
            more = max(0, result.needed - min(result.first.cases, result.second.cases))
            return nmsg("Too early: to see {wanted} each advertisement needs {n} case more of what its share is of",
                        "Too early: to see {wanted} each advertisement needs {n} cases more of what its share is of",
                        n=more,
                        wanted=_points(result.wanted, lang))  # fmt: skip


def ads_needed(found: Advertisements, lang: str) -> Message:
    """How many cases each side needs to show the wanted difference."""
    result = found.result
    return nmsg("To see {wanted}, {n} case of each is needed", "To see {wanted}, {n} cases of each are needed",
                n=result.needed, wanted=_points(result.wanted, lang))  # fmt: skip


def keep_text(pilot: Pilot, lang: str) -> str:
    """The gain that keeps a pilot: a share of the others' income, or an amount."""
    return share_text(pilot.keep, 1, lang) if pilot.relative else number_text(pilot.keep, 2, lang)


def pilot_lines(found: PilotResult, lang: str) -> list[Message]:
    """A pilot judged: both incomes, their difference with its interval, the criterion, keep or drop."""
    result = found.result

    def amount(value: Decimal | float) -> str:
        exact = value if isinstance(value, Decimal) else Decimal(repr(value))
        return money_text(exact, found.currency, lang, 2)

    lines = [
        msg("Income per customer: pilot {own} ({n} customers), others {others} ({m} customers)", own=amount(found.own),
            others=amount(found.others), n=result.pilot_cases, m=result.base_cases),
        msg("Difference: {gap}, with the interval from {low} to {high}", gap=amount(found.own - found.others),
            low=amount(result.low), high=amount(result.high)),
        msg("Worth keeping from: {amount}", amount=amount(result.threshold)),
        pilot_verdict(found),
    ]  # fmt: skip
    if found.late:
        lines.append(msg("The criterion was not stated before the pilot began: such a judgement is weaker"))
    return lines


def pilot_verdict(found: PilotResult) -> Message:
    """Keep it, drop it, or how long yet."""
    match found.result.verdict:
        case Keep.KEEP:
            return msg("Keep it: the whole interval is above what was agreed")
        case Keep.DROP:
            return msg("Drop it: the whole interval is below what was agreed")
        case _ if found.months is not None:
            return nmsg("Too early: about {n} month more", "Too early: about {n} months more", n=found.months)
        case _:
            return msg("Too early, and the difference lies exactly at what was agreed")


def investment_lines(found: Investment, lang: str) -> list[Message]:
    """The return of an investment by both definitions, its payback, with the range of each."""
    result = found.result
    usual = investment_usual(found, lang)
    lines = [usual] if usual is not None else []
    for heading, value in investment_readings(result.months, lang):
        lines.append(msg("{name}: {value}", name=heading, value=_ranged(found, value)))
    if isinstance(result.middle.payback, Missing):
        lines.append(result.middle.payback.message)
    return lines


def investment_usual(found: Investment, lang: str) -> Message | None:
    """Above what the gains are counted; None where they were typed."""
    if not found.metric or found.usual is None:
        return None
    return msg(
        "Gains above the usual month before: {usual} (mean of {n} months); other causes are in them too",
        usual=number_text(found.usual, 2, lang),
        n=found.before,
    )


def investment_readings(months: int, lang: str) -> list[tuple[Message, Callable[[Scenario], str]]]:
    """What is told of each scenario, with how it is printed."""
    return [
        (msg("Gains over {n} months", n=months), lambda one: number_text(one.total, 2, lang)),
        (msg("Return (gains − cost) ÷ cost; a loss below 0"), lambda one: share_text(one.net_return, 1, lang)),
        (msg("Return gains ÷ cost; a loss below 1"), lambda one: number_text(one.gross_return, 2, lang)),
        (msg("Paid back in month"), lambda one: _payback(one, lang)),
    ]


def _ranged(found: Investment, value: Callable[[Scenario], str]) -> Message:
    """The figure with its range, the poorer end first."""
    result = found.result
    text = value(result.middle)
    if result.low is None or result.high is None:
        return plain(text)
    return msg("{value} (at worst {low}, at best {high})", value=text, low=value(result.low), high=value(result.high))


def _payback(one: Scenario, lang: str) -> str:
    return no_data(lang) if isinstance(one.payback, Missing) else number_text(one.payback, 0, lang)


def answer_text(answer: Answer, currency: str, lang: str) -> Message:
    """A limit or a forecast of the month, with its range where it has one."""
    known = (answer.value, answer.low, answer.high)
    texts = [value_text(value, answer.display, answer.decimals, currency, lang) for value in known if value is not None]
    if len(texts) < 3 or any(isinstance(value, Missing) for value in known):
        return plain(texts[0])
    return msg("{value} (from {low} to {high})", value=texts[0], low=texts[1], high=texts[2])
