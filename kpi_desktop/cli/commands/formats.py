"""Commands about what could be added: formats and unlock."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, existing, no_arguments
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.periods import period_text
from kpi_desktop.present.unlocks import export_name, way_to

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from kpi_desktop.app.formats import KnownFormat
    from kpi_desktop.app.unlocking import Unlocking
    from kpi_desktop.catalogue.formats import Format
    from kpi_desktop.core.period import Period
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.present.bundle import Unlock


def _formats(call: Call) -> int:
    from kpi_desktop.app.formats import known_formats

    found = known_formats(call.workspace)
    call.answer = {"formats": [_format_json(call, known) for known in found]}
    for known in found:
        one = known.format
        call.print(f"{one.name(call.lang)}  [{one.word}] — {_state(call, one)}")
        call.print("  " + one.signs(call.lang))
        for way in one.how:
            call.print(f"  {way.program(call.lang)}: " + "; ".join(way.steps(call.lang)))
        counts = {"alone": len(known.alone), "together": len(known.together)}
        call.print("  " + call.tr(msg("metrics by itself: {alone}, with other data: {together}", **counts)))
    return Exit.DONE


def _state(call: Call, one: Format) -> str:
    if not one.read:
        return call.tr(msg("recognised, not read yet"))
    return call.tr(msg("proved on real files") if one.evidence == "files" else msg("by documentation"))


def _format_json(call: Call, known: KnownFormat) -> Json:
    one, lang = known.format, call.lang
    facts: dict[str, Json] = {fact: list(columns) for fact, columns in one.gives.items()}
    return {
        "id": one.id,
        "word": one.word,
        "name": one.name(lang),
        "recognised_by": one.signs(lang),
        "files": list(one.files),
        "facts": facts,
        "evidence": one.evidence.value,
        "read": one.read,
        "note": _state(call, one),
        "how": _how_json(one, lang),
        "metrics": list(known.alone),
        "metrics_with_others": list(known.together),
    }


def _how_json(one: Format, lang: str) -> Json:
    return [{"program": way.program(lang), "steps": list(way.steps(lang))} for way in one.how]


def _unlock_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--file", action="append", default=[], metavar="FILE", dest="more")
    parser.add_argument("--book")
    parser.add_argument("--month")
    parser.add_argument("--password-stdin", action="store_true")


def _unlock(call: Call) -> int:
    from kpi_desktop.app.unlocking import month_unlocking

    options = call.options
    names = [*options.files, *options.more]
    if not options.book and not names:
        raise UsageError(
            msg("Which book, or which file?"), fix=msg("Give --book BOOK for a month of a book, or files to look into")
        )
    paths = [existing(name, folder=True) for name in names]
    found = month_unlocking(call.workspace, call.book, options.month) if options.book else None
    if paths or found is None:
        return _of_files(call, paths, found)
    box, ranked = found.box(), found.ranked()
    call.answer = {
        "month": found.month.name if found.month else None,
        "metrics": _gaps_json(call, found),
        "exports": [_export_json(call, name, metrics) for name, metrics in ranked],
        "add": [_box_json(call, unlock) for unlock in box],
        "unlock": _by_fact(found),
    }
    _tell(call, found.month, box)
    return Exit.DONE


def _by_fact(unlocking: Unlocking) -> Json:
    """By fact and column, as they stand in the reasons: the shell's first form of this answer."""
    gives: dict[str, list[Json]] = {}
    for gap in unlocking.gaps():
        for key in gap.missing.unlock:
            gives.setdefault(key, []).append(gap.metric)
    ranked = sorted(gives.items(), key=lambda item: (-len(item[1]), item[0]))
    return [{"fact": key.partition(".")[0], "column": key.partition(".")[2], "metrics": found} for key, found in ranked]


def _gaps_json(call: Call, unlocking: Unlocking) -> Json:
    return [
        {
            "id": gap.metric,
            "name": _metric_name(call, gap.metric),
            "reason": gap.missing.reason.value,
            "message": call.tr(gap.missing.message),
            "needs": list(gap.needs),
            "exports": list(gap.exports),
        }
        for gap in unlocking.gaps()
    ]


