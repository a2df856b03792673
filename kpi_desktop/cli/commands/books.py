"""Commands about the book itself: new, sources, undo, check, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, no_arguments
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.formats import date_text, money_text, short_number_text
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import LANGUAGES
from kpi_desktop.present.recognised import recognised_message

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.app.books import TakenOut
    from kpi_desktop.present.bundle import SourceLine


def _new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("new_book", metavar="BOOK")
    parser.add_argument("--company", required=True)
    parser.add_argument("--currency", default="")


def _new(call: Call) -> int:
    from kpi_desktop.app.books import new_book

    path = Path(call.options.new_book)
    new_book(path, call.options.company, call.options.currency.upper(), call.options.lang or LANGUAGES[0])
    call.answer = {"book": str(path), "company": call.options.company, "currency": call.options.currency.upper()}
    call.say(msg("The book “{file}” is ready", file=path.name))
    return Exit.DONE


def _sources(call: Call) -> int:
    from kpi_desktop.app.books import opened_book, source_lines, taken_out

    with opened_book(call.book) as book:
        found, undone = source_lines(book), taken_out(book)
    call.answer = {"sources": [_source_json(line) for line in found], "undone": [_undone_json(one) for one in undone]}
    for line in found:
        days = (
            f"{date_text(line.first, call.lang)} – {date_text(line.last, call.lang)}"
            if line.first and line.last
            else ""
        )
        kind, rows = call.tr(recognised_message(line.recognised)), call.tr(nmsg("{n} row", "{n} rows", n=line.rows))
        parts = [part for part in (line.file, kind, days, rows, _total(call, line)) if part]
        call.print(f"{line.batch:>4}  {'  '.join(parts)}")
    if not found:
        call.say(msg("Nothing has been imported into this book yet"))
    for one in undone:
        taken = msg("{batch}: “{file}” was taken out on {day}", batch=one.batch, file=one.file, day=one.undone_at)
        call.print(call.tr(taken))
    return Exit.DONE


def _total(call: Call, line: SourceLine) -> str:
    """The control total in its unit: money with its currency, goods and hours as they are counted."""
    fact = call.workspace.catalogue.facts.get(line.fact)
    main = next((column for column in fact.columns if column.id == fact.main), None) if fact else None
    if line.stored_total is None or main is None:
        return ""
    name = main.name_ru if call.lang == "ru" else main.name_en
    if main.kind is Kind.MONEY:
        return f"{name}: {money_text(line.stored_total, line.currency or call.currency, call.lang)}"
    return f"{name}: {short_number_text(line.stored_total, 3, call.lang)}"


def _undone_json(one: TakenOut) -> Json:
    period: Json = {"from": str(one.first), "to": str(one.last)} if one.first else None
    return {"batch": one.batch, "file": one.file, "recognised": one.recognised, "rows": one.rows, "period": period,
            "undone_at": one.undone_at}  # fmt: skip


def _source_json(line: SourceLine) -> Json:
    def plain(value: object) -> str | None:
        return None if value is None else format(value, "f")

    return {
        "batch": line.batch,
        "file": line.file,
        "recognised": line.recognised,
        "fact": line.fact,
        "rows": line.rows,
        "period": {"from": str(line.first), "to": str(line.last)} if line.first else None,
        "control": {
            "file_total": plain(line.whole_total),
            "dropped_total": plain(line.dropped_total),
            "imported_total": plain(line.imported_total),
            "stored_total": plain(line.stored_total),
        },
        "currency": line.currency,
        "vat": line.vat,
        "returns": line.returns,
        "filters": line.filters,
        "imported_at": line.imported_at,
    }


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("batch", metavar="BATCH|FILE")


def _undo(call: Call) -> int:
    from kpi_desktop.app.books import undo, undo_file

    given = str(call.options.batch)
    if given.isascii() and given.isdigit():
        batches: tuple[int, ...] = (int(given),)
        undo(call.workspace, call.book, batches[0])
    else:
        batches = undo_file(call.workspace, call.book, given)
    call.answer = {"undone": batches[0], "batches": list(batches)}
    for batch in batches:
        call.say(msg("Import {batch} was taken out", batch=batch))
    return Exit.DONE


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", metavar="BOOK")


def _check(call: Call) -> int:
    from kpi_desktop.app.books import check

    issues = check(call.workspace, call.book)
    call.answer = {"book": str(call.book), "sound": not issues, "issues": [call.issue_json(issue) for issue in issues]}
    for issue in issues:
        call.tell_issue(issue)
    call.say(
        nmsg("{n} difference was found", "{n} differences were found", n=len(issues))
        if issues
        else msg("The book is sound: every total agrees with its rows")
    )
    return Exit.DIFFERENCE if issues else Exit.DONE


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", metavar="BOOK")
    parser.add_argument("target", metavar="COPY", nargs="?")


def _backup(call: Call) -> int:
    from kpi_desktop.app.books import backup

    target = Path(call.options.target or call.book.with_suffix(".backup.kpi"))
    backup(call.workspace, call.book, target)
    call.answer = {"book": str(call.book), "backup": str(target)}
    call.say(msg("The copy is in “{file}”", file=str(target)))
    return Exit.DONE


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("copy", metavar="COPY")
    parser.add_argument("book_out", metavar="BOOK")


def _restore(call: Call) -> int:
    from kpi_desktop.app.books import restore

    restore(Path(call.options.copy), Path(call.options.book_out))
    call.answer = {"book": call.options.book_out}
    call.say(msg("The book “{file}” is ready", file=call.options.book_out))
    return Exit.DONE


def _settings_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("changes", nargs="*", metavar="name=value")


def _settings(call: Call) -> int:
    from kpi_desktop.app.naming import told
    from kpi_desktop.app.settings import change_settings, read_settings, setting_names
    from kpi_desktop.present.settings import setting_text

    changes = {}
    for word in call.options.changes:
        name, sign, value = word.partition("=")
        if not sign:
            raise UsageError(
                msg("“{text}” is not of the form name=value", text=word), fix=msg("For example: vat_basis=with")
            )
        changes[name.strip()] = value.strip()
    if changes:
        change_settings(call.workspace, call.book, changes)
    found = read_settings(call.workspace, call.book)
    call.answer = {"settings": dict(found)}
    names, parameters = setting_names(call.workspace), call.workspace.catalogue.parameters
    for name, value in found.items():
        said = setting_text(name, value, parameters, call.tr)
        in_days = name in parameters and parameters[name].unit == "day" and value.isdecimal()
        said = call.tr(nmsg("{n} day", "{n} days", n=int(value))) if in_days else said
        call.print(f"{told(names[name], call.lang)}: {said}")
    return Exit.DONE


COMMANDS = (
    Command("new", msg("make an empty book"), _new_arguments, _new),
    Command("sources", msg("what was imported, with control totals"), no_arguments, _sources, book=True),
    Command("undo", msg("take an import out again"), _undo_arguments, _undo, book=True),
    Command("settings", msg("the book's settings: show or change"), _settings_arguments, _settings, book=True),
    Command("check", msg("read the whole book and compare its totals"), _check_arguments, _check),
    Command("backup", msg("copy the book"), _backup_arguments, _backup),
    Command("restore", msg("make a book from a copy"), _restore_arguments, _restore),
)
