"""Wrong formulas as owners write them: each error points at the place and says what to do, in both languages."""

from __future__ import annotations

import pytest

from kpi_desktop import resources
from kpi_desktop.catalogue.draft import Draft, examine
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.i18n.translator import Translator

CATALOGUE = load_catalogue(resources.folder("formulas"))

#: The formula, where the mistake is, a word of the error or of its advice in Russian.
_WRONG = [
    ("", 0, "Например"),
    ("моя / лиды", 0, "из чего показатель считается"),
    ("лиды / [моя]", 7, "саму себя"),
    ("сумма(выручка)", 0, "уже сложена"),
    ("СУММА(", 0, "уже сложена"),
    ("среднее(выручка; 3)", 0, "одна мера, делённая на другую"),
    ("выручка / ", 10, "обрывается"),
    ("лиды * 2 +", 10, "последний знак"),
    ("выручка лиды", 8, "знака действия"),
    ("(выручка + прибыль", 0, "не закрыта"),
    ("выручка)", 7, "Уберите её"),
    ("выручка + лиды", 8, "Разделите"),
    ("выручка - [Количество лидов]", 8, "деньги"),
    ("[Выручка", 0, "после имени"),
    ("[] / лиды", 0, "имя между ними"),
    ("выручка / 0", 8, "на ноль"),
    ("если(выручка > 0; 1)", 0, "3 аргумента"),
    ("если(выручка; 1; 0)", 0, "сравнение"),
    ("выручка > прибыль", 8, "если("),
    ("выручка ** 2", 9, "^2"),
    ("выручка ^ лиды", 10, "^2"),
    ("выручка / месяцы", 10, "не мера и не показатель"),
    ("выручка / месяцы", 10, "Близкие по смыслу: [Месяцев в периоде]; [Человеко-месяцы]"),
    ("revenue / months", 10, "Близкие по смыслу: cash_months («Месяцев в периоде»); headcount_months («"),
    ("revenue / customers", 10, "Близкие по смыслу: customers_registered («"),
    ("выручка / менеджер", 10, "Это разрез, а не число"),
    ("выручка / регионы", 10, "Это разрез, а не число"),
    ("выручка / ъъъъ", 10, "Начните писать имя"),
    ("выручкаа / лиды", 0, "Может быть, «Выручка»"),
    ("выручка % лиды", 8, "а / б"),
    ("выручка; лиды", 7, "одну формулу"),
    ("год_назад(выручка", 9, "не закрыта"),
    ("год_назад(выручка; лиды)", 0, "сколько периодов"),
    ("скользящий(выручка)", 0, "2 аргумента"),
    ("мин()", 0, "Аргументы разделяют"),
    ("5", 0, "Назовите меру"),
    ("выручка € 2", 8, "ничего не означает"),
    ("sum(revenue)", 0, "уже сложена"),
    ("revenue + leads", 8, "лиды"),
    ("revenue = 5", 8, "если("),
    ("year_ago(revenue)", 0, "Есть функции: если"),
]


@pytest.mark.parametrize(("formula", "at", "told"), _WRONG)
def test_an_error_points_at_the_place_and_says_what_to_do(formula: str, at: int, told: str) -> None:
    found = examine(CATALOGUE, Draft(id="mine", name="Моя", name_en="Mine", formula=formula))
    mistake = next(one for one in found.mistakes if one.key == "formula")
    assert mistake.at == at
    russian, english = (Translator(lang) for lang in ("ru", "en"))
    assert mistake.fix is not None
    assert told in f"{russian(mistake.message)} {russian(mistake.fix)}"
    assert english(mistake.fix) != russian(mistake.fix)


def test_internal_functions_are_offered_to_nobody() -> None:
    found = examine(CATALOGUE, Draft(id="mine", name="Моя", formula="zzz(revenue)"))
    fix = next(one for one in found.mistakes if one.key == "formula").fix
    assert fix is not None
    for lang, offered, internal in (("ru", "год_назад", "не_достигнуто"), ("en", "yoy", "not_reached")):
        said = Translator(lang)(fix)
        assert offered in said
        assert internal not in said
