"""Tables with known contents in dirty styles: what is imported is right in every cell, or it is asked, or listed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.roundtrip.run import answered, verdict_of

if TYPE_CHECKING:
    from pathlib import Path


def _ends(numbers: range, folder: Path) -> Counter[str]:
    ends: Counter[str] = Counter()
    for number in numbers:
        verdict, truth, dress = verdict_of(number, folder)
        assert not verdict.wrong, (number, truth.kind.fact, dress.container, verdict.wrong[:5])
        ends[verdict.end] += 1
        if verdict.end == "asked":
            again = answered(number, folder)
            assert not again.wrong, (number, truth.kind.fact, dress.container, again.wrong[:5])
            ends[f"answered:{again.end}"] += 1
    return ends


def test_sixty_tables_hold_no_silent_error(tmp_path: Path) -> None:
    ends = _ends(range(60), tmp_path)
    assert ends["read"] >= 42, ends


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 2000, 250))
def test_two_thousand_tables_hold_no_silent_error(tmp_path: Path, first: int) -> None:
    ends = _ends(range(first, first + 250), tmp_path)
    assert ends["read"] >= 175, ends
    assert sum(count for end, count in ends.items() if end.startswith("refused")) <= 8, ends
