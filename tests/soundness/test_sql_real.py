"""Real exports beside SQL over their raw rows: customers of CDNOW, categories of Superstore, enquiries of Olist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.period import Period
from tests.shared import shared
from tests.soundness.by_hand import agree, asked, differences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kpi_desktop.engine.engine import Engine

pytestmark = pytest.mark.slow


def imported(folder: Path, file: str) -> Path:
    workspace, book = load_workspace(), folder / "book.kpi"
    new_book(book, "Проба", "USD", "ru")
    found = import_files(workspace, book, [shared(file)], {})
    assert found[0].report.outcome.value in {"ok", "partial"}
    return book


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    book = imported(tmp_path_factory.mktemp("cdnow"), "data/transactions/cdnow_master.txt")
    with opened(load_workspace(), book) as (_, engine):
        yield engine


@pytest.fixture(scope="module")
def purchases() -> Iterator[duckdb.DuckDBPyConnection]:
    lines = shared("data/transactions/cdnow_master.txt").read_text("ascii").splitlines()[1:]
    rows = [(k, f"{d[:4]}-{d[4:6]}-{d[6:]}", int(n), v) for k, d, n, v in (line.split() for line in lines)]
    with duckdb.connect(":memory:") as base:
        base.execute("CREATE TABLE sale (customer TEXT, day DATE, discs INT, amount DECIMAL(18, 2))")
        values = ",".join(f"('{k}',DATE '{d}',{n},{v})" for k, d, n, v in rows)
        base.execute(f"INSERT INTO sale VALUES {values}")
        yield base


_FIRST = "(SELECT customer, MIN(day) AS first FROM sale GROUP BY customer)"
CDNOW = {
    "revenue": "SELECT SUM(amount) FROM sale WHERE {inside}",
    "units": "SELECT SUM(discs) FROM sale WHERE {inside}",
    "buyers": "SELECT COUNT(DISTINCT customer) FROM sale WHERE {inside}",
    "new_buyers": f"SELECT COUNT(*) FROM {_FIRST} WHERE first >= {{lo}} AND first < {{hi}}",
    "returning_buyers_share": f"SELECT COUNT(DISTINCT customer) FILTER (first < {{lo}}) / COUNT(DISTINCT customer) "
    f"FROM sale JOIN {_FIRST} USING (customer) WHERE {{inside}}",
    "revenue_share_existing": f"SELECT SUM(amount) FILTER (first < {{lo}}) / SUM(amount) "
    f"FROM sale JOIN {_FIRST} USING (customer) WHERE {{inside}}",
    "cltv_simple": "SELECT SUM(amount) / COUNT(DISTINCT customer) FROM sale WHERE {before}",
    "customer_lifetime": "SELECT SUM(b - a) / COUNT(*) / 365 FROM (SELECT MIN(day) AS a, MAX(day) AS b FROM sale "
    "WHERE {before} GROUP BY customer)",
    "churn_rate": """
      SELECT COUNT(*) FILTER (last >= {lo} - INTERVAL 180 DAY AND last < {hi} - INTERVAL 180 DAY) / (
        SELECT COUNT(DISTINCT customer) FROM sale WHERE day >= {lo} - INTERVAL 180 DAY AND day < {lo})
      FROM (SELECT MAX(day) AS last FROM sale WHERE {before} GROUP BY customer)""",
    "top_customer_share": "SELECT SUM(v) FILTER (n <= 5) / SUM(v) FROM (SELECT SUM(amount) AS v, "
    "ROW_NUMBER() OVER (ORDER BY SUM(amount) DESC) AS n FROM sale WHERE {inside} GROUP BY customer)",
}


@pytest.mark.parametrize("metric", CDNOW)
def test_cdnow(cdnow: Engine, purchases: duckdb.DuckDBPyConnection, metric: str) -> None:
    windows = (Period.month("1998-03"), Period.month("1998-05"), Period.named("1998-Q2"))
    assert differences(cdnow, purchases, metric, CDNOW[metric], windows) == []


def test_olist_enquiries_by_origin(tmp_path: Path) -> None:
    file = "data/transactions/olist_marketing_qualified_leads.csv"
    book, base = imported(tmp_path, file), duckdb.connect(":memory:")
    month = Period.month("2018-03")
    base.execute(f"CREATE TABLE leads AS SELECT CAST(first_contact_date AS DATE) AS day, origin "
                 f"FROM read_csv('{shared(file)}')")  # fmt: skip
    wanted = dict(base.execute(asked("SELECT origin, COUNT(*) FROM leads WHERE {inside} GROUP BY 1", month)).fetchall())
    with opened(load_workspace(), book) as (_, engine):
        found = {f.member: f.value for f in engine.figures(["leads"], [month], "channel")}
        total = engine.figures(["leads"], [month])[0].value
    assert {name: int(str(value)) for name, value in found.items()} == {name or "": n for name, n in wanted.items()}
    assert total == sum(wanted.values())


def test_superstore_by_category(tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    file = "data/transactions/superstore_sample.xls"
    lines = CalamineWorkbook.from_path(str(shared(file))).get_sheet_by_index(0).to_python()
    place = {str(name): number for number, name in enumerate(lines[0])}
    base = duckdb.connect(":memory:")
    base.execute("CREATE TABLE sale (day DATE, document TEXT, category TEXT, amount DECIMAL(18, 4))")
    for row in lines[1:]:
        moment, order, category, amount = (row[place[n]] for n in ("Order Date", "Order ID", "Category", "Sales"))
        base.execute("INSERT INTO sale VALUES (?, ?, ?, ?)", [str(moment)[:10], order, category, str(amount)])
    month = Period.month("2017-11")
    with opened(load_workspace(), imported(tmp_path, file)) as (_, engine):
        for metric, sql in (
            ("revenue", "ROUND(SUM(amount), 2)"),
            ("sales_count", "COUNT(DISTINCT document)"),
            ("aov", "ROUND(SUM(amount), 2)::DOUBLE / COUNT(DISTINCT document)"),
        ):
            rows = base.execute(asked(f"SELECT category, {sql} FROM sale WHERE {{inside}} GROUP BY 1", month))
            wanted = dict(rows.fetchall())
            found = {f.member: f.value for f in engine.figures([metric], [month], "product_group")}
            assert found.keys() == wanted.keys()
            for name, value in found.items():
                assert agree(value, wanted[name] if metric != "sales_count" else float(wanted[name])), (metric, name)
