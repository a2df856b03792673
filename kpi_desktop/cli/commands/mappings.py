"""The command `mapping`: what the book remembers about layouts of files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, existing
from kpi_desktop.core.errors import Exit
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.recognised import recognised_message

if TYPE_CHECKING:
    import argparse


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true")
    what.add_argument("--export", nargs=2, metavar=("LAYOUT", "FILE"))
    what.add_argument("--add", metavar="FILE.toml")
    what.add_argument("--remove", metavar="LAYOUT")
    what.add_argument("--restore", metavar="LAYOUT")


def _mapping(call: Call) -> int:
    from kpi_desktop.app.mappings import add_mapping, export_mapping, remove_mapping, restore_mapping

    given = call.options
    if given.export:
        export_mapping(call.book, given.export[0], Path(given.export[1]))
        call.answer = {"layout": given.export[0], "file": given.export[1]}
        call.say(msg("The mapping is in “{file}”", file=given.export[1]))
    elif given.add:
        layout = add_mapping(call.workspace, call.book, existing(given.add))
        call.answer = {"layout": layout}
        call.say(msg("The book remembers the mapping {layout}", layout=layout))
    elif given.remove:
        remove_mapping(call.book, given.remove)
        call.answer = {"layout": given.remove}
        call.say(msg("The mapping {layout} is forgotten; --restore brings it back", layout=given.remove))
    elif given.restore:
        restore_mapping(call.book, given.restore)
        call.answer = {"layout": given.restore}
        call.say(msg("The mapping {layout} is as it was before its last change", layout=given.restore))
    else:
        _list(call)
    return Exit.DONE


def _list(call: Call) -> None:
    from kpi_desktop.app.mappings import mapping_lines

    found = mapping_lines(call.book)
    call.answer = {
        "mappings": [
            {"layout": line.layout, "name": line.name, "saved_at": line.saved_at, "earlier": line.earlier,
             "mapping": line.text}
            for line in found
        ]
    }  # fmt: skip
    for line in found:
        versions = call.tr(nmsg("{n} earlier version", "{n} earlier versions", n=line.earlier)) if line.earlier else ""
        name = call.tr(recognised_message(line.name))
        call.print(f"{line.layout:<14}  {line.saved_at}  {name}  {versions}".rstrip())
    if not found:
        call.say(msg("The book remembers no mappings yet: they come with imports"))


COMMANDS = (Command("mapping", msg("what the book remembers about layouts of files"), _arguments, _mapping, book=True),)
