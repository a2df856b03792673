"""The first page of small companies: the sums of what happened are those counted by hand, the same wherever they stand.

Each company is a table of a few sales, so that every part can be checked on paper. Parts by cause are Shapley values:
the change of the factor times a third of the product of the others before, a third of it after, a sixth of the two
mixed products.
"""

from __future__ import annotations

from calendar import monthrange
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.end2end.shell import kpi
from tests.report import pdf

if TYPE_CHECKING:
    from pathlib import Path

_HEADS = "Дата;Номер чека;Покупатель;Товар;Количество;Сумма"


def day(month: int, number: int, *more: object) -> str:
    return ";".join((f"{number:02}.{month:02}.2026", *map(str, more)))


def steady(month: int, people: str, *, day_of: int = 10) -> list[str]:
    """Everybody named buys once: a chair of 1,000; the last of the month is there so that the month is whole."""
    return [day(month, day_of, f"{month}-{name}", f"ООО {name}", "Стул", 1, 1000) for name in people]


def whole(month: int, last: int) -> list[str]:
    """A sale on the first and on the last day: the month is covered wholly."""
    return [day(month, one, f"{month}-у{one}", "ООО Угол", "Стул", 1, 1000) for one in (1, last)]


def book(tmp_path: Path, *tables: tuple[str, list[str]]) -> Path:
    path = tmp_path / "b.kpi"
    assert kpi("new", path, "--company", "ООО «Проба»", "--currency", "RUB").code == 0
    for number, (heads, rows) in enumerate(tables):
        file = tmp_path / f"t{number}.csv"
        file.write_text("\n".join((heads, *rows)) + "\n", "utf-8")
        answer = kpi("import", file, "--book", path)
        assert answer.code == 0, answer.said
    return path


def first(path: Path, month: str) -> dict[str, Any]:
    found: dict[str, Any] = kpi("diagnose", "--book", path, "--month", month).json
    return found


def cover(path: Path, tmp_path: Path, month: str, lang: str = "ru") -> str:
    out = tmp_path / f"r-{lang}.pdf"
    assert kpi("report", out, "--book", path, "--month", month, "--lang", lang).code == 0
    return " ".join(pdf.pages(out)[0].split()).replace("\u00a0", " ")


def parts(explained: dict[str, Any]) -> dict[str, Decimal]:
    return {one["cause"]: Decimal(one["amount"]) for one in explained["parts"]}


