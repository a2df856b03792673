"""The handbook in `docs/` is what the definitions say today; `make handbook` writes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.present.handbook import handbook

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_handbook_is_fresh(lang: str) -> None:
    written = (DOCS / f"handbook.{lang}.md").read_text(encoding="utf-8")
    assert written == handbook(load_workspace().catalogue, lang), "run `make handbook`"
