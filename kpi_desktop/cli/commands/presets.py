"""The command about reports by goal: which there are, and the book's own sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    import argparse


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", metavar="BOOK")
    parser.add_argument("--save", metavar="ID=metric,metric")
    parser.add_argument("--name", metavar="NAME", default="")
    parser.add_argument("--remove", metavar="ID")


def _presets(call: Call) -> int:
    from kpi_desktop.app.presets import book_presets

    options = call.options
    if options.save or options.remove:
        _change(call)
    found: list[Json] = []
    metrics = call.workspace.catalogue.metrics
    for preset in book_presets(call.workspace, Path(options.book) if options.book else None):
        names = [metric_name(metrics[metric], call.lang) for metric in preset.metrics]
        found.append(
            {
                "id": preset.id,
                "name": preset.name(call.lang),
                "about": preset.about(call.lang),
                "metrics": list(preset.metrics),
                "own": preset.own,
            }
        )
        call.print(f"{preset.name(call.lang)} [{preset.id}]. {preset.about(call.lang)}".rstrip())
        call.print("    " + ", ".join(names))
    call.answer = {"presets": found}
    return Exit.DONE


def _change(call: Call) -> None:
    """Keep a set in the book, or take one out of it."""
    from kpi_desktop.app.presets import save_preset

    options = call.options
    if not options.book:
        raise UsageError(msg("An own set of figures is kept in a book"), fix=msg("Name the book: --book"))
    if options.remove:
        save_preset(call.workspace, Path(options.book), options.remove, ())
    if options.save:
        preset, sign, listed = options.save.partition("=")
        metrics = [name.strip() for name in listed.split(";" if ";" in listed else ",") if name.strip()]
        if not sign or not metrics:
            raise UsageError(
                msg("“{text}” is not of the form name=value", text=options.save),
                fix=msg("For example: --save mine=revenue,aov,margin"),
            )
        save_preset(call.workspace, Path(options.book), preset.strip(), metrics, options.name)


COMMANDS = (Command("presets", msg("reports by goal: which figures each of them has"), _arguments, _presets),)
