"""What the sample company has no files of, by SQL over rows made here: the accounts of 1C, orders, an own metric."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.period import Period
from tests.soundness.by_hand import differences, split_differences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kpi_desktop.engine.engine import Engine

MONTHS = tuple(Period.month(f"2025-{number:02}") for number in range(7, 11))
WINDOWS = (*MONTHS, Period(date(2025, 7, 1), date(2025, 10, 1)), Period(date(2025, 7, 1), date(2025, 11, 1)))
NAMES = ("Июль", "Август", "Сентябрь", "Октябрь")
ACCOUNTS = ("50", "51", "60.01", "62.01", "90.01.1", "90.01.2", "90.02.1", "90.03", "90.07.1", "90.08.1", "91.01")


def balance(folder: Path, month: Period, name: str, numbers: random.Random, raw: duckdb.DuckDBPyConnection) -> Path:
    """A trial balance of one month; its turnovers are in the table `ledger` too."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(['ООО "Ромашка"'])
    sheet.append([f"Оборотно-сальдовая ведомость за {name} 2025 г."])
    sheet.append(["Выводимые данные:", "БУ (данные бухгалтерского учета)"])
    sheet.append([])
    heads = ("Сальдо на начало периода", "Обороты за период", "Сальдо на конец периода")
    sheet.append(["Счет", "Наименование счета", heads[0], None, heads[1], None, heads[2], None])
    sheet.append([None, None, *("Дебет", "Кредит") * 3])
    for area in ("A5:A6", "B5:B6", "C5:D5", "E5:F5", "G5:H5"):
        sheet.merge_cells(area)
    total = Decimal(0)
    for account in ACCOUNTS:
        debit = Decimal(numbers.randint(1, 10**7)).scaleb(-2)
        credit = Decimal(numbers.randint(1, 10**7)).scaleb(-2)
        raw.execute("INSERT INTO ledger VALUES (?, ?, ?, ?)", [month.start, account, debit, credit])
        sheet.append([account, f"Счёт {account}", None, None, float(debit), float(credit), None, None])
        total += debit
    owed = raw.execute("SELECT SUM(credit) FROM ledger WHERE day = ?", [month.start]).fetchall()[0][0]
    sheet.append(["Итого", None, None, None, float(total), float(owed), None, None])
    path = folder / f"ОСВ {name}.xlsx"
    book.save(path)
    return path


def orders(folder: Path, numbers: random.Random, raw: duckdb.DuckDBPyConnection) -> Path:
    """Orders of four months, some paid, some cancelled, some both; the same rows are in the table `orders`."""
    lines = ["Номер заказа;Дата заказа;Покупатель;Сумма заказа;Дата оплаты;Отменен;Менеджер;Канал"]
    for number in range(600):
        day = MONTHS[0].start + timedelta(days=number % 123)
        paid = day + timedelta(days=numbers.randint(0, 20)) if numbers.random() < 0.7 else None
        row = (f"З-{number}", day, paid, "да" if numbers.random() < 0.1 else "нет", numbers.choice(("Анна", "Борис")),
               numbers.choice(("Сайт", "Звонок", "")))  # fmt: skip
        raw.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)", row)
        lines.append(
            f"{row[0]};{day:%d.%m.%Y};К{number % 50};{numbers.randint(1, 999)};{f'{paid:%d.%m.%Y}' if paid else ''};"
            f"{row[3]};{row[4]};{row[5]}"
        )
    path = folder / "Заказы.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, duckdb.DuckDBPyConnection]]:
    folder, numbers, workspace = tmp_path_factory.mktemp("registers"), random.Random(7), load_workspace()
    with duckdb.connect() as raw:
        raw.execute("CREATE TABLE ledger (day DATE, account TEXT, debit DECIMAL(18,2), credit DECIMAL(18,2))")
        raw.execute("CREATE TABLE orders (no TEXT, day DATE, paid DATE, cancelled TEXT, manager TEXT, channel TEXT)")
        files = [balance(folder, month, name, numbers, raw) for month, name in zip(MONTHS, NAMES, strict=True)]
        files.append(orders(folder, numbers, raw))
        new_book(folder / "b.kpi", "Лавка", "RUB", "ru")
        done = import_files(workspace, folder / "b.kpi", files, {})
        assert [one.imported for one in done] == [*[len(ACCOUNTS)] * 4, 600]
        with opened(workspace, folder / "b.kpi") as (_, engine):
            yield engine, raw


_OF = "SUM({side}) FILTER (account LIKE '{account}%')"
_REVENUE = f"{_OF.format(side='credit', account='90.01')} - {_OF.format(side='debit', account='90.03')}"
_COST, _SELLING, _OFFICE = (_OF.format(side="debit", account=account) for account in ("90.02", "90.07", "90.08"))
LEDGER = {
    "revenue_by_ledger": _REVENUE,
    "gross_profit_by_ledger": f"{_REVENUE} - {_COST}",
    "profit_by_ledger": f"{_REVENUE} - {_COST} - {_SELLING} - {_OFFICE}",
}
_REDEEMED = "COUNT(DISTINCT no) FILTER (paid IS NOT NULL AND cancelled = 'нет') / COUNT(DISTINCT no)"


@pytest.mark.parametrize("metric", LEDGER)
def test_accounts(made: tuple[Engine, duckdb.DuckDBPyConnection], metric: str) -> None:
    assert differences(*made, metric, f"SELECT {LEDGER[metric]} FROM ledger WHERE {{inside}}", WINDOWS) == []


def test_redeemed_orders(made: tuple[Engine, duckdb.DuckDBPyConnection]) -> None:
    assert differences(*made, "buyout_rate", f"SELECT {_REDEEMED} FROM orders WHERE {{inside}}", WINDOWS) == []


@pytest.mark.parametrize("by", ["manager", "channel"])
def test_redeemed_orders_by_member(made: tuple[Engine, duckdb.DuckDBPyConnection], by: str) -> None:
    engine, raw = made
    for window in WINDOWS:
        inside = f"day >= DATE '{window.start}' AND day < DATE '{window.end}'"
        wanted = dict(raw.execute(f"SELECT {by}, {_REDEEMED} FROM orders WHERE {inside} GROUP BY {by}").fetchall())
        found = {one.member: one.value for one in engine.figures(["buyout_rate"], [window], by)}
        assert found.keys() == wanted.keys()
        for member, value in found.items():
            assert isinstance(value, Decimal)
            assert float(value) == pytest.approx(wanted[member], rel=1e-12)


@pytest.mark.slow
def test_the_sample_companys_own_metric(sample_engine: Engine, raw: duckdb.DuckDBPyConnection) -> None:
    """The slot `custom` is filled by the owner's formula: gross profit over visits of the site."""
    sql = "SELECT SUM(amount - cost) / (SELECT SUM(visits) FROM traffic WHERE {inside}) FROM sale WHERE {inside}"
    assert differences(sample_engine, raw, "own_profit_per_visit", sql) == []
    assert split_differences(sample_engine, raw, "act_calls", "call_direction", _DIRECTIONS) == []


_DIRECTIONS = (
    "SELECT CASE direction WHEN 'входящий' THEN 'входящий' ELSE 'исходящий' END, COUNT(*) FROM calls "
    "WHERE CAST(moment AS DATE) >= {lo} AND CAST(moment AS DATE) < {hi} GROUP BY 1"
)
