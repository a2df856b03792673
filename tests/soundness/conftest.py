"""The sample company twice: as the program has it after an import, and as raw rows for SQL written by hand."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import opened
from kpi_desktop.app.workspace import load_workspace
from tests.soundness.raw_company import raw_company

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from kpi_desktop.engine.engine import Engine


@pytest.fixture(scope="session")
def sample_engine(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    book = tmp_path_factory.mktemp("sample") / "sample.kpi"
    shutil.copy(sample_folder / book.name, book)
    with opened(load_workspace(), book) as (_, engine):
        yield engine


@pytest.fixture(scope="session")
def raw() -> Iterator[duckdb.DuckDBPyConnection]:
    with raw_company() as base:
        yield base
