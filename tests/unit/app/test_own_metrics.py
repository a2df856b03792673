"""Own metrics in a book: kept, computed everywhere, not removed while others stand on them, completed while written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened_book
from kpi_desktop.app.completion import complete
from kpi_desktop.app.figures import explain, month_figures, rows
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.own_metrics import add, export, own_metrics, preview, read_draft, remove
from kpi_desktop.app.plans import plan_row, set_plans
from kpi_desktop.app.presets import all_presets, save_preset
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.catalogue.draft import Draft
from kpi_desktop.catalogue.presets import DEFAULT
from kpi_desktop.cli.shell import run
from kpi_desktop.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

WORKSPACE = load_workspace()

SALES = """Дата;Номер чека;Менеджер;Товар;Количество;Сумма
01.09.2026;1;Анна;Стол;1;60000
15.09.2026;2;Борис;Стул;2;30000
30.09.2026;3;Анна;Стул;2;20000
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "b.kpi"
    new_book(path, "Проба", "RUB")
    sales = tmp_path / "sales.csv"
    sales.write_text(SALES, "utf-8")
    import_files(WORKSPACE, path, [sales], {})
    return path


def piece() -> Draft:
    """110 000 roubles in 5 pieces: 22 000 a piece; Anna 80 000 in 3, Boris 30 000 in 2."""
    return Draft(
        "piece_price", "Выручка / units", "Цена штуки", inputs={"Выручка": "100", "units": "8"}, expected="12,5"
    )


def test_a_circle_is_told_as_one(book: Path) -> None:
    assert add(WORKSPACE, book, piece()).mistakes == ()
    twice = Draft("twice", "[Цена штуки] * 2", "Две штуки", inputs={"piece_price": "5"}, expected="10")
    assert add(WORKSPACE, book, twice).mistakes == ()
    # The price of a piece would stand on two pieces, which stand on the price of a piece.
    again = Draft("piece_price", "Выручка / units + [Две штуки]", "Цена штуки")
    (mistake,) = preview(WORKSPACE, book, again).examined.mistakes
    assert "Цена штуки → Две штуки → Цена штуки" in str(mistake.message)
    assert mistake.at == len("Выручка / units + ")
    assert mistake.fix is not None
    (refused,) = add(WORKSPACE, book, again, instead=True).mistakes
    assert refused.message == mistake.message
    kept = next(one for one in own_metrics(WORKSPACE, book).metrics if one.id == "piece_price")
    assert "Две" not in kept.formula
    # What is no circle is none: two pieces may be written anew.
    assert (
        preview(WORKSPACE, book, Draft("twice", "piece_price + piece_price", "Две штуки")).examined.metric is not None
    )


@pytest.mark.parametrize(("typed", "lang"), [("не_", "ru"), ("never", "en"), ("первый_", "ru"), ("count_over", "en")])
def test_completion_does_not_offer_internal_functions(typed: str, lang: str) -> None:
    inserted = [one.insert for one in complete(WORKSPACE, typed, len(typed), lang).suggestions]
    assert not [one for one in inserted if one.endswith("(")]


def test_it_is_computed_explained_split_and_has_rows(book: Path) -> None:
    assert add(WORKSPACE, book, piece()).mistakes == ()
    _, _, figures = month_figures(WORKSPACE, book, "2026-09", "manager", "piece_price")
    values = {f.member: round(f.value, 2) for f in figures if isinstance(f.value, Decimal)}
    assert values == {None: Decimal(22000), "Анна": Decimal("26666.67"), "Борис": Decimal(15000)}
    found = explain(WORKSPACE, book, "piece_price", "2026-09", "ru")
    assert found.formula_words.startswith("Выручка ÷ ")
    assert "110 000,00" in found.numbers.replace("\u00a0", " ").replace("\u202f", " ")
    assert rows(WORKSPACE, book, "piece_price", "2026-09").total >= 3


def test_the_owners_report_has_it_and_other_books_do_not(book: Path, tmp_path: Path) -> None:
    add(WORKSPACE, book, piece())
    with opened_book(book) as opened:
        default = next(p for p in all_presets(WORKSPACE, opened.settings) if p.id == DEFAULT)
    assert default.metrics[-1] == "piece_price"
    assert "piece_price" not in WORKSPACE.catalogue.metrics
    other = tmp_path / "other.kpi"
    new_book(other, "Другая", "RUB")
    assert own_metrics(WORKSPACE, other).metrics == ()


def test_a_preview_gives_the_months_value_before_the_example_is_right(book: Path) -> None:
    draft = Draft("piece_price", "Выручка / units", "Цена штуки")
    found = preview(WORKSPACE, book, draft, "2026-09")
    assert [mistake.key for mistake in found.examined.mistakes] == ["example"]
    assert found.figure is not None
    assert found.figure.value == 22000
    assert not add(WORKSPACE, book, draft).text
    assert own_metrics(WORKSPACE, book).metrics == ()