def _export_json(call: Call, name: str, metrics: tuple[str, ...]) -> Json:
    one = call.workspace.catalogue.formats[name]
    return {
        "id": one.id,
        "word": one.word,
        "name": one.name(call.lang),
        "count": len(metrics),
        "metrics": list(metrics),
        "how": _how_json(one, call.lang),
    }


def _box_json(call: Call, unlock: Unlock) -> Json:
    catalogue = call.workspace.catalogue
    return {
        "export": unlock.export,
        "name": call.tr(export_name(unlock, catalogue)),
        "fact": unlock.fact,
        "columns": list(unlock.columns),
        "count": len(unlock.metrics),
        "metrics": list(unlock.metrics),
        "how": way_to(unlock, catalogue, call.lang),
    }


def _tell(call: Call, month: Period | None, box: tuple[Unlock, ...]) -> None:
    catalogue = call.workspace.catalogue
    if month is not None:
        call.print(period_text(month, call.lang))
    for unlock in box:
        told = nmsg(
            "{what}: {n} metric", "{what}: {n} metrics", n=len(unlock.metrics), what=export_name(unlock, catalogue)
        )
        call.print(call.tr(told))
        call.print("  " + ", ".join(_metric_name(call, metric) for metric in unlock.metrics))
        how = way_to(unlock, catalogue, call.lang)
        if how:
            call.print("  " + how)


def _metric_name(call: Call, metric_id: str) -> str:
    metric = call.workspace.catalogue.metrics[metric_id]
    return metric.name_ru if call.lang == "ru" else metric.name_en


def _of_files(call: Call, paths: list[Path], found: Unlocking | None) -> int:
    """What files would give beside what the book has (None: by themselves); nothing is stored."""
    from kpi_desktop.app.unlocking import look_into, month_of_supplies, supplies_of, unlocking_of_nothing

    password = sys.stdin.readline().rstrip("\r\n") if call.options.password_stdin else None
    reports = look_into(paths, password)
    supplies = [supplies_of(report) for report in reports]
    every = [supply for some in supplies for supply in some]
    if found is None:
        found = unlocking_of_nothing(call.workspace.catalogue, month_of_supplies(every))
    answers: list[Json] = []
    for path, report, some in zip(paths, reports, supplies, strict=True):
        metrics = found.given(some)
        answers.append(_file_json(call, path, report, metrics))
        _tell_file(call, path, report, metrics)
    call.answer = {
        "month": found.month.name if found.month else None,
        "files": answers,
        "metrics": list(found.given(every)),
    }
    return Exit.DONE if all(report.outcome in ("ok", "partial") for report in reports) else Exit.FILE


def _file_json(call: Call, path: Path, report: FileReport, metrics: tuple[str, ...]) -> Json:
    from datetime import timedelta

    period: Json = None
    if report.period is not None:
        first, end = report.period
        period = {"from": first.isoformat(), "to": (end - timedelta(days=1)).isoformat()}
    return {
        "file": str(path),
        "outcome": report.outcome.value,
        "recognised": report.recognised,
        "period": period,
        "metrics": list(metrics),
        "issues": [call.issue_json(issue) for issue in report.issues],
    }


def _tell_file(call: Call, path: Path, report: FileReport, metrics: tuple[str, ...]) -> None:
    what = report.recognised or report.outcome.value
    call.print(
        call.tr(
            nmsg(
                "{file} ({what}): {n} metric", "{file} ({what}): {n} metrics", n=len(metrics), file=path.name, what=what
            )
        )
    )
    if metrics:
        call.print("  " + ", ".join(_metric_name(call, metric) for metric in metrics))
    for issue in report.issues:
        call.tell_issue(issue)


COMMANDS = (
    Command("formats", msg("the exports that are read, how to get them and what they give"), no_arguments, _formats),
    Command("unlock", msg("what data would give the missing figures"), _unlock_arguments, _unlock),
)
