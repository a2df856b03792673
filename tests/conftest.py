"""What all tests share: the sample company, made once in a run, and processes that start quickly."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from tests.made import made_once

if TYPE_CHECKING:
    from pathlib import Path

# Hundreds of processes of the program start in a run: without compiled files each of them compiles all of it again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample company: `sample.kpi` in Russian and `exports`; for copying, not for opening."""

    def make(folder: Path) -> None:
        from kpi_desktop.app.demo import sample_book
        from kpi_desktop.app.workspace import load_workspace

        sample_book(load_workspace(), folder, "ru")

    return made_once(tmp_path_factory, "sample", make)


@pytest.fixture(scope="module")
def sample_copy(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample company's book for the tests of a file; they may change it."""
    target = tmp_path_factory.mktemp("sample") / "sample.kpi"
    shutil.copy(sample_folder / target.name, target)
    return target


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: no process is left alone with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
