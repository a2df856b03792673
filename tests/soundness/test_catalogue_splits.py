"""Every split that the sources' catalogue asks for can be asked, or it is written here why it has no meaning."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.books import new_book
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.core.missing import Missing, Reason
from tests.catalogue.formulas import CATALOGUE
from tests.shared import shared

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.engine import Engine

#: Words of the column «splits» that mean the window, a comparison, a parameter or the whole company.
NO_DIMENSION = {
    "период", "день", "месяц", "неделя", "год", "квартал", "динамика", "период/сезон", "месяц/квартал/год", "время",
    "день/неделя/месяц в динамике", "весь период или год", "день спринта",
    "компания", "к прошлому и к конкурентам", "менеджер против команды", "N = 1,3,5,10", "T — параметр", "среднее",
    "без выбросов", "вложения в развитие", "любой показатель", "any", "срок", "чек", "клиенты", "подписчики",
}  # fmt: skip

DIMENSIONS = {
    "channel": {"источник трафика", "канал", "источник", "источник лида", "рекламный канал", "вид рекламы/канал",
                "каждый рекламный канал и в целом", "каждый вид рекламы отдельно"},
    "page": {"страница", "страница входа"},
    "campaign": {"кампания", "акция"},
    "manager": {"продавец", "менеджер", "сотрудник", "каждый сотрудник", "консультант/продавец/менеджер"},
    "team": {"команда"},
    "product": {"товар", "продукт", "услуга/функция"},
    "product_group": {"группа товаров"},
    "segment": {"сегмент", "сегмент покупателей", "сегмент (лиды/покупатели)", "сегмент (корпоративный)",
                "сегмент SMB", "отрасль/сегмент", "отрасль"},
    "region": {"регион", "рынок"},
    "customer": {"клиент", "клиент или среднее"},
    "project": {"проект"}, "sprint": {"спринт"}, "mailing": {"рассылка"}, "stage": {"стадия"}, "reason": {"причина"},
    "device": {"мобильная/десктоп"},
    "goal_kind": {"вид целевого действия (переход, заказ, покупка)"},
    "checkout_step": {"шаг оформления"},
    "email_action": {"вид действия (ссылка, купон, промокод)"},
    "activity_kind": {"вид действия"},
    "call_direction": {"входящие/исходящие"},
    "response_kind": {"вид отклика"},
}  # fmt: skip

#: Pairs without meaning, or that stand elsewhere, each with its reason.
ELSEWHERE = {
    ("profit", "product"): "overheads belong to no product; by product it is gross_profit and margin",
    ("breakeven_units", "product"): "fixed costs belong to no product; NUMBERS 21 allows one product or a stated mix",
    ("top_arpu_segments", "segment"): "it is the ranking of segments itself: they are its parts",
    ("top_arpu_segments", "customer"): "the ranking of customers is arpa by customer",
    ("conv_call_visit", "call_direction"): "a visit says nothing of the call before it; act_calls splits so",
}


def asked() -> list[tuple[str, str, str]]:
    text = shared("catalogue/catalogue.csv").read_text("utf-8")
    return [
        (row["id"], word, by)
        for row in csv.DictReader(io.StringIO(text))
        for word in filter(None, (part.strip() for part in row["splits"].split(";")))
        if word not in NO_DIMENSION
        for by in [next((by for by, words in DIMENSIONS.items() if word in words), "")]
    ]


def carries(fact: str, by: str) -> bool:
    """Whether rows of the fact can belong to a member: by a column, by the person's team, by fixed words."""
    columns = {column.id for column in CATALOGUE.facts[fact].columns}
    words = {column.split for column in CATALOGUE.facts[fact].columns}
    return by in columns | words or (by == "team" and "manager" in columns)


def lacking(metric: str, by: str) -> list[str]:
    """The measures that keep the metric from the split."""
    if not CATALOGUE.metrics[metric].splits:
        return [metric]
    whole = CATALOGUE.metrics[metric].whole.get(by, ())
    parts = {name for part in CATALOGUE.dimensions[by].parts for name in part.columns} if by != "customer" else set()
    found = []
    for leaf in leaves_of(CATALOGUE, [metric]):
        measure = CATALOGUE.measures[leaf.measure]
        fits = leaf.total or measure.optional or measure.id in whole or measure.id in parts
        if not fits and not carries(measure.fact, by):
            found.append(measure.id)
    return found


