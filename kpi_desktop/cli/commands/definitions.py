"""Commands about the definitions: catalogue, try."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.formulas import formula_words
from kpi_desktop.present.kpis_json import decimal_json, missing_json
from kpi_desktop.present.numbers import value_text

if TYPE_CHECKING:
    import argparse


def _catalogue_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--handbook", action="store_true")
    _book_argument(parser)


def _book_argument(parser: argparse.ArgumentParser) -> None:
    """Without a book the definitions are the program's; with one they hold its parameters and own metrics too."""
    parser.add_argument("--book", default="")


def _catalogue(call: Call) -> int:
    if call.options.handbook:
        from kpi_desktop.present.handbook import handbook

        call.print(handbook(call.workspace.catalogue, call.lang).rstrip("\n"))
        return Exit.DONE
    ru = call.lang == "ru"
    metrics: list[Json] = []
    for metric in call.workspace.catalogue.metrics.values():
        metrics.append(
            {
                "id": metric.id,
                "name": metric.name_ru if ru else metric.name_en,
                "formula": metric.formula,
                "symbols": dict(metric.symbols),
                "unit": str(metric.unit),
                "better": metric.better.value,
                "group": metric.group,
                "source": metric.source,
                "kind": metric.kind,
            }
        )
        name = metric.name_ru if ru else metric.name_en
        call.print(f"{name} [{metric.id}]  =  {formula_words(metric, call.workspace.catalogue, call.lang) or '—'}")
    call.answer = {"metrics": metrics}
    return Exit.DONE


def _try_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("metric", metavar="METRIC")
    parser.add_argument("values", nargs="*", metavar="name=value")
    _book_argument(parser)


def _try(call: Call) -> int:
    from kpi_desktop.catalogue.trial import try_metric
    from kpi_desktop.present.trials import trial_text

    metric = call.workspace.metric(call.options.metric)
    trial = try_metric(call.workspace.catalogue, metric.id, _values(call.options.values))
    text = value_text(trial.value, metric.display, metric.decimals, "", call.lang)
    explained = trial_text(trial, metric, call.lang)
    call.answer = {
        "id": metric.id,
        "value": decimal_json(trial.value),
        "text": text,
        "explained": explained,
        "missing": missing_json(trial.value, call.tr),
    }
    call.print(f"{text}\n{explained}")
    return Exit.DONE


def _values(words: list[str]) -> dict[str, Decimal]:
    found = {}
    for word in words:
        name, sign, text = word.partition("=")
        try:
            value = Decimal(text.strip().replace(" ", "").replace("\u00a0", "").replace(",", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not sign or not name or not value.is_finite():
            raise UsageError(
                msg("“{text}” is not of the form name=value", text=word),
                fix=msg("For example: revenue=750000 orders=250"),
            )
        found[name.strip()] = value
    return found


COMMANDS = (
    Command("catalogue", msg("all metrics with their formulas"), _catalogue_arguments, _catalogue),
    Command("try", msg("put numbers into a metric's formula"), _try_arguments, _try),
)
