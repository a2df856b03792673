"""The JSON of findings: every key that scripts may rely on, with what stands under it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kpi_desktop import resources
from kpi_desktop.app.findings import program_rules
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.engine.findings.joint import findings
from kpi_desktop.present.bundle import Unlock
from kpi_desktop.present.findings import findings_text
from kpi_desktop.present.findings_json import findings_json
from tests.unit.engine.findings.months import absent, sight, steady


def test_findings_and_rules_not_looked_at_with_what_to_add() -> None:
    catalogue = load_catalogue(resources.folder("formulas"))
    wanted = ("low_leads", "loss", "channel_at_a_loss", "debts_overdue")
    rules = [rule for rule in program_rules(catalogue) if rule.id in wanted]
    seen = sight(catalogue, {"leads": steady("400", "150"), "profit": [Decimal(0)]},
                 {("channel", "Сайт"): {"net_per_sale": [Decimal("-12.5")], "sales_count": [Decimal(40)]}})  # fmt: skip
    supplies = {"debts_overdue": (Unlock("contract", "", ("receivables_overdue",), "contracts"),)}
    said: dict[str, Any] = dict(findings_json(findings_text(findings(rules, seen), seen, "RUB", "ru", supplies)))
    assert set(said) == {"findings", "quiet", "not_looked_at"}
    loss, low = said["findings"]
    assert low["rule"] == "low_leads"
    assert {key: low[key] for key in ("code", "severity", "kind", "member", "metrics", "source")} == {
        "code": "R1", "severity": "problem", "kind": "judged", "member": None, "metrics": ["leads"],
        "source": "B:122-124",
    }  # fmt: skip
    assert low["evidence"] == "150\u00a0лидов за месяц, обычно около 400."
    assert low["check"].startswith("Проверьте, ")
    assert low["do"].startswith("Сравните каналы")
    assert set(low) == {
        "rule", "code", "title", "severity", "kind", "member", "evidence", "check", "do", "metrics", "source", "money",
    }  # fmt: skip
    assert (low["money"], loss["money"]) == (None, "500.00"), "neither conversion nor check is known; 40 sales by 12.50"
    assert (loss["kind"], loss["member"]) == ("factual", "Сайт")
    assert said["quiet"] == ["loss"]
    (waits,) = said["not_looked_at"]
    assert waits["rule"] == "debts_overdue"
    assert waits["exports"] == [
        {"export": "contracts", "name": "«Договоры»", "way": waits["exports"][0]["way"]},
    ]  # fmt: skip
    assert "→" in waits["exports"][0]["way"]


def test_what_no_export_gives_names_the_data_alone() -> None:
    catalogue = load_catalogue(resources.folder("formulas"))
    rules = [rule for rule in program_rules(catalogue) if rule.id == "low_leads"]
    seen = absent(catalogue, ["leads"])
    said: dict[str, Any] = dict(findings_json(findings_text(findings(rules, seen), seen, "RUB", "en")))
    (waits,) = said["not_looked_at"]
    assert waits == {
        "rule": "low_leads", "code": "R1", "title": "Few leads", "why": "There are no leads", "metrics": ["Leads"],
        "unlock": ["lead"], "exports": [],
    }  # fmt: skip
