"""Dates as exports carry them; what is no date is never guessed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kpi_desktop.ingest import dates
from kpi_desktop.ingest.dates import Order
from kpi_desktop.ingest.normalise import read_cells
from tests.unit.ingest.tables import Value, column


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("01.02.2024", datetime(2024, 2, 1)),  # noqa: DTZ001
        ("1.2.24", datetime(2024, 2, 1)),  # noqa: DTZ001
        ("01.02.2024 9:05", datetime(2024, 2, 1, 9, 5)),  # noqa: DTZ001
        ("25.06.2022 10:09:40", datetime(2022, 6, 25, 10, 9, 40)),  # noqa: DTZ001
        ("2024-02-01", datetime(2024, 2, 1)),  # noqa: DTZ001
        ("2023-07-08T00:00:00", datetime(2023, 7, 8)),  # noqa: DTZ001
        ("2023-04-21T14:51:11+0300", datetime(2023, 4, 21, 14, 51, 11)),  # noqa: DTZ001
        ("15/Feb/26 4:37 PM", datetime(2026, 2, 15, 16, 37)),  # noqa: DTZ001
        ("15/фев/26", datetime(2026, 2, 15)),  # noqa: DTZ001
        ("8 июля 2025 г.", datetime(2025, 7, 8)),  # noqa: DTZ001
        ("July 8, 2025", datetime(2025, 7, 8)),  # noqa: DTZ001
        ("27 January 2026", datetime(2026, 1, 27)),  # noqa: DTZ001
        ("19970101", datetime(1997, 1, 1)),  # noqa: DTZ001
        ("2018100123", datetime(2018, 10, 1, 23)),  # noqa: DTZ001
        ("12/31/2024 12:15 AM", None),
        ("31.02.2024", None),
        ("01.01.0001", None),
        ("0001-01-01T00:00:00", None),
        ("не закрыта", None),
        ("12", None),
        ("2024", None),
        ("10.10", None),
    ],
)
def test_one_text(text: str, moment: datetime | None) -> None:
    found = dates.parse(text)
    assert (found[0] if found else None) == moment


def test_a_month_is_not_a_day() -> None:
    found = dates.parse("Июнь 2025 г.")
    assert found is not None
    assert (found[0].date(), found[1].value) == (date(2025, 6, 1), "month")


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["03/04/2024", "13/04/2024"], (Order.DMY, False)),
        (["03/04/2024", "04/13/2024"], (Order.MDY, False)),
        (["03/04/2024", "05/06/2024"], (Order.UNKNOWN, True)),
        (["03.04.2024", "05.06.2024"], (Order.DMY, False)),
        (["03/03/2024"], (Order.DMY, False)),
        (["1/2/2024 4:37 PM"], (Order.MDY, False)),
        (["13/04/2024", "04/13/2024"], (Order.UNKNOWN, True)),
    ],
)
def test_the_whole_column_decides(words: list[str], order: tuple[Order, bool]) -> None:
    assert dates.order_of(words) == order


def days(values: list[Value], *, date1904: bool = False) -> list[str]:
    found = dates.read_days(read_cells(column(values), 0, len(values)), date1904=date1904)
    shown = [str(date.fromordinal(719163 + int(day))) for day in found.days]
    return [day if ok else "bad" if bad else "" for day, ok, bad in zip(shown, found.valid, found.bad, strict=True)]


def test_kinds_of_cells_mixed_in_one_column() -> None:
    values: list[Value] = [datetime(2024, 1, 31, 23, 59), "01.02.2024", 45323.5, 20240203, 2024020407, None, "-"]  # noqa: DTZ001
    assert days(values) == ["2024-01-31", "2024-02-01", "2024-02-01", "2024-02-03", "2024-02-04", "", ""]


def test_numbers_that_are_no_dates() -> None:
    assert days([1.0, 536365.0, 99999999.0, True, "#REF!", date(1899, 12, 31)]) == ["bad"] * 6


def test_the_calendar_of_1904() -> None:
    assert days([43861.0], date1904=True) == ["2024-02-01"]
    assert days([45323.0]) == ["2024-02-01"]
