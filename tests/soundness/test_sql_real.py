"""Real exports beside SQL over their raw rows: customers of CDNOW, categories of Superstore, enquiries of Olist."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from tests.made import made_once
from tests.shared import shared
from tests.soundness.by_hand import agree, asked, by_sql, differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.engine.engine import Engine

pytestmark = pytest.mark.slow


def imported(folder: Path, *files: str, vat_basis: str = "") -> Path:
    workspace, book = load_workspace(), folder / "book.kpi"
    new_book(book, "Проба", "USD", "ru")
    if vat_basis:
        change_settings(workspace, book, {"vat_basis": vat_basis})
    found = import_files(workspace, book, [shared(file) for file in files], {})
    assert {one.report.outcome.value for one in found} <= {"ok", "partial"}
    return book


def imported_once(factory: pytest.TempPathFactory, file: str, vat_basis: str = "") -> Path:
    """A copy of the book of one file that several test files ask: it is imported once in a run."""
    shared(file)
    name = f"{Path(file).stem}-{vat_basis}"
    made = made_once(factory, name, lambda folder: imported(folder, file, vat_basis=vat_basis))
    book = factory.mktemp("copy") / "book.kpi"
    shutil.copy(made / book.name, book)
    return book


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    book = imported_once(tmp_path_factory, "data/transactions/cdnow_master.txt")
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


_DEALS, _LEADS = (f"data/transactions/olist_{name}.csv" for name in ("closed_deals", "marketing_qualified_leads"))
_COHORT = """SELECT {what} FROM (SELECT CAST(first_contact_date AS DATE) AS day, COALESCE(origin, '') AS origin,
  mql_id IN (SELECT mql_id FROM deals) AS won FROM leads) WHERE {{inside}}"""


_STATED = """
fact = "won_deal"
period = ["2017-06-01", "2018-11-30"]

[columns]
"mql_id" = "lead"
"won_date" = "day"
"""


def _olist() -> duckdb.DuckDBPyConnection:
    base = duckdb.connect(":memory:")
    for name, file in (("deals", _DEALS), ("leads", _LEADS)):
        base.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{shared(file)}')")
    return base


def test_olist_leads_won_where_the_list_of_deals_answers(tmp_path: Path) -> None:
    """The list begins on 5 December 2017: what was won before is not known, and a share of it would be too low."""
    base = _olist()
    months = [Period.month(f"{2017 + n // 12}-{n % 12 + 1:02}") for n in range(5, 17)]
    sql = _COHORT.format(what="COUNT(*) FILTER (won) / COUNT(*)")
    others = ("new_opportunities", "new_deals_won_share", "win_rate", "sales_cycle", "avg_deal_size")
    with opened(load_workspace(), imported(tmp_path, _DEALS, _LEADS)) as (_, engine):
        figures = engine.figures(["leads_won_share"], months)
        of_deals = engine.figures(others, months)
    early = [f.value for f in figures if f.period.start < date(2018, 1, 1)]
    assert [isinstance(value, Missing) and value.reason for value in early] == [Reason.NOT_COVERED] * 7
    for figure in figures[7:]:
        assert agree(figure.value, by_sql(base, sql, figure.period)), figure.period
    assert len(of_deals) == len(others) * 12
    assert all(isinstance(f.value, Missing) and f.value.reason is Reason.NO_DATA for f in of_deals)


def test_olist_leads_won_by_origin_where_the_list_is_stated_whole(tmp_path: Path) -> None:
    """The owner says that nothing was won before: every month and origin, 842 won of 8,000 in all."""
    workspace, book, base = load_workspace(), tmp_path / "book.kpi", _olist()
    new_book(book, "Проба", "USD", "ru")
    choices = {shared(_DEALS): ImportChoice(mapping=_STATED)}
    found = import_files(workspace, book, [shared(_DEALS), shared(_LEADS)], choices)
    assert [(one.report.outcome.value, one.report.rows) for one in found] == [("ok", 842), ("ok", 8000)]
    months = [Period.month(f"{2017 + n // 12}-{n % 12 + 1:02}") for n in range(5, 17)]
    whole = _COHORT.format(what="COUNT(*) FILTER (won) / COUNT(*)")
    parts = _COHORT.format(what="origin, COUNT(*) FILTER (won), COUNT(*)") + " GROUP BY 1"
    won = Decimal(0)
    with opened(workspace, book) as (_, engine):
        for month in months:
            assert agree(engine.figures(["leads_won_share"], [month])[0].value, by_sql(base, whole, month)), month
            wanted = {name: (n, of) for name, n, of in base.execute(asked(parts, month)).fetchall()}
            of_origin = engine.figures(["leads_won_share"], [month], "channel")
            shares = {f.member: f.value for f in of_origin if not isinstance(f.value, Missing)}
            assert shares.keys() == wanted.keys(), month
            for name, (n, of) in wanted.items():
                assert agree(shares[name], n / of), (month, name)
                won += round(Decimal(str(shares[name])) * of)
    assert won == 842


def test_superstore_by_category(tmp_path: Path) -> None:
    """The file gives profit, no cost: cost = amount - profit, so the margin is the file's own."""
    from python_calamine import CalamineWorkbook

    file = "data/transactions/superstore_sample.xls"
    lines = CalamineWorkbook.from_path(str(shared(file))).get_sheet_by_index(0).to_python()
    place = {str(name): number for number, name in enumerate(lines[0])}
    base = duckdb.connect(":memory:")
    base.execute("CREATE TABLE sale (day DATE, document TEXT, category TEXT, amount DECIMAL(18, 4), "
                 "profit DECIMAL(18, 4))")  # fmt: skip
    for row in lines[1:]:
        names = ("Order Date", "Order ID", "Category", "Sales", "Profit")
        moment, order, category, amount, profit = (row[place[name]] for name in names)
        values = [str(moment)[:10], order, category, str(amount), str(profit)]
        base.execute("INSERT INTO sale VALUES (?, ?, ?, ?, ?)", values)
    cost = "ROUND(SUM(amount - profit), 2)"
    with opened(load_workspace(), imported(tmp_path, file, vat_basis="with")) as (_, engine):
        for month in (Period.month("2014-11"), Period.month("2012-02"), Period(date(2013, 1, 1), date(2014, 1, 1))):
            for metric, sql in (
                ("revenue", "ROUND(SUM(amount), 2)"),
                ("sales_count", "COUNT(DISTINCT document)"),
                ("aov", "ROUND(SUM(amount), 2)::DOUBLE / COUNT(DISTINCT document)"),
                ("gross_profit", f"ROUND(SUM(amount), 2) - {cost}"),
                ("margin", f"(ROUND(SUM(amount), 2) - {cost})::DOUBLE / ROUND(SUM(amount), 2)"),
            ):
                rows = base.execute(asked(f"SELECT category, {sql} FROM sale WHERE {{inside}} GROUP BY 1", month))
                wanted = dict(rows.fetchall())
                found = {f.member: f.value for f in engine.figures([metric], [month], "product_group")}
                assert found.keys() == wanted.keys() == {"Furniture", "Office Supplies", "Technology"}
                for name, value in found.items():
                    assert agree(value, wanted[name] if metric != "sales_count" else float(wanted[name])), metric


