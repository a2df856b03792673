"""Levers of one person, channel or group, and the range beside each result: by hand arithmetic."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.bench import open_bench, parts_offered
from kpi_desktop.app.whatif import Wish, what_if
from kpi_desktop.app.within import Within
from kpi_desktop.cli.shell import run
from kpi_desktop.core.amount import same
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Period
from tests.unit.app.test_whatif import WORKSPACE, made, rows
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.whatif import WhatIf

D = Decimal
MONTH = Period.month("2026-09")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each of three sells twice a day, Boris dearer: 60 sales each for 66 000, 126 000 and 66 000, 258 000 together.

    They cost half. 30 000 of variable expenses know nobody.
    """
    company = Company(tmp_path_factory.mktemp("people"))
    lines = [
        f"2026-09-{day:02} {who}{day}{n} {name} 1 {amount + 100 * (day % 3)} {(amount + 100 * (day % 3)) // 2}"
        for day in range(1, 31)
        for who, name, amount in (("A", "Анна", 1000), ("B", "Борис", 2000), ("C", "Вера", 1000))
        for n in range(2)
    ]
    text = rows("day document manager quantity amount cost", lines)
    company.add(Export(text, first="2026-09-01", last="2026-09-30"))
    spent = rows("day amount class", ["2026-09-05 30000 variable", "2026-09-06 20000 fixed"])
    company.add(Export(spent, fact="expense", first="2026-09-01", last="2026-09-30"))
    company.book.close()
    return company.path


def moved(path: Path, part: tuple[str, str] | None, *wishes: str) -> WhatIf:
    return what_if(WORKSPACE, path, [Wish(*wish.split("=")) for wish in wishes], "2026-09", part=part)


def after(found: WhatIf) -> dict[str, Decimal]:
    return {effect.metric: effect.after for effect in found.effects if isinstance(effect.after, Decimal)}


def test_one_persons_check_moves_the_whole_by_exactly_that_persons_part(people: Path) -> None:
    found = moved(people, ("manager", "борис"), "check=+10%")
    assert found.within == Within("manager", "Борис")
    (lever,) = found.levers
    assert (lever.before, lever.after) == (D(2100), D(2310))
    # A tenth of 126 000 more, half of it cost; the sales stay; variable expenses by 126 / 258 of the money.
    assert same(after(found)["revenue"], D(270600))
    assert same(after(found)["gross_profit"], D(135300))
    assert same(after(found)["profit"], D(135300) - 20000 - 30000 - D(3000) * 126 / 258)
    assert after(found)["sales_count"] == 180
    assert "Costs that this split does not know" in " ".join(str(note) for note in found.notes)
    assert "the effect on the whole is exact" in " ".join(str(note) for note in found.notes)


def test_several_levers_of_one_part_multiply_within_it(people: Path) -> None:
    found = moved(people, ("менеджер", "Анна"), "sales_count=+50%", "check=+10%")
    # 66 000 by 1.65; alone 33 000 and 6 600 more.
    revenue = next(effect for effect in found.effects if effect.metric == "revenue")
    assert same(revenue.after, D("258000") + D("42900"))  # type: ignore[arg-type]
    assert [round(one, 6) for one in revenue.single_changes if isinstance(one, Decimal)] == [33000, 6600]
    assert same(after(found)["sales_count"], D(210))


def test_a_person_is_put_at_the_best_colleague_and_the_best_has_none(people: Path) -> None:
    found = moved(people, ("manager", "Анна"), "check=colleague")
    assert found.levers[0].after == 2100
    assert same(after(found)["revenue"], D(258000) - 66000 + 126000)
    with pytest.raises(UsageError, match="really better"):
        moved(people, ("manager", "Борис"), "check=colleague")


def test_what_a_part_cannot_move_says_why(people: Path) -> None:
    for part, wish, said in (
        (("manager", "Глеб"), "check=+1%", "no “Глеб”"),
        (("manager", "Анна"), "margin=50%", "whole company only"),
        (("manager", "Анна"), "check=usual", "fewer than three"),
    ):
        with pytest.raises(UsageError, match=said):
            moved(people, part, wish)
    with pytest.raises(UsageError, match="without --metric"):
        what_if(WORKSPACE, people, [Wish("orders", "1")], "2026-09", "aov", ("manager", "Анна"))


