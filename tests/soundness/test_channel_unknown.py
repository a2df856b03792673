"""Sales without a channel say which data would give them one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import new_book
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.i18n.translator import Translator

if TYPE_CHECKING:
    from pathlib import Path

SALES = "Дата;Документ;Покупатель;Товар;Количество;Сумма\n01.10.2026;1;Анна;Ваза;1;100\n31.10.2026;2;Б;Ваза;1;50\n"
ADS = "Дата;Канал;Расход;Клики\n01.10.2026;Яндекс;100;10\n31.10.2026;Яндекс;50;5\n"


def test_every_kind_of_data_that_tells_a_channel_is_named(tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    new_book(book, "Лавка", "RUB", "ru")
    for name, text in (("sales.csv", SALES), ("ads.csv", ADS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    import_files(load_workspace(), book, [tmp_path / "sales.csv", tmp_path / "ads.csv"], {})
    *_, figures = month_figures(load_workspace(), book, "2026-10", metric="revenue", by="channel")
    found = next(one.value for one in figures if one.dimension == "channel")
    assert isinstance(found, Missing)
    assert found.reason is Reason.NOT_IN_THIS_CUT
    assert found.unlock == ("sale.channel", "order.channel", "deal.channel", "lead.channel", "call.channel")
    text = Translator("ru")(found.message)
    assert all(word in text for word in ("заказы", "сделки", "лиды", "звонки", "потоках продаж"))
