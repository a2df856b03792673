"""The channel of a sale whose line bears none comes from its order, deal, lead or call; none is dropped (NUMBERS 16).

Every amount below is another power of two in hundreds, so that each sum tells which sales are in it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.streams import set_channels
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.period import Period
from kpi_desktop.store.book import Book

if TYPE_CHECKING:
    from pathlib import Path

OCTOBER = Period.month("2026-10")

FILES = {
    "Реализация.csv": """Дата;Номер документа;Контрагент;Вид операции;Номенклатура;Количество;Сумма
05.10.2026;УТ-1;ООО Альфа;Реализация;Стол;1;100,00
06.10.2026;УТ-2;ООО Бета;Реализация;Стол;1;200,00
07.10.2026;УТ-3;ООО Гамма;Реализация;Стол;1;400,00
08.10.2026;УТ-4;+7 916 123-45-67;Реализация;Стол;1;800,00
31.10.2026;УТ-5;ООО Дельта;Реализация;Стол;1;1600,00
10.10.2026;УТ-6;ООО Эпсилон;Реализация;Стол;1;3200,00
20.10.2026;УТ-7;ООО Бета;Возврат;Стол;-1;-50,00
""",
    "Заказы.csv": """Номер заказа;Дата заказа;Покупатель;Сумма заказа;Статус заказа;Источник заказа
1;03.10.2026;ООО Альфа;100,00;Новый;Сайт
2;04.10.2026;ООО Альфа;100,00;Отменён;Ошибка
""",
    "Сделки.csv": """Номер сделки;Дата создания сделки;Дата закрытия;Компания;Сумма сделки;Результат сделки;Источник
11;01.09.2026;05.10.2026;ООО Бета;200,00;Успешно реализовано;Рекомендации
12;03.10.2026;05.10.2026;ООО Эпсилон;900,00;Закрыто и не реализовано;Проиграно
""",
    "Лиды.csv": """ID лида;Дата лида;Компания;Источник лида
21;17.09.2026;ООО Гамма;Реклама
22;02.10.2026;ООО Гамма;Соцсети
23;30.09.2026;ООО Дельта;Поздно
24;01.10.2026;ООО Альфа;Заказ важнее
25;11.10.2026;ООО Эпсилон;После продажи
""",
    "Звонки.csv": """Дата звонка;Время звонка;Номер телефона;Длительность звонка;Направление звонка;Источник
01.10.2026;10:00;89161234567;60;Входящий;Листовки
04.10.2026;10:00;89161234567;60;Исходящий;Обзвон
""",
}

#: By hand: УТ-1 by its order, УТ-2 by its deal less the return, УТ-3 by its last lead, УТ-4 by the call; the lead of
#: ООО Дельта is 31 days old, the deal of ООО Эпсилон is lost and its lead came after the sale.
LAST = {"Сайт": 100, "Рекомендации": 150, "Соцсети": 400, "Листовки": 800, "": 4800}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


@pytest.fixture
def book(workspace: Workspace, tmp_path: Path) -> Path:
    path = tmp_path / "book.kpi"
    new_book(path, "Ромашка", "RUB")
    load(workspace, path, *(write(tmp_path, name) for name in FILES))
    return path


def write(place: Path, name: str) -> Path:
    path = place / name
    path.write_text(FILES[name], "utf-8-sig")
    return path


def load(workspace: Workspace, book: Path, *paths: Path) -> None:
    for one in import_files(workspace, book, list(paths), {path: ImportChoice() for path in paths}):
        assert one.batches, (one.report.file, [str(issue.message) for issue in one.report.issues])


def by_channel(workspace: Workspace, book: Path) -> dict[str, Decimal]:
    """Revenue of October by channel; the company's figure must be the sum, and shares sum to 100 %."""
    with opened(workspace, book) as (opened_book, engine):
        assert opened_book.check() == []
        names = opened_book.members("channel")
        rows = opened_book.run("SELECT channel, SUM(amount) FROM sale GROUP BY channel")
        whole = engine.figures(["revenue"], [OCTOBER])[0].value
        split = engine.figures(["revenue"], [OCTOBER], dimension="channel")
    found = {str(figure.member): Decimal(str(figure.value)) for figure in split if figure.value}
    assert {names[code]: amount for code, amount in rows} == {name: found[name] for name in found}
    assert whole == sum(found.values()) == Decimal(6250)
    return found


