"""Steps by the cohort: whoever came in the month and went on, whenever that was; a young month is not judged."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import duckdb
import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.funnel.diagnosis import diagnose
from kpi_desktop.engine.funnel.reading import FunnelReader
from kpi_desktop.i18n.translator import Translator
from tests.shared import shared
from tests.soundness.by_hand import differences
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure

JANUARY, FEBRUARY = Period.month("2026-01"), Period.month("2026-02")

#: А met on the 8th and again in March; Б in February; В before the lead, which is no way from it; Г never; one lead
#: names nobody. Д of February met on the day of the lead.
LEADS = (
    "day customer channel\n2026-01-05 А Сайт\n2026-01-10 Б Сайт\n2026-01-12 В Звонок\n2026-01-20 Г Звонок\n"
    "2026-01-21 - Звонок\n2026-02-03 Д Сайт\n2026-02-05 Е Сайт\n2026-02-06 Ж Сайт\n2026-02-07 З Сайт\n"
    "2026-02-08 И Сайт\n"
)
VISITS = "day customer visits\n2026-01-08 А 1\n2026-01-02 В 1\n2026-02-14 Б 2\n2026-02-03 Д 1\n2026-03-02 А 1\n"
#: Of the meetings: А's first is followed by a contract, the second is not; Б's two are. Paid: А in February, Б not.
CONTRACTS = "day contract customer total paid_day\n2026-01-30 д1 А 100 2026-02-20\n2026-03-01 д2 Б 50 -\n"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    found = Company(tmp_path)
    found.add(Export(LEADS, "lead", "CRM", "2026-01-01", "2026-03-31"))
    found.add(Export(VISITS, "visit", "Встречи", "2026-01-01", "2026-03-31"))
    found.add(Export(CONTRACTS, "contract", "Договоры", "2026-01-01", "2026-03-31"))
    return found


def _one(engine: Engine, metric: str, month: Period) -> Figure:
    (figure,) = engine.figures([metric], [month])
    return figure


def _value(engine: Engine, metric: str, month: Period) -> Fraction:
    value = _one(engine, metric, month).value
    assert isinstance(value, Decimal), (metric, value)
    return Fraction(value).limit_denominator(1000)


@pytest.mark.parametrize(
    ("metric", "january", "february"),
    [
        ("leads_visited_share", "2/4", "1/5"),  # А, Б of А Б В Г; the lead without a customer is in neither; Д of five
        ("leads_signed_share", "2/4", "0"),  # А in January, Б in March
        ("leads_paid_share", "1/4", "0"),
        ("visits_signed_share", "1/2", "2/3"),  # А's of А's and В's; Б's two meetings of those two and Д's
        ("conv_contract_payment", "1", None),
        ("conv_contract_payment_by_day", "0", None),  # А's contract of January is paid in February, which signed none
    ],
)  # fmt: skip
def test_by_hand(company: Company, metric: str, january: str, february: str | None) -> None:
    assert _value(company.engine, metric, JANUARY) == Fraction(january)
    if february is not None:
        assert _value(company.engine, metric, FEBRUARY) == Fraction(february)


def test_of_each_channel_by_hand(company: Company) -> None:
    figures = company.engine.figures(["leads_visited_share"], [JANUARY], "channel")
    assert {f.member: f.value for f in figures} == {"Сайт": Decimal(1), "Звонок": Decimal(0)}


def test_the_funnel_tells_the_same_cases(company: Company) -> None:
    found = diagnose(company.engine, FunnelReader(company.book, CATALOGUE), CATALOGUE.funnels["sales"], JANUARY)
    lines = {line.id: (line.cases, line.hits) for line in found.lines}
    assert lines["visits"] == (Decimal(4), Decimal(2))
    assert lines["contracts"] == (Decimal(2), Decimal(1))
    said = [Translator("ru")(flag.message) for flag in found.flags if flag.code == "unkeyed"]
    assert said == ["«Лиды»: 1 случай без клиента, дальше за ним не проследить"]
    reading = FunnelReader(company.book, CATALOGUE).read(CATALOGUE.funnels["sales"], JANUARY)
    lost = FunnelReader(company.book, CATALOGUE).lost(reading, reading.steps[0])
    assert lost.total == 2  # В and Г; who names nobody is not lost


def _months_of_leads(gap: int) -> tuple[str, str]:
    """Leads of each day, and the meetings of every second of them so many days later."""
    leads, visits = ["day customer"], ["day customer visits"]
    for number in range(20):
        leads += [f"2026-0{month}-{number + 1:02} л{month}{number}" for month in (1, 2)]
        visits += [f"2026-0{month}-{number + 1 + gap:02} л{month}{number} 1" for month in (1, 2) if number % 2]
    return "\n".join(leads), "\n".join(visits)


@pytest.mark.parametrize(("last", "ripe"), [("2026-03-08", False), ("2026-03-09", True)])
def test_a_month_is_final_after_one_and_a_half_times_of_the_step(tmp_path: Path, last: str, *, ripe: bool) -> None:
    """Half of those who meet do so on the sixth day: 1.5 x 6 = 9 days after 28 February is 9 March."""
    leads, visits = _months_of_leads(6)
    company = Company(tmp_path)
    company.add(Export(leads, "lead", "CRM", "2026-01-01", "2026-03-31"))
    company.add(Export(visits, "visit", "Встречи", "2026-01-01", last))
    figure = _one(company.engine, "leads_visited_share", FEBRUARY)
    assert figure.value == Decimal("0.5")
    said = [Translator("ru")(flag.message) for flag in figure.flags if flag.code == "ripening"]
    change = figure.comparisons[Base.PREVIOUS].change
    if ripe:
        assert (said, change) == ([], Decimal(0))
        return
    assert said == ["ещё не окончательно: половина тех, кто идёт дальше, делает это через 6 дней и позже, поэтому доля "
                    "ещё вырастет; с другими периодами она не сравнивается"]  # fmt: skip
    assert isinstance(change, Missing)
    assert change.reason is Reason.UNRIPE
    assert figure.comparisons[Base.PREVIOUS].value == Decimal("0.5")  # January is final, and its share is told


def test_leads_without_customers_are_not_followed(tmp_path: Path) -> None:
    """Two of ten leads name nobody: eight tenths are too few, and 0 % or any other share would be a guess."""
    company = Company(tmp_path)
    named = "".join(f"2026-01-{day:02} к{day}\n" for day in range(1, 9))
    company.add(Export(f"day customer\n{named}2026-01-09 -\n2026-01-10 -\n", "lead", "CRM", "2026-01-01", "2026-01-31"))
    company.add(Export("day customer visits\n2026-01-20 к1 1\n", "visit", "Встречи", "2026-01-01", "2026-01-31"))
    figure = _one(company.engine, "leads_visited_share", JANUARY)
    assert isinstance(figure.value, Missing)
    assert figure.value.reason is Reason.NO_DATA
    assert not [flag for flag in figure.flags if flag.code == "ripening"]  # nothing ripens where there is no figure


def test_customers_who_are_written_differently_are_no_share_of_nought(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day customer\n2026-01-05 Анна\n", "lead", "CRM", "2026-01-01", "2026-01-31"))
    company.add(Export("day customer visits\n2026-01-20 79001234567 1\n", "visit", "Зал", "2026-01-01", "2026-01-31"))
    found = _one(company.engine, "leads_visited_share", JANUARY)
    assert isinstance(found.value, Missing)
    assert Translator("ru")(found.value.message) == (
        "«Лиды»: никого из них нет позже в таблице «Визиты и встречи»; возможно, там они записаны по-другому"
    )


_AFTER = "(SELECT COUNT(*) FROM {after} a WHERE a.customer = f.customer AND {day} >= f.day)"
_LATER = "SELECT SUM({n}) FILTER ({after} > 0) / SUM({n}) FROM {before} f WHERE f.customer IS NOT NULL AND {{inside}}"


def _later(before: str, after: str, day: str = "a.day", number: str = "1") -> str:
    counted = _AFTER.format(after=after, day=day)
    return _LATER.format(n=number, after=counted, before=before)


_PAID = "paid >= {lo} AND paid < {hi}"
SAMPLE = {
    "leads_visited_share": _later("leads", "visits"),
    "leads_signed_share": _later("leads", "contracts"),
    "leads_paid_share": _later("leads", "contracts", "a.paid"),
    "visits_signed_share": _later("visits", "contracts", number="f.visits"),
    "conv_contract_payment_by_day": f"SELECT COUNT(*) FILTER ({_PAID}) / COUNT(*) FILTER ({{inside}}) FROM contracts",
}


@pytest.mark.slow
@pytest.mark.parametrize("metric", SAMPLE)
def test_the_sample_company(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    windows = tuple(Period.month(f"2026-{number:02}") for number in range(1, 10))
    assert differences(sample_engine, raw, metric, SAMPLE[metric], windows) == []


@pytest.mark.slow
def test_the_sample_company_says_what_is_not_final(sample_engine: Engine, raw: duckdb.DuckDBPyConnection) -> None:
    """By SQL: the lower median of days from signing to payment over a year, beside the age of each month."""
    months = tuple(Period.month(f"2026-{number:02}") for number in range(4, 11))
    ((last,),) = raw.execute("SELECT MAX(day) FROM contracts").fetchall()
    for month in months:
        rows = raw.execute("SELECT paid - day FROM contracts WHERE paid IS NOT NULL AND day < ? AND day >= ? - 365 "
                           "ORDER BY 1", [month.end, month.end]).fetchall()  # fmt: skip
        median = rows[(len(rows) - 1) // 2][0]
        young = (last - month.last_day).days < 1.5 * median
        flags = [flag.code for flag in _one(sample_engine, "conv_contract_payment", month).flags]
        assert ("ripening" in flags) == young, (month, median, last)


_DEALS, _LEADS = (f"data/transactions/olist_{name}.csv" for name in ("closed_deals", "marketing_qualified_leads"))
_STATED = """
fact = "won_deal"
period = ["2017-06-01", "{last}"]

