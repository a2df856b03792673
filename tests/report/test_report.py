"""The PDF of a month, read back by another program."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import Cancelled, KpiDesktopError, ProgramAbsent, UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base, Covered, Figure
from kpi_desktop.present.bundle import KpiMatrix
from kpi_desktop.present.matrix import computed
from kpi_desktop.present.numbers import figure_text
from kpi_desktop.report import render
from kpi_desktop.report.render import ReportInfo, render_report
from tests.report import pdf
from tests.report.month import MONTH, bundle, catalogue, small

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.present.bundle import Bundle

#: A4 in points, and the report's margins.
WIDTH, HEIGHT, MARGIN = 595.3, 841.9, 50.0


@pytest.fixture(scope="module", params=["ru", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, lang: str) -> ReportInfo:
    return render_report(bundle(), tmp_path_factory.mktemp("full") / "report.pdf", lang)


def test_pages_tags_and_language(full: ReportInfo, lang: str) -> None:
    facts = pdf.facts(full.path)
    assert facts["Tagged"] == "yes"
    assert facts["Page size"].endswith("(A4)")
    assert int(facts["Pages"]) == full.pages == len(pdf.pages(full.path)) >= 6
    assert facts["Title"].startswith("ООО «Ромашка»: ")
    assert f"/Lang ({lang})".encode() in pdf.objects(full.path)
    assert pdf.pages(full.path)[2].endswith(f"3 {'из' if lang == 'ru' else 'of'} {full.pages}")


def test_only_our_fonts_and_all_inside(full: ReportInfo) -> None:
    found = pdf.fonts(full.path)
    assert found
    assert all("Inter" in name and embedded for name, embedded in found)


def test_every_printed_figure_is_the_text_of_the_contract(full: ReportInfo, lang: str) -> None:
    table, found = pdf.pages(full.path)[2], bundle()
    for metric_id in computed(found):
        figure = found.matrix.total[metric_id, MONTH.month_text]
        assert pdf.spaced(figure_text(figure, catalogue().metrics[metric_id], "RUB", lang)) in table


def test_what_every_part_says(full: ReportInfo, lang: str) -> None:
    text = " ".join(pdf.pages(full.path))
    if lang == "ru":
        expected = [
            "Данные на 30.11.2011",
            "Чистая выручка за ноябрь 2011 года — 948 080,82 ₽, это на 6,4 % меньше, чем в октябре.",
            "974 416,40 ₽ / 1 644 = 592,71 ₽",
            "Источник: Продажи 2011.xlsx; данные на 30.11.2011",
            "(не указано)",
            "«Строки продаж» со столбцом «Себестоимость» — даст ещё 2 показателя",
            "−10,10 ₽",
            "RUB, суммы с НДС",
        ]
    else:
        expected = [
            "Data as of 30 Nov 2011",
            "Net revenue for November 2011: ₽948,080.82, 6.4% less than in October.",
            "₽974,416.40 / 1,644 = ₽592.71",
            "(not specified)",
            "“Sale lines” with a column “Cost” — gives 2 more metrics",
            "−₽10.10",
            "RUB, sums with VAT",
        ]
    for sentence in expected:
        assert sentence in text
    assert text.count("НДС" if lang == "ru" else "VAT") >= full.pages


def test_nothing_runs_out_of_the_page_or_into_its_neighbour(full: ReportInfo) -> None:
    assert_laid_out(full.path)


def assert_laid_out(path: Path) -> None:
    """No word outside the margins, no two words on one place, no page that is all but empty."""
    for number, words in enumerate(pdf.words(path), 1):
        assert len(words) > 20, f"page {number} is all but empty"
        for word in words:
            assert word.left >= MARGIN - 1, (number, word)
            assert word.right <= WIDTH - MARGIN + 1.5, (number, word)
            assert word.bottom <= HEIGHT - 20, (number, word)
        lines = sorted(words, key=lambda word: (round(word.top), word.left))
        for one, two in itertools.pairwise(lines):
            if round(one.top) == round(two.top) and two.left < one.right - 1:
                pytest.fail(f"page {number}: “{one.text}” and “{two.text}” overlap")


def test_the_same_input_gives_the_same_bytes(full: ReportInfo, lang: str, tmp_path: Path) -> None:
    again = render_report(bundle(), tmp_path / "other name.pdf", lang)
    assert again.path.read_bytes() == full.path.read_bytes()


def test_a_small_company_has_no_empty_page(tmp_path: Path, lang: str) -> None:
    info = render_report(small(), tmp_path / "small.pdf", lang)
    assert info.pages >= 6
    assert_laid_out(info.path)


def crowded() -> Bundle:
    """Every metric of the catalogue has a value, with a long name of the company, files and products."""
    whole, metrics = bundle(company="Общество с ограниченной ответственностью " * 4), tuple(catalogue().metrics)
    value = Decimal("12480350.005")
    total = {
        (metric, MONTH.month_text): Figure(
            metric, MONTH, value, (), Covered(MONTH.start, MONTH.last_day, True), MONTH.last_day
        )
        for metric in metrics
    }
    long = "Подставкадляторта" * 9
    return replace(
        whole,
        matrix=KpiMatrix(metrics, (MONTH,), total),
        sources=tuple(replace(line, file=long + ".xlsx") for line in whole.sources) * 12,
        top_products=tuple(replace(line, name=long) for line in whole.top_products) * 4,
    )


def test_many_figures_and_long_names(tmp_path: Path) -> None:
    found = crowded()
    info = render_report(found, tmp_path / "crowded.pdf", "ru")
    assert_laid_out(info.path)
    text = " ".join(pdf.pages(info.path))
    assert text.count("12 480 350,01 ₽") > 20
    assert text.count("нояб") + text.count("ноя 2011") > 4, "the head of the table is repeated"


def test_rows_that_are_not_whole_months_say_so(tmp_path: Path) -> None:
    whole = bundle()
    key = ("revenue", MONTH.month_text)
    figure = replace(whole.matrix.total[key], covered=Covered(MONTH.start, Period.month("2011-11").start, False))
    found = replace(whole, matrix=replace(whole.matrix, total={**whole.matrix.total, key: figure}))
    text = " ".join(pdf.pages(render_report(found, tmp_path / "r.pdf", "ru").path))
    assert "Не весь месяц: данные с 01.11.2011 по 01.11.2011" in text
    assert "Бледные столбцы" in text


ATTACKS = (
    "{{ 7 * 7 }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{{ '{:>2000000000}'.format(1) }}",
    "<script>alert(1)</script>",
    '"><img src="file:///etc/passwd">',
    '<link rel="attachment" href="file:///etc/passwd">',
    "</style><style>@import url(http://127.0.0.1/x.css)</style>",
    "</title><object data='file:///etc/passwd'></object>",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_of_the_data_stays_text(attack: str) -> None:
    from html import escape

    from kpi_desktop.report.pages import report_html

    found = bundle(company=attack)
    hostile = replace(
        found,
        top_products=tuple(replace(line, name=attack) for line in found.top_products),
        sources=tuple(replace(line, file=attack, filters=attack) for line in found.sources),
        matrix=replace(
            found.matrix,
            members=(attack,),
            split={
                (metric, month, attack): replace(figure, member=attack)
                for (metric, month, _), figure in found.matrix.split.items()
            },
        ),
    )
    html = report_html(hostile, "ru")
    assert "49" not in html.split("</title>")[0].split("<title>")[1]
    harmless = report_html(found, "ru")
    for tag in ("<script", "<link", "<img", "<object", "<style", "<iframe"):
        assert html.count(tag) == (1 if tag in ("<img", "<style") else 0)
    assert escape(attack, quote=False) in html.replace("&#34;", '"').replace("&#39;", "'")
    assert len(html) < 3 * len(harmless)


def test_hostile_names_leak_nothing_into_the_pdf(tmp_path: Path) -> None:
    info = render_report(bundle(company=" ".join(ATTACKS)), tmp_path / "r.pdf", "en")
    assert pdf.attachments(info.path) == "0 embedded files"
    text = " ".join(pdf.pages(info.path))
    assert "root:" not in text
    assert "{{ 7 * 7 }}" in text


def brand(place: Path, text: str) -> Path:
    place.mkdir()
    (place / "brand.toml").write_text(text, encoding="utf-8")
    return place


def test_a_brand_of_ones_own(tmp_path: Path) -> None:
    place = brand(tmp_path / "my", 'name = "Дом тортов"\naccent = "#be185d"\nlogo = "l.svg"\ncontacts = ["+7 900"]\n')
    (place / "l.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="file:///etc/passwd"/></svg>'
    )
    text = pdf.pages(render_report(bundle(), tmp_path / "r.pdf", "ru", place).path)[0]
    assert "Дом тортов" in text
    assert "+7 900" in text


@pytest.mark.parametrize(
    "text", ['accent = "red; } body { display: none"', 'logo = "../secret.svg"', 'logo = "/etc/passwd"', "not toml"]
)
def test_a_bad_brand_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError):
        render_report(bundle(), tmp_path / "r.pdf", "ru", brand(tmp_path / "bad", text))


def test_an_absent_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ProgramAbsent) as caught:
        render_report(small(), tmp_path / "r.pdf", "ru")
    assert "sudo apt install libpango-1.0-0" in str(caught.value.fix)


def test_a_stopped_or_late_report_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "r.pdf"
    out.write_text("the old one")
    with pytest.raises(Cancelled):
        render_report(small(), out, "ru", cancelled=lambda: True)
    monkeypatch.setattr(render, "DEADLINE", 0.05)
    with pytest.raises(KpiDesktopError, match="took too long"):
        render_report(small(), out, "ru")
    assert out.read_text() == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["r.pdf"]


def test_progress_goes_up(tmp_path: Path) -> None:
    seen: list[float] = []
    render_report(small(), tmp_path / "r.pdf", "ru", progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] >= 0.8


def test_characters_that_no_page_can_hold(tmp_path: Path) -> None:
    found = bundle(company="A\x00B \ud800 C\x0b\uffff")
    assert pdf.pages(render_report(found, tmp_path / "r.pdf", "ru").path)[0].count("�") == 4


def test_long_sums_keep_to_their_columns(tmp_path: Path) -> None:
    whole = bundle()
    total = {
        key: replace(figure, value=figure.value * 10_000) if isinstance(figure.value, Decimal) else figure
        for key, figure in whole.matrix.total.items()
    }
    info = render_report(replace(whole, matrix=replace(whole.matrix, total=total)), tmp_path / "r.pdf", "ru")
    assert "9 480 808 200,00 ₽" in pdf.pages(info.path)[2]
    assert_laid_out(info.path)


def test_a_month_that_is_not_over_names_the_days_it_is_compared_with(tmp_path: Path) -> None:
    whole, key = bundle(), ("revenue", MONTH.month_text)
    october, november = Period.month("2011-10").start, Period.month("2010-11").start
    days = {
        Base.PREVIOUS: Period(october, october.replace(day=10)),
        Base.LAST_YEAR: Period(november, november.replace(day=10)),
    }
    figure = whole.matrix.total[key]
    figure = replace(
        figure,
        covered=Covered(MONTH.start, MONTH.start.replace(day=9), False),
        comparisons={base: replace(found, period=days[base]) for base, found in figure.comparisons.items()},
    )
    found = replace(whole, matrix=replace(whole.matrix, total={**whole.matrix.total, key: figure}))
    text = pdf.pages(render_report(found, tmp_path / "r.pdf", "ru").path)
    assert "это на 6,4 % меньше, чем за 1–9 октября 2011 года." in text[1]
    assert "За 1–9 ноября 2010 года было 673 499,87 ₽; изменение за год: +40,8 %." in text[1]
    assert "Не весь месяц: данные с 01.11.2011 по 09.11.2011" in text[2]
    assert "Сравнение с теми же днями: 1–9 октября 2011 года" in text[2]
    assert_laid_out(tmp_path / "r.pdf")


def test_the_layout_program_ignores_nothing(tmp_path: Path) -> None:
    """Every rule of the style sheet and every picture is understood: what it skips, it logs."""
    import logging

    from kpi_desktop.report.brand import load_brand
    from kpi_desktop.report.pages import fonts_folder, report_html
    from kpi_desktop.report.worker import main

    heard: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        brand_folder, fonts = str(load_brand(None).place), str(fonts_folder())
        request = {"html": report_html(bundle(), "ru"), "out": str(tmp_path / "r.pdf"), "brand": brand_folder}
        answer = main({**request, "fonts": fonts}, lambda _share, _note: None)
    finally:
        logger.removeHandler(handler)
    assert answer == {"pages": 9}
    assert heard == []


def test_a_split_of_very_many_says_how_many_are_shown(tmp_path: Path) -> None:
    whole = bundle()
    names = tuple(f"Точка {number:03}" for number in range(400))
    one = whole.matrix.split["revenue", MONTH.month_text, "Розница"]
    split = {("revenue", MONTH.month_text, name): replace(one, member=name) for name in names}
    found = replace(whole, matrix=replace(whole.matrix, members=names, split=split))
    text = " ".join(pdf.pages(render_report(found, tmp_path / "r.pdf", "ru").path))
    assert "Точка 149" in text
    assert "Точка 150" not in text
    assert "Показаны 150 крупнейших строк из 400; все они есть в книге Excel." in text


def test_a_month_without_any_figure_says_so(tmp_path: Path) -> None:
    found = bundle(count=1, metrics=("margin", "gross_profit", "lcr"))
    info = render_report(replace(found, top_products=(), top_customers=()), tmp_path / "r.pdf", "ru")
    assert "По загруженным данным за этот месяц ничего посчитать нельзя." in pdf.pages(info.path)[1]
    assert_laid_out(info.path)
