"""The report's say on the rules: findings with what to check, the rest in two lines, nothing where nothing is said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.findings import program_rules
from kpi_desktop.engine.findings.joint import findings
from kpi_desktop.engine.provisos import parameter_flags
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.bundle import Said
from kpi_desktop.report.brand import load_brand
from kpi_desktop.report.pages import report_html
from kpi_desktop.report.sections import findings as section
from kpi_desktop.report.view import Setting
from tests.report.month import bundle, catalogue
from tests.unit.engine.findings.months import absent, sight

if TYPE_CHECKING:
    from kpi_desktop.engine.findings.sight import Sight


def setting(seen: Sight, lang: str = "ru") -> Setting:
    said = Said(findings(program_rules(catalogue()), seen), seen)
    return Setting(replace(bundle(), said=said), Translator(lang), load_brand(None))


def nothing() -> Sight:
    """A book with one metric that waits for leads."""
    return absent(catalogue(), ["leads"])


def lossy() -> Sight:
    """A loss of 12,345.67 and three unpaid contracts; nothing else is known, leads are waited for."""
    seen = sight(catalogue(), {"profit": [Decimal("-12345.67")], "unpaid_contracts": [Decimal(3)]})
    return replace(seen, figures={**seen.figures, **nothing().figures})


def test_where_too_few_figures_are_all_there_is_to_say_the_box_says_it_and_there_is_no_section() -> None:
    given = setting(nothing())
    assert section.section(given) is None
    box = section.box(given)
    assert [line.title for line in box.lines] == ["Показателей мало, чтобы судить о целом"]
    assert box.quiet == ""
    html = report_html(given.bundle, "ru")
    assert 'id="findings"' not in html
    assert "посмотреть не удалось" not in html


def test_beside_findings_what_could_not_be_looked_at_is_told_in_two_lines_by_its_data() -> None:
    found = section.section(setting(lossy()))
    assert found is not None
    view = found.view
    assert isinstance(view, section.All)
    assert [line.title for line in view.lines] == [
        "Убыток", "Подписано, но не оплачено", "Показателей мало, чтобы судить о целом",
    ]  # fmt: skip
    # 35 rules, three of them speak; of those that do not only the ones on leads say what they wait for
    assert view.unheard == "32 правила посмотреть не удалось. Не хватает данных: «Лиды»."
    english = section.section(setting(lossy(), "en"))
    assert english is not None
    assert isinstance(english.view, section.All)
    assert english.view.unheard == "32 rules could not be looked at. Data that is not there: “Leads”."


def test_a_month_without_anything_to_check_says_how_many_rules_were_looked_at() -> None:
    figures = ("profit", "unpaid_contracts", "receivables_overdue", "plan_attainment", "revenue_share_new")
    fine = {"plan_attainment": "1", "revenue_share_new": "0.4"}
    totals = {name: [Decimal(fine.get(name, "0"))] * 2 for name in figures}
    box = section.box(setting(sight(catalogue(), totals)))
    assert box.lines == ()
    assert box.quiet == "Посмотрено 6 правил: проверять нечего.", "five of figures, one of the data itself"
    assert section.section(setting(sight(catalogue(), totals))) is None


def test_the_cover_says_what_to_do_first_with_its_figure() -> None:
    """A reader who turns no page knows of the loss; a quiet month has no such box."""
    given = setting(lossy())
    line = section.box(given).lines[0]
    assert line.title == "Убыток"
    assert "12\u00a0345,67" in line.evidence
    html = report_html(given.bundle, "ru")
    cover = html[html.index('class="cover"') : html.index('class="contents"')]
    assert "Что сделать сначала" in cover
    assert "12\u00a0345,67" in cover
    quiet = report_html(bundle(), "ru")
    assert "Что сделать сначала" not in quiet


def test_a_choice_is_told_in_words_under_the_figure() -> None:
    """The owner never chose «ru»: the note says which week it is."""
    (flag,) = parameter_flags(catalogue(), ["working_week"])
    assert Translator("ru")(flag.message) == "Рабочая неделя: пятидневка с праздниками"
    assert Translator("en")(flag.message) == "Working week: five days, Russian holidays"
