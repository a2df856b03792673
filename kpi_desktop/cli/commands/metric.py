"""The command `metric`: own metrics of a book, checked, added, listed, removed, exported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.draft import Draft
from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.check import unit_words
from kpi_desktop.expr.errors import excerpt
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.present.formulas import formula_words
from kpi_desktop.present.kpis_json import decimal_json, missing_json
from kpi_desktop.present.numbers import figure_text
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.app.own_metrics import Preview
    from kpi_desktop.catalogue.draft import Mistake
    from kpi_desktop.catalogue.model import Metric

_TEXTS = ("id", "name", "name-en", "formula", "unit", "display", "better", "definition", "advice")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("check", "add", "list", "remove", "export"))
    parser.add_argument("target", nargs="?", metavar="FILE.toml|ID", default="")
    parser.add_argument("out", nargs="?", metavar="OUT.toml", default="")
    for name in _TEXTS:
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--decimals", type=int)
    parser.add_argument("--example", nargs="+", default=[], metavar="name=value ... =result")
    parser.add_argument("--replace", action="store_true")


def _metric(call: Call) -> int:
    match call.options.what:
        case "list":
            _list(call)
        case "remove":
            _remove(call)
        case "export":
            _export(call)
        case _:
            return _written(call)
    return Exit.DONE


def _written(call: Call) -> int:
    """Check a draft, keep it where it is to be added; exit code 5 where something is wrong with it."""
    from kpi_desktop.app.own_metrics import add, preview

    draft = _draft(call)
    if call.options.what == "add":
        add(call.workspace, call.book, draft, instead=call.options.replace)
    found = preview(call.workspace, call.book, draft, call.options.month)
    good = bool(found.examined.text)
    call.answer = _preview_json(call, draft, found) | {"added": good and call.options.what == "add"}
    _tell(call, draft, found)
    return Exit.DONE if good else Exit.DIFFERENCE


def _draft(call: Call) -> Draft:
    given = call.options
    if given.target:
        from kpi_desktop.app.own_metrics import read_draft

        return read_draft(existing(given.target))
    if not given.id or not given.formula:
        raise UsageError(
            msg("Name the file of a metric, or give --id, --name, --formula and --example"),
            fix=msg("For example: {example}", example="--example revenue=1000 orders=4 =250"),
        )
    inputs, expected = _example(given.example)
    return Draft(
        id=given.id,
        formula=given.formula,
        name=given.name,
        name_en=given.name_en,
        unit=given.unit,
        display=given.display,
        decimals=given.decimals,
        better=given.better or "none",
        definition=given.definition,
        advice=given.advice,
        inputs=inputs,
        expected=expected,
    )


def _example(words: list[str]) -> tuple[dict[str, str], str]:
    """Numbers by name, and the result: the word without a name before its `=`."""
    inputs: dict[str, str] = {}
    expected = ""
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise UsageError(msg("“{text}” is not of the form name=value", text=word),
                             fix=msg("For example: {example}", example="revenue=1000 orders=4 =250"))  # fmt: skip
        if name.strip():
            inputs[name.strip()] = value
        else:
            expected = value
    return inputs, expected


def _preview_json(call: Call, draft: Draft, found: Preview) -> dict[str, Json]:
    examined, figure = found.examined, found.figure
    metric = examined.metric
    answer: dict[str, Json] = {
        "id": draft.id,
        "ok": bool(examined.text),
        "issues": [_mistake_json(call, mistake) for mistake in examined.mistakes],
        "unit": "" if examined.unit is None else str(examined.unit),
        "words": "" if examined.words is None else call.tr(examined.words),
        "month": None,
        "value": None,
        "text": "",
        "missing": None,
    }
    if figure is not None and metric is not None:
        answer |= {
            "month": figure.period.name,
            "value": decimal_json(figure.value),
            "text": figure_text(figure, metric, found.currency, call.lang),
            "missing": missing_json(figure.value, call.tr),
        }
    return answer


def _mistake_json(call: Call, mistake: Mistake) -> Json:
    return {
        "key": mistake.key,
        "message": call.tr(mistake.message),
        "fix": "" if mistake.fix is None else call.tr(mistake.fix),
        "at": mistake.at,
    }


def _tell(call: Call, draft: Draft, found: Preview) -> None:
    examined, figure = found.examined, found.figure
    if examined.words is not None:
        name = draft.name or draft.id
        call.print(f"{name} = {call.tr(examined.words)}")
    if examined.unit is not None:
        call.print(call.tr(msg("Unit: {unit}", unit=unit_words(examined.unit))))
    if figure is not None and examined.metric is not None:
        text = figure_text(figure, examined.metric, found.currency, call.lang)
        call.print(f"{period_text(figure.period, call.lang)}: {text}")
        if isinstance(figure.value, Missing):
            call.print("  " + call.tr(figure.value.message))
    for mistake in examined.mistakes:
        _tell_mistake(call, draft, mistake)
    if examined.text:
        added = call.options.what == "add"
        call.say(msg("The metric is in the book") if added else msg("Nothing is wrong with the metric"))


def _tell_mistake(call: Call, draft: Draft, mistake: Mistake) -> None:
    call.say(mistake.message)
    if mistake.at is not None:
        place = excerpt(draft.formula, mistake.at)
        call.say(named(place, place))
    if mistake.fix is not None:
        call.say(Message("  → {what}", (("what", mistake.fix),), ru="  → {what}"))


def _list(call: Call) -> None:
    from kpi_desktop.app.own_metrics import own_metrics

    found = own_metrics(call.workspace, call.book)
    refused: list[Json] = [
        {"id": one.id, "issues": [call.issue_json(issue) for issue in one.issues]} for one in found.refused
    ]
    call.answer = {"metrics": [_metric_json(call, metric) for metric in found.metrics], "refused": refused}
    for metric in found.metrics:
        words = formula_words(metric, call.workspace.catalogue, call.lang)
        call.print(f"{_name(call, metric)} [{metric.id}]  =  {words}")
    for one in found.refused:
        call.say(msg("“{id}” cannot be used any more:", id=one.id))
        for issue in one.issues:
            call.tell_issue(issue)
    if not found.metrics and not found.refused:
        call.say(msg("The book has no own metrics yet"))


def _metric_json(call: Call, metric: Metric) -> Json:
    return {
        "id": metric.id,
        "name": _name(call, metric),
        "formula": metric.formula,
        "unit": str(metric.unit),
        "better": metric.better.value,
    }


def _name(call: Call, metric: Metric) -> str:
    return metric.name_ru if call.lang == "ru" else metric.name_en


def _remove(call: Call) -> None:
    from kpi_desktop.app.own_metrics import remove

    name = _id(call)
    remove(call.workspace, call.book, name)
    call.answer = {"removed": name}
    call.say(msg("“{id}” is out of the book", id=name))


def _export(call: Call) -> None:
    from kpi_desktop.app.own_metrics import export

    out = Path(call.options.out) if call.options.out else None
    name = _id(call)
    text = export(call.book, name, out)
    call.answer = {"id": name, "toml": text, "file": str(out) if out else ""}
    if out is None:
        call.print(text.rstrip("\n"))
    else:
        call.say(msg("The metric is in “{file}”", file=out.name))


def _id(call: Call) -> str:
    """The own metric that is meant, by its id or its name; one that cannot be used any more has its id alone."""
    from kpi_desktop.app.naming import Name, listed, meant

    asked, workspace = str(call.options.target), call.workspace
    if not asked:
        raise UsageError(msg("Name the metric: its name or its id"))
    usable = (workspace.catalogue.metrics[name] for name in workspace.own)
    known = [Name(one.id, one.name_ru, one.name_en) for one in usable]
    known += [Name(one.id, one.id, one.id) for one in workspace.refused]
    otherwise = msg("Its own metrics: {names}", names=listed(known)) if known else None
    return meant(asked, known, msg("The book has no own metric “{id}”", id=asked), otherwise).id


COMMANDS = (
    Command("metric", msg("own metrics of the book: check, add, list, remove, export"), _arguments, _metric,
            book=True, month=True),
)  # fmt: skip
