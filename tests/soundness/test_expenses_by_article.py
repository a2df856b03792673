"""A table of expenses without a class: the article tells what is operating, fixed, of the sales department.

NUMBERS 10. September of the table, by hand: operating are rent 50,000, salaries 200,000, the sales department 90,000,
delivery 8,000, advertising 30,000, contributions 60,000 — 438,000 in all, fixed of them 310,000. Outside stand goods
700,000, the loan 40,000, dividends 100,000, equipment 150,000, the tax 25,000.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app import articles
from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.store.bank_as_expenses import article_tree
from kpi_desktop.store.book import Book

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

SEPTEMBER = Period.month("2026-09")
SPENT = (
    ("Аренда оборудования", 50_000),
    ("Зарплата", 200_000),
    ("Зарплата менеджеров по продажам", 90_000),
    ("Доставка товара клиентам", 8_000),
    ("Реклама в ВК", 30_000),
    ("Страховые взносы", 60_000),
    ("Закупка товара", 700_000),
    ("Погашение кредита", 40_000),
    ("Дивиденды", 100_000),
    ("Покупка: оборудование", 150_000),
    ("Налог УСН", 25_000),
)
#: A metric that stands on the sum of each class, and its name there.
READ = {
    "expenses_fixed": ("breakeven_revenue", "fixed_costs"),
    "expenses_variable": ("variable_expenses", "variable"),
    "expenses_sales": ("cac_full", "sales_expenses"),
    "expenses_overhead": ("sales_expense_ratio", "indirect_opex"),
}
OPERATING, FIXED = Decimal(438_000), Decimal(310_000)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


@pytest.fixture
def book(workspace: Workspace, tmp_path: Path) -> Path:
    path = tmp_path / "book.kpi"
    new_book(path, "Ромашка", "RUB")
    load(workspace, path, table(tmp_path))
    return path


def table(place: Path, *more: tuple[str, int], name: str = "Расходы", classes: dict[str, str] | None = None) -> Path:
    """The table of September; with `classes` it has a column of classes, filled for those articles alone."""
    heading = "Дата;Статья;Сумма" + (";Класс" if classes is not None else "")
    rows = [
        f"{day:02}.09.2026;{article};{amount}" + (f";{classes.get(article, '')}" if classes is not None else "")
        for day, (article, amount) in enumerate((*SPENT, *more), 1)
    ]
    rows += [f"30.09.2026;Аренда оборудования;0{';постоянные' if classes is not None else ''}"]
    path = place / f"{name}.csv"
    path.write_text("\n".join([heading, *rows]), "utf-8-sig")
    return path


def load(workspace: Workspace, book: Path, path: Path) -> None:
    (one,) = import_files(workspace, book, [path], {path: ImportChoice()})
    assert one.batches, [str(issue.message) for issue in one.report.issues]


def measure(workspace: Workspace, book: Path, name: str) -> Value:
    """The sum of one class, as a metric that stands on it reads it."""
    metric, symbol = READ[name]
    with opened(workspace, book) as (opened_book, engine):
        assert opened_book.check() == []
        return dict(engine.figures([metric], [SEPTEMBER])[0].inputs)[symbol]


def operating(workspace: Workspace, book: Path) -> Value:
    with opened(workspace, book) as (_, engine):
        return engine.figures(["operating_expenses"], [SEPTEMBER])[0].value


def test_articles_tell_what_is_operating_and_what_is_fixed(workspace: Workspace, book: Path) -> None:
    assert operating(workspace, book) == OPERATING
    assert measure(workspace, book, "expenses_fixed") == FIXED
    assert measure(workspace, book, "expenses_sales") == Decimal(90_000)
    assert measure(workspace, book, "expenses_variable") == Decimal(8_000)


def test_an_unknown_article_counts_as_operating_and_leaves_the_fixed_ones_unknown(
    workspace: Workspace, book: Path, tmp_path: Path
) -> None:
    """The 9,000 might be fixed: break-even over the others alone would come too early."""
    load(workspace, book, table(tmp_path, ("Прочее", 9_000), name="Расходы"))
    assert operating(workspace, book) == OPERATING + 9_000
    fixed = measure(workspace, book, "expenses_fixed")
    assert isinstance(fixed, Missing)
    assert fixed.reason is Reason.NO_COLUMN
    articles.choose(book, "прочее", "fixed")
    assert measure(workspace, book, "expenses_fixed") == FIXED + 9_000
    articles.choose(book, "Прочее", "owner")
    assert operating(workspace, book) == OPERATING
    articles.choose(book, "Прочее", "")
    assert isinstance(measure(workspace, book, "expenses_fixed"), Missing)


def test_the_owners_word_is_undone_whole_and_comes_before_the_tree(workspace: Workspace, book: Path) -> None:
    articles.choose_all(book, ["Доставка товара клиентам=fixed", "Зарплата=overhead"])
    assert measure(workspace, book, "expenses_fixed") == FIXED + 8_000 - 200_000
    with pytest.raises(UsageError):
        articles.choose_all(book, ["Зарплата=fixed", "Такой статьи нет=fixed"])
    assert measure(workspace, book, "expenses_overhead") == Decimal(200_000)
    articles.choose_all(book, ["Доставка товара клиентам=", "Зарплата="])
    assert measure(workspace, book, "expenses_fixed") == FIXED


def test_the_files_own_class_is_never_changed(workspace: Workspace, tmp_path: Path) -> None:
    """Rent is variable by the file; the cell without a class takes that of the article."""
    path = tmp_path / "other.kpi"
    new_book(path, "Ромашка", "RUB")
    load(workspace, path, table(tmp_path, name="Классы", classes={"Аренда оборудования": "переменные"}))
    assert measure(workspace, path, "expenses_variable") == Decimal(58_000)
    with Book.open(path) as book:
        by = {(one.article, one.expense_class): one.by for one in book.expense_articles()}
    assert by["Аренда оборудования", "variable"] == "file"
    assert by["Зарплата", "fixed"] == "tree"


@pytest.mark.parametrize(
    ("article", "kind"),
    [
        ("Аренда склада", "fixed"), ("Обслуживание оборудования", "fixed"), ("Рекламные материалы", "advertising"),
        ("Закупка товара", "goods"), ("Закупка упаковки", "variable"), ("Комиссия Ozon", "commission"),
        ("Комиссия банка", "fixed"), ("Проценты по кредиту", "fixed"), ("Кредит", "loan"), ("Возврат займа", "loan"),
        ("Налоги с ФОТ", "fixed"), ("Налоги и взносы", ""), ("НДС", "tax"), ("Директор: оклад", "fixed"),
        ("Яндекс.Директ", "advertising"), ("Материальная помощь", "fixed"), ("Вывод собственнику", "owner"),
        ("Зарплата продавцов", "sales"), ("Хранение товара", "fixed"), ("Прочие расходы", None), ("", None),
        ("Salaries", "fixed"), ("Rent", "fixed"), ("Cost of goods sold", "goods"), ("Owner's drawings", "owner"),
    ],
)  # fmt: skip
def test_what_is_named_first_tells_the_article(article: str, kind: str | None) -> None:
    found = article_tree().of(article)
    assert (found.expense_class if found else None) == kind


@pytest.mark.parametrize("heading", ["Вид расхода", "Тип затрат", "Статья", "Категория"])
def test_kinds_of_expenses_that_are_no_classes_are_articles(workspace: Workspace, tmp_path: Path, heading: str) -> None:
    """Rent, salaries, advertising are no classes, whatever their column is called: 280,000 in all, fixed 250,000."""
    path, listed = tmp_path / "kinds.kpi", tmp_path / "Траты.csv"
    rows = ["01.09.2026;Аренда;50 000,00", "02.09.2026;Зарплата;200 000,00", "05.09.2026;Реклама;30 000,00"]
    listed.write_text("\n".join([f"Дата;{heading};Сумма, руб.", *rows, "30.09.2026;Аренда;0,00"]), "utf-8-sig")
    new_book(path, "Ромашка", "RUB")
    load(workspace, path, listed)
    assert operating(workspace, path) == Decimal(280_000)
    assert measure(workspace, path, "expenses_fixed") == Decimal(250_000)


def test_a_list_that_dates_each_month_by_the_same_days_covers_whole_months(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Rent under the 5th and salaries under the 20th of July to September: each month is whole, the ends too."""
    rows = [f"{day:02d}.{month:02d}.2026;{article};{amount}" for month in (7, 8, 9)
            for day, article, amount in ((5, "Аренда", 50_000), (20, "Зарплата", 100_000 + month))]  # fmt: skip
    path = tmp_path / "Расходы по месяцам.csv"
    path.write_text("\n".join(("Дата;Статья;Сумма", *rows)), "utf-8")
    book = tmp_path / "own.kpi"
    new_book(book, "Проба", "RUB")
    assert import_files(workspace, book, [path], {})[0].imported == 6
    months = [Period.month(f"2026-0{month}") for month in (7, 8, 9)]
    with opened(workspace, book) as (_, engine):
        found = [figure.value for figure in engine.figures(["operating_expenses"], months)]
    assert found == [150_007, 150_008, 150_009]


def test_a_list_of_ordinary_days_covers_its_own_days_alone(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "Расходы по дням.csv"
    path.write_text("Дата;Статья;Сумма\n05.08.2026;Аренда;1\n20.08.2026;Зарплата;2\n07.09.2026;Аренда;3\n", "utf-8")
    book = tmp_path / "own.kpi"
    new_book(book, "Проба", "RUB")
    assert import_files(workspace, book, [path], {})[0].imported == 3
    with opened(workspace, book) as (_, engine):
        found = engine.figures(["operating_expenses"], [SEPTEMBER])[0].value
    assert isinstance(found, Missing)
    assert found.reason is Reason.NOT_COVERED
