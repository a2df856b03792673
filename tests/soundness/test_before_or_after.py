"""Sums beside what came back, prices that are sums of lines, weeks over a report: read as they are, or asked about."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.soundness.unseen.made import csv, shell, wrong_figures, xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.soundness.unseen.made import Rows

_HEAD = ["Дата", "№ заказа", "Клиент", "Сумма", "Возвращено"]


def test_what_came_back_whole_is_less(tmp_path: Path) -> None:
    rows: Rows = [list(_HEAD), ["03.11.2026", "1", "Ромашка", 5000, 0], ["04.11.2026", "2", "Вектор", 3000, 3000],
                  ["09.11.2026", "3", "Астра", 4000, 1500]]  # fmt: skip
    report = read(xlsx(tmp_path / "a.xlsx", ("Продажи", rows)), tmp_path)
    assert report.imported_total == Decimal(5000 + 0 + 2500)


def test_what_came_back_in_part_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [list(_HEAD), ["03.11.2026", "1", "Ромашка", 5000, 0], ["04.11.2026", "2", "Вектор", 3000, 1000],
                  ["09.11.2026", "3", "Астра", 4000, 1500]]  # fmt: skip
    report = read(xlsx(tmp_path / "a.xlsx", ("Продажи", rows)), tmp_path)
    assert report.outcome is Outcome.NEEDS_MAPPING
    assert "Возвращено" in " ".join(str(issue.message) for issue in report.issues)


def test_nothing_came_back_and_nothing_is_asked(tmp_path: Path) -> None:
    rows: Rows = [list(_HEAD)]
    rows += [[f"{day:02}.11.2026", str(day), "Ромашка", 5000, 0] for day in range(1, 6)]
    assert read(xlsx(tmp_path / "a.xlsx", ("Продажи", rows)), tmp_path).imported_total == Decimal(25_000)


def _lines(price: dict[int, int]) -> Rows:
    lines: Rows = [["purchase-date", "order-status", "sku", "quantity", "item-price"]]
    for place in range(12):
        quantity = 1 + place // 3 % 2
        lines.append(
            [f"2026-11-{place + 1:02}", "Shipped", f"S-{place % 3}", quantity, price[quantity] * (place % 3 + 1)]
        )
    return lines


def test_sums_of_lines_under_prices_are_asked_about(tmp_path: Path) -> None:
    report = read(csv(tmp_path / "a.txt", _lines({1: 100, 2: 200}), "\t", "utf-8"), tmp_path)
    assert report.outcome is Outcome.NEEDS_MAPPING


def test_prices_of_pieces_are_prices(tmp_path: Path) -> None:
    report = read(csv(tmp_path / "a.txt", _lines({1: 100, 2: 100}), "\t", "utf-8"), tmp_path)
    assert report.imported_total == Decimal(sum((1 + place // 3 % 2) * 100 * (place % 3 + 1) for place in range(12)))


def _weeks(*spans: str) -> Rows:
    return [
        ["Продажи"], ["Период: 01.11.2026 - 30.11.2026"], [None],
        ["Номенклатура", *(part for span in spans for part in (span, None)), "Итого", None],
        [None, *["Количество", "Выручка"] * (len(spans) + 1)],
        ["Чай", *[1, 100] * len(spans), len(spans), 100 * len(spans)],
        ["Кофе", *[2, 500] * len(spans), 2 * len(spans), 500 * len(spans)],
        ["Итого", *[3, 600] * len(spans), 3 * len(spans), 600 * len(spans)],
    ]  # fmt: skip


def test_weeks_cut_at_the_ends_of_the_month(tmp_path: Path) -> None:
    rows = _weeks("01.11.2026 - 01.11.2026", "02.11.2026 - 08.11.2026", "09.11.2026 - 15.11.2026",
                  "16.11.2026 - 22.11.2026")  # fmt: skip
    book = tmp_path / "b.kpi"
    shell("new", book, "--company", "Лавка")
    _, answer, _ = shell("import", xlsx(tmp_path / "a.xlsx", ("TDSheet", rows)), "--book", book, "--json")
    assert answer["files"][0]["control"]["imported_total"] == "2400.0000"
    assert not wrong_figures(book, "2026-11", {"revenue": "2400", "units": "12"})


def test_other_stretches_of_days_are_refused(tmp_path: Path) -> None:
    rows = _weeks("01.11.2026 - 10.11.2026", "11.11.2026 - 20.11.2026", "21.11.2026 - 30.11.2026")
    report = read(xlsx(tmp_path / "a.xlsx", ("TDSheet", rows)), tmp_path)
    assert report.outcome is Outcome.UNSUPPORTED
    assert not report.batches
