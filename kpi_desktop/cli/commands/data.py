"""The command `import`: files into a book, with the contract's JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kpi_desktop.app.importing import Imported
from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit
from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.outcome import FileReport
from kpi_desktop.present.recognised import OUTCOMES, recognised_message

if TYPE_CHECKING:
    import argparse
    from decimal import Decimal

    from kpi_desktop.app.importing import ImportChoice
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.outcome import ColumnChange, ColumnReport


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--mapping", metavar="FILE.toml")
    parser.add_argument("--source", metavar="NAME", default="")
    parser.add_argument("--replace", action="store_true")
    parser.add_argument("--password-stdin", action="store_true")


def _import(call: Call) -> int:
    from kpi_desktop.app.importing import import_files

    paths = [existing(name, folder=True) for name in call.options.files]
    choice = _choice(call)
    found = import_files(call.workspace, call.book, paths, dict.fromkeys(paths, choice), call.progress)
    call.answer = {"files": [file_json(call, str(path), item) for path, item in zip(paths, found, strict=True)]}
    for item in found:
        tell(call, item)
    good = all(item.report.outcome in ("ok", "partial") and item.question is None for item in found)
    return Exit.DONE if good else Exit.FILE


def _choice(call: Call) -> ImportChoice:
    from kpi_desktop.app.importing import ImportChoice

    mapping = None
    if call.options.mapping:
        mapping = existing(call.options.mapping).read_text(encoding="utf-8-sig")
    password = sys.stdin.readline().rstrip("\r\n") if call.options.password_stdin else None
    return ImportChoice(mapping, call.options.source, password, call.options.replace)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def file_json(call: Call, name: str, item: Imported) -> dict[str, Json]:
    """One file as the contract has it; what an archive or a folder holds is in `members`."""
    report = item.report
    inside = item.members or tuple(Imported(member) for member in report.members) or _parts(item)
    return {
        "file": name,
        "outcome": report.outcome.value,
        "recognised": report.recognised,
        "rows": report.rows,
        "imported": item.imported,
        "replaced": item.replaced,
        "issues": [call.issue_json(issue) for issue in report.issues],
        "control": {
            "file_total": _plain(report.file_total),
            "imported_total": _plain(report.imported_total),
            "dropped_total": _plain(report.dropped_total),
        },
        "dropped": report.dropped_rows,
        "batch": item.batches[0] if item.batches else None,
        "source": item.source or None,
        "period": _period_json(report),
        "currency": report.currency,
        "mapping": report.mapping,
        "members": [file_json(call, member.report.file, member) for member in inside],
        "organisation": report.organisation,
        "details": dict(report.details),
        "columns": [_column_json(column) for column in report.columns],
        "changes": [_change_json(change) for change in report.changes],
        "alike": [{"column": heading, "values": list(values)} for heading, values in report.alike],
    }


def _change_json(change: ColumnChange) -> Json:
    return {"heading": change.heading, "new": change.new, "before": change.before, "after": change.after}


def _parts(item: Imported) -> tuple[Imported, ...]:
    """The kinds of facts of one file (sheets of a workbook, sales beside expenses) as members, if it has several."""
    report = item.report
    if len(report.batches) < 2:
        return ()
    stored = item.batches if len(item.batches) == len(report.batches) else ()
    return tuple(
        Imported(
            FileReport(
                f"{report.file}: {', '.join(batch.sheets)}" if batch.sheets else report.file,
                report.outcome,
                batch.recognised,
                batch.rows,
                period=batch.period,
                organisation=batch.organisation,
                currency=batch.currency,
                details=(("fact", batch.fact),),
                file_total=batch.file_total,
                imported_total=batch.imported_total,
            ),
            stored[place : place + 1],
            0 if item.already or not stored else batch.rows,
            source=batch.source.text,
        )
        for place, batch in enumerate(report.batches)
    )


def _column_json(column: ColumnReport) -> Json:
    return {
        "heading": column.heading,
        "target": column.target,
        "why": column.why,
        "valid": column.valid,
        "doubtful": column.doubtful,
        "empty": column.empty,
        "samples": list(column.samples),
    }


def _period_json(report: FileReport) -> Json:
    if report.period is None:
        return None
    from datetime import timedelta

    first, end = report.period
    return {"from": first.isoformat(), "to": (end - timedelta(days=1)).isoformat()}


def _state(item: Imported) -> Message:
    """What became of a file: stored whole or in part, else what stands in the way."""
    if not item.batches:
        return OUTCOMES[item.report.outcome]
    return msg("imported") if item.report.outcome == "ok" else msg("imported in part")


def tell(call: Call, item: Imported) -> None:
    """For people: what the file was, how many facts, the two totals, then every finding."""
    report = item.report
    name = report.file
    if item.already:
        call.print(call.tr(msg("{file}: already in the book, nothing changed", file=name)))
    else:
        call.print(
            call.tr(
                nmsg(
                    "{file}: {what}, {outcome}, {n} fact stored",
                    "{file}: {what}, {outcome}, {n} facts stored",
                    n=item.imported,
                    file=name,
                    what=recognised_message(report.recognised) if report.recognised else "—",
                    outcome=_state(item),
                )
            )
        )
    if report.file_total is not None and report.imported_total is not None:
        totals = [number_text(total, 2, call.lang) for total in (report.file_total, report.imported_total)]
        call.print(call.tr(msg("  total of the file {file}, imported {imported}", file=totals[0], imported=totals[1])))
    if report.dropped_rows:
        total = "—" if report.dropped_total is None else number_text(report.dropped_total, 2, call.lang)
        text = nmsg("  {n} row left out by your rules, {total}", "  {n} rows left out by your rules, {total}",
                    n=report.dropped_rows, total=total)  # fmt: skip
        call.print(call.tr(text))
    for issue in report.issues:
        call.tell_issue(issue)
    if report.outcome == "needs_mapping" and report.mapping:
        call.print(report.mapping)
        call.say(msg("Save the lines above to a file, say mapping.toml, mend them and import again: "
                     "kpi-desktop import “{file}” --mapping mapping.toml --book “{book}”",
                     file=name, book=call.options.book))  # fmt: skip
    for member in item.members or tuple(Imported(inner) for inner in report.members):
        tell(call, member)


COMMANDS = (Command("import", msg("read files into the book"), _arguments, _import, book=True),)
