"""A column that was empty when its layout was seen first, and is filled in the next file, is not lost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.period import Period

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Дата;Номер чека;Менеджер;Товар;Сумма\n"
FIRST = HEAD + "".join(f"{day:02d}.08.2026;{day};;Стол;100\n" for day in range(1, 32))
NEXT = HEAD + "".join(
    f"{day:02d}.09.2026;{40 + day};{'Анна' if day % 2 else 'Борис'};Стол;100\n" for day in range(1, 31)
)


def test_managers_of_the_second_month_are_read(tmp_path: Path) -> None:
    workspace, book = load_workspace(), tmp_path / "book.kpi"
    new_book(book, "Проба", "RUB")
    for name, text in (("Август.csv", FIRST), ("Сентябрь.csv", NEXT)):
        (tmp_path / name).write_text(text, "utf-8")
        assert import_files(workspace, book, [tmp_path / name], {})[0].imported
    with opened(workspace, book) as (_, engine):
        found = {f.member: f.value for f in engine.figures(["revenue"], [Period.month("2026-09")], "manager")}
        total = engine.figures(["revenue"], [Period.month("2026-08")])[0].value
    assert (found["Анна"], found["Борис"]) == (Decimal(1500), Decimal(1500))
    assert total == 3100
