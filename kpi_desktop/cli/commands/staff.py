"""The command `staff`: who works in which team since when, and who left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.engine.staff import Spell, StaffVersion


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--add", metavar="PERSON")
    what.add_argument("--left", metavar="PERSON")
    what.add_argument("--list", metavar="FILE", dest="table")
    what.add_argument("--undo", action="store_true")
    parser.add_argument("--team", default="")
    parser.add_argument("--since", metavar="DAY")
    parser.add_argument("--until", metavar="DAY")
    parser.add_argument("--who", default="")


def _staff(call: Call) -> int:
    versions = _changed(call)
    spells = versions[-1].spells if versions else ()
    call.answer = {
        "version": len(versions), "made_on": versions[-1].made_on if versions else None,
        "staff": [_json(one) for one in spells],
    }  # fmt: skip
    for one in spells:
        until = date_text(one.last, call.lang) if one.last else "…"
        call.print(f"{one.person}  {one.team or '—'}  {date_text(one.first, call.lang)} – {until}")
    if not spells:
        call.say(msg("The list of people is empty: everybody counts as employed, teams are those of the files"))
    return Exit.DONE


def _changed(call: Call) -> tuple[StaffVersion, ...]:
    from kpi_desktop.app import staff
    from kpi_desktop.core.errors import UsageError
    from kpi_desktop.engine.staff import Spell

    given = call.options
    if given.undo:
        return staff.take_back(call.book)
    if given.table:
        return staff.whole_list(call.book, Path(given.table).read_text("utf-8-sig"), given.who)
    if given.left:
        if not given.until:
            raise UsageError(msg("Name the last day: --until 2026-03-31"))
        return staff.left(call.book, given.left, staff.day_of(given.until), given.who)
    if given.add:
        if not given.since:
            raise UsageError(msg("Name the first day: --since 2026-03-01"))
        until = staff.day_of(given.until) if given.until else None
        return staff.came(call.book, Spell(given.add, given.team, staff.day_of(given.since), until), given.who)
    return staff.staff_versions(call.book)


def _json(one: Spell) -> Json:
    return {"person": one.person, "team": one.team or None, "first": one.first.isoformat(),
            "last": one.last.isoformat() if one.last else None}  # fmt: skip


COMMANDS = (
    Command("staff", msg("who works in which team since when, and who left"), _arguments, _staff, book=True),
)  # fmt: skip
