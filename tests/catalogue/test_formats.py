"""The list of formats: complete, both ways, and what it says of a format follows from its columns."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from kpi_desktop.app.formats import known_formats, matches
from kpi_desktop.app.workspace import Workspace
from kpi_desktop.catalogue.formats import keys_of
from kpi_desktop.catalogue.model import Catalogue
from kpi_desktop.catalogue.rules import formats
from kpi_desktop.catalogue.unlocking import helped, unlocked
from kpi_desktop.ingest.importers import foreign, services
from tests.catalogue.formulas import CATALOGUE

INGEST = Path(__file__).resolve().parents[2] / "kpi_desktop" / "ingest"
#: The contract's words, written down here once more: the program must not forget one.
CONTRACT = (
    "table 1c-report 1c-register 1c-bank 1c-mxl 1c-odata commerceml enterprisedata ga4 firebase metrika google-ads "
    "yandex-direct meta-ads roistat amocrm bitrix24 zoho telephony mailing wildberries ozon jira survey own-workbook"
).split()

#: Any table of calls or mailings is read by its columns, whether or not its service is known.
BY_COLUMNS = {"telephony", "mailing"}


def words_in_code() -> set[str]:
    """The contract's words that stand as texts in the code of imports."""
    found = set()
    for path in INGEST.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in CONTRACT:
                found.add(str(node.value))
    return found


def test_every_word_of_the_contract_is_listed() -> None:
    assert list(formats.WORDS) == CONTRACT
    assert {one.word for one in CATALOGUE.formats.values()} == set(CONTRACT)


def test_every_word_that_importers_answer_is_listed_and_the_listed_ones_are_read() -> None:
    listed = {one.word for one in CATALOGUE.formats.values()}
    answered = {sign.word for sign in foreign.SIGNS} | set(services.READERS)
    assert answered <= listed
    claimed = {one.word for one in CATALOGUE.formats.values() if one.read}
    assert claimed - BY_COLUMNS <= words_in_code(), "listed as read, but no importer knows the word"
    only_recognised = {sign.word for sign in foreign.SIGNS} - set(services.READERS)
    assert not claimed & only_recognised, "listed as read, but only recognised: set read = false"


def broken(**changes: object) -> set[str]:
    """The codes of findings where the first format is changed."""
    one = replace(CATALOGUE.formats["jira"], **changes)  # type: ignore[arg-type]
    catalogue = Catalogue(
        CATALOGUE.facts,
        CATALOGUE.measures,
        CATALOGUE.metrics,
        CATALOGUE.dimensions,
        formats={**CATALOGUE.formats, "jira": one},
    )
    return {issue.code for issue in formats.check(catalogue)}


def test_the_rule_finds_what_is_wrong() -> None:
    assert broken() == set()
    assert broken(word="gira") == {"unknown_word", "unlisted_word"}
    assert broken(files=()) == {"no_files"}
    assert broken(how=()) == {"no_way"}
    assert broken(gives={"task": ("day", "task", "colour")}) == {"unknown_column"}
    assert broken(gives={"task": ("day",)}) == {"required_column"}
    assert "unknown_fact" in broken(gives={"chore": ("day",)})
    assert "no_format" in broken(gives={"call": ("day",)})


@pytest.mark.parametrize(
    ("gives", "has", "lacks"),
    [
        ({"sale": ("day", "amount")}, {"revenue"}, {"margin", "aov", "buyers", "sales_count", "revenue_gross"}),
        ({"sale": ("day", "amount", "document")}, {"aov", "sales_count"}, {"revenue_gross", "goods_return_rate"}),
        ({"sale": ("day", "amount", "document", "kind")}, {"revenue", "aov", "sales_count"}, {"margin", "buyers"}),
        ({"sale": ("day", "amount", "cost")}, {"gross_profit", "margin"}, {"aov", "profit"}),
        ({"lead": ("day",)}, {"leads"}, {"cpl", "lcr", "revenue"}),
        ({"answer": ("day", "score", "survey", "band")}, {"nps", "csat"}, {"revenue"}),
        ({"mailing": ("day", "sent")}, set(), {"email_open_rate", "email_ctr"}),
    ],
)
def test_what_columns_unlock(gives: dict[str, tuple[str, ...]], has: set[str], lacks: set[str]) -> None:
    found = set(unlocked(CATALOGUE, (keys_of(gives),)))
    assert has <= found
    assert not lacks & found


def test_two_exports_together() -> None:
    sales = keys_of({"sale": ("day", "amount", "kind", "document", "customer")})
    advertising = keys_of({"advertising": ("day", "cost")})
    assert "cac" not in unlocked(CATALOGUE, (sales,))
    assert "cac_advertising" in unlocked(CATALOGUE, (sales, advertising))
    assert "cac" not in unlocked(CATALOGUE, (sales, advertising))  # what sellers cost is missing
    assert {"cac", "cac_advertising"} <= set(helped(CATALOGUE, advertising))


def test_columns_of_two_exports_of_one_fact_do_not_join() -> None:
    by_product = keys_of({"sale": ("day", "amount", "product")})
    by_cost = keys_of({"sale": ("day", "cost")})
    assert "gross_profit" not in unlocked(CATALOGUE, (by_product, by_cost))


def test_a_customer_base_helps_whatever_asks_who_is_new() -> None:
    assert {"new_buyers", "cac"} <= set(helped(CATALOGUE, CATALOGUE.formats["customers-table"].keys))


def test_known_formats_and_the_search() -> None:
    workspace = Workspace(CATALOGUE)
    found = {known.format.id: known for known in known_formats(workspace)}
    assert list(found) == list(CATALOGUE.formats)
    assert "aov" in found["sales-table"].alone
    assert "romi" in found["yandex-direct"].together
    hits = {known.format.id for known in found.values() if matches(known, "вайлдберриз", workspace)}
    assert hits == {"wildberries"}
    assert {k.format.id for k in found.values() if matches(k, "отчет расход", workspace)}, "е stands for ё"
    assert not [known for known in found.values() if matches(known, "абракадабра", workspace)]
