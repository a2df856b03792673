"""Real and hostile files live outside the project; tests that need them skip with a reason where they are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

_PLACE = Path(__file__).resolve().parent.parent.parent / "shared"


def shared(path: str) -> Path:
    """The file or folder `path` of the shared material; skips the calling test where it is absent."""
    found = _PLACE / path
    if not found.exists():
        pytest.skip(f"shared material is absent: {path}")
    return found
