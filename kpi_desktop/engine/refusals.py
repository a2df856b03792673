"""Why a measure has no value in a window: its days, its grain, its columns, what its source does not tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.needs import needed_columns, tells_returns_apart
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.standing import Role
from kpi_desktop.facts.batch import Documents, Returns
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import Message, msg, named, nmsg

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.engine.coverage import Coverage, Reach
    from kpi_desktop.facts.schema import FactTable

#: Columns that some streams may lack: their rows count as unidentified or without cost, which is said.
TOLERATED = frozenset({"customer", "cost"})

#: Facts of which a part of the window tells nothing: half a month's expenses are not its expenses, and
#: a lead that a list of won deals does not name is no lost one while the list answers for a part of the window.
WHOLE_ONLY = frozenset({"expense", "won_deal"})


def fact_name(fact: FactTable) -> Message:
    """What the owner calls this kind of data."""
    return named(fact.name_en, fact.name_ru)


def days_missing(fact: FactTable, coverage: Coverage, reach: Reach, role: Role) -> Missing | None:
    """Nothing is loaded for the window, or less of it than this way of reading needs."""
    name = fact_name(fact)
    if coverage.empty:
        return Missing(Reason.NO_DATA, _no_data(fact, name), fact.id, (fact.id,))
    if role is Role.TRAILING and not reach.all_days:
        return Missing(Reason.HISTORY_SHORT, _short(reach.window, name), fact.id, (fact.id,))
    first, last = day_message(reach.window.start), day_message(reach.window.last_day)
    if reach.nothing and reach.cut:
        return _part_of_span(reach)
    if reach.nothing:
        text = msg("There is no data “{fact}” for {first} to {last}", fact=name, first=first, last=last)
        return Missing(Reason.NOT_COVERED, text, fact.id, (fact.id,))
    if not reach.covered.complete and (role is Role.BASE or fact.id in WHOLE_ONLY):
        text = msg("“{fact}” does not cover all days of {first} to {last}", fact=name, first=first, last=last)
        return Missing(Reason.NOT_COVERED, text, fact.id, (fact.id,))
    return None


#: The fact of advertising accounts, by their days and channels.
ADVERTISING = "advertising"


def advertising_apart(why: Message) -> Message:
    """What is said of absent advertising where expenses are loaded: their rows alone do not tell what it brought."""
    return msg(
        "{why}. Advertising among the expenses alone does not count here: load it as advertising too, a table with its "
        "day or month, channel and cost; it is deducted once all the same",
        why=why,
    )


def _no_data(fact: FactTable, name: Message) -> Message:
    """Money and deals are no sales (DESIGN 6.14), nor are orders that nobody shipped or paid."""
    if fact.id != "sale":
        return msg("There is no data “{fact}” yet: import such an export", fact=name)
    return msg(
        "There is no data “{fact}” yet: import such an export. Payments and deals are not sales; orders become sales "
        "once they are shipped or paid",
        fact=name,
    )


def _part_of_span(reach: Reach) -> Missing:
    """One figure for a period tells nothing about a part of it: it counts only in windows that hold all of it."""
    whole = reach.cut[0]
    first, last = day_message(whole.first), day_message(Period(whole.first, whole.end).last_day)
    text = msg(
        "The report gives one figure for {first} to {last}: how much of it belongs here is not known. "
        "Export it by days or by months",
        first=first,
        last=last,
    )
    return Missing(Reason.GRAIN, text)


def _short(window: Period, name: Message) -> Message:
    """What a window over several months, or over so many days, would need."""
    if window.whole_months:
        return nmsg(
            "“{fact}”: {n} month in a row is needed, and not all of it is loaded",
            "“{fact}”: {n} months in a row are needed, and not all are loaded",
            n=window.whole_months,
            fact=name,
        )
    return nmsg(
        "“{fact}”: {n} day in a row is needed, and not all of it is loaded",
        "“{fact}”: {n} days in a row are needed, and not all are loaded",
        n=window.days,
        fact=name,
    )


def grain_missing(reach: Reach) -> Missing | None:
    """A report by months gives no weeks and no days."""
    if reach.window.whole_months or all(cover.grain in {Grain.DAY, Grain.SPAN} for cover in reach.covers):
        return None
    return Missing(Reason.GRAIN, msg("The report is by months: it tells nothing about shorter periods"))


def daily_missing(measure: Measure, reach: Reach) -> Missing | None:
    """What is told by days needs sales by days (NUMBERS 21, 22)."""
    if not measure.daily or all(cover.grain is Grain.DAY for cover in reach.covers):
        return None
    return Missing(Reason.GRAIN, msg("The report has no days: this needs sales by days"))


def returns_missing(measure: Measure, reach: Reach) -> Missing | None:
    """Gross revenue and returns need a source that keeps returns apart; net revenue does not."""
    if not tells_returns_apart(measure) or all(cover.returns is Returns.SEPARATE for cover in reach.covers):
        return None
    return not_separated(measure)


def not_separated(measure: Measure) -> Missing:
    """Only revenue net of returns is known (NUMBERS 6)."""
    return Missing(
        Reason.RETURNS_NOT_SEPARATED,
        msg("The source does not show returns apart from sales: only revenue net of returns is known"),
        measure.id,
        ("sale.kind",),
    )


def documents_missing(measure: Measure, reach: Reach) -> Missing | None:
    """Receipts are counted only where the rows bear their numbers (NUMBERS 9)."""
    if measure.fact != "sale" or "document" not in {measure.key, measure.column, *measure.needs}:
        return None
    kept = {cover.documents for cover in reach.covers}
    if Documents.SHIFT_REPORT in kept:
        return Missing(
            Reason.SHIFT_REPORT,
            msg("A shift report has revenue but no receipts: the number of sales is not known"),
            "sale.document",
            ("sale.document",),
        )
    if Documents.ABSENT in kept:
        return _absent_column("sale", "document", msg("The export has no document numbers: sales cannot be counted"))
    return None


def column_missing(measure: Measure, fact: FactTable, reach: Reach) -> Missing | None:
    """A column that the measure cannot do without is absent in one of the imports."""
    for column in needed_columns(measure):
        have = [column in cover.present for cover in reach.covers]
        if all(have) or (column in TOLERATED and any(have)):
            continue
        text = _said_of_absent(fact, column, reach)
        if column == "cost":
            return Missing(Reason.NO_COST, text, f"{fact.id}.{column}", (f"{fact.id}.{column}",))
        return _absent_column(fact.id, column, text)
    return None


def _said_of_absent(fact: FactTable, column: str, reach: Reach) -> Message:
    """What is told of an absent column; of two it is told why it is absent though one of a like name may be there."""
    unstated = [cover for cover in reach.covers if column not in cover.present]
    if (fact.id, column) == ("deal", "status") and any("stage" in cover.present for cover in unstated):
        return msg("The names of the stages do not tell which deals were won and which were lost: say it in the "
                   "mapping of the file, under stages")  # fmt: skip
    if (fact.id, column) == ("sale", "discount"):
        return msg("“{fact}”: the export does not tell discounts in money: add the sum of the discount or the price "
                   "before it; a share of the price is not read", fact=fact_name(fact))  # fmt: skip
    named_column = fact.column(column)
    return msg(
        "“{fact}”: the export has no column “{column}”",
        fact=fact_name(fact),
        column=named(named_column.name_en, named_column.name_ru),
    )


def _absent_column(fact: str, column: str, message: Message) -> Missing:
    return Missing(Reason.NO_COLUMN, message, f"{fact}.{column}", (f"{fact}.{column}",))
