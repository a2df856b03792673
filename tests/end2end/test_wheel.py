"""The wheel carries all it needs: built, installed outside the checkout, it runs the demo and opens its window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the built wheel; third-party packages come from the environment of the tests."""
    place = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    wheel = next(place.glob("*.whl"))
    fresh = place / "env"
    venv.create(fresh, with_pip=True)
    python = fresh / "bin" / "python"
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    site = next((fresh / "lib").glob("python3*")) / "site-packages"
    packages = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    for entry in packages.iterdir():
        # Everything but the project itself (an editable install is a path file, which must not lead back here).
        if (
            not entry.name.startswith(("_kpi_desktop", "__editable__", "kpi_desktop"))
            and not (site / entry.name).exists()
        ):
            (site / entry.name).symlink_to(entry)
    return fresh


def _run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(installed / "bin" / "kpi-desktop"), *arguments],
        cwd=folder, env={**environment, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_catalogue_is_inside(installed: Path, tmp_path: Path) -> None:
    done = _run(installed, tmp_path, "catalogue", "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["metrics"]) > 100


@pytest.mark.slow
def test_demo_runs(installed: Path, tmp_path: Path) -> None:
    done = _run(installed, tmp_path, "demo", "--out", "out", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["formulas"] > 2000
    assert answer["pages"] >= 6
    assert (tmp_path / "out" / "kpi.xlsx").stat().st_size > 10_000


@pytest.mark.slow
def test_window_starts(installed: Path, tmp_path: Path) -> None:
    done = _run(installed, tmp_path, "--window", "--quit-after-paint")
    assert done.returncode == 0, done.stderr
