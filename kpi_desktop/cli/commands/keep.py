"""The command `keep`: figures entered by hand, one by one or by a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.formats import date_text, month_year, short_number_text
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
        parts = [_measure(call, cell.measure), _when(call, one)]
        if cell.dimension:
            parts.append(f"{_dimension(call, cell.dimension)}: {cell.member}")
        parts.append(_figure(call, one))
        call.print(f"{'  '.join(parts)}  ({one.source.file} · {one.source.sheet})")
    if not found:
        call.say(msg("Nothing was entered by hand yet"))
    return Exit.DONE


def _list_measures(call: Call, measures: Sequence[Measure]) -> int:
    from kpi_desktop.app.naming import told

    names = {one.id: _name(call, one.name_ru, one.name_en) for one in measures}
    call.answer = {"measures": [{"id": one.id, "name": names[one.id], "unit": str(one.unit)} for one in measures]}
    for measure in measures:
        call.print(told(measure, call.lang))
    return Exit.DONE


def _measure(call: Call, name: str) -> str:
    """A measure by its name; by its id where the program knows it no more."""
    found = call.workspace.catalogue.measures.get(name)
    return name if found is None else _name(call, found.name_ru, found.name_en)


def _dimension(call: Call, name: str) -> str:
    found = call.workspace.catalogue.dimensions.get(name)
    return name if found is None else _name(call, found.name_ru, found.name_en)


def _when(call: Call, one: KeptFigure) -> str:
    """The day or the month of a figure as people write it."""
    cell = one.cell
    return date_text(cell.first, call.lang) if (cell.end - cell.first).days == 1 else month_year(cell.first, call.lang)


def _figure(call: Call, one: KeptFigure) -> str:
    """The figure as it is read; a taken one is a dash."""
    value = one.cell.value
    return "—" if value is None else short_number_text(value, 6, call.lang)


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
    measures = names_of(call, options.measures)
    count = export_kept(call.workspace, call.book, out, (measures, options.since, options.until, call.lang))
    call.answer = {"file": str(out), "figures": count}
    call.say(msg("The workbook “{file}” is ready: fill it in and give it to `keep import`", file=out.name))
    return Exit.DONE


def names_of(call: Call, text: str) -> list[str]:
    """Measures parted by `;` or commas; ids may be parted by blanks too."""
    known = call.workspace.catalogue.measures
    if all(word in known for word in text.replace(",", " ").replace(";", " ").split()):
        return text.replace(",", " ").replace(";", " ").split()
    return [name.strip() for name in text.split(";" if ";" in text else ",") if name.strip()]


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
