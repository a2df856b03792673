"""Real exports, with no questions asked: the figures that independent sums over the raw files give."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.end2end.shell import figures, kpi
from tests.shared import shared

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("retail") / "retail.kpi"
    assert kpi("new", book, "--company", "Online Retail", "--currency", "GBP").code == 0
    answer = kpi("import", shared("data/transactions/uci_online_retail_derived.xlsx"), "--book", book)
    assert answer.code == 0, answer.said
    found = answer.json["files"][0]
    assert found["outcome"] == "ok"
    assert found["rows"] == found["imported"] == 541_909
    assert Decimal(found["control"]["file_total"]) == Decimal(found["control"]["imported_total"])
    assert Decimal(found["control"]["imported_total"]) == Decimal("9747747.934")
    return book


@pytest.mark.slow
def test_online_retail_november(retail: Path) -> None:
    found = figures(retail, "2011-11")
    expected = {
        "revenue": "1461756.25",
        "revenue_gross": "1509496.33",
        "revenue_returns": "-47740.08",
        "sales_count": "2884",
        "buyers": "1665",
        "new_buyers": "324",
        "returning_buyers": "1341",
    }
    assert {metric: Decimal(found[metric]["value"]) for metric in expected} == {
        metric: Decimal(value) for metric, value in expected.items()
    }
    shares = [Decimal(found[f"revenue_share_{kind}"]["value"]) for kind in ("new", "existing", "unidentified")]
    assert abs(sum(shares, Decimal(0)) - 1) < Decimal("1e-12")


@pytest.mark.slow
def test_online_retail_default_month_is_the_last_covered(retail: Path) -> None:
    assert kpi("kpis", "--book", retail).json["month"] == "2011-11"


@pytest.mark.slow
def test_online_retail_december_is_partial(retail: Path) -> None:
    december = figures(retail, "2011-12")["revenue"]
    assert december["covered"] == {"from": "2011-12-01", "to": "2011-12-09", "complete": False}
    assert december["flags"]
    assert december["compare"]["previous"]["to"] == "2011-11-09"


@pytest.mark.slow
def test_online_retail_workbook_is_verified(retail: Path, tmp_path: Path) -> None:
    out = tmp_path / "retail.xlsx"
    built = kpi("workbook", out, "--book", retail, "--month", "2011-11")
    assert built.code == 0, built.said
    verified = kpi("verify", out)
    assert verified.code == 0, verified.said
    assert verified.json["formulas"] > 300
    assert not verified.json["different"]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("tree") / "tree.kpi"
    assert kpi("new", book, "--company", "Дистрибьютор").code == 0
    answer = kpi("import", shared("data/excel1c/gross_profit_12months.xlsx"), "--book", book)
    assert answer.code == 0, answer.said
    found = answer.json["files"][0]
    assert found["recognised"].startswith("1c-report")
    assert found["currency"] == "KZT"
    details = " ".join(found["details"].values())
    assert "с НДС" in details
    assert "Актобе основной склад" in details
    assert Decimal(found["control"]["file_total"]) == Decimal(found["control"]["imported_total"])
    return book


def test_1c_tree_by_months(tree: Path) -> None:
    june, july = figures(tree, "2025-06"), figures(tree, "2025-07")
    assert Decimal(june["revenue"]["value"]) == Decimal("986256804.85")
    assert Decimal(july["revenue"]["value"]) == Decimal("1101349549.15")
    assert "₸" in july["revenue"]["text"]
    assert july["revenue"]["basis"] == "with"
    for metric in ("revenue_gross", "sales_count", "aov"):
        assert july[metric]["value"] is None
        assert july[metric]["missing"]["message"]
    assert july["revenue_gross"]["missing"]["reason"] == "returns_not_separated"
    growth = Decimal(july["mom_growth"]["value"])
    assert abs(growth - (Decimal("1101349549.15") / Decimal("986256804.85") - 1)) < Decimal("1e-12")


@pytest.mark.slow
def test_1c_tree_workbook_is_verified(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "tree.xlsx"
    assert kpi("workbook", out, "--book", tree, "--month", "2025-07").code == 0
    verified = kpi("verify", out)
    assert verified.code == 0, verified.said
    assert not verified.json["different"]
