"""The commands `whatif` and `limits`: what moved numbers would give, and how far numbers may go."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.app.decision_texts import answer_text
from kpi_desktop.catalogue.model import Display
from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.estimates import estimate_text, range_text
from kpi_desktop.present.kpis_json import decimal_json, missing_json
from kpi_desktop.present.numbers import no_data, value_text

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.app.answers import Answer
    from kpi_desktop.app.whatif import Lever, WhatIf
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.whatif import Effect


def _whatif_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", default="")
    parser.add_argument("--month")
    parser.add_argument(
        "--set", dest="sets", action="append", default=[], metavar="NAME=VALUE|+10%%|usual|best|colleague"
    )
    parser.add_argument("--metric", default="", metavar="ID")
    parser.add_argument("--in", dest="part", default="", metavar="DIMENSION=MEMBER")


def _whatif(call: Call) -> int:
    from kpi_desktop.app.whatif import Wish, what_if

    wishes = []
    for text in call.options.sets:
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(
                msg("“{text}” is not of the form name=value", text=text),
                fix=msg("For example: {example}", example="--set conversion=+10%"),
            )
        wishes.append(Wish(name.strip(), value))
    path = Path(call.options.book) if call.options.book else None
    found = what_if(call.workspace, path, wishes, call.options.month, call.options.metric, _part(call.options.part))
    call.answer = _whatif_json(call, found)
    for lever in found.levers:
        call.print(_lever_line(call, lever, found))
    for effect in found.effects:
        for line in _effect_lines(call, effect, found):
            call.print(line)
    for note in found.notes:
        call.say(note)
    return Exit.DONE


def _part(text: str) -> tuple[str, str] | None:
    """`channel=Сайт`: a split and one of its members."""
    dimension, sign, member = text.partition("=")
    if text and not (sign and dimension.strip() and member.strip()):
        raise UsageError(
            msg("“{text}” is not of the form name=value", text=text),
            fix=msg("For example: {example}", example="--in channel=Сайт"),
        )
    return (dimension.strip(), member.strip()) if text else None


def _whatif_json(call: Call, found: WhatIf) -> Json:
    chain = found.chain
    return {
        "month": found.month.name if found.month else None,
        "currency": found.currency,
        "chain": chain.id if chain else None,
        "in": {"dimension": found.within.dimension, "member": found.within.member} if found.within else None,
        "levers": [
            {
                "id": lever.id,
                "name": call.tr(lever.name),
                "before": decimal_json(lever.before),
                "after": decimal_json(lever.after),
                "how": call.tr(lever.how) if lever.how else "",
            }
            for lever in found.levers
        ],
        "effects": [_effect_json(call, effect, found) for effect in found.effects],
        "notes": [call.tr(note) for note in found.notes],
    }


def _effect_json(call: Call, effect: Effect, found: WhatIf) -> Json:
    metric = _metric(call, effect.metric, found)
    singles: list[Json] = [
        {"lever": lever.id, "after": decimal_json(value), "change": decimal_json(change)}
        for lever, value, change in zip(found.levers, effect.singles, effect.single_changes, strict=False)
    ]
    return {
        "id": effect.metric,
        "name": _name(call, metric),
        "before": decimal_json(effect.before),
        "after": decimal_json(effect.after),
        "change": decimal_json(effect.change),
        "text": _text(call, effect.after, metric, found.currency),
        "missing": missing_json(effect.after, call.tr),
        "range": [decimal_json(end) for end in effect.range] if effect.range else None,
        "singles": singles,
    }


def _metric(call: Call, metric_id: str, found: WhatIf) -> Metric:
    return found.made.get(metric_id) or call.workspace.catalogue.metrics[metric_id]


def _name(call: Call, metric: Metric) -> str:
    return metric.name_ru if call.lang == "ru" else metric.name_en


def _text(call: Call, value: Value, metric: Metric, currency: str) -> str:
    return value_text(value, metric.display, metric.decimals, currency, call.lang)


def _lever_line(call: Call, lever: Lever, found: WhatIf) -> str:
    metric = found.made.get(lever.id) or call.workspace.catalogue.metrics.get(lever.id)
    shown = [
        _text(call, value, metric, found.currency)
        if metric
        else value_text(value, Display.NUMBER, 2, found.currency, call.lang)
        for value in (lever.before, lever.after)
    ]
    how = f"  ({call.tr(lever.how)})" if lever.how else ""
    before = "" if isinstance(lever.before, Missing) else f"{shown[0]} → "
    return f"{call.tr(lever.name)}: {before}{shown[1]}{how}"


def _effect_lines(call: Call, effect: Effect, found: WhatIf) -> list[str]:
    metric = _metric(call, effect.metric, found)
    before, after = (_text(call, value, metric, found.currency) for value in (effect.before, effect.after))
    if isinstance(effect.before, Missing):
        return [f"{_name(call, metric)}: {after}"]
    if isinstance(effect.after, Decimal):
        after = estimate_text(effect.after, metric, found.currency, call.lang)
    lines = [f"{_name(call, metric)}: {before} → {after}  ({_change(call, effect.change, metric, found.currency)})"]
    if effect.range is not None:
        lines[0] += ", " + range_text(effect.range, metric, found.currency, call.lang)
    if len(effect.singles) > 1:
        for lever, change in zip(found.levers, effect.single_changes, strict=True):
            said = _change(call, change, metric, found.currency)
            lines.append(call.tr(msg("    {lever} alone: {change}", lever=lever.name, change=said)))
    return lines


def _change(call: Call, change: Value, metric: Metric, currency: str) -> str:
    if isinstance(change, Missing):
        return no_data(call.lang)
    return estimate_text(change, metric, currency, call.lang, signed=True)


def _limits_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--margin", default="0", metavar="SHARE")


def _limits(call: Call) -> int:
    from kpi_desktop.app.answers import answers_of
    from kpi_desktop.app.whatif import number_of

    target = number_of("margin", call.options.margin)
    found = answers_of(call.workspace, call.book, call.options.month, target)
    call.answer = {
        "month": found.month.name,
        "margin_target": format(target, "f"),
        "answers": [_answer_json(call, answer, found.currency) for answer in found.answers],
    }
    for answer in found.answers:
        call.print(f"{call.tr(answer.name)}: {call.tr(answer_text(answer, found.currency, call.lang))}")
        why = answer.value.message if isinstance(answer.value, Missing) else answer.how
        call.print("    " + call.tr(why))
    return Exit.DONE


def _answer_json(call: Call, answer: Answer, currency: str) -> Json:
    edges = [answer.low, answer.high]
    return {
        "id": answer.id,
        "name": call.tr(answer.name),
        "value": decimal_json(answer.value),
        "range": None if None in edges else [decimal_json(edge) for edge in edges if edge is not None],
        "text": call.tr(answer_text(answer, currency, call.lang)),
        "how": call.tr(answer.how),
        "missing": missing_json(answer.value, call.tr),
    }


COMMANDS = (
    Command("whatif", msg("what moved numbers would give: one lever or several at once"), _whatif_arguments, _whatif),
    Command("limits", msg("how far one may go: cost of a response, pipeline, break-even, discount, forecast"),
            _limits_arguments, _limits, book=True, month=True),
)  # fmt: skip
