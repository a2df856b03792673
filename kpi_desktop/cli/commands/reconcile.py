"""The command `reconcile`: streams that do not count beside those that do, document by document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit
from kpi_desktop.engine.matching import MatchState
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.control import STATES, pair_title
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.engine.matching import Entry, Match
    from kpi_desktop.engine.reconciliation import Reconciled

#: So many documents are printed for each pair; the JSON has all of them.
MOST = 20


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true")


def _reconcile(call: Call) -> int:
    from kpi_desktop.app.reconciling import reconcile

    period, pairs = reconcile(call.workspace, call.book, call.options.month)
    whole = call.options.all
    call.answer = {
        "book": str(call.book),
        "month": period.name,
        "pairs": [_json(pair, whole=whole) for pair in pairs],
    }
    call.print(period_text(period, call.lang))
    for pair in pairs:
        _tell(call, pair, whole=whole)
    if not pairs:
        call.say(msg("Nothing to reconcile: no two sources give the sales of these days"))
    return Exit.DONE


def _json(pair: Reconciled, *, whole: bool) -> Json:
    return {
        "kind": pair.kind,
        "here": pair.here,
        "there": list(pair.there),
        "level": pair.level,
        "here_total": format(pair.here_total, "f"),
        "there_total": format(pair.there_total, "f"),
        "difference": format(pair.difference, "f"),
        **{
            state.value: {"count": pair.count(state), "amount": format(pair.amount(state), "f")} for state in MatchState
        },
        "rows": [_row(match) for match in pair.matches if whole or match.state is not MatchState.MATCHED],
    }


def _row(match: Match) -> Json:
    shown = match.shown
    return {
        "state": match.state.value,
        "number": shown.number,
        "day": str(shown.day),
        "customer": shown.customer,
        "here": _side(match.here),
        "there": _side(match.there),
    }


def _side(entry: Entry | None) -> Json:
    if entry is None:
        return None
    at = entry.source
    return {"number": entry.number, "day": str(entry.day), "amount": format(entry.amount, "f"), "batch": at.batch,
            "file": at.file, "sheet": at.sheet, "row": at.row}  # fmt: skip


def _tell(call: Call, pair: Reconciled, *, whole: bool) -> None:
    def money(state: MatchState) -> str:
        return call.money(pair.amount(state))

    call.print(call.tr(pair_title(pair)))
    for state, text in STATES.items():
        call.print(f"  {call.tr(text):<20} {pair.count(state):>6}  {money(state):>20}")
    difference = call.money(pair.difference, signed=True)
    call.print(f"  {call.tr(msg('difference')):<20} {'':>6}  {difference:>20}")
    listed = [match for match in pair.matches if whole or match.state is not MatchState.MATCHED]
    for match in listed if whole else listed[:MOST]:
        call.print(f"    {_line(call, match)}")
    if len(listed) > MOST and not whole:
        call.print("    …")


def _line(call: Call, match: Match) -> str:
    sides = [
        f"{side.source.file}, {side.source.sheet or '—'}, {side.source.row}: {call.money(side.amount)}"
        for side in (match.here, match.there)
        if side is not None
    ]
    shown = match.shown
    name = " ".join(part for part in (shown.number, shown.customer) if part)
    return f"{call.tr(STATES[match.state])}: {date_text(shown.day, call.lang)} {name}  {' | '.join(sides)}"


COMMANDS = (
    Command("reconcile", msg("compare the sources that give the same sales"), _arguments, _reconcile, book=True,
            period=True),
)  # fmt: skip
