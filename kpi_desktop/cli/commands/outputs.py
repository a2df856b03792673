"""Commands that write files: demo, workbook, verify, report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    import argparse

#: So many differences are printed for people; JSON has all of them.
MOST_PRINTED = 50


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DIR", default="out")


def _demo(call: Call) -> int:
    from kpi_desktop.app.demo import make_demo

    made = make_demo(call.workspace, Path(call.options.out), call.lang, call.progress)
    call.answer = {
        "book": str(made.book),
        "workbook": str(made.workbook),
        "report": str(made.report),
        "exports": [str(path) for path in made.exports],
        "formulas": made.formulas,
        "pages": made.pages,
    }
    call.print(call.tr(msg("Exports: {files}", files=", ".join(path.name for path in made.exports))))
    call.print(call.tr(msg("Book: {file}", file=str(made.book))))
    call.print(
        call.tr(
            nmsg(
                "Workbook: {file}, {n} live formula",
                "Workbook: {file}, {n} live formulas",
                n=made.formulas,
                file=str(made.workbook),
            )
        )
    )
    call.print(
        call.tr(nmsg("Report: {file}, {n} page", "Report: {file}, {n} pages", n=made.pages, file=str(made.report)))
    )
    return Exit.DONE


def _workbook_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT.xlsx")
    parser.add_argument("--live-rows", type=int, default=None, metavar="N")
    parser.add_argument("--by", metavar="DIMENSION")
    parser.add_argument("--contacts", action="store_true")


def _workbook(call: Call) -> int:
    from kpi_desktop.app.outputs import LIVE_ROWS, Output, write_workbook

    options = call.options
    live_rows = LIVE_ROWS if options.live_rows is None else options.live_rows
    output = Output(Path(options.out), options.month, call.lang, options.by, live_rows, options.contacts)
    built = write_workbook(call.workspace, call.book, output, call.progress)
    call.answer = {"workbook": options.out, "month": built.month, "formulas": built.formulas, "live": built.live}
    call.say(nmsg("“{file}”: {n} live formula", "“{file}”: {n} live formulas", n=built.formulas, file=options.out))
    return Exit.DONE


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workbook", metavar="OUT.xlsx")
    parser.add_argument("--book", metavar="BOOK")


def _verify(call: Call) -> int:
    from kpi_desktop.app.outputs import verify_workbook

    path = existing(call.options.workbook)
    found = verify_workbook(path)
    call.answer = cast("Json", found.as_json())
    for item in found.different[:MOST_PRINTED]:
        call.print(call.tr(item.message))
    for sheet, place in found.not_cached[: max(0, MOST_PRINTED - len(found.different))]:
        call.print(call.tr(msg("{place}: the formula shows nothing", place=f"{sheet}!{place}")))
    rest = len(found.different) + len(found.not_cached) - MOST_PRINTED
    if rest > 0:
        call.print(
            call.tr(
                nmsg("… and {n} more cell; see all with --json", "… and {n} more cells; see all with --json", n=rest)
            )
        )
    call.say(
        nmsg("{n} formula recalculated, no difference", "{n} formulas recalculated, no difference", n=found.formulas)
        if found.sound
        else nmsg("{n} cell differs", "{n} cells differ", n=len(found.different) + len(found.not_cached))
    )
    return Exit.DONE if found.sound else Exit.DIFFERENCE


def _report_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT.pdf")
    parser.add_argument("--by", metavar="DIMENSION")
    parser.add_argument("--preset", metavar="PRESET")


def _report(call: Call) -> int:
    from kpi_desktop.app.outputs import Output, write_report

    options = call.options
    output = Output(Path(options.out), options.month, call.lang, options.by, preset=options.preset)
    made = write_report(call.workspace, call.book, output, call.progress)
    call.answer = {"report": options.out, "month": made.period, "pages": made.pages}
    call.say(nmsg("“{file}”: {n} page", "“{file}”: {n} pages", n=made.pages, file=options.out))
    return Exit.DONE


COMMANDS = (
    Command("demo", msg("the whole way on a sample company"), _demo_arguments, _demo),
    Command(
        "workbook", msg("write the Excel workbook of a month"), _workbook_arguments, _workbook, book=True, month=True
    ),
    Command("verify", msg("recalculate a workbook and name every difference"), _verify_arguments, _verify),
    Command("report", msg("render the PDF report of a month"), _report_arguments, _report, book=True, period=True),
)