def test_orders_of_several_groups_are_no_groups_own(tmp_path: Path) -> None:
    """Every order has a cup of 100 and, on odd days, a lamp of 300: lamps a tenth dearer are 15 x 30 more."""
    company = Company(tmp_path)
    lines = [f"2026-09-{day:02} D{day} Посуда 1 100" for day in range(1, 31)]
    lines += [f"2026-09-{day:02} D{day} Свет 1 300" for day in range(1, 31, 2)]
    text = rows("day document product_group quantity amount", lines)
    company.add(Export(text, first="2026-09-01", last="2026-09-30"))
    company.book.close()
    found = moved(company.path, ("product_group", "Свет"), "check=+10%")
    assert same(after(found)["revenue"], D(3000 + 4500 + 450))
    assert "sales_count" not in after(found), "15 orders of lamps and 30 of cups are not 45 orders"


def test_the_parts_in_which_all_levers_stand_are_offered_the_largest_first(people: Path) -> None:
    offered = parts_offered(WORKSPACE, people, MONTH)
    assert offered == tuple(Within("manager", name) for name in ("Анна", "Борис", "Вера"))
    bench, chains = open_bench(WORKSPACE, people, "2026-09", "", offered[1])
    assert [chain.id for chain in chains] == ["sales"], "no funnel has two stages in this book"
    assert dict(bench.drivers) == {"sales_count": 60, "atc": 2100}


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company of `test_whatif`: odd days 5 leads and 2 sales, even days 4 and 1, every sale 10 000."""
    return made(tmp_path_factory.mktemp("steady"), {"2026-08": (4, 3), "2026-09": (4, 1)})


def test_the_range_is_the_chance_of_the_months_own_days(steady: Path) -> None:
    # Leads: 4.5 a day, each day half a lead off: 30 x 0.25 x 30 / 29 / 30^2 / 4.5^2 = 0.00042571.
    # Conversion 1/3: each day a third of a sale off: 30 / 9 x 30 / 29 / 135^2 / (1/3)^2 = 0.00170285.
    # The check is always 10 000: no chance. 1.96 x sqrt(0.00212856) = 0.090427: 9.4642 % above, as much below.
    up = 1.094642
    found = {effect.metric: effect for effect in moved(steady, None, "leads=+50%").effects}
    for metric, grows, stays in (("revenue", 675000, 0), ("profit", 195000, -100000), ("sales_count", 67.5, 0)):
        told = found[metric].range
        assert told is not None
        assert float(told[0]) == pytest.approx(grows / up + stays, rel=1e-4)
        assert float(told[1]) == pytest.approx(grows * up + stays, rel=1e-4)
    assert all(effect.range is None for effect in moved(steady, None, "leads=+0%").effects)


def test_of_a_part_the_range_is_that_of_the_whole(people: Path) -> None:
    # 6 sales every day: no chance.
    # By days 8 000, 8 600, 9 200 for 6: the ratio is 1 433.33, 600 off on 20 days: 20 x 360 000 x 30 / 29 / 180^2.
    relative = (20 * 600**2 * 30 / 29 / 180**2) ** 0.5 / (258000 / 180)
    revenue = next(one for one in moved(people, ("manager", "Борис"), "check=+10%").effects if one.metric == "revenue")
    assert revenue.range is not None
    assert float(revenue.range[1]) == pytest.approx(270600 * (1 + 1.96 * relative), rel=1e-3)


def test_without_days_the_number_of_cases_tells_or_nothing(tmp_path: Path) -> None:
    """A month in three lines: sales of one day bear no range; nothing is made up."""
    company = Company(tmp_path)
    text = rows("day document quantity amount", [f"2026-09-30 D{n} 1 100" for n in range(3)])
    company.add(Export(text, first="2026-09-01", last="2026-09-30"))
    company.book.close()
    found = moved(company.path, None, "check=+10%")
    assert all(effect.range is None for effect in found.effects if effect.metric == "revenue")


def test_the_shell_moves_a_part_and_tells_the_range(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["whatif", "--book", str(people), "--month", "2026-09", "--set", "check=+10%", "--in", "manager=Борис"]
    assert run([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["in"] == {"dimension": "manager", "member": "Борис"}
    low, high = next(one["range"] for one in answer["effects"] if one["id"] == "revenue")
    assert float(low) < 270600 < float(high)
    assert run(asked) == 0
    told = capsys.readouterr()
    line = next(one for one in told.out.replace("\u00a0", " ").splitlines() if one.startswith("Выручка"))
    assert line == ("Выручка: 258 000,00 ₽ → ≈ 271 000 ₽  (≈ +12 600 ₽), от 265 000 до 276 000 ₽")
    assert "95 из 100 месяцев" in told.err
    assert run([*asked[:-1], "manager"]) == 2
