"""What would it give: by hand arithmetic on a small company, and the figures of the sources."""

from __future__ import annotations

import json
from decimal import Decimal
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

from kpi_desktop.app.answers import answers_of
from kpi_desktop.app.bench import load_levers, open_bench
from kpi_desktop.app.books import opened_book
from kpi_desktop.app.closing import close_month
from kpi_desktop.app.whatif import Wish, what_if
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.cli.shell import run
from kpi_desktop.core.amount import same
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.i18n.message import named
from tests.shared import shared
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.whatif import WhatIf

WORKSPACE = load_workspace()
D = Decimal


def rows(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *lines])


def made(where: Path, months: dict[str, tuple[int, int]]) -> Path:
    """A company: each day of a month brings so many leads and sales of 10 000 that cost 6 000."""
    company = Company(where)
    leads, sales = [], []
    for name, (by_day, sold) in months.items():
        month = Period.month(name)
        for day in range(1, month.days + 1):
            stamp = f"{name}-{day:02}"
            odd = day % 2  # no day is like another, so that chance has a size
            leads += [f"{stamp} L{stamp}{n}" for n in range(by_day + odd)]
            sales += [f"{stamp} S{stamp}{n} K{stamp}{n} 1 10000 6000" for n in range(sold + odd)]
    first, last = f"{min(months)}-01", str(Period.month(max(months)).last_day)
    paid = [
        f"{name}-05 {amount} {kind}" for name in months for amount, kind in (("100000", "fixed"), ("50000", "variable"))
    ]
    for text, fact in (
        (rows("day lead", leads), "lead"),
        (rows("day document customer quantity amount cost", sales), "sale"),
        (rows("day amount class", paid), "expense"),
    ):
        company.add(Export(text, fact=fact, first=first, last=last))
    company.book.close()
    return company.path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """September: 30 days of 4 or 5 leads and 1 or 2 sales: 135 leads, 45 sales.

    Revenue 450 000, cost 270 000, gross profit 180 000, expenses 150 000 of which 50 000 variable: profit 30 000.
    """
    return made(tmp_path_factory.mktemp("levers"), {"2026-08": (4, 3), "2026-09": (4, 1)})


def asked(path: Path, *wishes: str, metric: str = "") -> WhatIf:
    return what_if(WORKSPACE, path, [Wish(*wish.split("=")) for wish in wishes], "2026-09", metric)


def after(found: WhatIf) -> dict[str, Any]:
    return {effect.metric: effect.after for effect in found.effects}


def test_nothing_moved_is_the_figure_itself(path: Path) -> None:
    found = asked(path, "leads=+0%")
    assert {effect.metric: effect.before for effect in found.effects} == {
        "profit": 30000, "gross_profit": 180000, "revenue": 450000, "sales_count": 45,
    } | {effect.metric: effect.before for effect in found.effects if effect.metric == "contribution"}  # fmt: skip
    assert all(effect.change == 0 for effect in found.effects)


def test_more_leads_bring_their_cost_and_variable_expenses(path: Path) -> None:
    found = asked(path, "leads=+50%")
    # Half more: revenue 675 000, cost 405 000, variable expenses 75 000, the fixed 100 000 stay.
    assert found.chain is not None
    assert found.chain.id == "leads"
    assert after(found)["revenue"] == 675000
    assert after(found)["gross_profit"] == 270000
    assert after(found)["profit"] == 95000
    assert after(found)["sales_count"] == D("67.5")


def test_several_levers_do_not_add_up(path: Path) -> None:
    found = asked(path, "conversion=+20%", "check=+10%")
    profit = found.effects[0]
    assert profit.metric == "profit"
    # 1.32: 237 600 - 100 000 - 66 000; alone 216 000 - 160 000 and 198 000 - 155 000.
    assert profit.after == 71600
    assert profit.single_changes == (D(26000), D(13000))
    assert profit.change == 41600


