"""A formula set in type, in words and with its numbers put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.expr.dialects import html, substituted, words
from kpi_desktop.expr.dialects.dependencies import names, terms
from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.translator import Translator
from tests.unit.expr.reading import bound

if TYPE_CHECKING:
    from decimal import Decimal

LABELS = {"revenue": "Выручка", "orders": "Заказы", "sharp": "<b>&«Ч»"}


def fraction(upper: str, lower: str) -> str:
    return f'<span class="frac"><span class="num">{upper}</span><span class="den">{lower}</span></span>'


def name(text: str) -> str:
    return f'<span class="name">{text}</span>'


HTML = [
    ("revenue / orders", fraction(name("Выручка"), name("Заказы"))),
    ("(a - b) / (a + b)", fraction(f"{name('a')} − {name('b')}", f"{name('a')} + {name('b')}")),
    ("a / b * c", f"{fraction(name('a'), name('b'))} × {name('c')}"),
    ("c - a / b", f"{name('c')} − {fraction(name('a'), name('b'))}"),
    ("(a + b) * c", f"({name('a')} + {name('b')}) × {name('c')}"),
    ("(a / b)^2", f"({fraction(name('a'), name('b'))})<sup>2</sup>"),
    ("-(a + b)", f"−({name('a')} + {name('b')})"),
    ("sharp * 1.5", f"{name('&lt;b&gt;&amp;«Ч»')} × 1,5"),
    ("if(a < b; a; 0)", f"если({name('a')} &lt; {name('b')}; {name('a')}; 0)"),
    ("if(b > 0; (a - b) / b; no_base())", fraction(f"{name('a')} − {name('b')}", name("b"))),
    ("trailing(a; 3)", f"скользящий({name('a')}; 3)"),
]


@pytest.mark.parametrize(("formula", "expected"), HTML)
def test_html(formula: str, expected: str) -> None:
    assert html.render(parse(formula), lambda text: LABELS.get(text, text)) == expected


def test_html_in_english() -> None:
    assert html.render(parse("min(a; 1.5)"), str, "en") == 'min(<span class="name">a</span>; 1.5)'


WORDS = [
    ("revenue / orders", "Выручка ÷ Заказы", "Revenue ÷ Orders"),
    ("revenue / orders * 1.5", "(Выручка ÷ Заказы) × 1,5", "(Revenue ÷ Orders) × 1.5"),
    ("revenue - orders - 1", "Выручка − Заказы − 1", "Revenue − Orders − 1"),
    ("(revenue - orders) / orders", "(Выручка − Заказы) ÷ Заказы", "(Revenue − Orders) ÷ Orders"),
    ("trailing(revenue; 3)", "Выручка (за 3 месяца)", "Revenue (over 3 months)"),
    ("trailing(revenue; 12)", "Выручка (за 12 месяцев)", "Revenue (over 12 months)"),
    ("prev(revenue)", "Выручка (прошлый период)", "Revenue (previous period)"),
    ("prev(revenue; 21)", "Выручка (21 период назад)", "Revenue (21 periods earlier)"),
    ("yoy(revenue)", "Выручка (год назад)", "Revenue (a year earlier)"),
    ("yoy(revenue; 2)", "Выручка (2 года назад)", "Revenue (2 years earlier)"),
    ("ytd(revenue)", "Выручка (с начала года)", "Revenue (since the start of the year)"),
    ("revenue / total(revenue)", "Выручка ÷ Выручка (вся компания)", "Revenue ÷ Revenue (whole company)"),
    (
        "if(orders > 0; revenue; 0)",
        "если Заказы > 0, то Выручка, иначе 0",
        "if Orders > 0 then Revenue, else 0",
    ),
    ("max(revenue; 0) / 2", "наибольшее из (Выручка; 0) ÷ 2", "the largest of (Revenue; 0) ÷ 2"),
    ("coalesce(revenue; orders)", "первое известное из (Выручка; Заказы)", "the first known of (Revenue; Orders)"),
    ("abs(revenue)", "Выручка без знака", "Revenue without its sign"),
    ("-revenue", "−Выручка", "−Revenue"),
    ("1 + abs(revenue)", "1 + (Выручка без знака)", "1 + (Revenue without its sign)"),
    (
        "if(revenue > 0; revenue; never())",
        "если Выручка > 0, то Выручка, иначе значения нет",
        "if Revenue > 0 then Revenue, else no value",
    ),
]


@pytest.mark.parametrize(("formula", "russian", "english"), WORDS)
def test_words(formula: str, russian: str, english: str) -> None:
    assert Translator("ru")(words.render(parse(formula), lambda text: LABELS[text])) == russian
    assert Translator("en")(words.render(parse(formula), str.title)) == english


def test_words_of_measures() -> None:
    message = words.render(bound("trailing(a; 3) / yoy(b)"))
    assert Translator("ru")(message) == "мера a (за 3 месяца) ÷ мера b (год назад)"
    assert Translator("en")(message) == "the a (over 3 months) ÷ the b (a year earlier)"


SHOWN = {"revenue": "750 000", "orders": "250", "loss": "−10", "trailing(aov; 3)": "2 900", "none": "—"}
NUMBERS = [
    ("revenue / orders", "3 000", "750 000 / 250 = 3 000"),
    ("(revenue - orders) / orders", "x", "(750 000 − 250) / 250 = x"),
    ("revenue - loss", "x", "750 000 − (−10) = x"),
    ("loss - revenue", "x", "−10 − 750 000 = x"),
    ("-loss", "10", "−(−10) = 10"),
    ("loss^2", "100", "(−10)^2 = 100"),
    ("revenue * 0.5", "x", "750 000 × 0,5 = x"),
    ("trailing(aov; 3) / revenue", "x", "2 900 / 750 000 = x"),
    ("none / orders", "", "— / 250"),
    ("2 * if(loss > 0; loss - orders; no_base())", "—", "2 × (−10 − 250) = —"),
    ("if(loss > 0; never(); 2)", "—", "2 = —"),
    ("min(never(); 2)", "—", "мин(—; 2) = —"),
    ("max(loss; 0)", "0", "макс(−10; 0) = 0"),
]


@pytest.mark.parametrize(("formula", "result", "expected"), NUMBERS)
def test_numbers_put_in(formula: str, result: str, expected: str) -> None:
    def number(value: Decimal) -> str:
        return str(value).replace(".", ",")

    assert substituted.render(parse(formula), SHOWN.__getitem__, number, result) == expected


def test_dependencies() -> None:
    tree = parse("a / trailing(b; 3) + a * [Средний чек] - c")
    assert names(tree) == ("a", "b", "Средний чек", "c")
    assert [render(term) for term in terms(tree)] == ["a", "trailing(b; 3)", "[Средний чек]", "c"]