def test_each_sale_takes_the_channel_of_its_own_record(workspace: Workspace, book: Path) -> None:
    assert by_channel(workspace, book) == LAST
    with opened(workspace, book) as (_, engine):
        flags = {str(flag.message) for flag in engine.figures(["revenue"], [OCTOBER], dimension="channel")[0].flags}
        whole = {flag.code for flag in engine.figures(["revenue"], [OCTOBER])[0].flags}
    assert any("last lead or call within 30 days" in text for text in flags)
    assert any("won deal" in text for text in flags)
    assert "channel_found" not in whole


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"sale_channel": "first"}, {**{k: v for k, v in LAST.items() if k != "Соцсети"}, "Реклама": 400}),
        ({"sale_channel": "documents"}, {"Сайт": 100, "Рекомендации": 150, "": 6000}),
        ({"touch_days": "31"}, {**LAST, "Поздно": 1600, "": 3200}),
        ({"touch_days": "4"}, {"Сайт": 100, "Рекомендации": 150, "": 6000}),
    ],
)
def test_the_rule_is_a_setting(
    workspace: Workspace, book: Path, wanted: dict[str, str], expected: dict[str, int]
) -> None:
    change_settings(workspace, book, wanted)
    assert by_channel(workspace, book) == expected
    change_settings(workspace, book, dict.fromkeys(wanted, ""))
    assert by_channel(workspace, book) == LAST


def test_only_the_file_of_sales_where_the_owner_wants_that(workspace: Workspace, book: Path) -> None:
    change_settings(workspace, book, {"sale_channel": "own"})
    with opened(workspace, book) as (opened_book, engine):
        assert opened_book.run("SELECT COUNT(*) FROM sale WHERE channel <> 0") == [(0,)]
        assert engine.figures(["revenue"], [OCTOBER])[0].value == 6250


def test_whatever_comes_first(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "other.kpi"
    new_book(path, "Ромашка", "RUB")
    for name in reversed(FILES):
        load(workspace, path, write(tmp_path, name))
    assert by_channel(workspace, path) == LAST


def test_an_undone_import_takes_its_channels_along(workspace: Workspace, book: Path) -> None:
    with Book.open(book) as opened_book:
        opened_book.undo(next(batch.id for batch in opened_book.batches() if batch.fact == "lead"))
    expected = {name: amount for name, amount in LAST.items() if name != "Соцсети"}
    assert by_channel(workspace, book) == {**expected, "": 5200}


def test_the_channel_of_a_source_goes_before_records(workspace: Workspace, book: Path) -> None:
    set_channels(book, {"Реализация.csv": "Опт"})
    assert by_channel(workspace, book) == {"Опт": 6250}
    set_channels(book, {"Реализация.csv": ""})
    assert by_channel(workspace, book) == LAST


def test_a_line_with_a_channel_keeps_it(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "own.kpi"
    new_book(path, "Ромашка", "RUB")
    own = tmp_path / "Продажи.csv"
    own.write_text(
        "Дата;Номер документа;Контрагент;Канал;Номенклатура;Количество;Сумма\n"
        "05.10.2026;7;ООО Гамма;Салон;Стол;1;300,00\n"
        "06.10.2026;8;ООО Гамма;;Стул;1;500,00\n",
        "utf-8-sig",
    )
    load(workspace, path, own, write(tmp_path, "Лиды.csv"))
    with opened(workspace, path) as (_, engine):
        found = {f.member: f.value for f in engine.figures(["revenue"], [OCTOBER], dimension="channel") if f.value}
    assert found == {"Салон": 300, "Соцсети": 500}
