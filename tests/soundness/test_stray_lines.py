"""Lines pasted into a text table from another one are read where they fit, and are told in any case."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.container import recognise
from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.reading import read_source
from tests.importers.files import read

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Дата;Клиент;Товар;Сумма\r\n01.10.2026;Анна;Ваза;300\r\n02.10.2026;Яна;Плед;400,50\r\n"


def _total(tmp_path: Path, more: str) -> tuple[Decimal | None, list[str]]:
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + more).encode("cp1251"))
    kind = recognise(path, Limits())
    _, issues = read_source(path, path.name, Limits(), kind=kind, watch=lambda _what, _done, _of: None)
    return read(path, tmp_path).imported_total, [issue.code for issue in issues]


def test_a_line_with_commas_among_semicolons_is_a_row(tmp_path: Path) -> None:
    total, codes = _total(tmp_path, "03.10.2026,Зоя,Ваза,500\r\n04.10.2026;Зоя;Ваза;100\r\n")
    assert total == Decimal("1300.50")  # 300 + 400.50 + 500 + 100
    assert "other_separator" in codes


def test_a_line_that_cannot_be_cut_is_told(tmp_path: Path) -> None:
    total, codes = _total(tmp_path, "03.10.2026,Зоя,Ваза,500,50\r\n")
    assert total == Decimal("700.50")
    assert "other_separator" in codes


def test_a_remark_with_commas_is_a_remark(tmp_path: Path) -> None:
    total, codes = _total(tmp_path, "Проверила, подписала, сдала Петрова, бухгалтер\r\n")
    assert total == Decimal("700.50")
    assert "other_separator" not in codes
