"""The reconciliation in words: what a pair of streams is called, and the state of its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.engine.matching import MatchState
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from kpi_desktop.engine.reconciliation import Reconciled

STATES = {
    MatchState.MATCHED: msg("matched"),
    MatchState.DIFFERENT: msg("amounts differ"),
    MatchState.ONLY_HERE: msg("only here"),
    MatchState.ONLY_THERE: msg("only there"),
}

_KINDS = {
    "sale": msg("“{here}” beside the sales of “{there}”"),
    "deal": msg("won deals of “{here}” beside the sales of “{there}”"),
    "payment": msg("money received by “{here}” beside the sales of “{there}”"),
}


def pair_title(pair: Reconciled) -> Message:
    """What is compared with what."""
    return msg(_KINDS[pair.kind].template, here=pair.here, there=", ".join(pair.there))
