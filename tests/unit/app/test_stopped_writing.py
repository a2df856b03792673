"""A workbook or a report that the owner stops leaves no half of a file, and the old one as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.outputs import Output, write_report, write_workbook
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import Cancelled

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.i18n.message import Message


@pytest.mark.parametrize(("write", "name"), [(write_workbook, "kpi.xlsx"), (write_report, "report.pdf")])
def test_nothing_half_written_stays(tmp_path: Path, write: object, name: str) -> None:
    book, sales, out = tmp_path / "a.kpi", tmp_path / "sales.csv", tmp_path / "out"
    out.mkdir()
    sales.write_text("Дата;Документ;Товар;Количество;Сумма\n05.10.2026;Д-1;Чашка;1;100,00\n", encoding="utf-8")
    new_book(book, "Лавка", "RUB", "ru")
    import_files(load_workspace(), book, [sales], {})
    (out / name).write_bytes(b"old")
    told: list[float] = []

    def listen(share: float, _message: Message) -> None:
        told.append(share)

    assert callable(write)
    with pytest.raises(Cancelled):
        write(load_workspace(), book, Output(out / name, "2026-10", "ru"), listen, lambda: len(told) >= 2)
    assert [path.name for path in out.iterdir()] == [name]
    assert (out / name).read_bytes() == b"old"
    assert told[-1] < 1
