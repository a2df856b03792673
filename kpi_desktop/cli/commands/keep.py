"""The command `keep`: figures entered by hand, one by one or by a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.facts.kept import KeptFigure


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("set", "clear", "list", "export", "import"))
    parser.add_argument("rest", nargs="*", metavar="MEASURE VALUE | FILE.xlsx")
    parser.add_argument("--month")
    parser.add_argument("--day")
    parser.add_argument("--by", metavar="DIMENSION=MEMBER", default="")
    parser.add_argument("--author", default="")
    parser.add_argument("--measures", default="")
    parser.add_argument("--from", dest="since", metavar="2026-01")
    parser.add_argument("--to", dest="until", metavar="2026-12")
    parser.add_argument("--all", action="store_true")


def _keep(call: Call) -> int:
    match call.options.what:
        case "set":
            return _set(call, *_two(call))
        case "clear":
            return _set(call, _one(call, msg("Name the measure: keep clear MEASURE --month 2026-10")), "")
        case "export":
            return _export(call)
        case "import":
            return _import(call)
        case _:
            return _list(call)


def _two(call: Call) -> tuple[str, str]:
    rest = call.options.rest
    if len(rest) != 2:
        raise UsageError(msg("Name the measure and its value: keep set MEASURE VALUE --month 2026-10"))
    if not rest[1].strip():
        raise UsageError(msg("Blank is not a figure"), fix=msg("`keep clear` takes a figure away"))
    return rest[0], rest[1]


def _one(call: Call, otherwise: object) -> str:
    from kpi_desktop.i18n.message import Message

    rest = call.options.rest
    if len(rest) != 1 or not isinstance(otherwise, Message):
        raise UsageError(otherwise if isinstance(otherwise, Message) else msg("Name one file"))
    return str(rest[0])


def _set(call: Call, measure: str, text: str) -> int:
    from kpi_desktop.app.keeping import keep
    from kpi_desktop.facts.kept import KeptCell
    from kpi_desktop.facts.typed import number_of, period_from

    options = call.options
    if bool(options.month) == bool(options.day):
        raise UsageError(msg("State either --month 2026-10 or --day 2026-10-05"))
    period = period_from(options.month or options.day)
    wrong = (period.days == 1) == bool(options.month)
    if wrong:
        raise UsageError(msg("State either --month 2026-10 or --day 2026-10-05"))
    dimension, _, member = options.by.partition("=")
    cell = KeptCell(measure, period.start, period.end, number_of(text), dimension.strip(), member.strip())
    batch = keep(call.workspace, call.book, [cell], options.author)
    call.answer = {"batch": batch, "figures": 1}
    call.say(msg("Entry {batch} is in the book; `undo {batch}` takes it out", batch=batch))
    return Exit.DONE


def _list(call: Call) -> int:
    from kpi_desktop.app.keeping import keepable_measures, kept_figures

    if call.options.all:
        return _list_measures(call, keepable_measures(call.workspace))
    found = kept_figures(call.book)
    call.answer = {"figures": [_json(one) for one in found]}
    for one in found:
        cell = one.cell
        member = f"{cell.dimension}={cell.member}" if cell.dimension else ""
        call.print(f"{cell.measure}  {_period(one)}  {member}  {_value(one)}  ({one.source.file} · {one.source.sheet})")
    if not found:
        call.say(msg("Nothing was entered by hand yet"))
    return Exit.DONE


def _list_measures(call: Call, measures: Sequence[Measure]) -> int:
    names = {one.id: _name(call, one.name_ru, one.name_en) for one in measures}
    call.answer = {"measures": [{"id": one.id, "name": names[one.id], "unit": str(one.unit)} for one in measures]}
    for name, text in names.items():
        call.print(f"{name}  {text}")
    return Exit.DONE


def _name(call: Call, ru: str, en: str) -> str:
    return ru if call.lang == "ru" else en


def _period(one: KeptFigure) -> str:
    cell = one.cell
    return f"{cell.first}" if (cell.end - cell.first).days == 1 else f"{cell.first:%Y-%m}"


def _value(one: KeptFigure) -> str:
    value = one.cell.value
    return "" if value is None else format(value.normalize(), "f")


def _json(one: KeptFigure) -> Json:
    cell, source = one.cell, one.source
    return {
        "measure": cell.measure,
        "period": _period(one),
        "dimension": cell.dimension or None,
        "member": cell.member or None,
        "value": _value(one),
        "entered_at": one.entered_at,
        "source": {"batch": source.batch, "file": source.file, "sheet": source.sheet, "row": source.row},
    }


def _export(call: Call) -> int:
    from kpi_desktop.app.kept_files import export_kept

    options = call.options
    out = Path(_one(call, msg("Name the workbook: keep export FILE.xlsx")))
    measures = [name for name in options.measures.replace(",", " ").split() if name]
    count = export_kept(call.workspace, call.book, out, (measures, options.since, options.until, call.lang))
    call.answer = {"file": str(out), "figures": count}
    call.say(msg("The workbook “{file}” is ready: fill it in and give it to `keep import`", file=out.name))
    return Exit.DONE


def _import(call: Call) -> int:
    from kpi_desktop.app.importing import import_files
    from kpi_desktop.cli.commands.data import file_json, tell

    path = existing(_one(call, msg("Name the workbook: keep import FILE.xlsx")))
    found = import_files(call.workspace, call.book, [path], {}, call.progress)
    call.answer = {"files": [file_json(call, str(path), found[0])]}
    tell(call, found[0])
    good = found[0].report.outcome in ("ok", "partial")
    call.say(nmsg("{n} figure was taken", "{n} figures were taken", n=found[0].imported))
    return Exit.DONE if good else Exit.FILE


_HELP = msg("figures entered by hand: set, clear, list, export, import")

COMMANDS = (Command("keep", _HELP, _arguments, _keep, book=True),)