def test_what_others_stand_on_is_not_removed_nor_changed_under_them(book: Path) -> None:
    add(WORKSPACE, book, piece())
    twice = Draft("twice", "2 * [Цена штуки]", "Дважды", inputs={"Цена штуки": "3"}, expected="6")
    add(WORKSPACE, book, twice)
    with pytest.raises(UsageError, match="twice"):
        remove(WORKSPACE, book, "piece_price")
    with pytest.raises(UsageError, match="already"):
        add(WORKSPACE, book, piece())
    circle = Draft("piece_price", "Дважды / 2", "Цена штуки", inputs={"Дважды": "2"}, expected="1")
    assert not add(WORKSPACE, book, circle, instead=True).text
    other_unit = Draft("piece_price", "units", "Цена штуки", inputs={"units": "8"}, expected="8")
    with pytest.raises(UsageError, match="twice"):
        add(WORKSPACE, book, other_unit, instead=True)
    assert [metric.id for metric in own_metrics(WORKSPACE, book).metrics] == ["piece_price", "twice"]
    remove(WORKSPACE, book, "twice")
    remove(WORKSPACE, book, "piece_price")
    assert own_metrics(WORKSPACE, book).metrics == ()


def test_own_sets_and_plans_hold_it(book: Path) -> None:
    add(WORKSPACE, book, piece())
    save_preset(WORKSPACE, book, "mine", ["piece_price"], "Моё")
    with pytest.raises(UsageError, match="Моё"):
        remove(WORKSPACE, book, "piece_price")
    save_preset(WORKSPACE, book, "mine", [])
    with opened_book(book) as opened:
        adapted = WORKSPACE.of(opened.settings)
    set_plans(adapted, book, [plan_row(adapted, "2026-09", "20000", "piece_price")])
    with pytest.raises(UsageError, match="plan"):
        remove(WORKSPACE, book, "piece_price")


def test_it_travels_as_its_toml(book: Path, tmp_path: Path) -> None:
    add(WORKSPACE, book, piece())
    out = tmp_path / "piece.toml"
    text = export(book, "piece_price", out)
    other = tmp_path / "other.kpi"
    new_book(other, "Другая", "RUB")
    assert add(WORKSPACE, other, read_draft(out)).text == text
    out.write_text("it is not", "utf-8")
    with pytest.raises(UsageError):
        read_draft(out)


def test_the_shell(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["metric", "add", "--book", str(book), "--json", "--id", "piece_price", "--name", "Цена штуки"]
    assert run([*base, "--formula", "Выручка / unitss", "--example", "Выручка=100", "units=8", "=12,5"]) == 5
    answer = json.loads(capsys.readouterr().out)
    assert (answer["ok"], answer["added"], answer["issues"][0]["at"]) == (False, False, 10)
    assert run([*base, "--formula", "Выручка / units", "--example", "Выручка=100", "units=8", "=12,5"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["added"], answer["value"], answer["month"]) == (True, "22000.00", "2026-09")
    assert run(["kpis", "--book", str(book), "--month", "2026-09", "--metric", "piece_price", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"][0]["value"] == "22000.00"
    assert run(["catalogue", "--book", str(book), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["metrics"]
    assert [metric["kind"] for metric in listed if metric["id"] == "piece_price"] == ["O"]
    assert run(["try", "piece_price", "revenue=100", "units=8", "--book", str(book), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == "12.5"
    assert run(["metric", "remove", "piece_price", "--book", str(book), "--json"]) == 0
    capsys.readouterr()
    assert run(["metric", "list", "--book", str(book), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"metrics": [], "refused": []}


@pytest.mark.parametrize(
    ("formula", "cursor", "place", "first", "insert"),
    [
        ("выр", 3, (0, 3), "Выручка", "Выручка"),
        ("Выручка / ли", 12, (10, 12), "Лиды", "Лиды"),
        ("2 * скользящий_д", 16, (4, 16), "скользящий_дней(…)", "скользящий_дней("),
    ],
)
def test_completion(formula: str, cursor: int, place: tuple[int, int], first: str, insert: str) -> None:
    found = complete(WORKSPACE, formula, cursor, "ru")
    assert (found.start, found.end) == place
    assert (found.suggestions[0].label, found.suggestions[0].insert) == (first, insert)


def test_completion_inside_brackets_replaces_them_too() -> None:
    found = complete(WORKSPACE, "2 * [валовая п]", 14, "ru")
    assert (found.start, found.end) == (4, 15)
    assert found.suggestions[0].insert == "[Валовая прибыль]"


def test_completion_finds_by_id_and_by_a_later_word() -> None:
    labels = {s.id for s in complete(WORKSPACE, "прибыль", 7, "ru").suggestions}
    assert "gross_profit" in labels
    assert complete(WORKSPACE, "gross_pr", 8, "ru").suggestions[0].id == "gross_profit"
    assert complete(WORKSPACE, "", 0, "en").suggestions
