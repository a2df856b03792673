"""The sample company, the whole way: every month's figures equal plain sums over the simulator's own lines."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import opened, sources
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.missing import Missing
from kpi_desktop.sample.company import sample_company
from tests.end2end.shell import figures, kpi

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Month:
    """What an owner would add up by hand."""

    gross: Decimal = Decimal(0)
    returns: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    quantity: int = 0
    lines: int = 0
    orders: set[str] = field(default_factory=set)
    buyers: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


@pytest.fixture(scope="module")
def book(sample_copy: Path) -> Path:
    return sample_copy


@pytest.fixture(scope="module")
def by_hand() -> dict[str, Month]:
    months: dict[str, Month] = defaultdict(Month)
    seen: set[str] = set()
    for line in sorted(sample_company().lines, key=lambda line: line.day):
        month = months[f"{line.day:%Y-%m}"]
        month.quantity += line.quantity
        month.cost += line.cost
        if line.quantity < 0:
            month.returns += line.amount
            continue
        month.gross += line.amount
        month.lines += 1
        month.orders.add(line.document)
        if line.customer:
            month.buyers.add(line.customer)
            if line.customer not in seen:
                month.new.add(line.customer)
                seen.add(line.customer)
    return months


def half_up(value: Decimal, places: str) -> Decimal:
    return value.quantize(Decimal(places), ROUND_HALF_UP)


def test_every_month_equals_plain_sums(workspace: Workspace, book: Path, by_hand: dict[str, Month]) -> None:
    ids = ["revenue", "revenue_gross", "revenue_returns", "sales_count", "aov", "items_per_receipt", "units", "buyers"]
    with opened(workspace, book) as (_, engine):
        months = [month for month in engine.months() if month.start >= date(2024, 11, 1)]
        found = {(f.metric, f.period.month_text): f.value for f in engine.figures(ids, months)}
    assert len(months) == 24
    for key, month in by_hand.items():
        orders = len(month.orders)
        assert found["revenue", key] == month.gross + month.returns
        assert found["revenue_gross", key] == month.gross
        assert found["revenue_returns", key] == month.returns
        assert found["sales_count", key] == orders
        assert found["buyers", key] == len(month.buyers)
        assert found["units", key] == month.quantity
        aov, items = found["aov", key], found["items_per_receipt", key]
        assert isinstance(aov, Decimal)
        assert isinstance(items, Decimal)
        assert half_up(aov, "1e-8") == half_up(month.gross / orders, "1e-8")
        assert half_up(items, "1e-8") == half_up(Decimal(month.lines) / orders, "1e-8")


def test_profit_where_the_cost_is_known(workspace: Workspace, book: Path, by_hand: dict[str, Month]) -> None:
    with opened(workspace, book) as (_, engine):
        months = [month for month in engine.months() if month.start >= date(2024, 11, 1)]
        found = {(f.metric, f.period.month_text): f.value for f in engine.figures(["gross_profit", "margin"], months)}
    for key, month in by_hand.items():
        net = month.gross + month.returns
        assert found["gross_profit", key] == net - month.cost
        margin = found["margin", key]
        assert isinstance(margin, Decimal)
        assert half_up(margin, "1e-8") == half_up((net - month.cost) / net, "1e-8")


def test_new_buyers_wait_for_three_months_of_history(
    workspace: Workspace, book: Path, by_hand: dict[str, Month]
) -> None:
    with opened(workspace, book) as (_, engine):
        months = [month for month in engine.months() if month.start >= date(2025, 2, 1)]
        found = {(f.metric, f.period.month_text): f.value for f in engine.figures(["new_buyers"], months)}
    computed = {key: value for (_, key), value in found.items() if not isinstance(value, Missing)}
    assert len(computed) >= 18
    for key, value in computed.items():
        assert value == len(by_hand[key].new)


def test_the_year_before_has_revenue_and_no_orders(workspace: Workspace, book: Path) -> None:
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for row in sample_company().tree:
        expected[f"{row.month:%Y-%m}"] += row.revenue
    with opened(workspace, book) as (_, engine):
        months = [month for month in engine.months() if month.start < date(2024, 11, 1)]
        found = {(f.metric, f.period.month_text): f.value for f in engine.figures(["revenue", "sales_count"], months)}
    assert len(months) == 12
    for key, revenue in expected.items():
        assert found["revenue", key] == revenue
        assert isinstance(found["sales_count", key], Missing)


def test_totals_of_every_file_agree(workspace: Workspace, book: Path) -> None:
    lines = sources(book, workspace)
    # 25 exports; the deals of September are those of October too, which took their place
    assert len(lines) == 24
    for line in lines:
        assert line.file_total == line.imported_total == line.stored_total, line.file
    company = sample_company()
    own = {line.file: line.stored_total for line in lines}
    assert own["Продажи сайта.xlsx"] == sum(line.amount for line in company.site)
    assert own["Чеки салона.csv"] == sum(line.amount for line in company.showroom)
    assert own["Валовая прибыль по месяцам.xlsx"] == sum(row.revenue for row in company.tree)


def test_members_of_a_channel_split_add_up(book: Path) -> None:
    answer = kpi("kpis", "--book", book, "--month", "2026-10", "--by", "channel", "--metric", "revenue")
    total = next(item for item in answer.json["metrics"] if item["member"] is None)
    parts = [Decimal(item["value"]) for item in answer.json["metrics"] if item["member"] is not None]
    by_hand: dict[str, Decimal] = defaultdict(Decimal)
    for line in sample_company().lines:
        if f"{line.day:%Y-%m}" == "2026-10":
            by_hand[line.channel] += line.amount
    assert sum(parts) == Decimal(total["value"])
    assert {item["member"]: Decimal(item["value"]) for item in answer.json["metrics"] if item["member"]} == by_hand


def test_same_files_again_change_nothing(book: Path, sample_folder: Path) -> None:
    files = sorted((sample_folder / "exports").iterdir())
    before = figures(book, "2026-10")["revenue"]["value"]
    answer = kpi("import", *files, "--book", book)
    assert answer.code == 0, answer.said
    assert [(item["outcome"], item["imported"]) for item in answer.json["files"]] == [("ok", 0)] * 25
    assert all(item["batch"] for item in answer.json["files"])
    assert figures(book, "2026-10")["revenue"]["value"] == before


def test_report_prints_the_text_of_kpis(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    answer = kpi("report", out, "--book", book, "--month", "2026-10")
    assert answer.code == 0, answer.said
    assert answer.json["pages"] >= 6
    printed = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True).stdout
    words = [len(page.split()) for page in printed.split("\f")[:-1]]
    assert len(words) == answer.json["pages"]
    assert min(words) > 60, f"a page with a line or two that did not fit before it: {words}"
    printed = printed.replace("\u202f", " ").replace("\u00a0", " ")
    found = figures(book, "2026-10")
    for metric in ("revenue", "sales_count", "aov", "margin", "buyers", "gross_profit"):
        assert found[metric]["text"].replace("\u202f", " ").replace("\u00a0", " ") in printed


@pytest.mark.slow
def test_workbook_recalculates_to_the_same_figures(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "kpi.xlsx"
    built = kpi("workbook", out, "--book", book, "--month", "2026-10")
    assert built.code == 0, built.said
    assert built.json["formulas"] > 2000
    verified = kpi("verify", out)
    assert verified.code == 0, verified.said
    assert verified.json["formulas"] == verified.json["equal"] == built.json["formulas"]
    assert not verified.json["different"]
    assert not verified.json["not_cached"]