def test_a_grocery_by_its_list_prices(tmp_path: Path) -> None:
    """One day of orders with three prices: asked, before the discount, bought at."""
    from python_calamine import CalamineWorkbook

    file = "data/transactions/ru_grocery_orders.xlsx"
    lines = CalamineWorkbook.from_path(str(shared(file))).get_sheet_by_index(0).to_python()[1:]
    base = duckdb.connect(":memory:")
    base.execute("CREATE TABLE sale (document TEXT, moment TEXT, product TEXT, quantity DECIMAL(18, 4), "
                 "listed DECIMAL(18, 4), price DECIMAL(18, 4), cost DECIMAL(18, 4))")  # fmt: skip
    base.executemany("INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?)", [[str(cell) for cell in row] for row in lines])
    sold, bought = "SUM(quantity * price)", "SUM(quantity * cost)"
    before, month = "SUM(quantity * listed)", Period.month("2022-01")
    with opened(load_workspace(), imported(tmp_path, file, vat_basis="with")) as (_, engine):
        for metric, sql in (
            ("revenue", f"SELECT ROUND({sold}, 2) FROM sale"),
            ("gross_profit", f"SELECT ROUND({sold} - {bought}, 2) FROM sale"),
            ("margin", f"SELECT ({sold} - {bought})::DOUBLE / {sold}::DOUBLE FROM sale"),
            ("average_discount", f"SELECT 1 - {sold}::DOUBLE / {before}::DOUBLE FROM sale"),
            ("sales_count", "SELECT COUNT(DISTINCT document) FROM sale"),
        ):
            assert differences(engine, base, metric, sql, (month,)) == []


def test_an_eshop_of_three_years(tmp_path: Path) -> None:
    """Buyers, new and returning, by SQL over the raw rows; returning buyers bought before the window."""
    file = "data/transactions/ru_eshop_plants_2018_2020.csv"
    base = duckdb.connect(":memory:")
    base.execute(
        "CREATE TABLE sale AS SELECT strptime(left(date, 8), '%Y%m%d')::DATE AS day, customer_id AS customer, "
        f"order_id AS document, ROUND(quantity * price, 4) AS amount FROM read_csv('{shared(file)}', types = "
        "{'date': 'TEXT', 'order_id': 'TEXT', 'price': 'DECIMAL(18, 12)', 'quantity': 'DECIMAL(18, 6)'})"
    )
    first = "(SELECT customer, MIN(day) AS first FROM sale GROUP BY customer)"
    windows = (Period.month("2019-05"), Period.month("2020-01"), Period(date(2019, 1, 1), date(2020, 1, 1)))
    with opened(load_workspace(), imported(tmp_path, file)) as (_, engine):
        for metric, sql in (
            ("revenue", "SELECT ROUND(SUM(amount), 2) FROM sale WHERE {inside}"),
            ("buyers", "SELECT COUNT(DISTINCT customer) FROM sale WHERE {inside}"),
            ("new_buyers", f"SELECT COUNT(*) FROM {first} WHERE first >= {{lo}} AND first < {{hi}}"),
            ("returning_buyers", f"SELECT COUNT(DISTINCT customer) FROM sale JOIN {first} USING (customer) "
             "WHERE {inside} AND first < {lo}"),
        ):  # fmt: skip
            assert differences(engine, base, metric, sql, windows) == []