def test_margin_moves_the_cost(path: Path) -> None:
    found = asked(path, "margin=50%")
    assert (after(found)["profit"], after(found)["gross_profit"], after(found)["revenue"]) == (75000, 225000, 450000)
    both = asked(path, "margin=50%", "leads=+50%")
    assert after(both)["profit"] == D("337500") - 100000 - 75000


def test_the_own_best_month_where_it_is_really_better(path: Path) -> None:
    found = asked(path, "conversion=best")
    lever = found.levers[0]
    assert lever.how is not None
    assert dict(lever.how.args)["month"] == named("August 2026", "август 2026")
    assert same(lever.after, D(109) / D(140))  # August: 31 days, 16 of them odd: 93 + 16 of 124 + 16
    with pytest.raises(UsageError, match="really better"):
        asked(path, "check=best")  # every sale is of 10 000
    with pytest.raises(UsageError, match="really better"):
        asked(path, "conversion=colleague")  # nobody is named


def test_the_usual_level_is_the_median_of_the_months_before(path: Path, tmp_path: Path) -> None:
    """Odd days bring one sale more: May 47, June 75, July 109, August 140, so the median is 92; September sold 45."""
    book = made(tmp_path, {f"2026-0{month}": (4, sold) for month, sold in ((5, 1), (6, 2), (7, 3), (8, 4), (9, 1))})
    (lever,) = asked(book, "sales_count=usual").levers
    assert lever.after == D(92)
    assert lever.how is not None
    assert dict(lever.how.args)["n"] == 4
    assert asked(book, "sales_count=обычно").levers == (lever,)
    with pytest.raises(UsageError, match="fewer than three whole months"):
        asked(path, "sales_count=usual")


def test_the_best_colleague_where_really_better(tmp_path: Path) -> None:
    company = Company(tmp_path)
    lines = [
        f"2026-09-{day:02} {who}{day}{n} {name} 1 {amount + 100 * (day % 3)}"
        for day in range(1, 31)
        for who, name, amount in (("A", "Анна", 1000), ("B", "Борис", 2000), ("C", "Вера", 1000))
        for n in range(2)
    ]
    company.add(Export(rows("day document manager quantity amount", lines), first="2026-09-01", last="2026-09-30"))
    company.book.close()
    found = asked(company.path, "check=colleague")
    assert found.levers[0].after == 2100
    # 60 sales each of 1 100, 2 100, 1 100 on average: 258 000; all at 2 100: 378 000.
    assert {name: round(value, 6) for name, value in after(found).items()} == {"revenue": 378000, "sales_count": 180}
    assert str(found.notes[0]).endswith("Revenue")


