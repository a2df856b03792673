"""The split on the overview: who has something to tell stands in it, whoever is searched for is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import new_book
from kpi_desktop.app.figures import month_view
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.period import Period
from kpi_desktop.gui.pages.split_texts import split_rows

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.gui.window import Window

#: Both months from their first day to their last.
SALES = """Дата;Документ;Товар;Покупатель;Количество;Цена;Сумма
01.09.2026;Д-1;Чашка;Иванова;1;100,00;100,00
30.09.2026;Д-2;Блюдце;Петров;2;100,00;200,00
01.10.2026;Д-3;Чашка;Иванова;3;100,00;300,00
31.10.2026;Д-4;Ложка;Сидоров;1;150,00;150,00
"""

#: A product of contracts that no sale line has.
CONTRACTS = """Номер договора;Дата подписания;Клиент;Товар;Сумма договора;Дата оплаты
Д-7;12.10.2026;ООО Угол;Обслуживание;5000,00;20.10.2026
"""


def test_a_product_that_only_contracts_know_is_found_by_its_name_and_is_no_row_of_zeros(
    window: Window, tmp_path: Path
) -> None:
    """October sells a cup and a spoon; the saucer of September still stands there, for it fell to nothing."""
    book, workspace = tmp_path / "b.kpi", load_workspace()
    new_book(book, "Лавка", "RUB", "ru")
    for name, text, rows in (("Продажи.csv", SALES, 4), ("Договоры.csv", CONTRACTS, 1)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert import_files(workspace, book, [tmp_path / name], {})[0].imported == rows
    view = month_view(workspace, book, Period.month("2026-10"), "product")
    assert view is not None
    assert "Обслуживание" in view.matrix.members
    names = [row[0].text for row in split_rows(view, "", window.context)]
    assert names == ["Чашка", "Ложка", "Блюдце", "Компания в целом"]
    searched = split_rows(view, "обслуж", window.context)
    assert [row[0].text for row in searched] == ["Обслуживание"]
