"""The command `plan`: set, list, import, export; every change is a version with its day and who made it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.plans import light, share
from kpi_desktop.engine.standards import PLANNED
from kpi_desktop.i18n.formats import month_name, number_text, share_text
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.attained import PROFILES, WEEKDAYS, plan_message
from kpi_desktop.present.kpis_json import decimal_json, figure_json
from kpi_desktop.present.numbers import figure_text, member_text, no_data, value_text
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.app.plans import Progressing
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.plans import PlanRow, PlanVersion


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("set", "list", "import", "export", "progress", "profile"))
    parser.add_argument("file", nargs="?", metavar="FILE")
    for name in ("amount", "manager", "team", "channel", "who", "note"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--metric", metavar="ID", default=PLANNED)
    parser.add_argument("--version", dest="number", type=int, metavar="N")


def _plan(call: Call) -> int:
    match call.options.what:
        case "set":
            _set(call)
        case "import":
            _import(call)
        case "export":
            _export(call)
        case "progress":
            _progress(call)
        case "profile":
            _profile(call)
        case _:
            _list(call)
    return Exit.DONE


def _set(call: Call) -> None:
    from kpi_desktop.app.plans import plan_row, set_plans

    given = call.options
    if not given.month or not given.amount:
        raise UsageError(msg("A plan needs --month and --amount"))
    row = plan_row(call.workspace, given.month, given.amount, given.metric, (given.manager, given.team, given.channel))
    versions = set_plans(call.workspace, call.book, [row], given.who, given.note)
    _answer(call, versions[-1], versions, (row,))


def _import(call: Call) -> None:
    from kpi_desktop.app.plans import read_plan_file, set_plans

    rows = read_plan_file(call.workspace, call.book, existing(_file(call)))
    versions = set_plans(call.workspace, call.book, rows, call.options.who, call.options.note)
    call.say(nmsg("{n} plan read", "{n} plans read", n=len(rows)))
    _answer(call, versions[-1], versions)


def _export(call: Call) -> None:
    from kpi_desktop.app.plans import export_plans

    count = export_plans(call.book, Path(_file(call)))
    call.answer = {"file": _file(call), "rows": count}
    call.say(msg("The plans are in “{file}”", file=_file(call)))


def _file(call: Call) -> str:
    if not call.options.file:
        raise UsageError(msg("Name the file"))
    return str(call.options.file)


def _list(call: Call) -> None:
    from kpi_desktop.app.plans import plan_versions

    versions = plan_versions(call.book)
    wanted = call.options.number
    chosen = [version for version in versions if wanted in (None, version.number)]
    if not chosen:
        call.answer = {"versions": [], "plans": [], "differences": []}
        call.say(msg("The book has no plans of its own yet"))
        return
    _answer(call, chosen[-1], versions)


def _answer(
    call: Call, version: PlanVersion, versions: tuple[PlanVersion, ...], shown: tuple[PlanRow, ...] | None = None
) -> None:
    """The version with all its rows for programs; people read the rows asked for, or the one that was set."""
    from kpi_desktop.engine.plans import differences

    rows = [row for row in version.rows if call.options.what != "list" or call.options.month in (None, row.month)]
    apart = differences(version.rows, PLANNED)
    call.answer = {
        "version": version.number,
        "versions": [{"number": v.number, "date": v.made_on, "who": v.who, "note": v.note} for v in versions],
        "plans": [_row_json(row) for row in rows],
        "differences": [
            {"month": month, "team": team, "plan": format(plan, "f"), "people": format(people, "f")}
            for month, team, plan, people in apart
        ],
    }
    for row in rows if shown is None else shown:
        whose = row.manager or row.team or row.channel or call.tr(msg("Company in all"))
        call.print(f"{call.month(row.month)}  {whose}, {_amount(call, row)}")
    for month, team, plan, people in apart:
        texts = {"plan": number_text(plan, 2, call.lang), "people": number_text(people, 2, call.lang),
                 "month": call.month(month)}  # fmt: skip
        whose = team or call.tr(msg("Company in all"))
        call.say(
            msg("{month}, {whose}: the plan is {plan}, its people's plans add up to {people}", whose=whose, **texts)
        )


def _amount(call: Call, row: PlanRow) -> str:
    """What is planned and how much: an own metric that the book has no more is told by its id."""
    metric = call.workspace.catalogue.metrics.get(row.metric)
    if metric is None:
        return f"{row.metric}: {number_text(row.amount, 2, call.lang)}"
    value = value_text(row.amount, metric.display, metric.decimals, call.currency, call.lang)
    return f"{metric_name(metric, call.lang)}: {value}"


def _row_json(row: PlanRow) -> Json:
    return {
        "metric": row.metric,
        "month": row.month,
        "manager": row.manager,
        "team": row.team,
        "channel": row.channel,
        "amount": format(row.amount, "f"),
    }


def _progress(call: Call) -> None:
    from kpi_desktop.app.plans import plan_progress, planned_figures

    found = plan_progress(call.workspace, call.book, call.options.month)
    values = call.workspace.catalogue.values
    bands = Decimal(values["band_low"]), Decimal(values["band_high"])
    lines = [_progress_json(call, one, bands) for one in found]
    currency, planned = planned_figures(call.workspace, call.book, call.options.month)
    metrics = call.workspace.catalogue.metrics
    others = [figure for figure in planned if figure.metric in metrics]
    without = [one for one in found if one.member and not (isinstance(one.plan.value, Decimal) and one.plan.value)]
    call.answer = {
        "without_plan": [member_text(one.member, call.lang) for one in without],
        "members": [line for line, _ in lines],
        "metrics": [figure_json(figure, metrics[figure.metric], currency, call.tr) for figure in others],
    }
    for _, text in lines:
        call.print(text)
    if without:
        call.print(call.tr(nmsg("{n} person has no plan and is out of the share of people at plan",
                                "{n} people have no plan and are out of the share of people at plan",
                                n=len(without))))  # fmt: skip
    for figure in others:
        if figure.metric != PLANNED:
            call.print(_planned_line(call, figure, currency))


def _planned_line(call: Call, figure: Figure, currency: str) -> str:
    metric = call.workspace.metric(figure.metric)
    member = "" if figure.member is None else f"  [{member_text(figure.member, call.lang)}]"
    told = call.tr(plan_message(figure.comparisons[Base.PLAN], metric, currency, call.lang))
    return f"{metric_name(metric, call.lang)}{member}: {figure_text(figure, metric, currency, call.lang)} · {told}"


def _profile(call: Call) -> None:
    """What part of a month each weekday and each month of the year brings, as the book's own past shows it."""
    from kpi_desktop.app.plans import day_profile

    profile, own = day_profile(call.workspace, call.book, call.options.month)
    call.answer = {
        "profile": profile.kind.value,
        "chosen": profile.asked.value,
        "own": None if own is None else {
            "months": [month.name for month in own.months],
            "weekdays": [format(weight, "f") for weight in own.weekdays],
            "season": [format(weight, "f") for weight in own.season],
        },
    }  # fmt: skip
    call.print(call.tr(msg("Plans are parted by: {days}", days=PROFILES[profile.kind.value])))
    if own is None:
        call.say(msg("The own profile needs twelve full months of sales by days"))
        return
    for number, weight in enumerate(own.weekdays):
        call.print(f"{call.tr(WEEKDAYS[number])}: {number_text(weight, 2, call.lang)}")
    for number, weight in enumerate(own.season, 1):
        call.print(f"{month_name(date(2000, number, 1), call.lang)}: {number_text(weight, 2, call.lang)}")