[columns]
"mql_id" = "lead"
"won_date" = "day"
"""


@pytest.mark.parametrize(("last", "young"), [("2018-06-14", True), ("2018-06-15", False)])
def test_olist_is_final_so_many_days_after_the_month(tmp_path: Path, last: str, *, young: bool) -> None:
    """By the middle of June half of the wins took 10 days: May is final 15 days after its end, on 15 June."""
    workspace, book, base = load_workspace(), tmp_path / "book.kpi", duckdb.connect(":memory:")
    base.execute(f"CREATE TABLE deals AS SELECT * FROM read_csv('{shared(_DEALS)}') WHERE won_date < DATE '{last}' + 1")
    base.execute(f"CREATE TABLE leads AS SELECT * FROM read_csv('{shared(_LEADS)}')")
    base.execute(f"COPY deals TO '{tmp_path / 'closed_deals.csv'}' (HEADER)")
    days = base.execute(
        "SELECT CAST(won_date AS DATE) - CAST(first_contact_date AS DATE) AS d FROM deals JOIN leads USING (mql_id) "
        "WHERE CAST(first_contact_date AS DATE) < DATE '2018-06-01' AND d >= 0 ORDER BY d"
    ).fetchall()
    median = days[(len(days) - 1) // 2][0]
    assert median == 10
    new_book(book, "Проба", "USD", "ru")
    choices = {tmp_path / "closed_deals.csv": ImportChoice(mapping=_STATED.format(last=last))}
    import_files(workspace, book, [tmp_path / "closed_deals.csv", shared(_LEADS)], choices)
    may = Period.month("2018-05")
    ((won, of),) = base.execute(
        "SELECT COUNT(*) FILTER (mql_id IN (SELECT mql_id FROM deals)), COUNT(*) FROM leads "
        "WHERE CAST(first_contact_date AS DATE) >= DATE '2018-05-01'"
    ).fetchall()
    with opened(workspace, book) as (_, engine):
        figure = _one(engine, "leads_won_share", may)
        assert float(str(figure.value)) == pytest.approx(won / of, rel=1e-12)
        assert ("ripening" in [flag.code for flag in figure.flags]) == young
        assert isinstance(figure.comparisons[Base.PREVIOUS].change, Missing) == young
