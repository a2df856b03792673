from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base, ChangeKind, Comparison, Covered
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.periods import period_where
from kpi_desktop.present.prose import days_text, headlines, summary
from tests.report.month import MONTH, bundle

if TYPE_CHECKING:
    from kpi_desktop.present.bundle import Bundle


def said(found: Bundle, lang: str = "ru") -> list[str]:
    return [sentence.text.replace("\u00a0", " ") for sentence in summary(found, lang)]


def revenue(value: str, change: str | None, *, base: Period | None = None, complete: bool = True) -> Bundle:
    """A bundle whose revenue of the month is this, against this base."""
    whole = bundle(currency="GBP")
    key = ("revenue", MONTH.month_text)
    amount = Decimal(change) if change else Missing(Reason.NO_BASE, msg("No base"))
    comparison = Comparison(Base.PREVIOUS, base or MONTH.shifted(-1), Decimal(1), amount, ChangeKind.PERCENT)
    figure = replace(
        whole.matrix.total[key],
        value=Decimal(value),
        comparisons={Base.PREVIOUS: comparison},
        covered=Covered(MONTH.start, MONTH.last_day, complete),
    )
    return replace(whole, matrix=replace(whole.matrix, total={**whole.matrix.total, key: figure}))


@pytest.mark.parametrize(
    ("change", "ru", "en"),
    [
        (
            "0.3632",
            "Чистая выручка за ноябрь 2011 года — 1 461 756,25 £, это на 36,3 % больше, чем в октябре.",
            "Net revenue for November 2011: £1,461,756.25, 36.3% more than in October.",
        ),
        (
            "-0.05",
            "Чистая выручка за ноябрь 2011 года — 1 461 756,25 £, это на 5,0 % меньше, чем в октябре.",
            "Net revenue for November 2011: £1,461,756.25, 5.0% less than in October.",
        ),
        (
            "0.0002",
            "Чистая выручка за ноябрь 2011 года — 1 461 756,25 £, почти столько же, сколько в октябре.",
            "Net revenue for November 2011: £1,461,756.25, about as in October.",
        ),
        (
            None,
            "Чистая выручка за ноябрь 2011 года — 1 461 756,25 £.",
            "Net revenue for November 2011: £1,461,756.25.",
        ),
    ],
)
def test_revenue_against_the_previous_month(change: str | None, ru: str, en: str) -> None:
    found = revenue("1461756.25", change)
    assert said(found)[0] == ru
    assert said(found, "en")[0] == en


def test_a_month_that_is_not_over_is_compared_with_the_same_days() -> None:
    october = Period.month("2011-10").start
    found = revenue("700", "0.1", base=Period(october, october.replace(day=13)), complete=False)
    assert said(found)[0] == (
        "Чистая выручка за ноябрь 2011 года — 700,00 £, это на 10,0 % больше, чем за 1–12 октября 2011 года."
    )


@pytest.mark.parametrize(
    ("month", "other", "ru", "en"),
    [
        ("2011-10", "2011-11", "октябре", "October"),
        ("2010-12", "2011-01", "декабре 2010 года", "December 2010"),
        ("2011-05", "2011-06", "мае", "May"),
    ],
)
def test_where_a_month_stands(month: str, other: str, ru: str, en: str) -> None:
    assert period_where(Period.month(month), Period.month(other), "ru") == ru
    assert period_where(Period.month(month), Period.month(other), "en") == en


@pytest.mark.parametrize(
    ("count", "ru", "en"),
    [
        (1, "Впервые купил 1 покупатель, покупали и раньше — 840.", "1 buyer bought for the first time, 840 had"),
        (2, "Впервые купили 2 покупателя, покупали и раньше — 840.", "2 buyers bought for the first time, 840 had"),
        (5, "Впервые купили 5 покупателей, покупали и раньше — 840.", "5 buyers bought"),
        (11, "Впервые купили 11 покупателей, покупали и раньше — 840.", "11 buyers bought"),
        (1341, "Впервые купил 1 341 покупатель, покупали и раньше — 840.", "1,341 buyers bought"),
        (1342, "Впервые купили 1 342 покупателя, покупали и раньше — 840.", "1,342 buyers bought"),
    ],
)
def test_buyers_are_counted_grammatically(count: int, ru: str, en: str) -> None:
    whole = bundle()
    key = ("new_buyers", MONTH.month_text)
    figure = replace(whole.matrix.total[key], value=Decimal(count))
    found = replace(whole, matrix=replace(whole.matrix, total={**whole.matrix.total, key: figure}))
    assert ru in said(found)
    assert any(text.startswith(en) for text in said(found, "en"))


def test_the_month_in_sentences() -> None:
    """Levels, a year ago, returns, concentration, best and worst, what is not complete."""
    # 974 416.40 of 25 months: 410 000 + 23 500 * 24 + 0 + 17.35 * 24; returns are a 37th of it.
    assert said(bundle()) == [
        "Чистая выручка за ноябрь 2011 года — 948 080,82 ₽, это на 6,4 % меньше, чем в октябре.",
        "В ноябре 2010 года было 673 499,87 ₽; изменение за год: +40,8 %.",
        "Количество продаж за ноябрь 2011 года — 1 644, это на 6,2 % меньше, чем в октябре.",
        "Средний чек за ноябрь 2011 года — 592,71 ₽, это на 0,2 % меньше, чем в октябре.",
        "Впервые купили 178 покупателей, покупали и раньше — 840.",
        "Возвраты за месяц: −26 335,58 ₽, это 2,7 % выручки без вычета возвратов.",
        "На 5 крупнейших покупателей приходится 14,3 % выручки от известных покупателей.",
        "Лучше всего изменился показатель «Повторные покупатели»: +2,4 %, теперь 840.",
        "Хуже всего изменился показатель «Количество продаж»: −6,2 %, теперь 1 644.",
        "У 1 показателя есть оговорка — она указана под таблицей.",
        "Ещё 3 показателя по загруженным данным посчитать нельзя; чего не хватает, сказано в последнем разделе.",
    ]


def test_every_sentence_names_its_metrics() -> None:
    found = summary(bundle(), "ru")
    assert all(sentence.metrics for sentence in found[:-2])


@pytest.mark.parametrize(
    ("first", "end", "ru", "en"),
    [
        ("2011-05-01", "2011-05-10", "1–9 мая 2011 года", "1–9 May 2011"),
        ("2011-03-01", "2011-03-02", "1 марта 2011 года", "1 March 2011"),
        ("2011-10-28", "2011-11-05", "28.10.2011 – 04.11.2011", "28 Oct 2011 – 4 Nov 2011"),
    ],
)
def test_spans_of_days(first: str, end: str, ru: str, en: str) -> None:
    span = Period(date.fromisoformat(first), date.fromisoformat(end))
    assert [days_text(span, lang).replace("\u00a0", " ") for lang in ("ru", "en")] == [ru, en]


@pytest.mark.parametrize("metric", ["revenue_forecast", "revenue_forecast_low", "revenue_forecast_high"])
@pytest.mark.parametrize(("forecast", "there"), [("1461756.25", False), ("1900000", True)])
def test_the_forecast_of_an_ended_month_is_no_card_of_its_own(forecast: str, metric: str, *, there: bool) -> None:
    month = revenue("1461756.25", None)
    said_before = replace(month.matrix.total["revenue", MONTH.month_text], value=Decimal(forecast))
    total = {**month.matrix.total, (metric, MONTH.month_text): said_before}
    matrix = replace(month.matrix, metrics=(*month.matrix.metrics, metric), total=total)
    assert (metric in headlines(replace(month, matrix=matrix), 100)) is there
