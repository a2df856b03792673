"""The part of the reconciliation that sets streams of the same sales against one another, each row with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.matching import MatchState
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.control import STATES, pair_title
from kpi_desktop.present.privacy import masked

if TYPE_CHECKING:
    from kpi_desktop.engine.matching import Entry, Match
    from kpi_desktop.engine.reconciliation import Reconciled
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

_MONEY = "#,##0.00"

#: So many documents that do not agree are listed for each pair.
MOST = 500

_HEADS = (
    msg("Document"),
    msg("Date"),
    msg("Here"),
    msg("There"),
    msg("Difference"),
    msg("File, sheet, row"),
    msg("State"),
)


def write_control(scene: Scene, page: Page, row: int) -> int:
    """Every pair of streams of the month; nothing where one stream alone gives the sales."""
    for pair in scene.bundle.control:
        page.text(row, 0, scene.say(pair_title(pair)), scene.styles("group"))
        row = _summary(scene, page, row + 1, pair)
        row = _documents(scene, page, row, pair) + 1
    return row


def _summary(scene: Scene, page: Page, row: int, pair: Reconciled) -> int:
    for state, text in STATES.items():
        page.text(row, 0, scene.say(text), scene.styles("label"))
        page.number(row, 1, pair.count(state), scene.styles("figure", "#,##0"))
        page.number(row, 2, pair.amount(state), scene.styles("figure", _MONEY))
        row += 1
    page.text(row, 0, scene.say(msg("In all, here and there")), scene.styles("label"))
    page.number(row, 2, pair.here_total, scene.styles("figure", _MONEY))
    page.number(row, 3, pair.there_total, scene.styles("figure", _MONEY))
    _difference(scene, page, row, pair.difference)
    return row + 1


def _documents(scene: Scene, page: Page, row: int, pair: Reconciled) -> int:
    apart = [match for match in pair.matches if match.state is not MatchState.MATCHED]
    if not apart:
        return row
    for column, head in enumerate(_HEADS):
        page.text(row, column, scene.say(head), scene.styles("head_right" if column else "head"))
    for match in apart[:MOST]:
        row += 1
        _document(scene, page, row, match)
    if len(apart) > MOST:
        row += 1
        left = nmsg("{n} more document", "{n} more documents", n=len(apart) - MOST)
        page.text(row, 0, scene.say(left), scene.styles("note"))
    return row + 1


def _document(scene: Scene, page: Page, row: int, match: Match) -> None:
    shown = match.shown
    customer = shown.customer if scene.bundle.contacts else masked(shown.customer)
    page.text(row, 0, " ".join(part for part in (shown.number, customer) if part), scene.styles("label"))
    page.text(row, 1, date_text(shown.day, scene.lang), scene.styles("change"))
    for column, side in ((2, match.here), (3, match.there)):
        if side is not None:
            page.number(row, column, side.amount, scene.styles("figure", _MONEY))
    here, there = (side.amount if side else Decimal(0) for side in (match.here, match.there))
    _difference(scene, page, row, here - there)
    places = "; ".join(_place(scene, side) for side in (match.here, match.there) if side is not None)
    page.text(row, 5, places, scene.styles("change"))
    page.text(row, 6, scene.say(STATES[match.state]), scene.styles("state"))


def _difference(scene: Scene, page: Page, row: int, value: Decimal) -> None:
    page.formula(row, 4, f"ROUND(C{row + 1}-D{row + 1},4)", value, scene.styles("figure", _MONEY))


def _place(scene: Scene, entry: Entry) -> str:
    at = entry.source
    return ", ".join(part for part in (at.file, at.sheet, scene.say(msg("row {row}", row=at.row))) if part)
