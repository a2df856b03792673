"""Two advertisements, a pilot and an investment from a small book, and the shell's answers."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.experiments import (
    Pilot,
    Wanted,
    compare_members,
    compare_typed,
    investment_of,
    judge_pilot,
    pilots,
    remove_pilot,
    state_pilot,
)
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.cli.shell import run
from kpi_desktop.core.errors import UsageError
from kpi_desktop.engine.experiment import Keep, Verdict
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

WORKSPACE = load_workspace()
D = Decimal


def shop(where: Path) -> Path:
    """September: 40 customers of «Пилот» at 1 500 and 1 700 in turn, 60 of «Сеть» at 900 and 1 100, one unknown sale.

    July and August: 100 000 and 110 000 a month in one sale each; June 90 000.
    """
    company = Company(where)
    lines = [f"2026-09-{n % 30 + 1:02} P{n} K{n} Пилот {1500 + 200 * (n % 2)}" for n in range(40)]
    lines += [f"2026-09-{n % 30 + 1:02} S{n} M{n} Сеть {900 + 200 * (n % 2)}" for n in range(60)]
    lines += ["2026-09-30 X1 - Пилот 99999"]
    lines += ["2026-06-10 A1 OLD1 Сеть 90000", "2026-07-10 A2 OLD1 Сеть 100000", "2026-08-10 A3 OLD1 Сеть 110000"]
    text = "\n".join(["day document customer channel amount", *lines])
    company.add(Export(text, first="2026-06-01", last="2026-09-30"))
    states = ["converted" if n % 8 == 0 else "new" for n in range(120)]
    leads = [f"2026-09-{n % 30 + 1:02} {'Журнал' if n < 80 else 'Газета'} {s}" for n, s in enumerate(states)]
    came = "\n".join(["day channel status", *leads])
    company.add(Export(came, fact="lead", first="2026-09-01", last="2026-09-30"))
    company.book.close()
    return company.path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return shop(tmp_path)


def test_a_pilot_by_customers_of_a_channel(path: Path) -> None:
    pilot = Pilot("p", "channel", "пилот", "2026-09", D("0.1"), relative=True, stated="2026-08-15")
    found = judge_pilot(WORKSPACE, path, pilot, "2026-09")
    # 40 x 1 600 and 60 x 1 000; the sale of nobody in particular is left out.
    assert (found.own, found.others) == (D(1600), D(1000))
    assert (found.result.pilot_cases, found.result.base_cases) == (40, 60)
    assert found.result.threshold == 100
    assert found.result.verdict is Keep.KEEP
    assert not found.late
    other = judge_pilot(WORKSPACE, path, Pilot("p", "Канал", "Пилот", "2026-09", D(700)), "2026-09")
    assert other.result.verdict is Keep.DROP
    assert other.late


def test_what_was_agreed_is_kept_and_not_overwritten(path: Path) -> None:
    pilot = Pilot("новый", "channel", "Пилот", "2027-01", D(100))
    state_pilot(WORKSPACE, path, pilot)
    (kept,) = pilots(path)
    assert (kept.name, kept.by, kept.keep, kept.relative) == ("новый", "channel", D(100), False)
    assert kept.stated
    with pytest.raises(UsageError, match="agreed already"):
        state_pilot(WORKSPACE, path, pilot)
    remove_pilot(path, "новый")
    assert pilots(path) == ()
    for wrong, said in (
        (Pilot("a", "region", "Пилот", "2026-09"), "dimension"),
        (Pilot("a", "channel", "Пилот", "осень"), "not a month"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            state_pilot(WORKSPACE, path, wrong)
    with pytest.raises(UsageError, match="in no row"):
        judge_pilot(WORKSPACE, path, Pilot("a", "channel", "Радио", "2026-09"), "2026-09")


def test_two_channels_by_their_counted_cases(path: Path) -> None:
    found = compare_members(WORKSPACE, path, ("журнал", "Газета"), ("2026-09", "channel", "leads_converted_share"))
    # Every eighth of 120: 10 of the first 80, 5 of the last 40.
    assert (found.result.first.hits, found.result.first.cases) == (10, 80)
    assert (found.result.second.hits, found.result.second.cases) == (5, 40)
    assert found.result.verdict is Verdict.TOO_EARLY
    with pytest.raises(UsageError, match="no conversion"):
        compare_members(WORKSPACE, path, ("Журнал", "Радио"), ("2026-09", "channel", ""))


def test_where_less_is_better_the_lower_share_wins(tmp_path: Path) -> None:
    company = Company(tmp_path)
    lines = [f"2026-09-{n % 30 + 1:02} {c} {'rejected' if n % every == 0 else 'new'}"
             for c, every in (("Журнал", 2), ("Газета", 10)) for n in range(200)]  # fmt: skip
    text = "\n".join(["day channel status", *lines])
    company.add(Export(text, fact="lead", first="2026-09-01", last="2026-09-30"))
    company.book.close()
    where = ("2026-09", "channel", "rejected_leads_share")
    found = compare_members(WORKSPACE, company.path, ("Журнал", "Газета"), where)
    assert (found.result.first.hits, found.result.second.hits) == (100, 20)
    assert found.result.verdict is Verdict.SECOND


def test_typed_counts() -> None:
    assert compare_typed(("25/1000", "50/700")).result.verdict is Verdict.SECOND
    points = compare_typed(("100/1000", "110/1000"), Wanted(D("0.05"), relative=False)).result
    assert points.wanted == pytest.approx(0.05)
    for wrong in ("25", "5/0", "9/5", "a/b", "-1/5"):
        with pytest.raises(UsageError):
            compare_typed((wrong, "1/2"))
    with pytest.raises(UsageError, match="Neither"):
        compare_typed(("0/10", "0/20"))


def test_an_investment_against_the_usual_month(path: Path) -> None:
    # September: 40 x 1 600 + 60 x 1 000 + 99 999 = 223 999; usual 100 000 (90, 100, 110 thousand).
    found = investment_of(WORKSPACE, path, D(100000), ("revenue", "2026-09", "2026-09"))
    assert (found.usual, found.gains, found.before) == (D(100000), (D(123999),), 3)
    assert found.result.middle.net_return == D("0.23999")
    assert found.result.middle.payback == 1
    # The usual month is known to 4.303 x 10 000 / sqrt 3 = 24 843.38 either way.
    assert found.result.low is not None
    assert found.result.low.total == D("99155.62")
    for metric, said in (("aov", "no amount of money"), ("profit", "every month")):
        with pytest.raises(UsageError, match=said):
            investment_of(WORKSPACE, path, D(1), (metric, "2026-09", "2026-09"))


def test_the_shell(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare-ads", "25/10000", "50/7000", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["groups"][1]["cases"]) == ("second", 7000)
    assert "лучше" in answer["words"]
    assert run(["pilot", "set", "п", "--book", str(path), "--by", "channel", "--member", "Пилот", "--since", "2026-09",
                "--keep-if", "10%", "--json"]) == 0  # fmt: skip
    assert json.loads(capsys.readouterr().out)["pilots"][0]["keep_if"] == "0.1"
    assert run(["pilot", "check", "п", "--book", str(path), "--month", "2026-09", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["arpu"], answer["stated_late"]) == ("keep", "1600.00", True)
    assert run(["investment", "--cost", "10 000", "--gains", "12000", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [D(answer["middle"][name]) for name in ("roi", "gains_to_cost")] == [D("0.2"), D("1.2")]
    assert answer["low"] is None
    assert run(["investment", "--cost", "0", "--gains", "5"]) == 2
    assert run(["compare-ads", "1", "2"]) == 2
    assert run(["pilot", "check", "нет", "--book", str(path)]) == 2
    capsys.readouterr()
    assert run(["compare-ads", "3/30", "5/30", "--lang", "en"]) == 0
    assert "Too early" in capsys.readouterr().out
