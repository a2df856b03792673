"""Which stages of CRM systems end a deal, and how: one table for all of them, so that it can be read and extended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.normalise import dictionary_array, fold, key

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.importers.delivery import Delivery, Draft
    from kpi_desktop.ingest.normalise import Cells

STATUSES = ("open", "won", "lost")
OPEN, WON, LOST = range(3)

#: Names of stages; a stage that is not here is open.
ENDS: dict[int, tuple[str, ...]] = {
    WON: (
        "Успешно реализовано", "Сделка успешна", "Успешно завершена", "Closed Won", "Closed - won", "Won",
        "Payment Done", "Оплачено и завершено", "Успешная сделка", "Сделка выиграна", "Deal won",
        "Выиграна", "Выигран", "Успех", "Завершена успешно", "Завершено успешно", "Успешно завершено",
    ),
    LOST: (
        "Закрыто и не реализовано", "Сделка провалена", "Closed Lost", "Closed - lost", "Lost",
        "Closed Lost to Competition", "Closed-Lost to Competition",
        "Сделка проиграна", "Deal lost", "Анализ причины провала", "Проиграна",
        "Analyze failure", "Отказ", "Отказ клиента", "Провал", "Провалена", "Проигран", "Не реализована",
        "Не реализовано",
        "Завершена неуспешно", "Неуспешно завершена", "Сделка не состоялась",
    ),
}  # fmt: skip
_OF_KEY = {key(name): status for status, names in ENDS.items() for name in names}


def is_end(stage: str) -> bool:
    """Whether a word is known as the stage of a deal that was won or lost."""
    return key(stage) in _OF_KEY


def told_by_stage(stages: Cells) -> pa.Array | None:
    """Won, lost or open by the names of stages; None where not one of them is known as an end."""
    found = statuses(stages)
    return dictionary_array(found, list(STATUSES)) if (found > OPEN).any() else None


def statuses(stages: Cells, said: Mapping[str, str] | None = None) -> NDArray[np.int32]:
    """Won, lost or open for every deal by the name of its stage; -1 where it has none.

    `said` is what the owner said of stages, by their folded names; the names known here serve for the others.
    """
    table = np.array([*(_status(word, said or {}) for word in stages.words), -1], dtype=np.int32)
    return np.asarray(table[stages.codes])


def _status(stage: str, said: Mapping[str, str]) -> int:
    status = said.get(fold(stage))
    return _OF_KEY.get(key(stage), OPEN) if status is None else STATUSES.index(status)


def put_statuses(draft: Draft, about: Delivery, stages: Cells, found: NDArray[np.int32], column: int) -> None:
    """Set the state of every deal and say by which stages it was told."""
    draft.fill("stage", stages, column)
    draft.put("status", dictionary_array(found, list(STATUSES)))
    for status, name in ((WON, msg("Won by stage")), (LOST, msg("Lost by stage"))):
        said = draft.job.rules.stage_ends()
        words = sorted({word for word in stages.used_words() if _status(word, said) == status})
        about.details.append((name, ", ".join(words) or "—"))
    if not (found == WON).any():
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
