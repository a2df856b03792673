"""What the rules say of a month as JSON: later work adds to it and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.amount import rounded

if TYPE_CHECKING:
    from kpi_desktop.present.findings import FindingsText, NotLooked, Told
    from kpi_desktop.present.kpis_json import Json


def findings_json(said: FindingsText) -> dict[str, Json]:
    """The JSON of `findings`, which `diagnose` has too.

    `{"findings": [{"rule", "code", "title", "severity": problem or note, "kind": judged or factual, "member",
    "evidence", "check", "do", "metrics", "source", "money"}], "quiet": [ids of rules that find nothing],
    "not_looked_at": [{"rule", "code", "title", "why", "metrics", "unlock", "exports": [{"export", "name", "way"}]}]}`.
    `code` is the rule's number in the sources, '' for others; `money` the sum that it is about, a decimal as text or
    null; `metrics` of a finding are the ids whose figures stand in it, of a rule that was not looked at the names of
    what is absent; `unlock` ids of facts and columns; `exports` together give all that the rule waits for, empty where
    no export would.
    """
    return {
        "findings": [_told(told) for told in said.told],
        "quiet": list(said.quiet),
        "not_looked_at": [_absent(one) for one in said.unheard],
    }


def _told(told: Told) -> Json:
    return {
        "rule": told.rule,
        "code": told.code,
        "title": told.title,
        "severity": told.severity.value,
        "kind": "judged" if told.judged else "factual",
        "member": told.member,
        "evidence": told.evidence,
        "check": told.check,
        "do": told.action,
        "metrics": list(told.metrics),
        "source": told.source,
        "money": None if told.money is None else str(rounded(told.money, 2)),
    }


def _absent(one: NotLooked) -> Json:
    return {
        "rule": one.rule,
        "code": one.code,
        "title": one.title,
        "why": one.why,
        "metrics": list(one.metrics),
        "unlock": list(one.unlock),
        "exports": [{"export": export.export, "name": export.name, "way": export.way} for export in one.exports],
    }
