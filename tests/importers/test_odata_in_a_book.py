"""A folder and an archive of answers of 1C in a book: catalogues name documents, figures against sums by hand."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import check, new_book, opened, opened_book
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.period import Period
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.odata_files import CUP, FOX, TEA, line, sale, write, write_catalogues

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.importing import Imported

SALES = "Document_РеализацияТоваровУслуг"


def answers(folder: Path) -> Path:
    """Sales of 100 + 250 and 50, a return of 30, an order of 500, a receipt; September and October."""
    folder.mkdir()
    write_catalogues(folder)
    write(folder / "sales.json", SALES, [
        sale(1, "2026-10-01", 100, [line(TEA, 1, 100)]),
        sale(2, "2026-10-31", 250, [line(TEA, 2, 200), line(CUP, 1, 50)], Контрагент_Key=FOX),
        sale(3, "2026-09-30", 50, [line(CUP, 1, 50)]), sale(4, "2026-10-09", 9, [line(CUP, 1, 9)], Posted=False),
    ])  # fmt: skip
    write(
        folder / "returns.json", "Document_ВозвратТоваровОтПокупателя", [sale(1, "2026-10-01", 30, [line(TEA, 1, 30)])]
    )
    write(folder / "orders.json", "Document_ЗаказПокупателя", [sale(1, "2026-10-02", 500, [line(TEA, 5, 500)])])
    write(folder / "receipt.json", "Document_ПриходныйОрдер", [sale(1, "2026-10-02", 0, [line(TEA, 5, 0)])])
    return folder


def imported(tmp_path: Path, *paths: Path) -> list[Imported]:
    book = tmp_path / "b.kpi"
    new_book(book, "X")
    return import_files(load_workspace(), book, list(paths), {})


def october(book: Path, metric: str) -> object:
    with opened(load_workspace(), book) as (_, engine):
        return engine.figures([metric], [Period.month("2026-10")])[0].value


@pytest.mark.parametrize("form", ["folder", "archive", "files"])
def test_a_folder_an_archive_or_files_together(tmp_path: Path, form: str) -> None:
    folder = answers(tmp_path / "1c")
    paths = [folder] if form == "folder" else sorted(folder.iterdir())
    if form == "archive":
        with zipfile.ZipFile(tmp_path / "1c.zip", "w", zipfile.ZIP_DEFLATED) as package:
            for path in sorted(folder.iterdir()):
                package.write(path, path.name)
        paths = [tmp_path / "1c.zip"]
    found = imported(tmp_path, *paths)
    assert {item.report.outcome for item in found} == {Outcome.OK}
    members = found if form == "files" else found[0].members
    assert {item.report.outcome for item in members} == {Outcome.OK}
    assert sum(item.imported for item in members) == 4 + 1 + 2 + 1
    book = tmp_path / "b.kpi"
    assert not check(load_workspace(), book)
    with opened_book(book) as opened:
        assert sorted(opened.members("product").values()) == ["", "Чай", "Чашка"]
        assert opened.currency == "RUB"
        (receipt,) = [batch for batch in opened.batches() if batch.fact == "stock"]
        assert receipt.imported == 1
    assert october(book, "revenue_gross") == 350
    assert october(book, "revenue_returns") == -30
    assert october(book, "revenue") == 320
    assert october(book, "sales_count") == 2
