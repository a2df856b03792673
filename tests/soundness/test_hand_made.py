"""Tables as people make them by hand: right figures or an honest question; never other figures, never a needless no."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest import dates, numbers
from tests.soundness.hand import families
from tests.soundness.hand.judge import Verdict, judge
from tests.soundness.hand.kit import FORMS, Made, Page, Truth, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Family = Callable[[random.Random], Made]

GOOD = {Verdict.RIGHT, Verdict.ASKED}
#: Families of which some files are still asked about or read with less than they say.
OPEN = frozenset({"sales_over_expenses"})
SURE = [family for family in families.ALL if family.__name__ not in OPEN]


#: A text or a web page has no hidden rows, and no names of sheets: what stands there only is asked about.
_OF_BOOKS = frozenset({"hidden_rows", "hidden_column"})
TEXTS = [
    family
    for family in SURE
    if family.__name__ not in _OF_BOOKS and len(family(random.Random(f"{family.__name__} 0")).pages) == 1
]


def _faults(family: Family, seeds: range, form: str, folder: Path) -> list[str]:
    found = []
    for seed in seeds:
        made = family(random.Random(f"{family.__name__} {seed}"))
        if form != "xlsx" and "тыс" in made.pages[0].name:
            continue  # only the tab says what the sums are in, and a text has none
        place = folder / f"{seed}"
        place.mkdir()
        verdict, why, _ = judge(write(made, place, form), place, made.truth)
        if verdict not in (GOOD if form == "xlsx" else {*GOOD, Verdict.NEEDLESS}):
            found.append(f"{seed}: {verdict}: {why}")
    return found


@pytest.mark.parametrize("family", SURE, ids=lambda family: family.__name__)
def test_what_is_read_is_what_the_hand_wrote(family: Family, tmp_path: Path) -> None:
    assert _faults(family, range(3), "xlsx", tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("family", SURE, ids=lambda family: family.__name__)
def test_many_more_of_each_family(family: Family, tmp_path: Path) -> None:
    assert _faults(family, range(3, 20), "xlsx", tmp_path) == []


@pytest.mark.parametrize(("place", "family"), list(enumerate(TEXTS)), ids=lambda one: getattr(one, "__name__", ""))
def test_the_same_as_a_text_or_a_page(place: int, family: Family, tmp_path: Path) -> None:
    assert _faults(family, range(1), FORMS[1 + place % (len(FORMS) - 1)], tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS[1:])
@pytest.mark.parametrize("family", TEXTS, ids=lambda family: family.__name__)
def test_many_more_as_texts_and_pages(family: Family, form: str, tmp_path: Path) -> None:
    assert _faults(family, range(1, 4), form, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("666 руб. 49 коп.", "666.49"), ("66649 р. 05 к.", "66649.05"), ("49 коп.", "0.49"), ("5 коп", "0.05"),
        ("(1 234,50) руб.", "-1234.50"), ("(1 234,50 ₽)", "-1234.50"), ("-$12.30", "-12.30"), ("1 234 р.", "1234"),
        ("1 200 р. 50", None), ("12р.3", None), ("100 руб. 5 шт", None),
    ],
)  # fmt: skip
def test_money_in_words_is_money(text: str, value: str | None) -> None:
    """A name of money amid the digits parts roubles from kopecks; it never joins them into a number."""
    assert numbers.parse(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("пн, 01.06.2026", "2026-06-01"), ("02.06.2026 (вт)", "2026-06-02"), ("Среда, 3 июня 2026", "2026-06-03"),
        ("янв 26", "2026-01-01"), ("июн. 26 г.", "2026-06-01"), ("2026-06", "2026-06-01"), ("'5.06.2026", "2026-06-05"),
        ("Jan 26", None), ("май 31", None), ("среда", None), ("1 июня", None), ("2026-13", None),
    ],
)  # fmt: skip
def test_days_as_people_write_them(text: str, day: str | None) -> None:
    found = dates.parse(text)
    assert (found and found[0].date().isoformat()) == day


def test_a_column_that_is_no_shop_is_not_added_to_their_revenue(tmp_path: Path) -> None:
    """Under «Выручка по магазинам» a markup, a traffic or a number of receipts stands beside the shops."""
    for name in ("Наценка", "Трафик", "Чеков"):
        rows = [["Выручка по магазинам"], ["Дата", "Центр", "Парк", name]]
        rows += [[f"{day:02}.06.2026", str(100 + day), str(200 + day), "7"] for day in range(1, 8)]
        verdict, _, report = judge(
            write(Made((Page("Лист1", rows),), Truth("", asks=True)), tmp_path), tmp_path, Truth("")
        )
        assert verdict is Verdict.ASKED, report