@pytest.fixture(scope="module")
def fallen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four months: in three everybody of six buys; in May only three do, and half of a table is given away.

    February to April: А, Б, В, Г, Д buy a chair of 1,000 and a table is sold to Е for 4,000; Угол buys two chairs:
    5,000 + 4,000 + 2,000 = 11,000 by 7 buyers in 8 receipts. May: А buys a chair, Угол two: 3,000 by 2 buyers in 3.
    """
    rows: list[str] = []
    for month, last in ((2, 28), (3, 31), (4, 30)):
        rows += [*whole(month, last), *steady(month, "АБВГД"), day(month, 12, f"{month}-Е", "ООО Е", "Стол", 1, 4000)]
    rows += [*whole(5, 31), *steady(5, "А")]
    return book(tmp_path_factory.mktemp("fallen"), (_HEADS, rows))


def test_a_fall_without_a_funnel_is_told_in_money_with_names_and_whom_to_call(fallen: Path) -> None:
    answer = first(fallen, "2026-05")
    (revenue,) = [one for one in answer["results"] if one["metric"] == "revenue"]
    assert [Decimal(revenue["base"][side]) for side in ("before", "after")] == [11000, 3000]
    factors = parts(revenue["factors"])
    # buyers 7 -> 2, purchases of one 8/7 -> 3/2, average 1,375 -> 1,000:
    # of buyers -5 times 1,558.04 (by thirds 523.81 and 500, by a sixth 534.23); 5/14 times 5,500; -375 times 5.7976
    assert sum(factors.values()) == -8000
    rounded = {cause: round(part, 2) for cause, part in factors.items() if part}
    assert rounded == {"buyers": Decimal("-7790.18"), "frequency": Decimal("1964.29"), "check": Decimal("-2174.11")}
    by = {one["by"]: parts(one) for one in revenue["members"]}
    assert by["product"] == {"member:Стол": -4000, "member:Стул": -4000}
    # Б, В, Г, Д bought for 1,000 and Е for 4,000
    assert by["customer"]["member:ООО Е"] == -4000
    assert sum(by["customer"].values()) == -8000
    (lapsed,) = [one for one in answer["steps"] if one["id"] == "lapsed"]
    # five in all three months and not in May: 3 * (4 * 1,000 + 4,000) / 3
    assert Decimal(lapsed["money"]) == 8000
    assert "5" in lapsed["said"]
    assert "«ООО Е» (4\u00a0000,00\u00a0₽)" in lapsed["do"]
    assert answer["steps"][0]["id"] == "lapsed", "the largest sum comes first"
    sums = [Decimal(one["money"]) for one in answer["steps"] if one["money"]]
    assert sums == sorted(sums, reverse=True)


def test_cover_list_and_shell_have_the_same_sums(fallen: Path, tmp_path: Path) -> None:
    told = cover(fallen, tmp_path, "2026-05")
    assert "Выручка за май 2026 года — 3 000,00 ₽: на 8 000,00 ₽ меньше, чем в апреле (−72,7 %)." in told
    assert "«Стол» −4 000,00 ₽ (4 000,00 ₽ → 0,00 ₽)" in told
    assert "1. Не пришли те, кто обычно покупает." in told
    assert "нужно шесть целых месяцев" in told, "three months say nothing of chance"
    listed = kpi("list", "lapsed", "--book", fallen, "--month", "2026-05").json
    (answer,) = listed.get("lists", [listed])
    assert {row["customer"]: Decimal(row["usual"]) for row in answer["rows"]} == {
        "ООО Е": 4000, "ООО Б": 1000, "ООО В": 1000, "ООО Г": 1000, "ООО Д": 1000,
    }  # fmt: skip
    assert Decimal(answer["totals"]["total"]) == 8000
    english = cover(fallen, tmp_path, "2026-05", "en")
    assert "8,000.00 less than in April (−72.7%)" in english.replace("₽", "").replace("RUB", "")
    assert "Usual buyers did not come" in english


def test_a_running_month_is_set_beside_the_same_days_and_comes_first(tmp_path: Path) -> None:
    """March 1,000 a day of ten days and on the last one; of April the first five days at 100."""
    rows = [day(3, one, f"3-{one}", "ООО А", "Стул", 1, 1000) for one in (*range(1, 11), 31)]
    rows += [day(4, one, f"4-{one}", "ООО А", "Стул", 1, 100) for one in range(1, 6)]
    path = book(tmp_path, (_HEADS, rows))
    told = cover(path, tmp_path, "2026-03")
    assert (
        "1. Текущий месяц идёт хуже. За 1–5 апреля 2026 года — 500,00 ₽, за 1–5 марта 2026 года было 5 000,00 ₽" in told
    )
    assert first(path, "2026-03")["steps"][0]["money"] == "4500.00"
    part = cover(path, tmp_path, "2026-04")
    assert (
        "Выручка за 1–5 апреля 2026 года — 500,00 ₽: на 4 500,00 ₽ меньше, чем за 1–5 марта 2026 года (−90,0 %)" in part
    )
    assert "Месяц не закончился" in part


def test_one_month_names_the_largest_and_says_that_nothing_can_be_compared(tmp_path: Path) -> None:
    rows = [*whole(3, 31), *steady(3, "АБ"), day(3, 12, "3-Е", "ООО Е", "Стол", 2, 8000)]
    path = book(tmp_path, (_HEADS, rows))
    told = cover(path, tmp_path, "2026-03")
    assert "Выручка за март 2026 года — 12 000,00 ₽." in told
    assert "«Стол» 8 000,00 ₽; «Стул» 4 000,00 ₽" in told
    assert "Сравнить не с чем" in told
    assert "меньше" not in told.split("Содержание")[0].replace("меньше, чем", "")


def test_expenses_alone_tell_the_article_that_grew(tmp_path: Path) -> None:
    rows = [day(month, 5, "Аренда", 80000) for month in (3, 4)]
    rows += [
        day(3, 31, "Реклама", 20000),
        day(4, 30, "Реклама", 55000),
        day(3, 1, "Связь", 500),
        day(4, 1, "Связь", 400),
    ]
    path = book(tmp_path, ("Дата;Статья расхода;Сумма расхода", rows))
    told = cover(path, tmp_path, "2026-04")
    # 100,500 -> 135,400
    assert "— 135 400,00 ₽: на 34 900,00 ₽ больше, чем в марте (+34,7 %)." in told
    assert "1. Вырос расход: «Реклама». +35 000,00 ₽ к мар 2026 (20 000,00 ₽ → 55 000,00 ₽)." in told


def test_visits_alone_tell_the_source_that_brought_less_and_no_money(tmp_path: Path) -> None:
    rows = [day(month, one, source, visits, visits, visits)
            for month, last in ((3, 31), (4, 30)) for one in range(1, last + 1)
            for source, visits in (("Поиск", 100 if month == 3 else 40), ("Соцсети", 10))]  # fmt: skip
    path = book(tmp_path, ("Дата;Источник трафика;Визиты;Посетители;Просмотры", rows))
    answer = first(path, "2026-04")
    told = cover(path, tmp_path, "2026-04")
    # 3,100 + 310 = 3,410; 1,200 + 300 = 1,500
    assert "на 1 910 меньше, чем в марте (−56,0 %)" in told
    assert "1. Стало меньше: «Поиск». −1 900 к мар 2026 (3 100 → 1 200)." in told
    assert answer["steps"][0]["money"] is None


def test_a_fall_that_comes_every_year_is_told_to_be_of_the_season(tmp_path: Path) -> None:
    """Two years of about 10,000 a month, in January about 4,000; this January 4,000 again."""
    rows = []
    for month in range(25):
        year, number = 2024 + month // 12, month % 12 + 1
        amount = (4000 if number == 1 else 10000) + 600 * (month * 7 % 5 - 2) * (month < 24)
        rows += [f"{one:02}.{number:02}.{year};{year}{number}{one};ООО А;Стул;1;{amount // 2}"
                 for one in (1, monthrange(year, number)[1])]  # fmt: skip
    path = book(tmp_path, (_HEADS, rows))
    answer = first(path, "2026-01")
    (revenue,) = [one for one in answer["results"] if one["metric"] == "revenue"]
    assert revenue["base"]["base"] == "last_year"
    # January 2025 is month 12: 84 % 5 = 4, 4,000 + 1,200; December 2024 is month 11: 77 % 5 = 2, 10,000
    assert Decimal(revenue["season"]) == Decimal("-0.48")
    assert revenue["usual"]["place"] == "inside"
    said = " ".join(answer["happened"])
    assert "Год назад с декабря на январь было −48,0\u00a0%: часть изменения может быть сезонной." in said
    assert "изменение может быть случайным" in said


def test_sums_that_never_vary_are_not_called_unusual(tmp_path: Path) -> None:
    """A rent of eight months and one of another sum: a range of no width would be a certainty that nobody has."""
    rows = [day(month, one, "Аренда", 40000 if month < 9 else 40100) for month in range(1, 10)
            for one in (1, monthrange(2026, month)[1])]  # fmt: skip
    path = book(tmp_path, ("Дата;Статья расхода;Сумма расхода", rows))
    answer = first(path, "2026-09")
    (expenses,) = answer["results"]
    assert (expenses["value"], expenses["usual"]) == ("80200.00", None)
    assert not any("бычн" in line for line in answer["happened"])


def test_an_order_that_came_once_is_no_product_that_sells_less(tmp_path: Path) -> None:
    """April: a chair each to А, Б and Угол, and a table for 9,000 to Е, who never came before; May: the chairs alone.

    The whole loss of the table is the order of one customer: neither stock nor price is to be looked at, and the step
    does not come before the others.
    """
    rows: list[str] = []
    for month, last in ((2, 28), (3, 31), (4, 30), (5, 31)):
        rows += [*whole(month, last), *steady(month, "АБ" if month < 5 else "А")]
    rows.append(day(4, 12, "4-Е", "ООО Е", "Стол", 1, 9000))
    steps = first(book(tmp_path, (_HEADS, rows)), "2026-05")["steps"]
    (once,) = [one for one in steps if one["id"] == "member_product"]
    assert once["title"] == "Не повторился заказ одного покупателя: «Стол»"
    assert "Всё это купил один покупатель: «ООО Е»." in once["said"]
    assert "Позвоните покупателю «ООО Е» и предложите повторить заказ" in once["do"]
    assert Decimal(once["money"]) == 9000
    assert steps[-1] is once, "Б usually buys for 1,000: that comes before, though the order was larger"
    assert "lapsed" in [one["id"] for one in steps]


def test_a_usual_purchase_of_one_customer_stays_a_product_that_sells_less(fallen: Path) -> None:
    """Е bought the table for 4,000 in each of the three months before: usual, and Е is to be called."""
    (step,) = [one for one in first(fallen, "2026-05")["steps"] if one["id"] == "member_product"]
    assert step["title"] == "Товар продаётся хуже: «Стол»"
    assert step["do"] == "Позвоните этому покупателю и спросите, что изменилось."


def test_the_profit_that_only_the_word_on_vat_hides_is_asked_for_first(tmp_path: Path) -> None:
    """Costs are there: one setting gives the profit."""
    rows = [f"{one};600" for month, last in ((3, 31), (4, 30)) for one in (*whole(month, last), *steady(month, "АБ"))]
    path = book(tmp_path, (_HEADS + ";Себестоимость", rows))
    answer = first(path, "2026-04")
    assert answer["add"].startswith(
        "Прибыль не посчитана, пока не сказано, с НДС ли суммы: в программе — Настройки → Книга → «НДС, если файл"
    )
    told = cover(path, tmp_path, "2026-04")
    assert "Прибыль не посчитана, пока не сказано, с НДС ли суммы" in told
    assert kpi("settings", "vat_basis=with", "--book", path).code == 0
    answer = first(path, "2026-04")
    assert "НДС" not in (answer["add"] or "")
    (profit,) = [one for one in answer["results"] if one["metric"] == "gross_profit"]
    assert Decimal(profit["value"]) == 4 * (1000 - 600)


def test_a_longer_month_that_sold_less_by_the_day_says_so(tmp_path: Path) -> None:
    """February: 2,800 in 28 days, 100 a day. March: 2,945 in 31 days, 95 a day: 145 more, and 5 % less by the day."""
    rows = [day(month, one, f"{month}-{one}", "ООО А", "Стул", 1, amount)
            for month, one, amount in ((2, 1, 1000), (2, 28, 1800), (3, 1, 1000), (3, 31, 1945))]  # fmt: skip
    said = " ".join(first(book(tmp_path, (_HEADS, rows)), "2026-03")["happened"]).replace("\u00a0", " ")
    assert "2 945,00 ₽: на 145,00 ₽ больше, чем в феврале" in said
    assert "в пересчёте на день — 95,00 ₽ против 100,00 ₽ (−5,0 % к февралю 2026 года)" in said


def test_deals_alone_are_told_by_what_was_won_and_what_came(tmp_path: Path) -> None:
    """March: 1 of 4 won; April: 2 of 4, 25 points more. In April came 70,000, in March 60,000 and in both no sales."""
    heads = "№ сделки;Дата создания;Источник;Этап;Сумма, руб.;Дата закрытия"
    rows = []
    for month, last, won, amount in ((3, 31, 1, 15000), (4, 30, 2, 17500)):
        for n, one in enumerate((1, 2, 3, last)):
            state = "Успешно" if n < won else "Отказ"
            made, closed = f"{one:02}.{month:02}.2026", f"{last:02}.{month:02}.2026"
            rows.append(f"{month}{n};{made};{'Авито' if n % 2 else 'Звонок'};{state};{amount};{closed}")
    answer = first(book(tmp_path, (heads, rows)), "2026-04")
    said = " ".join(answer["happened"]).replace("\u00a0", " ")
    assert "Процент выигранных сделок за апрель 2026 года — 50,0 %: на 25,0 п. п. больше, чем в марте." in said
    assert "сумма за апрель 2026 года — 70 000,00 ₽: на 10 000,00 ₽ больше, чем в марте" in said
    assert not [one for one in answer["steps"] if one["id"].startswith("member_")], (
        "two deals tell nothing of a channel"
    )
    (few,) = [one["said"] for one in answer["steps"] if one["rule"]]
    assert few.endswith("месяцев с данными: 2."), few


def test_what_is_left_after_the_expenses_is_told_with_its_causes_and_a_loss_as_a_loss(tmp_path: Path) -> None:
    """Both months: four chairs for 1,000 that cost 600, so 1,600 before expenses; they are 2,000 in April, 1,000 after.

    April ends in a loss of 400, May in a profit of 600: 1,000 more, all of it by the expenses.
    """
    sales = [f"{one};600" for month, last in ((4, 30), (5, 31)) for one in (*whole(month, last), *steady(month, "АБ"))]
    costs = [
        day(month, one, "Аренда", half) for month, last, half in ((4, 30, 1000), (5, 31, 500)) for one in (1, last)
    ]
    path = book(tmp_path, (_HEADS + ";Себестоимость", sales), ("Дата;Статья расхода;Сумма расхода", costs))
    assert kpi("settings", "vat_basis=without", "--book", path).code == 0
    answer = first(path, "2026-05")
    (left,) = [one for one in answer["results"] if one["metric"] == "profit"]
    assert (Decimal(left["value"]), Decimal(left["base"]["before"])) == (Decimal(600), Decimal(-400))
    said = " ".join(answer["happened"]).replace("\u00a0", " ")
    assert "Прибыль за май 2026 года — 600,00 ₽: на 1 000,00 ₽ больше, чем в апреле, где был убыток 400,00 ₽." in said
    assert (
        "Прибыль, изменение к апрелю 2026 года по частям: расходы ниже (2 000,00 ₽ → 1 000,00 ₽) +1 000,00 ₽." in said
    )
    assert "Валовая прибыль за" not in said


def test_without_costs_the_word_on_vat_is_not_asked_for(fallen: Path) -> None:
    assert "НДС" not in first(fallen, "2026-05")["add"]


def test_what_if_without_a_lever_names_the_levers_of_the_month(fallen: Path) -> None:
    answer = kpi("whatif", "--book", fallen, "--month", "2026-05")
    assert answer.code != 0
    assert "Скажите, какой рычаг и насколько изменить" in answer.said
    assert "Рычаги этого месяца: " in answer.said
    assert "Средн" in answer.said.split("Рычаги этого месяца: ")[1]
