"""Responses to advertising that a table tells by their kinds alone: calls, letters, visits, forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.ingest.assemble import FactColumns

#: The columns of advertising that count one kind of responses each.
KINDS_OF_RESPONSES = ("calls", "letters", "comings", "forms")

#: One kind alone is not said to be all of them.
_LEAST = 2


def sum_responses(found: FactColumns, sheet: str) -> list[Issue]:
    """Put all responses as the sum of their kinds where no column tells them; an empty cell adds nothing; says so."""
    import pyarrow as pa

    kinds = [name for name in KINDS_OF_RESPONSES if name in found.arrays]
    if "responses" in found.arrays or len(kinds) < _LEAST:
        return []
    rows = zip(*(found.arrays[name].to_pylist() for name in kinds), strict=True)
    told = [[count for count in row if count is not None] for row in rows]
    found.arrays["responses"] = pa.array([sum(row) if row else None for row in told], pa.int64())
    text = msg("Responses are counted as the sum of their kinds: calls, letters, visits, forms of the table")
    return [Issue("responses_summed", Level.INFO, text, sheet=sheet)]
