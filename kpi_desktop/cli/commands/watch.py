"""The command `watch`: new files of a folder into a book, once or until it is stopped."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.app.watching import Candidate, Watched


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--list", action="store_true", dest="only_list")
    parser.add_argument("--every", type=float, default=5.0, metavar="SECONDS")


def _watch(call: Call) -> int:
    """Look, import what is new, and look again; a file that could not be imported is not tried until it changes."""
    from kpi_desktop.app.watching import Watched

    folder = Path(call.options.folder)
    if not folder.is_dir():
        raise UsageError(msg("There is no folder “{folder}”", folder=str(folder)), fix=msg("Check the path"))
    watched, tried = Watched(folder), dict[str, str]()
    if call.options.once:
        return _pass(call, watched, tried, patient=False)
    while True:
        _pass(call, watched, tried, patient=True)
        _say_json(call)
        time.sleep(max(call.options.every, 0.2))


def _say_json(call: Call) -> None:
    """One line of JSON for each look that found something: a watcher that never ends has no last answer."""
    if call.json and isinstance(call.answer, dict) and call.answer["new"]:
        sys.stdout.write(json.dumps(call.answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _pass(call: Call, watched: Watched, tried: dict[str, str], *, patient: bool) -> int:
    from kpi_desktop.app.watching import digests_in, fresh

    found = fresh(watched.look(patient=patient), digests_in(call.book), tried)
    tried.update({str(one.path): one.stamp.text for one in found})
    call.answer = {"folder": str(watched.folder), "new": [str(one.path) for one in found], "files": []}
    if call.options.only_list:
        for one in found:
            call.print(str(one.path))
        return Exit.DONE
    if not found:
        if call.options.once:
            call.print(call.tr(msg("There is nothing new in the folder")))
        return Exit.DONE
    return _import(call, found)


def _import(call: Call, found: list[Candidate]) -> int:
    from kpi_desktop.app.importing import import_files
    from kpi_desktop.cli.commands.data import file_json, tell

    paths = [one.path for one in found]
    imported = import_files(call.workspace, call.book, paths, {}, call.progress)
    files: list[Json] = [file_json(call, str(path), item) for path, item in zip(paths, imported, strict=True)]
    assert isinstance(call.answer, dict)
    call.answer["files"] = files
    for item in imported:
        tell(call, item)
    good = all(item.report.outcome in ("ok", "partial") and item.question is None for item in imported)
    return Exit.DONE if good else Exit.FILE


COMMANDS = (Command("watch", msg("import the new files of a folder"), _arguments, _watch, book=True),)
