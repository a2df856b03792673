"""Answers of 1C's OData service are named, never imported: their rows know goods and buyers by references only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.shared import shared

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "http://h/base/odata/standard.odata/$metadata"


@pytest.mark.parametrize(
    "name", ["Document_РеализацияТоваровУслуг", "Document_ЗаказПокупателя", "Catalog_Номенклатура"]
)
@pytest.mark.parametrize("element", ["", "/@Element"])
def test_the_answer_is_named(tmp_path: Path, name: str, element: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'{{"odata.metadata": "{ADDRESS}#{name}{element}", "value": []}}', encoding="utf-8")
    report = read(path, tmp_path)
    assert (report.outcome, report.recognised, report.batches) == (Outcome.UNSUPPORTED, "1c-odata", ())
    assert f"“{name}”" in Translator("en")(report.issues[0].message)


def test_an_answer_that_names_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"odata.metadata": "x", "value": []}', encoding="utf-8")
    report = read(path, tmp_path)
    assert (report.outcome, report.recognised) == (Outcome.UNSUPPORTED, "1c-odata")


@pytest.mark.parametrize("name", ["document_collection", "catalog_units_collection"])
def test_real_answers(tmp_path: Path, name: str) -> None:
    report = read(shared(f"data/odata/{name}.json"), tmp_path)
    assert (report.outcome, report.recognised) == (Outcome.UNSUPPORTED, "1c-odata")
