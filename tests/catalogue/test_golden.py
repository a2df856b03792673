"""The readings of all metrics are as they were reviewed."""

from __future__ import annotations

import pytest

from tests.catalogue.golden import FOLDER, READINGS, text


@pytest.mark.parametrize("reading", READINGS)
def test_reading(reading: str) -> None:
    kept = (FOLDER / reading).read_text("utf-8").splitlines()
    found = text(reading).splitlines()
    changed = [f"{old}\n  is now {new}" for old, new in zip(kept, found, strict=False) if old != new]
    assert kept == found, "python -m tests.catalogue.golden, then review the diff:\n" + "\n".join(changed[:10])