def test_every_split_of_the_sources_can_be_asked() -> None:
    pairs = asked()
    assert len(pairs) > 150
    assert [word for _, word, by in pairs if not by] == []
    absent = {(metric, by) for metric, _, by in pairs if lacking(metric, by)}
    assert absent == set(ELSEWHERE)


def book_with(folder: Path, text: str, name: str = "table.csv") -> Path:
    book, export = folder / "b.kpi", folder / name
    export.write_text(text, encoding="utf-8")
    if not book.exists():
        new_book(book, "Лавка", "RUB", "ru")
    (report,) = import_files(load_workspace(), book, [export], {})
    assert report.imported
    return book


def split(book: Path, metric: str, by: str, month: str = "2026-10") -> dict[str | None, Value]:
    _, _, figures = month_figures(load_workspace(), book, month, metric=metric, by=by)
    return {one.member: one.value for one in figures}


RESPONSES = """Дата;Канал;Расход;Отклики;Звонки;Письма
01.10.2026;Яндекс;1000;20;10;5
31.10.2026;ВК;1500;30;5;5
"""


def test_the_whole_cost_stands_over_each_kind_of_responses(tmp_path: Path) -> None:
    # 2,500 over 15 calls, 10 letters and the 25 responses of which nothing is said; 2,500 / 50 in all
    found = split(book_with(tmp_path, RESPONSES), "cost_per_response", "response_kind")
    assert found[None] == Decimal(50)
    assert found["письмо"] == Decimal(250)
    assert found[""] == Decimal(100)
    assert isinstance(call := found["звонок"], Decimal)
    assert round(call, 2) == Decimal("166.67")
    assert set(found) == {None, "звонок", "письмо", ""}


def test_responses_told_by_kinds_alone_are_their_sum(tmp_path: Path) -> None:
    # «Заявки» beside calls are forms: 10 + 5 + 0, 5 + (empty) + 20: 40 responses for 2,000
    text = "Дата;Канал;Расход;Звонки;Письма;Заявки\n01.10.2026;А;1000;10;5;0\n31.10.2026;А;1000;5;;20\n"
    found = split(book_with(tmp_path, text), "cost_per_response", "response_kind")
    assert found[None] == Decimal(50)
    assert found["заявка с сайта"] == Decimal(100)
    assert found["письмо"] == Decimal(400)
    assert "" not in found


def test_more_parts_than_responses_are_refused(tmp_path: Path) -> None:
    text = "Дата;Канал;Расход;Отклики;Звонки;Письма\n01.10.2026;А;1000;3;4;1\n31.10.2026;А;0;0;0;0\n"
    found = split(book_with(tmp_path, text), "cost_per_response", "response_kind")
    assert isinstance(rest := found[""], Missing)
    assert rest.reason is Reason.NOT_IN_THIS_CUT
    assert found["звонок"] == Decimal(250)


CHECKOUT = """Дата;Тип устройства;Визиты;Посетители с корзиной;Начали оформление;Дошли до оплаты;Купившие из корзины
01.10.2026;Смартфоны;100;50;30;20;10
31.10.2026;ПК;100;40;30;30;20
"""


def test_carts_are_lost_step_by_step(tmp_path: Path) -> None:
    # 90 carts, 60 began, 50 came to the payment, 30 bought
    book = book_with(tmp_path, CHECKOUT)
    found = split(book, "cart_abandonment", "checkout_step")
    assert list(found) == [None, "корзина", "оформление", "оплата"]
    expected = [Decimal(60) / 90, Decimal(30) / 90, Decimal(10) / 60, Decimal(20) / 50]
    for value, wanted in zip(found.values(), expected, strict=True):
        assert isinstance(value, Decimal)
        assert abs(value - wanted) < Decimal("1e-20")
    assert split(book, "cart_abandonment", "device") == {
        None: found[None], "компьютер": Decimal("0.5"), "телефон": Decimal("0.8"),
    }  # fmt: skip


def test_a_step_that_an_import_does_not_tell_has_no_value(tmp_path: Path) -> None:
    """Another month without the column of payments: its step is not counted as if nobody came to the payment."""
    book_with(tmp_path, CHECKOUT)
    other = "Дата;Визиты;Посетители с корзиной;Начали оформление;Купившие из корзины\n01.09.2026;9;8;4;2\n"
    book = book_with(tmp_path, other + "30.09.2026;9;2;1;1\n", "other.csv")
    found = split(book, "cart_abandonment", "checkout_step", "2026-09")
    assert found["корзина"] == Decimal("0.5")
    assert found["оформление"] == Decimal("0.4")
    assert isinstance(lost := found["оплата"], Missing)
    assert lost.reason is Reason.NO_COLUMN