def test_levers_that_cannot_be_moved_say_why(path: Path) -> None:
    for wish, said in (
        ("visitors=+10%", "no value"), ("conversion=150%", "above 100"), ("leads=-200%", "below zero"),
        ("nps=+1%", "no lever"), ("leads=many", "no value of a lever"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            asked(path, wish)


def test_a_metrics_own_formula_and_its_parts(path: Path) -> None:
    found = asked(path, "orders=90", metric="aov")
    assert after(found) == {"aov": 5000}
    deeper = asked(path, "gross_profit=450000", metric="profit")
    assert after(deeper) == {"profit": 300000}
    inner = asked(path, "cost_of_goods=-70000", "expenses_total=100 000", metric="profit")
    assert inner.effects[0].after == 450000 - 200000 - 100000
    with pytest.raises(UsageError, match="does not move"):
        asked(path, "leads=+10%", metric="aov")


def test_what_is_read_in_other_months_stays(path: Path) -> None:
    # Growth on August: 31 days of 3 or 4 sales, 109 in all: 1 090 000.
    found = asked(path, "revenue=2180000", metric="mom_growth")
    assert after(found)["mom_growth"] == 1


def test_the_worked_figures_of_the_sources() -> None:
    def typed(metric: str, *wishes: str) -> Decimal:
        value = what_if(WORKSPACE, None, [Wish(*wish.split("=")) for wish in wishes], metric=metric).effects[0].after
        assert isinstance(value, Decimal)
        return value

    advertising = ("ad_cost=5000", "responses=400")
    assert typed("cost_per_response", *advertising) == D("12.5")
    assert typed("breakeven_profit_per_sale", *advertising, "conversion=1%") == 1250
    assert typed("net_per_sale", *advertising, "conversion=1%", "profit_per_sale=2300") == 1050
    assert typed("max_cost_per_response", "conversion=1%", "profit_per_sale=2300") == 23


def examples() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(shared("catalogue/examples.json").read_text("utf-8"))
    return found


def test_every_example_of_the_sources_comes_out() -> None:
    listed = examples()
    assert len(listed) == 28
    for entry in listed:
        wishes = [Wish(name, format(D(str(value)), "f")) for name, value in entry["inputs"].items()]
        value = what_if(WORKSPACE, None, wishes, metric=entry["metric"]).effects[0].after
        wanted = D(str(entry["expected"])) / (100 if entry["formula"].endswith("* 100") else 1)
        assert isinstance(value, Decimal)
        assert float(value) == pytest.approx(float(wanted), rel=1e-14), entry["id"]


def test_an_example_moves_a_book_too(path: Path) -> None:
    found = asked(path, "conversion=1%", "profit_per_sale=2300", "cost_per_response=12.5", metric="net_per_sale")
    assert after(found) == {"net_per_sale": 1050}
    assert asked(path, "conversion=1%", "profit_per_sale=2300", metric="max_cost_per_response").effects[0].after == 23


def test_limits(path: Path) -> None:
    found = {answer.id: answer.value for answer in answers_of(WORKSPACE, path, "2026-09").answers}
    assert found["revenue_forecast"] == 450000
    assert set(found) >= {"max_cost_per_response", "pipeline_needed", "breakeven_revenue", "largest_discount"}


def test_a_bench_moves_without_the_book_and_at_once(path: Path) -> None:
    bench, usable = open_bench(WORKSPACE, path, "2026-09")
    assert [chain.id for chain in usable] == ["leads", "sales", "funnel.leads"]
    begun = perf_counter()
    for step in range(1, 21):
        moved = {name: value * (100 + step) / 100 for name, value in bench.drivers.items()}
        effects = bench.effects(moved)
    assert (perf_counter() - begun) / 20 < 0.1
    assert effects[0].before == 30000
    by_shell = asked(path, "leads=+20%", "conversion=+20%", "check=+20%", "margin=48%")
    assert [effect.after for effect in effects] == [effect.after for effect in by_shell.effects]


def test_a_closed_month_is_moved_as_it_was_closed(tmp_path: Path) -> None:
    path = made(tmp_path, {"2026-08": (4, 3), "2026-09": (4, 1)})
    close_month(WORKSPACE, path, "2026-09", "Бухгалтер")
    with opened_book(path, read_only=False) as book:
        book.undo(next(batch.id for batch in book.batches() if batch.fact == "expense"))
    assert asked(path, "leads=+50%").effects[0].after == 95000
    bench, _ = open_bench(WORKSPACE, path, "2026-09")
    assert bench.effects({})[0].before == 30000
    open_month = what_if(WORKSPACE, path, [Wish("leads", "+50%")], "2026-08")
    assert "profit" not in after(open_month)


def test_levers_name_only_what_exists() -> None:
    known = {*WORKSPACE.catalogue.measures, *WORKSPACE.catalogue.metrics}
    assert load_levers().names() <= known


def test_the_shell(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["whatif", "--book", str(path), "--month", "2026-09", "--set", "чек=+10%", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["chain"], answer["levers"][0]["id"]) == ("leads", "atc")
    profit = answer["effects"][0]
    assert same(D(profit["after"]), D(43000))
    assert same(D(profit["change"]), D(13000))
    assert run(["whatif", "--book", str(path), "--month", "2026-09", "--set", "чек=+10%"]) == 0
    assert "Прибыль: 30 000,00" in capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    assert run(["limits", "--book", str(path), "--month", "2026-09", "--margin", "20%", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["margin_target"] == "0.2"
    assert run(["whatif", "--book", str(path), "--set", "чек"]) == 2
