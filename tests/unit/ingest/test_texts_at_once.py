"""Many texts read at once give what each gives when it is read alone."""

from __future__ import annotations

import random
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from kpi_desktop.ingest import dates, normalise, numbers
from kpi_desktop.ingest.dates import Order
from kpi_desktop.ingest.source import Cell, RawColumn

_SIGNS = "0123456789.,- \u00a0\u2009+()%eE'₽"


def _number_texts() -> tuple[str, ...]:
    chance = random.Random(7)
    texts = ["".join(chance.choice(_SIGNS) for _ in range(chance.randrange(1, 9))).strip() or "1" for _ in range(3000)]
    for _ in range(3000):
        size = chance.randrange(1, 13)
        whole = f"{chance.randrange(10**size):,}".replace(",", chance.choice(["", " ", "\u00a0", ",", "."]))
        part = chance.choice(["", ",5", ".5", ",25", ".125", ",1234567", ".", ",0000005"])
        texts.append(chance.choice(["", "-", "0"]) + whole + part)
    return tuple(dict.fromkeys(texts))


@pytest.mark.parametrize("sign", [",", "."])
@pytest.mark.parametrize("places", [0, 4, 6])
def test_numbers(sign: str, places: int) -> None:
    texts = _number_texts()
    together = numbers.read_texts(texts, places, sign)
    for index, text in enumerate(texts):
        alone = numbers.read_texts((text,), places, sign)
        assert [part[index] for part in together] == [part[0] for part in alone], text


def test_decimal_sign_votes_by_shape() -> None:
    texts = tuple(f"{number},{number % 100:02d}" for number in range(1000, 1600))
    assert numbers.decimal_sign(texts) == numbers.decimal_sign(texts[:50]) == ","
    assert sum(count for _, count in numbers.shapes(texts)) == len(texts)


def _date_texts() -> tuple[str, ...]:
    chance = random.Random(11)
    texts = []
    for _ in range(2500):
        first, second, year = chance.randrange(0, 33), chance.randrange(0, 15), chance.randrange(1975, 2105)
        mark = chance.choice("./-")
        day = chance.choice([
            f"{first:02d}{mark}{second:02d}{mark}{year}", f"{year}-{second:02d}-{first:02d}",
            f"{first}.{second}.{year}",
            f"{first:02d}.{second:02d}.{year % 100:02d}", f"{second:02d}{mark}{first:02d}{mark}{year}",
        ])  # fmt: skip
        hour, minute, second = chance.randrange(26), chance.randrange(62), chance.randrange(62)
        clock = chance.choice(["", f" {hour}:{minute:02d}", f" {hour:02d}:{minute:02d}:{second:02d}", "T10:00:00Z"])
        texts.append(day + clock)
    return tuple(dict.fromkeys(texts))


@pytest.mark.parametrize("order", [Order.DMY, Order.MDY])
def test_dates(order: Order) -> None:
    texts = _date_texts()
    column = RawColumn(np.full(len(texts), Cell.TEXT, dtype=np.uint8), pa.array(texts).dictionary_encode())
    found = dates.read_days(normalise.read_cells(column, 0, len(texts)), order=order)
    for index, text in enumerate(texts):
        alone = dates.parse(text, order)
        assert bool(found.valid[index]) == (alone is not None), text
        assert bool(found.bad[index]) == (alone is None), text
        if alone is not None:
            assert datetime.fromisoformat(str(found.seconds[index : index + 1].astype("datetime64[s]")[0])) == alone[0]


def test_order_of_dates() -> None:
    dotted = tuple(f"{1 + day % 12:02d}.{1 + day % 11:02d}.{2000 + day}" for day in range(300))
    assert dates.order_of(dotted) == (Order.DMY, False)
    slashed = tuple(f"{1 + day % 12:02d}/{1 + day % 11:02d}/{2000 + day % 90}" for day in range(300))
    assert dates.order_of(slashed) == dates.order_of(slashed[:60]) == (Order.UNKNOWN, True)
    american = (*slashed, "03/25/2024")
    assert dates.order_of(american) == (Order.MDY, False)
    assert dates.contradicting(american, Order.DMY) == "03/25/2024"


def test_tidy_texts() -> None:
    chance = random.Random(3)
    alphabet = "аб \u00a0\u2009\t\ufeff\u200b\u3000"
    raw = ["".join(chance.choice(alphabet) for _ in range(chance.randrange(0, 6))) for _ in range(500)]
    column = RawColumn(np.full(len(raw), Cell.TEXT, dtype=np.uint8), pa.array(raw).dictionary_encode())
    cells = normalise.read_cells(column, 0, len(raw))
    for index, text in enumerate(raw):
        assert (cells.words[cells.codes[index]] if cells.codes[index] >= 0 else "") == normalise.tidy(text)
