"""A report or a workbook of a period without any data is not written: it is said which months have data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.cli.shell import run
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    company = Company(tmp_path_factory.mktemp("empty"))
    for first, last in (("2026-01-01", "2026-03-31"), ("2026-06-01", "2026-06-30")):
        company.add(Export(f"day document amount\n{first} 1 100\n{last} 2 200", "sale", first, first, last))
    company.book.close()
    return company.path


@pytest.mark.parametrize(("period", "lang", "said"), [
    ("2026-05", "ru", ("В книге нет данных за май 2026 года", "Данные есть за: январь 2026 – март 2026, июнь 2026")),
    ("2020-Q3", "ru", ("В книге нет данных за 3-й квартал 2020 года", "Данные есть за: январь 2026")),
    ("2027", "en", ("The book has no data for 2027", "There is data for: January 2026 – March 2026, June 2026")),
])  # fmt: skip
def test_nothing_is_written_and_it_is_said_why(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], period: str, lang: str, said: tuple[str, str]
) -> None:
    out = tmp_path / "report.pdf"
    assert run(["report", str(out), "--book", str(book), "--month", period, "--lang", lang]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert all(one in told.err.replace("\xa0", " ") for one in said)
    assert not out.exists()


@pytest.mark.parametrize(("lang", "said"), [
    ("ru", ("В книге нет данных за май 2026 года", "Данные есть за: январь 2026 – март 2026, июнь 2026")),
    ("en", ("The book has no data for May 2026", "There is data for: January 2026 – March 2026, June 2026")),
])  # fmt: skip
def test_no_workbook_of_an_empty_month_and_an_old_file_stays(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, said: tuple[str, str]
) -> None:
    out = tmp_path / "kpi.xlsx"
    out.write_bytes(b"of another month")
    assert run(["workbook", str(out), "--book", str(book), "--month", "2026-05", "--lang", lang]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert all(one in told.err.replace("\xa0", " ") for one in said)
    assert out.read_bytes() == b"of another month"


def test_a_workbook_of_a_book_without_data_says_to_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.kpi"
    assert run(["new", str(path), "--company", "ООО «Проба»"]) == 0
    for month in ([], ["--month", "2026-05"]):
        assert run(["workbook", str(tmp_path / "kpi.xlsx"), "--book", str(path), *month]) == 2
        assert "Сначала импортируйте файл" in capsys.readouterr().err
    assert not (tmp_path / "kpi.xlsx").exists()


def test_a_quarter_with_one_month_of_data_is_written(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    assert run(["report", str(out), "--book", str(book), "--month", "2026-Q2"]) == 0
    assert out.exists()
