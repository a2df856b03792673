"""Five owners who have loaded one thing: each gets a PDF without an empty page, with only what can be computed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.figures import month_view
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.outputs import Output, write_report
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import Workspace, load_workspace
from tests.end2end import first_files
from tests.report import pdf

if TYPE_CHECKING:
    from pathlib import Path

#: Words that stand on a page beside its footer, and the part of it that is not white.
LEAST_WORDS, LEAST_INK = 25, 0.003


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


def printed(workspace: Workspace, tmp_path: Path, file: Path, vat: str = "unknown") -> list[str]:
    """The pages of the report that the owner gets from one file without choosing anything."""
    book, out = tmp_path / "b.kpi", tmp_path / "r.pdf"
    new_book(book, "ООО «Ромашка»", "RUB", "ru")
    change_settings(workspace, book, {"vat_basis": vat})
    import_files(workspace, book, [file], {})
    write_report(workspace, book, Output(out, None, "ru"))
    pages = pdf.pages(out)
    for number, page in enumerate(pages, 1):
        assert len(page.split()) >= LEAST_WORDS, f"page {number} is all but empty: {page}"
        assert "нет данных" not in page
    assert all(ink >= LEAST_INK for ink in inked(out, tmp_path))
    return pages


def inked(path: Path, work: Path) -> list[float]:
    """The part of each page that is not white, the margin with the footer left out."""
    from PIL import Image

    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    subprocess.run(["pdftoppm", "-r", "20", "-gray", "-png", str(path), str(work / "page")], check=True)
    found = []
    for file in sorted(work.glob("page-*.png")):
        with Image.open(file) as page:
            inside = page.crop((0, 0, page.width, page.height * 11 // 12)).histogram()
        found.append(sum(inside[:250]) / sum(inside))
    return found


def test_a_tree_by_months(workspace: Workspace, tmp_path: Path) -> None:
    pages = printed(workspace, tmp_path, first_files.tree(tmp_path / "tree.xlsx"))
    text = " ".join(pages)
    # June: 6 tables, 7 chairs, 8 wardrobes, 9 lamps, 10 shelves: 72 000 + 21 000 + 200 000 + 13 500 + 9 000
    assert "Коротко о главном: июнь 2026" in text
    assert "315 500,00 ₽" in text
    assert "7 887,50 ₽" in text, "315 500 over 40 pieces"
    assert "Шкаф 200 000,00 ₽ 63,4 %" in text
    # May: 60 000 + 18 000 + 175 000 + 12 000 + 8 100 = 273 100; 315 500 is 15,5 % more
    assert "+15,5 %" in text
    assert "1–" not in text.split("Источники")[0], "no days in a report by months"
    assert text.count("— даст ещё") <= 3
    assert len(pages) <= 9


def test_lines_without_a_customer(workspace: Workspace, tmp_path: Path) -> None:
    file = first_files.lines(tmp_path / "lines.xlsx", customer=False, cost=True)
    text = " ".join(printed(workspace, tmp_path, file, "with"))
    # June: 30 receipts of 6 tables and 15 chairs: 30 * 72 000 + 15 * 3 000, cost is half of it
    assert "2 205 000,00 ₽" in text
    assert "73 500,00 ₽" in text, "the average receipt"
    assert "50,0 %" in text, "the margin"
    assert "Покупатели по выручке" not in text
    assert "«Покупатель»" in text, "what to add"


def test_lines_without_a_cost(workspace: Workspace, tmp_path: Path) -> None:
    file = first_files.lines(tmp_path / "lines.xlsx", customer=True, cost=False)
    text = " ".join(printed(workspace, tmp_path, file))
    assert "2 205 000,00 ₽" in text
    assert "Покупатели по выручке" in text
    table = text[text.index("Показатели Показатель") : text.index("По месяцам", text.index("Показатели Показатель"))]
    assert "Валовая прибыль" not in table
    assert "Покупатели" in table
    assert " 17 " in table, "seventeen buyers took turns"
    assert "«Себестоимость»" in text


def test_only_a_bank_statement(workspace: Workspace, tmp_path: Path) -> None:
    text = " ".join(printed(workspace, tmp_path, first_files.bank(tmp_path / "kl_to_1c.txt")))
    # 500 000 in, and each month 100 000 more and 40 000 less: the reserve grows by 60 000 a month
    assert "−60 000,00 ₽" in text
    assert "100 000,00 ₽" in text
    assert "Строки продаж" in text
    assert "другая база по НДС" not in text


def test_only_a_table_kept_by_hand(workspace: Workspace, tmp_path: Path) -> None:
    text = " ".join(printed(workspace, tmp_path, first_files.hand_kept(tmp_path / "hand.xlsx")))
    # The title says 2026, the months are filled to June: 150 000 + 75 000; December is not zero, it is not there
    assert "Коротко о главном: июнь 2026" in text
    assert "225 000,00 ₽" in text
    assert "+7,1 %" in text, "210 000 in May"
    assert "Иванов 150 000,00 ₽" in text


def test_one_figure_for_days_over_a_month_s_edge_is_shown_by_the_quarter(workspace: Workspace, tmp_path: Path) -> None:
    text = " ".join(printed(workspace, tmp_path, first_files.span(tmp_path / "span.xlsx")))
    assert "1-й квартал 2026 года" in text
    assert "48 000,00 ₽" in text
    assert "6 857,14 ₽" in text, "48 000 over 7 pieces"
    view = month_view(workspace, tmp_path / "b.kpi")
    assert view is not None
    assert view.month.name == "2026-Q1"
    assert "revenue" in view.computed
