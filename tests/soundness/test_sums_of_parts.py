"""What adds up adds up: months to a quarter, members of every split to the whole; in any order of import.

Every measure of the catalogue that is said to add up, on the sample company and on a real shop; a member's money is
rounded to a hundredth once, so the parts of amounts with finer parts may differ by half of it each.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened, undo
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Value
from kpi_desktop.core.period import Period
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.sample.company import sample_company
from kpi_desktop.sample.exports import SHOWROOM_FILE, write_exports
from tests.soundness.test_sql_real import imported

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kpi_desktop.engine.engine import Engine

pytestmark = pytest.mark.slow

HALF = Decimal("0.005")


@pytest.fixture(scope="module")
def superstore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    book = imported(tmp_path_factory.mktemp("shop"), "data/transactions/superstore_sample.xls", vat_basis="with")
    with opened(load_workspace(), book) as (_, engine):
        yield engine


def adding(engine: Engine) -> list[Leaf]:
    return [Leaf(measure.id) for measure in engine.catalogue.measures.values() if measure.additive]


def known(values: list[Value]) -> list[Decimal]:
    return [value for value in values if isinstance(value, Decimal)]


def months_that_do_not_add_up(engine: Engine, whole: Period) -> tuple[list[str], int]:
    """The measures of which the months are not the whole, and how many were looked at."""
    found, months, wrong = adding(engine), whole.months(), []
    of_whole = engine.leaf_values(found, [whole])
    of_months = engine.leaf_values(found, months)
    looked = 0
    for leaf in found:
        total = of_whole[leaf, whole.month_text, None]
        parts = [of_months[leaf, month.month_text, None] for month in months]
        if isinstance(total, Missing) or len(known(parts)) < len(parts):
            if isinstance(total, Decimal):
                wrong.append(f"{leaf.measure}: a whole without its parts")
            continue
        looked += 1
        if abs(sum(known(parts)) - total) > HALF * len(parts):
            wrong.append(f"{leaf.measure}: {sum(known(parts))} is not {total}")
    return wrong, looked


def members_that_do_not_add_up(engine: Engine, month: Period) -> tuple[list[str], int]:
    """The same of every split that the book has; rows without a member stand under the unspecified one."""
    wrong, looked = [], 0
    facts = {measure.fact for measure in engine.catalogue.measures.values()}
    splits = sorted({(column.id, fact) for fact in facts for column in engine.book.dimensions(fact)})
    for dimension, fact in splits:
        own = [leaf for leaf in adding(engine) if engine.catalogue.measures[leaf.measure].fact == fact]
        whole = engine.leaf_values(own, [month])
        parts: dict[str, list[Value]] = {}
        for (leaf, _, member), value in engine.leaf_values(own, [month], dimension).items():
            if member is not None:
                parts.setdefault(leaf.measure, []).append(value)
        for leaf in own:
            total, values = whole[leaf, month.month_text, None], parts.get(leaf.measure, [])
            if isinstance(total, Missing) or not values or len(known(values)) < len(values):
                continue
            looked += 1
            if abs(sum(known(values)) - total) > HALF * len(values):
                wrong.append(f"{leaf.measure} by {dimension}: {sum(known(values))} is not {total}")
    return wrong, looked


@pytest.mark.parametrize("text", ["2026-Q3", "2025-Q4"])
def test_months_of_the_sample(sample_engine: Engine, text: str) -> None:
    wrong, looked = months_that_do_not_add_up(sample_engine, Period.named(text))
    assert (wrong, looked > 45) == ([], True)


@pytest.mark.parametrize("text", ["2026-09", "2026-Q3"])
def test_members_of_the_sample(sample_engine: Engine, text: str) -> None:
    wrong, looked = members_that_do_not_add_up(sample_engine, Period.named(text))
    assert (wrong, looked > 120) == ([], True)


def test_a_real_shop(superstore: Engine) -> None:
    wrong, looked = months_that_do_not_add_up(superstore, Period.named("2014-Q4"))
    assert (wrong, looked > 8) == ([], True)
    wrong, looked = members_that_do_not_add_up(superstore, Period.named("2013-09"))
    assert (wrong, looked > 80) == ([], True)


def test_performers_are_all_who_have_a_plan(sample_engine: Engine) -> None:
    bands = ("performer_high", "performer_middle", "performer_low")
    for month in (Period.month("2026-07"), Period.month("2026-10"), Period.month("2025-11")):
        shares = known([figure.value for figure in sample_engine.figures(bands, [month])])
        assert len(shares) == len(bands)
        assert abs(sum(shares, Decimal(0)) - 1) < Decimal("1e-20")


Told = dict[tuple[str, Period, str | None, str | None], Value]


def told(book: Path) -> Told:
    """Every metric of two months and a quarter, as a whole and by people and groups of goods."""
    periods = [Period.named(text) for text in ("2026-03", "2026-10", "2026-Q3")]
    with opened(load_workspace(), book) as (_, engine):
        metrics = list(engine.catalogue.metrics)
        figures = [
            figure for by in (None, "manager", "product_group") for figure in engine.figures(metrics, periods, by)
        ]
    return {(f.metric, f.period, f.dimension, f.member): f.value for f in figures}


def differing(before: Told, after: Told) -> list[tuple[str, Period, str | None, str | None]]:
    def same(one: Value | None, other: Value | None) -> bool:
        if isinstance(one, Missing) and isinstance(other, Missing):
            return one.reason is other.reason
        return one == other

    return [key for key in before.keys() | after.keys() if not same(before.get(key), after.get(key))]


def _newest(path: Path) -> bool:
    return path.name == "Сделки CRM.xlsx"


def test_the_order_of_import_and_what_was_taken_back_change_nothing(tmp_path: Path) -> None:
    """Sales, then the rest; all of it backwards; the till's receipts taken back and given again.

    Of one list of deals exported twice the later import stands: the newer of the two comes last in both orders.
    """
    workspace = load_workspace()
    exports = write_exports(sample_company(), tmp_path / "exports")
    backwards = [*(path for path in reversed(exports) if not _newest(path)), *filter(_newest, exports)]
    books = {}
    for name, files in (("forward", exports), ("backward", backwards)):
        books[name] = tmp_path / f"{name}.kpi"
        new_book(books[name], "Проба", "RUB", "ru")
        found = import_files(workspace, books[name], files, {})
        assert {one.report.outcome.value for one in found} == {"ok"}
    forward, backward = told(books["forward"]), told(books["backward"])
    assert differing(forward, backward) == []
    with opened(workspace, books["forward"]) as (book, _):
        (batch,) = [one.id for one in book.batches() if one.file_name == SHOWROOM_FILE]
    undo(workspace, books["forward"], batch)
    assert differing(forward, told(books["forward"])) != []
    till = next(path for path in exports if path.name == SHOWROOM_FILE)
    import_files(workspace, books["forward"], [till], {})
    assert differing(forward, told(books["forward"])) == []
