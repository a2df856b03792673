"""Own metrics while they are written: what is wrong and where, which TOML they become, what a broken one harms."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kpi_desktop.catalogue.draft import Draft, Examined, draft_of_text, examine
from kpi_desktop.catalogue.own import with_own
from kpi_desktop.catalogue.trial import try_metric
from kpi_desktop.i18n.translator import Translator
from tests.catalogue.formulas import CATALOGUE

RUSSIAN = Translator("ru")

GOOD = Draft(
    id="revenue_per_lead",
    name="Выручка на лид",
    formula="Выручка / Лиды",
    inputs={"Выручка": "1 000", "Лиды": "3"},
    expected="333,33",
)


def keys(found: Examined) -> list[str]:
    return [mistake.key for mistake in found.mistakes]


def test_a_good_draft_is_a_metric_with_its_unit_and_words() -> None:
    found = examine(CATALOGUE, GOOD)
    assert found.mistakes == ()
    assert found.metric is not None
    assert (found.metric.formula, str(found.metric.unit)) == ("revenue / leads", "money/lead")
    assert found.words is not None
    assert RUSSIAN(found.words) == "Выручка ÷ Лиды"
    whole, refused = with_own(CATALOGUE, {GOOD.id: found.text})
    assert not refused
    assert try_metric(whole, GOOD.id, {"revenue": Decimal(900), "leads": Decimal(4)}).value == 225


def test_the_toml_comes_back_as_the_owner_wrote_it() -> None:
    text = examine(CATALOGUE, GOOD).text
    again = draft_of_text(text)
    assert (again.id, again.name, again.formula) == (GOOD.id, GOOD.name, GOOD.formula)
    assert examine(CATALOGUE, again).text == text


@pytest.mark.parametrize(
    ("formula", "at", "said"),
    [
        ("Выручка / Лидыы", 10, "«Лидыы» — не мера и не показатель"),
        ("Выручка + Лиды", 8, "Единицы не сходятся"),
        ("Выручка / (Лиды", 10, "не закрыта"),
        ("Выручка / Лиды )", 15, "Лишняя скобка"),
        ("если(Выручка; 1; 2)", 0, "должно быть сравнение"),
        ("[Выручка на лид] * 2", 0, "опирается на саму себя"),
    ],
)
def test_a_mistake_points_at_its_place(formula: str, at: int, said: str) -> None:
    found = examine(CATALOGUE, replace(GOOD, formula=formula))
    assert found.mistakes[0].at == at
    assert said in RUSSIAN(found.mistakes[0].message)
    assert not found.text


def test_the_nearest_name_is_offered() -> None:
    mistake = examine(CATALOGUE, replace(GOOD, formula="Выручка / Лидыы")).mistakes[0]
    assert mistake.fix is not None
    assert "«Лиды»" in RUSSIAN(mistake.fix)


@pytest.mark.parametrize("taken", ["revenue", "orders", "if", "Bad", "channel", "potential_customers"])
def test_an_id_shadows_nothing(taken: str) -> None:
    assert keys(examine(CATALOGUE, replace(GOOD, id=taken)))[0] == "id"


def test_a_name_that_is_taken_is_refused() -> None:
    assert keys(examine(CATALOGUE, replace(GOOD, name="выручка"))) == ["name"]


def test_a_wrong_example_is_refused_and_the_value_can_still_be_shown() -> None:
    found = examine(CATALOGUE, replace(GOOD, expected="334"))
    assert keys(found) == ["example"]
    assert found.metric is not None
    assert not found.text
    assert keys(examine(CATALOGUE, replace(GOOD, inputs={}))) == ["example"]


def test_an_example_rounded_too_coarsely_proves_nothing() -> None:
    coarse = replace(GOOD, inputs={"Выручка": "10", "Лиды": "7"}, expected="1")
    assert keys(examine(CATALOGUE, coarse)) == ["example"]


@pytest.mark.parametrize(
    ("unit", "formula", "kind"),
    [
        ("₽/лид", "Выручка / Лиды", "money"),
        ("%", "Лиды / [Визиты на сайт]", "share"),
        ("раз", "Лиды / [Визиты на сайт]", "times"),
        ("шт", "Лиды - [Визиты на сайт]", "count"),
    ],
)
def test_the_owners_words_for_units(unit: str, formula: str, kind: str) -> None:
    found = examine(CATALOGUE, replace(GOOD, formula=formula, unit=unit))
    assert found.metric is not None
    assert found.metric.display.value == kind


def test_a_unit_that_differs_from_the_formula_is_refused() -> None:
    assert keys(examine(CATALOGUE, replace(GOOD, unit="%")))[0] == "unit"
    assert keys(examine(CATALOGUE, replace(GOOD, unit="попугаев")))[0] == "unit"


def test_a_percent_in_the_example_is_a_share() -> None:
    draft = replace(GOOD, formula="Лиды / [Визиты на сайт]", unit="%", inputs={"Лиды": "1", "Визиты на сайт": "8"})
    assert examine(CATALOGUE, replace(draft, expected="12,5 %")).mistakes == ()
    assert keys(examine(CATALOGUE, replace(draft, expected="12,5"))) == ["example"]


def test_an_own_metric_that_no_longer_fits_harms_no_other() -> None:
    text = examine(CATALOGUE, GOOD).text
    twice = examine(
        with_own(CATALOGUE, {GOOD.id: text})[0],
        Draft("twice", "2 * [Выручка на лид]", "Дважды", inputs={"Выручка на лид": "3"}, expected="6"),
    ).text
    texts = {
        "twice": twice,
        "alone": text.replace(GOOD.id, "alone").replace(GOOD.name, "Сам"),
        "broken": "id = [",
        "revenue": text,
        "braces": text.replace('[definition]\nru = ""', '[definition]\nru = "{working_week*2}"'),
    }
    whole, refused = with_own(CATALOGUE, texts)
    assert {one.id for one in refused} == {"twice", "broken", "revenue", "braces"}
    assert set(whole.metrics) - set(CATALOGUE.metrics) == {"alone"}
    assert whole.metrics["revenue"] == CATALOGUE.metrics["revenue"]


def test_a_catalogue_file_of_a_colleague_can_be_taken_over() -> None:
    text = (
        'id = "per_lead"\nru = "На лид"\nen = "Per lead"\nformula = "money / people"\nunit = "money/lead"\n'
        '[symbols]\nmoney = "revenue_net"\npeople = "leads"\n'
        '[[examples]]\ninputs = { revenue_net = "10", leads = "4" }\nexpected = "2.5"\n'
    )
    found = examine(CATALOGUE, draft_of_text(text))
    assert found.mistakes == ()
    assert found.metric is not None
    assert found.metric.symbols == {"revenue_net": "revenue_net", "leads": "leads"}