def _progress_json(call: Call, one: Progressing, bands: tuple[Decimal, Decimal]) -> tuple[Json, str]:
    to_date = one.to_date.value if one.to_date is not None else None
    full = share(one.actual.value, one.plan.value)
    done = share(one.actual.value, to_date)
    ahead = share(one.forecast.value, one.plan.value)
    name = call.tr(msg("Company in all")) if one.member is None else member_text(one.member, call.lang)
    answer: Json = {
        "member": None if one.member is None else name,
        "plan": decimal_json(one.plan.value),
        "actual": decimal_json(one.actual.value),
        "plan_to_date": None if to_date is None else decimal_json(to_date),
        "forecast": decimal_json(one.forecast.value),
        "full_share": None if full is None else format(full, "f"),
        "to_date_share": None if done is None else format(done, "f"),
        "forecast_share": None if ahead is None else format(ahead, "f"),
        "light": None if done is None else light(done, *bands),
    }
    texts = [no_data(call.lang) if part is None else share_text(part, 1, call.lang) for part in (full, done, ahead)]
    words = call.tr(msg("of the plan {full}, to date {done}, by the forecast {ahead}", full=texts[0], done=texts[1],
                        ahead=texts[2]))  # fmt: skip
    return answer, f"{name}: {words}"


COMMANDS = (Command("plan", msg("plans of the company and its people"), _arguments, _plan, book=True, month=True),)
