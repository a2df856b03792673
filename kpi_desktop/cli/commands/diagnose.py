"""The commands about the weak link: a month diagnosed, the rows lost at a stage, the book's funnels."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.cli.commands.findings import tell_findings, tell_first
from kpi_desktop.core.errors import Exit, NothingToTell, UsageError
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.rows import row_texts

if TYPE_CHECKING:
    import argparse
    from datetime import date


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--funnel", metavar="ID")
    parser.add_argument("--lost", metavar="STAGE")
    parser.add_argument("--metric", metavar="ID")
    parser.add_argument("--by", metavar="WAY")
    parser.add_argument("--against", metavar="BASE")


def _diagnose(call: Call) -> int:
    """The JSON is documented at `present.diagnosis_json`, with the first page and the rules' findings beside it.

    `--lost STAGE` gives the rows behind a loss. `--metric ID` tells why one metric changed, against every base (or
    `--against` one) and in every way (or `--by` one of them, a way or a split): the JSON is that of `present.why_json`.
    """
    if call.options.lost:
        return _lost(call)
    if call.options.metric:
        return _why(call)
    if call.options.by or call.options.against:
        raise UsageError(msg("“--by” and “--against” tell why one metric changed: name it by “--metric”"))
    from kpi_desktop.app.diagnosing import diagnosis
    from kpi_desktop.app.findings import month_findings
    from kpi_desktop.present.diagnosis import DiagnosisText
    from kpi_desktop.present.diagnosis_json import diagnosis_json

    try:
        found, currency = diagnosis(call.workspace, call.book, call.options.month, call.options.funnel)
    except NothingToTell as error:
        return _untold(call, error)
    diagnosed = diagnosis_json(found, str(call.book), currency, call.tr)
    assert isinstance(diagnosed, dict)
    call.answer = diagnosed
    tell_first(call, call.options.month)
    for line in DiagnosisText(found, currency, call.tr).lines():
        call.print(line)
    tell_findings(call, month_findings(call.workspace, call.book, call.options.month))
    return Exit.DONE


def _untold(call: Call, error: NothingToTell) -> int:
    """No funnel is filled: the answer says why; what the rules see in other data is told all the same."""
    from kpi_desktop.app.findings import month_findings
    from kpi_desktop.present.diagnosis_json import untold_json

    call.answer = untold_json(str(call.book), error, call.tr)
    for told in (error.message, error.fix):
        if told is not None:
            call.print(call.tr(told))
    if error.period is not None:
        tell_first(call, error.period)
        tell_findings(call, month_findings(call.workspace, call.book, error.period))
    return Exit.DONE


def _why(call: Call) -> int:
    from kpi_desktop.app.explaining import whys
    from kpi_desktop.present.why_json import why_json, why_lines

    options = call.options
    metric, period, currency, told = whys(
        call.workspace, call.book, options.metric, options.month, options.against, options.by
    )
    for line in why_lines(metric, currency, told, call.tr):
        call.print(line)
    call.answer = why_json((metric, period, str(call.book), currency), told, call.tr)
    return Exit.DONE


def _lost(call: Call) -> int:
    from kpi_desktop.app.diagnosing import lost_rows

    options = call.options
    page = lost_rows(call.workspace, call.book, options.month, options.lost, options.funnel)
    rows: list[Json] = []
    for row in page.rows:
        source = row.source
        cells = {name: _cell(cell) for name, cell in zip(page.columns, row.cells, strict=True)}
        rows.append(
            {
                **cells,
                "source": {"batch": source.batch, "file": source.file, "sheet": source.sheet, "row": source.row},
            }
        )
        said = zip(page.columns, row_texts(page, row, call.workspace.catalogue, call.lang), strict=True)
        texts = [text for name, text in said if text != "—" and name not in {"fact", "kind"}]
        call.print("  ".join((*texts, f"({call.place(source)})")))
    call.answer = {"stage": options.lost, "total": page.total, "rows": rows}
    call.say(nmsg("{n} case did not go on", "{n} cases did not go on", n=page.total))
    return Exit.DONE


def _cell(cell: str | date | Decimal | None) -> str | None:
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    return None if cell is None else str(cell)


def _funnel_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--save", metavar="FILE.toml")
    parser.add_argument("--remove", metavar="ID")


def _funnels(call: Call) -> int:
    from kpi_desktop.app.diagnosing import listed_funnels, remove_funnel, save_funnels

    options = call.options
    if options.save and options.remove:
        raise UsageError(msg("Either keep a funnel or take one out"))
    if options.save:
        save_funnels(call.workspace, call.book, existing(options.save).read_text(encoding="utf-8"))
    if options.remove:
        remove_funnel(Path(call.book), options.remove)
    found: list[Json] = []
    for funnel in listed_funnels(call.workspace, call.book):
        stages = [{"id": stage.id, "name": call.tr(stage.name), "measure": stage.measure} for stage in funnel.stages]
        found.append({"id": funnel.id, "name": call.tr(funnel.name), "stages": [dict(stage) for stage in stages]})
        call.print(f"{call.tr(funnel.name)} [{funnel.id}]")
    call.answer = {"funnels": found}
    return Exit.DONE


COMMANDS = (
    Command("diagnose", msg("the weak link of a month, in money"), _arguments, _diagnose, book=True, month=True),
    Command("funnels", msg("the funnels of the book: list, keep, take out"), _funnel_arguments, _funnels, book=True),
)
