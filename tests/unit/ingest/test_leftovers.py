"""Folders of killed import runs are removed by the next run; those of living ones stay."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

from kpi_desktop.ingest.leftovers import make_work_folder

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_only_folders_of_dead_runs_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead, living = tmp_path / f"kpi-desktop-{ended.pid}-a", tmp_path / f"kpi-desktop-{os.getpid()}-b"
    strange = tmp_path / "kpi-desktop-notes-c"
    for folder in (dead, living, strange):
        folder.mkdir()
        (folder / "facts.arrow").write_bytes(b"x")
    made = make_work_folder()
    assert made.is_dir()
    assert not dead.exists()
    assert living.exists()
    assert strange.exists()