MAILING = """Дата отправки;Рассылка;Отправлено;Доставлено;Открыто;Переходы;Применили купон;Применили промокод
01.10.2026;А;110;100;50;20;5;3
31.10.2026;Б;110;100;30;10;0;1
"""


def test_actions_after_a_mailing_over_all_letters(tmp_path: Path) -> None:
    found = split(book_with(tmp_path, MAILING), "email_ctr", "email_action")
    assert found == {
        None: Decimal("0.15"), "переход по ссылке": Decimal("0.15"), "купон": Decimal("0.025"),
        "промокод": Decimal("0.02"),
    }  # fmt: skip
    of_opened = split(tmp_path / "b.kpi", "email_ctor", "email_action")
    assert of_opened["промокод"] == Decimal("0.05")


def test_goals_side_by_side_over_all_visitors(tmp_path: Path) -> None:
    head = "Дата;Визиты;Отказы;Целевые действия;Целевые переходы;Целевые заказы\n"
    book = book_with(tmp_path, head + "01.10.2026;150;5;4;40;9\n31.10.2026;50;5;6;10;1\n")
    found = split(book, "cr_site_visits", "goal_kind")
    assert found == {None: Decimal("0.05"), "переход": Decimal("0.25"), "заказ": Decimal("0.05")}


CALLS = """Дата звонка;Время;Направление;Номер;Длительность;Менеджер
01.10.2026;10:00;входящий;79000000001;60;Анна
01.10.2026;11:00;исходящий;79000000002;60;Анна
31.10.2026;10:00;исходящий;79000000003;60;Борис
"""


def test_fixed_words_split_like_any_text_and_add_up(tmp_path: Path) -> None:
    found = split(book_with(tmp_path, CALLS), "act_calls", "call_direction")
    assert found == {None: Decimal(3), "входящий": Decimal(1), "исходящий": Decimal(2)}


EXPENSES = """Дата;Статья;Класс;Сумма
01.10.2026;Аренда;постоянные;1000
15.10.2026;Премии;постоянные;500
31.10.2026;Упаковка;переменные;250
"""


def test_expenses_by_class_add_up_to_all_of_them(tmp_path: Path) -> None:
    found = split(book_with(tmp_path, EXPENSES), "operating_expenses", "expense_class")
    members = [value for member, value in found.items() if member is not None]
    assert found[None] == Decimal(1750)
    assert sorted(value for value in members if isinstance(value, Decimal) and value) == [Decimal(250), Decimal(1500)]
    assert sum(value for value in members if isinstance(value, Decimal)) == Decimal(1750)


SALES = """Дата;Документ;Покупатель;Товар;Количество;Сумма
01.10.2026;1;Анна;Ваза;1;100
02.10.2026;2;Анна;Ваза;1;50
31.10.2026;3;Борис;Ваза;1;30
31.10.2026;4;;Ваза;1;20
"""


def test_revenue_by_customer_adds_up_with_those_without_a_name(tmp_path: Path) -> None:
    found = split(book_with(tmp_path, SALES), "revenue", "customer")
    assert found == {None: Decimal(200), "Анна": Decimal(150), "Борис": Decimal(30), "": Decimal(20)}


def test_calls_of_one_direction_are_no_base_of_all_visits(tmp_path: Path) -> None:
    """What is refused is refused with a reason and never told as another number."""
    book = book_with(tmp_path, CALLS)
    book_with(
        tmp_path,
        "Дата встречи;Клиент;Менеджер;Количество встреч\n01.10.2026;А;Анна;1\n31.10.2026;Б;Анна;1\n",
        "visits.csv",
    )
    found = split(book, "conv_call_visit", "call_direction")
    assert isinstance(found.pop(None), Decimal)
    assert all(isinstance(value, Missing) and value.reason is Reason.NOT_IN_THIS_CUT for value in found.values())


def test_every_split_of_the_sample_company_is_answered_or_refused(sample_engine: Engine) -> None:
    """No metric breaks on a split that one of its facts has and another has not."""
    month = sample_engine.default_month()
    assert month is not None
    facts = sample_engine.catalogue.facts.values()
    fixed = {column.split for fact in facts for column in fact.columns if column.split} - {"device", "channel_by"}
    for by in sorted(fixed | {"customer"}):
        found = sample_engine.figures(list(sample_engine.catalogue.metrics), [month], by)
        assert any(isinstance(one.value, Decimal) for one in found), by
