"""The commands `compare-ads`, `pilot`, `investment`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.experiments import Advertisements, Investment, Pilot, PilotResult, Wanted
from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.experiment import Keep, Verdict
from kpi_desktop.i18n.formats import money_text, number_text, share_text
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.present.kpis_json import decimal_json
from kpi_desktop.present.numbers import figure_text, no_data

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from kpi_desktop.engine.investment import Scenario


def _ads_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", metavar="A")
    parser.add_argument("second", metavar="B")
    parser.add_argument("--book", default="")
    parser.add_argument("--month")
    parser.add_argument("--by", default="channel", metavar="DIMENSION")
    parser.add_argument("--metric", default="", metavar="ID")
    parser.add_argument("--wanted", default="20%", metavar="20%%|0.005")
    parser.add_argument("--looks", type=int, default=1, metavar="N")


def _ads(call: Call) -> int:
    from kpi_desktop.app.experiments import compare_members, compare_typed

    given = call.options
    names, wanted = (given.first, given.second), _wanted(given.wanted)
    if given.looks < 1:
        raise UsageError(msg("“{name}” is a whole number from one", name="--looks"))
    if given.book:
        found = compare_members(call.workspace, call.book, names, (given.month, given.by, given.metric), wanted,
                                given.looks)  # fmt: skip
    else:
        found = compare_typed(names, wanted, given.looks)
    call.answer = _ads_json(call, found)
    for line in _ads_lines(call, found):
        call.print(line)
    call.say(msg("Decide how many cases you need before you begin, and look once: who looks often finds differences "
                 "that are none (tell how often with --looks)"))  # fmt: skip
    return Exit.DONE


def _wanted(text: str) -> Wanted:
    from kpi_desktop.app.whatif import number_of

    size = number_of("wanted", text)
    if size <= 0:
        raise UsageError(msg("A wanted difference is above zero"))
    return Wanted(size, relative=text.strip().endswith("%"))


def _ads_json(call: Call, found: Advertisements) -> Json:
    result = found.result
    groups: list[Json] = [
        {"name": name, "hits": group.hits, "cases": group.cases, "share": _plain(group.share)}
        for name, group in zip(found.names, (result.first, result.second), strict=True)
    ]
    beside: dict[str, Json] = {
        metric: [decimal_json(figure.value) for figure in pair] for metric, pair in (found.beside or {}).items()
    }
    return {
        "metric": found.metric,
        "month": found.month.name if found.month else None,
        "groups": groups,
        "difference": _plain(result.difference),
        "interval": [_plain(result.low), _plain(result.high)],
        "p": _plain(result.p),
        "test": "fisher" if result.exact else "two-proportion",
        "level": _plain(result.level),
        "wanted": _plain(result.wanted),
        "needed": result.needed,
        "verdict": result.verdict.value,
        "words": call.tr(_ads_verdict(call, found)),
        "beside": beside,
    }


def _plain(value: float) -> str:
    return format(Decimal(repr(round(value, 8))), "f")


def _ads_lines(call: Call, found: Advertisements) -> list[str]:
    result, lang = found.result, call.lang
    lines = []
    if found.metric:
        metric = call.workspace.catalogue.metrics[found.metric]
        lines.append(metric.name_ru if lang == "ru" else metric.name_en)
    for name, group in zip(found.names, (result.first, result.second), strict=True):
        share = share_text(Decimal(repr(group.share)), 2, lang)
        lines.append(call.tr(msg("{name}: {share} ({hits} of {cases})", name=name, share=share, hits=group.hits,
                                 cases=group.cases)))  # fmt: skip
    low, high, gap = (_points(value, lang) for value in (result.low, result.high, result.difference))
    lines.append(call.tr(msg("Difference: {gap}, with the interval from {low} to {high}", gap=gap, low=low, high=high)))
    lines.append(call.tr(_ads_verdict(call, found)))
    for metric_id, pair in (found.beside or {}).items():
        metric = call.workspace.catalogue.metrics[metric_id]
        texts = [figure_text(figure, metric, found.currency, lang) for figure in pair]
        lines.append(f"{metric.name_ru if lang == 'ru' else metric.name_en}: {texts[0]} / {texts[1]}")
    return lines


def _points(value: float, lang: str) -> str:
    unit = "\u00a0п. п." if lang == "ru" else " pp"
    return number_text(Decimal(repr(value * 100)), 2, lang, signed=True) + unit


def _ads_verdict(call: Call, found: Advertisements) -> Message:
    result = found.result
    match result.verdict:
        case Verdict.FIRST:
            return msg("“{name}” is better, by more than chance", name=found.names[0])
        case Verdict.SECOND:
            return msg("“{name}” is better, by more than chance", name=found.names[1])
        case Verdict.ALIKE:
            return msg("No difference of {wanted} is there", wanted=_points(result.wanted, call.lang))
        case _:
            more = max(0, result.needed - min(result.first.cases, result.second.cases))
            return nmsg("Too early: {n} case more of each is needed to see {wanted}",
                        "Too early: {n} cases more of each are needed to see {wanted}", n=more,
                        wanted=_points(result.wanted, call.lang))  # fmt: skip


def _pilot_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("set", "check", "list", "remove"))
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--by", default="", metavar="DIMENSION")
    parser.add_argument("--member", default="")
    parser.add_argument("--since", default="", metavar="2011-11")
    parser.add_argument("--keep-if", dest="keep", default="0", metavar="10%%|500")


def _pilot(call: Call) -> int:
    from kpi_desktop.app import experiments

    given = call.options
    match given.what:
        case "set":
            experiments.state_pilot(call.workspace, call.book, _pilot_of(call, given.name or _named()))
            call.say(msg("The criterion of the pilot is kept in the book"))
        case "remove":
            experiments.remove_pilot(call.book, given.name or _named())
            call.say(msg("The pilot is out of the book"))
        case "check":
            _judged(call)
            return Exit.DONE
    kept = experiments.pilots(call.book)
    call.answer = {"pilots": [_pilot_json(pilot) for pilot in kept]}
    for pilot in kept:
        call.print(f"{pilot.name}: {pilot.by} = {pilot.member}, {pilot.since}, {_keep(pilot, call.lang)}")
    return Exit.DONE


def _named() -> str:
    raise UsageError(msg("Name the pilot"))


def _pilot_of(call: Call, name: str) -> Pilot:
    from kpi_desktop.app.whatif import number_of

    given = call.options
    if not given.by or not given.member or not given.since:
        raise UsageError(msg("A pilot needs --by, --member and --since"))
    keep = number_of("keep-if", given.keep)
    return Pilot(name, given.by, given.member, given.since, keep, relative=given.keep.strip().endswith("%"))


def _pilot_json(pilot: Pilot) -> Json:
    return {"name": pilot.name, "by": pilot.by, "member": pilot.member, "since": pilot.since,
            "keep_if": format(pilot.keep, "f"), "relative": pilot.relative, "stated": pilot.stated}  # fmt: skip


def _keep(pilot: Pilot, lang: str) -> str:
    return share_text(pilot.keep, 1, lang) if pilot.relative else number_text(pilot.keep, 2, lang)


def _judged(call: Call) -> None:
    from kpi_desktop.app import experiments

    given = call.options
    kept = {pilot.name: pilot for pilot in experiments.pilots(call.book)}
    pilot = kept.get(given.name) if given.name else None
    if given.name and pilot is None and not given.by:
        raise UsageError(msg("There is no pilot “{name}”", name=given.name))
    found = experiments.judge_pilot(call.workspace, call.book, pilot or _pilot_of(call, given.name), given.month)
    words = [call.tr(message) for message in _pilot_words(call, found)]
    result = found.result
    call.answer = {
        "pilot": _pilot_json(found.pilot),
        "until": found.until.name,
        "arpu": decimal_json(found.own),
        "base_arpu": decimal_json(found.others),
        "customers": result.pilot_cases,
        "base_customers": result.base_cases,
        "difference": decimal_json(found.own - found.others),
        "interval": [_plain(result.low), _plain(result.high)],
        "threshold": _plain(result.threshold),
        "verdict": result.verdict.value,
        "months_more": found.months,
        "stated_late": found.late,
        "words": [*words],
    }
    for line in words:
        call.print(line)


def _pilot_words(call: Call, found: PilotResult) -> list[Message]:
    result, lang = found.result, call.lang

    def amount(value: Decimal | float) -> str:
        exact = value if isinstance(value, Decimal) else Decimal(repr(value))
        return money_text(exact, found.currency, lang, 2)

    lines = [
        msg("Income per customer: pilot {own} ({n} customers), others {others} ({m} customers)", own=amount(found.own),
            others=amount(found.others), n=result.pilot_cases, m=result.base_cases),
        msg("Difference: {gap}, with the interval from {low} to {high}", gap=amount(found.own - found.others),
            low=amount(result.low), high=amount(result.high)),
        msg("Worth keeping from: {amount}", amount=amount(result.threshold)),
    ]  # fmt: skip
    match result.verdict:
        case Keep.KEEP:
            lines.append(msg("Keep it: the whole interval is above what was agreed"))
        case Keep.DROP:
            lines.append(msg("Drop it: the whole interval is below what was agreed"))
        case _ if found.months is not None:
            lines.append(nmsg("Too early: about {n} month more", "Too early: about {n} months more", n=found.months))
        case _:
            lines.append(msg("Too early, and the difference lies exactly at what was agreed"))
    if found.late:
        lines.append(msg("The criterion was not stated before the pilot began: such a judgement is weaker"))
    return lines


def _investment_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cost", required=True)
    parser.add_argument("--gains", nargs="+", default=[], metavar="AMOUNT")
    parser.add_argument("--months", type=int, default=0, metavar="N")
    parser.add_argument("--book", default="")
    parser.add_argument("--metric", default="profit", metavar="ID")
    parser.add_argument("--since", default="", metavar="2011-11")
    parser.add_argument("--month")


def _investment(call: Call) -> int:
    from kpi_desktop.app.experiments import investment_of, investment_typed
    from kpi_desktop.app.whatif import number_of

    given = call.options
    cost = number_of("cost", given.cost)
    if given.book and given.since:
        found = investment_of(call.workspace, call.book, cost, (given.metric, given.since, given.month), given.months)
    else:
        found = investment_typed(cost, [number_of("gains", text) for text in given.gains], given.months)
    result = found.result
    scenarios = {"middle": result.middle, "low": result.low, "high": result.high}
    call.answer = {
        "cost": decimal_json(result.cost),
        "gains": [decimal_json(gain) for gain in found.gains],
        "metric": found.metric,
        "usual": None if found.usual is None else decimal_json(found.usual),
        "months": result.months,
        "known_months": result.known,
        **{name: None if one is None else _scenario_json(one) for name, one in scenarios.items()},
    }
    for line in _investment_lines(call, found):
        call.print(line)
    return Exit.DONE


def _scenario_json(one: Scenario) -> Json:
    return {
        "total": decimal_json(one.total),
        "roi": decimal_json(one.net_return),
        "gains_to_cost": decimal_json(one.gross_return),
        "payback_month": decimal_json(one.payback),
    }


def _investment_lines(call: Call, found: Investment) -> list[str]:
    result, lang = found.result, call.lang
    lines = []
    if found.metric and found.usual is not None:
        text = msg(
            "Gains above the usual month before: {usual} (mean of {n} months); other causes are in them too",
            usual=number_text(found.usual, 2, lang),
            n=found.before,
        )
        lines.append(call.tr(text))
    lines += [f"{call.tr(heading)}: {_ranged(call, found, value)}" for heading, value in _readings(call, result.months)]
    if isinstance(result.middle.payback, Missing):
        lines.append(call.tr(result.middle.payback.message))
    return lines


def _readings(call: Call, months: int) -> list[tuple[Message, Callable[[Scenario], str]]]:
    lang = call.lang
    return [
        (msg("Gains over {n} months", n=months), lambda one: number_text(one.total, 2, lang)),
        (msg("Return (gains − cost) ÷ cost; a loss below 0"), lambda one: share_text(one.net_return, 1, lang)),
        (msg("Return gains ÷ cost; a loss below 1"), lambda one: number_text(one.gross_return, 2, lang)),
        (msg("Paid back in month"), lambda one: _payback(call, one)),
    ]


def _ranged(call: Call, found: Investment, value: Callable[[Scenario], str]) -> str:
    """The figure with its range, the poorer end first."""
    result = found.result
    text = value(result.middle)
    if result.low is None or result.high is None:
        return text
    low, high = value(result.low), value(result.high)
    return call.tr(msg("{value} (at worst {low}, at best {high})", value=text, low=low, high=high))


def _payback(call: Call, one: Scenario) -> str:
    return no_data(call.lang) if isinstance(one.payback, Missing) else number_text(one.payback, 0, call.lang)


COMMANDS = (
    Command("compare-ads", msg("two advertisements: is one really better"), _ads_arguments, _ads),
    Command("pilot", msg("keep or drop a pilot by income per customer"), _pilot_arguments, _pilot, book=True,
            month=True),
    Command("investment", msg("return and payback of an investment"), _investment_arguments, _investment),
)  # fmt: skip
