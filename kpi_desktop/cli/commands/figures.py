"""Commands about figures: kpis, explain, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit, NothingToTell
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.present.forms import form_text
from kpi_desktop.present.kpis_json import decimal_json, figure_json, kpis_json, untold_kpis_json
from kpi_desktop.present.numbers import capital, figure_text, member_text
from kpi_desktop.present.periods import period_text
from kpi_desktop.present.prose import metric_name
from kpi_desktop.present.rows import row_texts

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from kpi_desktop.engine.figure import Figure


def _kpis_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="DIMENSION")
    parser.add_argument("--metric", metavar="ID")


def _untold(call: Call, error: NothingToTell) -> int:
    """A book without data: no metrics, and why."""
    call.answer = untold_kpis_json(str(call.book), error, call.tr)
    for told in (error.message, error.fix):
        if told is not None:
            call.print(call.tr(told))
    return Exit.DONE


def _kpis(call: Call) -> int:
    from kpi_desktop.app.closing import closings
    from kpi_desktop.app.figures import month_figures

    options = call.options
    try:
        month, currency, figures = month_figures(call.workspace, call.book, options.month, options.by, options.metric)
    except NothingToTell as error:
        return _untold(call, error)
    answer: dict[str, Json] = {"month": month.name}
    if call.json:
        answer = kpis_json(str(call.book), month, figures, call.workspace.catalogue, currency, call.lang)
    call.answer = answer
    call.print(period_text(month, call.lang))
    closed = next((found for found in closings(call.book) if found.month == month.name and found.standing), None)
    if closed is not None:
        answer["closed"] = {"edition": closed.edition, "closed_at": closed.closed_at, "who": closed.who}
        call.say(msg("The month {month} is closed: edition {n}", month=call.month(closed.month), n=closed.edition))
    told, untold = _parted(figures, asked=options.metric is not None)
    for figure in told:
        if not call.json:
            call.print(_line(call, figure, currency))
        if figure.dimension and figure.member is None and isinstance(figure.value, Missing):
            call.say(figure.value.message)
    if not call.json:
        _print_untold(call, untold)
    return Exit.DONE


def _parted(figures: Sequence[Figure], *, asked: bool) -> tuple[list[Figure], dict[Message, list[str]]]:
    """The figures to print each in its line, and the metrics of the company that have none, by what they lack.

    A metric that was asked for by its name is told in its line whether it has a value or not.
    """
    told: list[Figure] = []
    untold: dict[Message, list[str]] = {}
    for figure in figures:
        if asked or figure.dimension or not isinstance(figure.value, Missing):
            told.append(figure)
        else:
            untold.setdefault(figure.value.message, []).append(figure.metric)
    return told, untold


def _print_untold(call: Call, untold: dict[Message, list[str]]) -> None:
    """What there is no data for, in one place below the figures: the reason once, then the metrics that wait for it."""
    if not untold:
        return
    metrics = call.workspace.catalogue.metrics
    count = sum(map(len, untold.values()))
    call.print("\n" + call.tr(nmsg("{n} metric has no value:", "{n} metrics have no value:", n=count)))
    for reason, waiting in untold.items():
        names = "; ".join(metric_name(metrics[one], call.lang) for one in waiting)
        call.print(f"  {call.tr(reason)}: {names}")


def _line(call: Call, figure: Figure, currency: str) -> str:
    """A figure for the eye: its name, member, value, and why there is none."""
    metric = call.workspace.catalogue.metrics[figure.metric]
    name = metric_name(metric, call.lang)
    member = "" if figure.member is None else f"  [{member_text(figure.member, call.lang)}]"
    why = f" — {call.tr(figure.value.message)}" if isinstance(figure.value, Missing) else ""
    return f"{name}{member}: {figure_text(figure, metric, currency, call.lang)}{why}"


def _metric_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("metric", metavar="METRIC")


def _explain(call: Call) -> int:
    from kpi_desktop.app.figures import explain

    found = explain(call.workspace, call.book, call.options.metric, call.options.month, call.lang)
    metric = found.metric
    ru = call.lang == "ru"
    definition, advice = (metric.definition_ru, metric.advice_ru) if ru else (metric.definition_en, metric.advice_en)
    call.answer = {
        "id": metric.id,
        "name": metric.name_ru if ru else metric.name_en,
        "month": found.figure.period.name,
        "formula": metric.formula,
        "formula_words": found.formula_words,
        "formula_html": found.formula_html,
        "numbers": found.numbers,
        "definition": definition,
        "advice": advice,
        "source": metric.source,
        "facts": list(found.facts),
        "figure": figure_json(found.figure, metric, found.currency, call.tr),
        "forms": [
            {
                "name": one.name_ru if ru else one.name_en,
                "definition": one.definition_ru if ru else one.definition_en,
                "source": one.source,
                "figure": figure_json(figure, one, found.currency, call.tr),
            }
            for one, figure in found.forms
        ],
        "history": [{"month": period.name, "value": decimal_json(value)} for period, value in found.history],
    }
    call.print(
        f"{metric.name_ru if ru else metric.name_en}: {figure_text(found.figure, metric, found.currency, call.lang)}"
    )
    value = found.figure.value
    why = call.tr(value.message) if isinstance(value, Missing) else ""
    said = "; ".join(call.tr(flag.message) for flag in found.figure.flags)
    for line in (why, found.formula_words, found.numbers, said, definition, advice):
        if line:
            call.print(capital(line))
    if found.forms:
        call.print(call.tr(msg("Other definitions:")))
    for one, figure in found.forms:
        call.print(f"  {form_text(one, figure, found.currency, call.lang)}")
    return Exit.DONE


def _rows_arguments(parser: argparse.ArgumentParser) -> None:
    _metric_argument(parser)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--limit", type=int, default=200)


def _rows(call: Call) -> int:
    from kpi_desktop.app.figures import rows

    options = call.options
    page = rows(call.workspace, call.book, options.metric, options.month, options.offset, options.limit)
    answer: list[Json] = []
    for row in page.rows:
        cells = {
            name: (None if value is None else str(value)) for name, value in zip(page.columns, row.cells, strict=True)
        }
        source: Json = {
            "batch": row.source.batch,
            "file": row.source.file,
            "sheet": row.source.sheet,
            "row": row.source.row,
        }
        answer.append({**cells, "source": source})
        texts = row_texts(page, row, call.workspace.catalogue, call.lang)
        shown = [text for name, text in zip(page.columns, texts, strict=True) if text != "—" and name != "fact"]
        call.print(f"{'  '.join(shown)}  ({call.place(row.source)})")
    metric = call.workspace.metric(options.metric)
    call.answer = {"metric": metric.id, "total": page.total, "offset": options.offset, "rows": answer}
    counted = nmsg("{n} row in all", "{n} rows in all", n=page.total)
    call.say(msg("{name}: {rows}", name=metric_name(metric, call.lang), rows=counted))
    return Exit.DONE


COMMANDS = (
    Command("kpis", msg("the figures of a month"), _kpis_arguments, _kpis, book=True, period=True),
    Command("explain", msg("how a figure came about"), _metric_argument, _explain, book=True, period=True),
    Command("rows", msg("the rows behind a figure"), _rows_arguments, _rows, book=True, period=True),
)
