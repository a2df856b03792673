"""The commands `compare-ads`, `pilot`, `investment`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.decision_texts import ads_lines, ads_verdict, investment_lines, keep_text, pilot_lines
from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.kpis_json import decimal_json

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.app.experiments import Advertisements, Pilot
    from kpi_desktop.engine.investment import Scenario


def _ads_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", metavar="A")
    parser.add_argument("second", metavar="B")
    parser.add_argument("--book", default="")
    parser.add_argument("--month")
    parser.add_argument("--by", default="channel", metavar="DIMENSION")
    parser.add_argument("--metric", default="", metavar="ID")
    parser.add_argument("--wanted", default="20%", metavar="20%|0.005")
    parser.add_argument("--looks", type=int, default=1, metavar="N")


def _ads(call: Call) -> int:
    from kpi_desktop.app.experiments import compare_members, compare_typed, wanted_of

    given = call.options
    names, wanted = (given.first, given.second), wanted_of(given.wanted)
    if given.looks < 1:
        raise UsageError(msg("“{name}” is a whole number from one", name="--looks"))
    if given.book:
        found = compare_members(call.workspace, call.book, names, (given.month, given.by, given.metric), wanted,
                                given.looks)  # fmt: skip
    else:
        found = compare_typed(names, wanted, given.looks)
    call.answer = _ads_json(call, found)
    for line in ads_lines(found, call.workspace.catalogue.metrics, call.lang):
        call.print(call.tr(line))
    call.say(msg("Decide how many cases you need before you begin, and look once: who looks often finds differences "
                 "that are none (tell how often with --looks)"))  # fmt: skip
    return Exit.DONE


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
        "words": call.tr(ads_verdict(found, call.lang)),
        "beside": beside,
    }


def _plain(value: float) -> str:
    return format(Decimal(repr(round(value, 8))), "f")


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
        by = call.workspace.catalogue.dimensions.get(pilot.by)
        split = pilot.by if by is None else by.name_ru if call.lang == "ru" else by.name_en
        since = call.tr(msg("since {month}", month=call.month(pilot.since)))
        call.print(f"{pilot.name}: {split} — {pilot.member}, {since}, {keep_text(pilot, call.lang)}")
    return Exit.DONE


def _named() -> str:
    raise UsageError(msg("Name the pilot"))


def _pilot_of(call: Call, name: str) -> Pilot:
    from kpi_desktop.app.experiments import pilot_of

    given = call.options
    if not given.by or not given.member or not given.since:
        raise UsageError(msg("A pilot needs --by, --member and --since"))
    return pilot_of(name, (given.by, given.member, given.since), given.keep)


def _pilot_json(pilot: Pilot) -> Json:
    return {"name": pilot.name, "by": pilot.by, "member": pilot.member, "since": pilot.since,
            "keep_if": format(pilot.keep, "f"), "relative": pilot.relative, "stated": pilot.stated}  # fmt: skip


def _judged(call: Call) -> None:
    from kpi_desktop.app import experiments

    given = call.options
    kept = {pilot.name: pilot for pilot in experiments.pilots(call.book)}
    pilot = kept.get(given.name) if given.name else None
    if given.name and pilot is None and not given.by:
        raise UsageError(msg("There is no pilot “{name}”", name=given.name))
    found = experiments.judge_pilot(call.workspace, call.book, pilot or _pilot_of(call, given.name), given.month)
    words = [call.tr(message) for message in pilot_lines(found, call.lang)]
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
    for line in investment_lines(found, call.lang):
        call.print(call.tr(line))
    return Exit.DONE


def _scenario_json(one: Scenario) -> Json:
    return {
        "total": decimal_json(one.total),
        "roi": decimal_json(one.net_return),
        "gains_to_cost": decimal_json(one.gross_return),
        "payback_month": decimal_json(one.payback),
    }


COMMANDS = (
    Command("compare-ads", msg("two advertisements: is one really better"), _ads_arguments, _ads),
    Command("pilot", msg("keep or drop a pilot by income per customer"), _pilot_arguments, _pilot, book=True,
            month=True),
    Command("investment", msg("return and payback of an investment"), _investment_arguments, _investment),
)  # fmt: skip
