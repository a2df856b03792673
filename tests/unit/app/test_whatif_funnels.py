"""Levers of funnels: the program's and the owner's own, stage by stage, by hand arithmetic."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.bench import open_bench, parts_offered, reached
from kpi_desktop.app.diagnosing import save_funnels
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

OWN = """
[mine]
ru = "Заявки и чеки"
en = "Leads and receipts"
person = "manager"
amount = "revenue_net"

[[mine.stages]]
id = "asked"
ru = "Заявки"
en = "Requests"
measure = "leads"

[[mine.stages]]
id = "bought"
ru = "Чеки"
en = "Receipts"
measure = "orders"
several = true
"""


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every day four leads of two people; a half of Anna's and a quarter of Boris's sign for 1 000, a half of them pay.

    60 leads and 30 contracts of Anna's, 60 and 15 of Boris's: 45 000 together.
    """
    company = Company(tmp_path_factory.mktemp("contracts"))
    days = [f"2026-09-{day:02}" for day in range(1, 31)]
    leads = [f"{day} {who}{day}{n} {name}" for day in days for who, name in (("A", "Анна"), ("B", "Борис"))
             for n in range(2)]  # fmt: skip
    signed = [f"{day} A{day} Анна 1000 2026-09-30" for day in days]
    signed += [f"{day} B{day} Борис 1000 -" for day in days[::2]]
    for text, fact in (
        (rows("day lead manager", leads), "lead"), (rows("day contract manager total paid_day", signed), "contract"),
    ):  # fmt: skip
        company.add(Export(text, fact=fact, first="2026-09-01", last="2026-09-30"))
    company.book.close()
    return company.path


def moved(path: Path, *wishes: str, part: tuple[str, str] | None = None) -> WhatIf:
    return what_if(WORKSPACE, path, [Wish(*wish.split("=")) for wish in wishes], "2026-09", part=part)


def after(found: WhatIf) -> dict[str, Decimal]:
    return {effect.metric: effect.after for effect in found.effects if isinstance(effect.after, Decimal)}


def test_a_funnel_of_contracts_moves_the_sum_of_contracts(contracts: Path) -> None:
    found = moved(contracts, "sales.contracts=+20%", "sales.check=2000")
    assert found.chain is not None
    assert found.chain.name_ru == "Лиды → Договоры", "paid contracts are counted by another day than their sum"
    first, second = found.levers
    assert same(first.before, D(45) / 120)  # type: ignore[arg-type]
    assert second.before == D(1000)
    # 45 000 by 1.2 and by 2; alone 9 000 and 45 000 more.
    total = found.effects[0]
    assert same(after(found)["sales.amount"], D(108000))
    assert [round(one, 6) for one in total.single_changes if isinstance(one, Decimal)] == [9000, 45000]
    assert same(after(found)["sales.cases"], D(54))
    with pytest.raises(UsageError, match="no lever"):
        moved(contracts, "sales.contracts=+20%", "margin=20%")


def test_one_persons_stage_moves_the_sum_by_that_persons_part(contracts: Path) -> None:
    found = moved(contracts, "sales.contracts=colleague", part=("manager", "Борис"))
    # Boris's 15 of 60 as Anna's 30 of 60: 15 000 more.
    assert same(after(found)["sales.amount"], D(60000))
    assert same(after(found)["sales.cases"], D(60))
    offered = parts_offered(WORKSPACE, contracts, Period.month("2026-09"))
    assert offered == (Within("manager", "Анна"), Within("manager", "Борис"))


def test_the_owners_own_funnel_comes_first_and_moves_the_profit(tmp_path: Path) -> None:
    path = made(tmp_path, {"2026-08": (4, 3), "2026-09": (4, 1)})
    plain = tmp_path / "plain.kpi"
    shutil.copy(path, plain)
    assert save_funnels(WORKSPACE, path, OWN) == ("mine",)
    bench, chains = open_bench(WORKSPACE, path, "2026-09")
    assert [chain.id for chain in chains] == ["funnel.mine", "leads", "sales", "funnel.leads"]
    assert list(bench.drivers) == ["mine.asked", "mine.bought", "mine.check", "margin"]
    assert same(bench.drivers["mine.bought"], D(1) / 3)
    # As the short chain: 1.2 of the sales make 216 000 less 100 000 and 60 000.
    found = moved(path, "mine.bought=+20%")
    assert after(found)["profit"] == 56000
    assert after(found) == after(moved(plain, "conversion=+20%"))
    best = reached(WORKSPACE, path, bench, "best", ["mine.bought"])
    assert same(best.found["mine.bought"].value, D(109) / 140)


def test_a_funnel_that_is_no_way_of_these_sales_is_not_offered(tmp_path: Path) -> None:
    """More sales than leads: a stage above all is no conversion, and the chain that has it is refused with why."""
    path = made(tmp_path, {"2026-09": (1, 4)})
    _, chains = open_bench(WORKSPACE, path, "2026-09")
    assert [chain.id for chain in chains] == ["sales"]
    with pytest.raises(UsageError, match="above 100 %"):
        moved(path, "leads.buyers=+10%")


def test_the_shell_names_the_stages_of_a_funnel(contracts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["whatif", "--book", str(contracts), "--month", "2026-09", "--set", "sales.contracts=+20%"]
    assert run(asked) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Лиды → Договоры: 37,50 % → 45,00 %" in told
    assert "Сумма договоров: 45 000,00 ₽ → ≈ 54 000 ₽  (≈ +9 000 ₽), от " in told
    assert run([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["chain"], answer["levers"][0]["id"]) == ("funnel.sales", "sales.contracts")
    assert [one["id"] for one in answer["effects"]] == ["sales.amount", "sales.cases"]
