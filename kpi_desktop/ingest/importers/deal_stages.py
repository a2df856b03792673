"""Which stages of CRM systems end a deal, and how: one table for all of them, so that it can be read and extended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.deal_words import LOST_OF_DEALS, LOST_TOO, STILL_OPEN, WON_OF_DEALS, WON_TOO, unnumbered
from kpi_desktop.ingest.normalise import dictionary_array, fold, identifiers, key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.importers.delivery import Delivery, Draft
    from kpi_desktop.ingest.normalise import Cells

STATUSES = ("open", "won", "lost")
OPEN, WON, LOST = range(3)

#: Names of stages by which rows are deals; a stage that no name tells is open until the owner says otherwise.
_SURE = {key(name) for name in (*WON_OF_DEALS, *LOST_OF_DEALS)}
_OF_KEY = {
    key(name): status
    for status, names in ((WON, (*WON_OF_DEALS, *WON_TOO)), (LOST, (*LOST_OF_DEALS, *LOST_TOO)))
    for name in names
}
_ON_ITS_WAY = {key(name) for name in STILL_OPEN}


def is_end(stage: str) -> bool:
    """Whether a word is the stage of a deal that was won or lost, and of nothing else."""
    return key(unnumbered(stage)) in _SURE


def told_by_stage(stages: Cells, said: Mapping[str, str]) -> pa.Array | None:
    """Won, lost or open by the stages; None where not one of them is known as an end and the owner said nothing."""
    found = statuses(stages, said)
    return dictionary_array(found, list(STATUSES)) if said or (found > OPEN).any() else None


def statuses(stages: Cells, said: Mapping[str, str] | None = None) -> NDArray[np.int32]:
    """Won, lost or open for every deal by the name of its stage; -1 where it has none.

    `said` is what the owner said of stages, by their folded names; the names known here serve for the others.
    """
    codes, words = identifiers(stages)
    table = np.array([*(_status(word, said or {}) for word in words), -1], dtype=np.int32)
    return np.asarray(table[codes])


def named_over(own: pa.Array, stages: Cells, said: Mapping[str, str]) -> tuple[pa.Array, NDArray[np.bool_]]:
    """The states of a column of its own, but for the stages that the owner named; and the rows that he named."""
    codes, words = identifiers(stages)
    named = np.array([*(fold(word) in said for word in words), False])[codes]
    kept = own.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    merged = np.where(named, statuses(stages, said), kept).astype(np.int32)
    return dictionary_array(merged, own.dictionary.to_pylist()), named


def unclear(stage: str, said: Mapping[str, str]) -> bool:
    """Whether neither the owner nor a known name says if deals of this stage were won, lost or are still open."""
    name = key(unnumbered(stage))
    return fold(stage) not in said and name not in _OF_KEY and name not in _ON_ITS_WAY


def asked_stages(parts: Sequence[Mapping[str, pa.Array]], said: Mapping[str, str]) -> list[str]:
    """Stages of which the owner must say what they mean, before shares of won deals can be counted.

    Those of no known name with a closing day; and all of them where only won or only lost deals are known, for the
    others stand among them. None where no end is known at all: then no deal has a state, and nothing is counted.
    """
    closed, doubtful, ends = set[str](), set[str](), set[str]()
    for part in parts:
        if not {"stage", "status"} <= part.keys():
            continue
        for stage, status, has_day in _kinds_of(part):
            ends.add(status)
            if stage and unclear(stage, said):
                doubtful.add(stage)
                if has_day:
                    closed.add(stage)
    met = len(ends & {"won", "lost"})
    return sorted(doubtful if met == 1 else closed if met else ())


def _kinds_of(part: Mapping[str, pa.Array]) -> list[tuple[str, str, bool]]:
    """The pairs of stage and state that are met, each with and without a closing day."""
    import pyarrow as pa

    stage = part["stage"].cast(pa.string())
    has_day = part["closed_day"].is_valid() if "closed_day" in part else pa.array(np.zeros(len(stage), dtype=bool))
    table = pa.table({"stage": stage, "status": part["status"].cast(pa.string()), "day": has_day})
    met = table.group_by(["stage", "status", "day"]).aggregate([]).to_pylist()
    return [(row["stage"] or "", row["status"] or "", row["day"]) for row in met]


def _status(stage: str, said: Mapping[str, str]) -> int:
    status = said.get(fold(stage))
    return _OF_KEY.get(key(unnumbered(stage)), OPEN) if status is None else STATUSES.index(status)


def put_statuses(
    draft: Draft, about: Delivery, stages: Cells, found: NDArray[np.int32], column: int,
    sure: NDArray[np.bool_] | None = None,
) -> None:  # fmt: skip
    """Set the state of every deal and say by which stages it was told; `sure` are rows that another column tells.

    Where no deal is known as won, and stages of no known name may mean just that, no deal gets a state: a share of
    won deals of 0 % would be a figure that nobody said.
    """
    draft.fill("stage", stages, column)
    said = draft.job.rules.stage_ends()
    for status, name in ((WON, msg("Won by stage")), (LOST, msg("Lost by stage"))):
        words = sorted({word for word in stages.used_words() if _status(word, said) == status})
        about.details.append((name, ", ".join(words) or "—"))
    doubtful = stages if sure is None else stages.take(~sure)
    words = [word for word in doubtful.used_words() if unclear(word, said)]
    won = bool((found == WON).any())
    if won or not words:
        draft.put("status", dictionary_array(found, list(STATUSES)))
    if won:
        return
    if words:
        named = ", ".join(f"«{word}»" for word in sorted(words)[:9])
        text = msg("No deal stands in a stage known as won, and what these stages mean is not known: {stages}. Won "
                   "deals and their share are not counted", stages=named)  # fmt: skip
        fix = msg("Say in the mapping of the file which stages are won, which are lost and which are open")
    else:
        text = msg("No deal stands in a stage known as won: all of them count as open or lost")
        fix = msg("Check the names of the stages in the CRM, or give a mapping file with a column of the state")
    draft.issues.append(draft.job.warning("no_won_deals", text, fix=fix, sheet=draft.block.table.sheet))


def check_closing(draft: Draft, found: NDArray[np.int32]) -> None:
    """Say of deals that ended without a day, and of those that ended before they began."""
    import pyarrow.compute as pc

    if "closed_day" not in draft.found.arrays:
        return
    closed = draft.is_valid("closed_day")
    endless = int(((found == WON) | (found == LOST))[~closed].sum())
    sheet = draft.block.table.sheet
    if endless:
        text = nmsg("{n} deal that was won or lost has no closing day",
                    "{n} deals that were won or lost have no closing day", n=endless)  # fmt: skip
        draft.issues.append(draft.job.warning("no_closing_day", text, fix=_fill_in(), sheet=sheet))
    early = pc.less(draft.found.arrays["closed_day"], draft.found.arrays["day"]).fill_null(False)
    count = int(pc.sum(early).as_py() or 0)
    if count:
        text = nmsg("{n} deal was closed before the day of its creation",
                    "{n} deals were closed before the day of their creation", n=count)  # fmt: skip
        draft.issues.append(draft.job.warning("closed_early", text, fix=_fill_in(), sheet=sheet))


def _fill_in() -> Message:
    return msg("Correct the day in the CRM and export again")
