"""Reports saved from 1C as a spreadsheet: which of them a sheet holds, and who reads it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers import tree as trees
from kpi_desktop.ingest.importers.register_1c import read_register
from kpi_desktop.ingest.importers.report_basis import net_of_returns, on_one_basis
from kpi_desktop.ingest.importers.report_checks import differences, total_warnings
from kpi_desktop.ingest.importers.report_day import given_day
from kpi_desktop.ingest.importers.report_price import import_prices
from kpi_desktop.ingest.importers.report_refusal import SALES, WORD, refused
from kpi_desktop.ingest.importers.report_sales import import_sales
from kpi_desktop.ingest.importers.report_stock import import_stock, is_stock_list
from kpi_desktop.ingest.importers.report_words import SALES_BY_VALUE
from kpi_desktop.ingest.importers.units import in_unit
from kpi_desktop.ingest.importers.weeks import spans_over, weeks_across
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable


_NOT_SALES = (
    ("остат", msg("a stock report")), ("залишк", msg("a stock report")), ("доступност", msg("a stock report")),
    ("оборотно-сальдовая", msg("an accounting register")), ("карточка счета", msg("an accounting register")),
    ("анализ счета", msg("an accounting register")), ("обороты счета", msg("an accounting register")),
    ("ведомость", msg("a turnover sheet")), ("закуп", msg("a report of purchases")),
    ("поступлен", msg("a report of purchases")), ("задолженност", msg("a report of debts")),
    ("прайс", msg("a price list")), ("заказ", msg("a report of orders")), ("план", msg("a report of plans")),
)  # fmt: skip
_STOCK = (
    "остатк", "остаток", "залишк", "доступност", "ведомость по товар", "ведомость по парти", "ведомость по склад",
    "ведомость по номенклатур", "товары на складах", "движения товаров", "движение товаров", "партии товаров",
    "материальная ведомость", "товарные запасы", "складская ведомость",
)  # fmt: skip
#: How titles begin before they say what the report is of.
_ABOUT = re.compile(r"^(отчет|анализ|сводка|итоги)( об?| по)? ")
#: A report of plans holds no sales, unless it has what came of them beside.
_PLANS = re.compile(r"\bплан(?!шет)")
#: What suppliers shipped was bought; «Продажи по поставщикам» are sales.
_SUPPLIED = re.compile(r"(отгрузк|реализаци)[а-я]* (от )?поставщик")
#: Books of VAT: advances and corrections stand in them beside sales.
_BOOKS = ("книга продаж", "книга покупок", "журнал учета полученных и выставленных")
#: Sheets that 1C itself names so.
_SHEETS_OF_1C = frozenset({"TDSheet", "Лист_1"})
_REGISTERS = ("оборотно-сальдовая", "карточка счета", "анализ счета", "обороты счета")
_LISTED = 10
_NO_REVENUE = (
    msg("The report was recognised, but no column of revenue was found in it"),
    msg("Add the column “Выручка” to the report in 1C and save it again"),
)


def examine(job: Job) -> FileReport | None:
    """Read the first sheet that is a report of 1C; None where none is, or where the rows are a plain table."""
    given = given_day(job)
    if job.options.mapping is not None and given is None:
        return None
    for table in job.source.tables:
        report = None if table.hidden or table.rows < 2 else _of_table(job, table, given)
        if report is not None:
            return _with_other_sheets(job, table, report)
    return None


def _of_table(job: Job, table: SourceTable, given: tuple[str, tuple[date, date] | None] | None) -> FileReport | None:
    """What the sheet is: a register, a report, a list of stock or of prices; None where it is none of them."""
    if given is not None:
        fact, day = given
        return import_prices(job, table, WORD, day) if fact == "price" else import_stock(job, table, day)
    register = read_register(job, table)
    if register is not None:
        return register
    title = trees.title_of(table)
    if _is_report(table):
        report = None if _is_plain(job, table) else _report(job, table, title)
        sure = trees.is_report(table) or not (_ABOUT.match(fold(title)) or _across(table) or _by_hand(table, title))
        return report if report is None or sure or report.outcome is not Outcome.UNSUPPORTED else None
    if _is_plain(job, table):
        return None
    if not title and any(_is_plain(job, one) for one in job.source.tables if one is not table and _may_hold(one)):
        return None  # a helping list beside the rows that the file is about
    return _listed(job, table, title) if is_stock_list(table) else None


def _by_hand(table: SourceTable, title: str) -> bool:
    """Whether only the words of a title speak for a report of sales: people call their own tables so too."""
    folded = fold(title)
    return table.sheet not in _SHEETS_OF_1C and not folded.startswith(_BOOKS) and any(word in folded for word in SALES)


def _may_hold(table: SourceTable) -> bool:
    return table.rows > 1 and not table.hidden


def _is_report(table: SourceTable) -> bool:
    return table.rows > 2 and not table.hidden and (trees.is_report(table) or _known_title(trees.title_of(table)))


def _with_other_sheets(job: Job, table: SourceTable, report: FileReport) -> FileReport:
    """What is said where the file has more sheets than the one that was read."""
    others = [one for one in job.source.tables if one is not table and one.rows and not one.hidden]
    if not others or report.outcome is not Outcome.OK:
        return report
    names = ", ".join(f"«{one.sheet}»" for one in others[:_LISTED])
    text = msg("These sheets were not imported: {sheets}", sheets=names)
    if not any(_is_report(one) for one in others):
        return replace(report, issues=(*report.issues, job.info("sheets_not_used", text)))
    issue = job.warning(
        "sheets_not_used", text, fix=msg("Save each report of 1C as a file of its own and import them all")
    )
    return replace(report, outcome=Outcome.PARTIAL, issues=(*report.issues, issue))


def _known_title(title: str) -> bool:
    folded = _ABOUT.sub("", fold(title))
    return bool(folded) and (
        folded.startswith((*SALES, *_BOOKS))
        or any(folded.startswith(word) for word, _ in _NOT_SALES if word not in {"план"})
    )


def _is_plain(job: Job, table: SourceTable) -> bool:
    """Whether the sheet is a list with a date in each row, whatever stands above it."""
    from kpi_desktop.ingest.headings import find_layout
    from kpi_desktop.ingest.importers.bare_days import with_bare_days
    from kpi_desktop.ingest.profile import profiles
    from kpi_desktop.ingest.proposal import known_headings
    from kpi_desktop.ingest.telling import choose_fact

    if table.levels is not None and table.levels.max(initial=0) > 0:
        return False
    if not trees.is_report(table) and _months_across(table):
        return True
    layout = find_layout(table, known_headings(job.facts))
    if layout is None or layout.first >= table.rows:
        return False
    layout = with_bare_days(layout, None, job.source.name)
    proposal, _ = choose_fact(layout, profiles(layout), job.facts, job.source.name)
    return proposal is not None and "day" in proposal.found


def _across(table: SourceTable) -> bool:
    """Whether periods stand across over the figures, whatever stands under each of them."""
    from kpi_desktop.ingest.importers.cross_head import Given, find_cross

    return find_cross(table, Given()) is not None


def _months_across(table: SourceTable) -> bool:
    """Whether bare months stand across over the figures, as in tables kept by hand."""
    from kpi_desktop.ingest.importers.cross_head import Given, find_cross

    head = find_cross(table, Given())
    return head is not None and head.measures == [""]


def _report(job: Job, table: SourceTable, title: str) -> FileReport:
    folded = fold(title)
    if folded.startswith(_BOOKS):
        return refused(
            job, table, msg("This is a book of purchases and sales for VAT: it holds advances and corrections too"),
            msg("For sales save “Валовая прибыль” or “Продажи” from 1C, by months"),
        )  # fmt: skip
    planned = _PLANS.search(folded) is not None and not trees.has_actuals(table)
    if planned or _SUPPLIED.search(folded) or not any(word in folded for word in SALES):
        return _of_goods(job, table, folded) or _not_sales(job, table, folded)
    return _of_sales(job, table, title)


def _of_sales(job: Job, table: SourceTable, title: str) -> FileReport:
    table, weeks = weeks_across(table, job.source.name)
    tree = trees.read_tree(table)
    if tree is None or not any(block.target == "amount" for block in tree.blocks):
        tree = trees.read_tree(table, SALES_BY_VALUE) or tree
    why = _in_the_way(table, title, tree, weeks is not None)
    if why or tree is None:
        return refused(job, table, *(why or _NO_REVENUE))
    net = net_of_returns(table, tree)
    report = import_sales(job, net, on_one_basis(net, tree), weeks)
    if net is table:
        return report
    text = msg("What came back has columns of its own: revenue, pieces and cost are less it")
    return replace(report, issues=(*report.issues, job.info("returns_subtracted", text, sheet=table.sheet)))


def _in_the_way(
    table: SourceTable, title: str, tree: trees.Tree | None, weekly: bool
) -> tuple[Message, Message] | None:
    """Why a report of sales cannot be read, and what to do; None where it can."""
    if not weekly and spans_over(table) > 1:
        return (
            msg("The figures stand under stretches of days that are neither weeks nor parts of one month"),
            msg("Build the report in 1C by months (“Периодичность: месяц”) and save it again"),
        )
    heads = [cell_text(table, row, column) for row in range(tree.first if tree else 0)
             for column in range(len(table.columns))]  # fmt: skip
    if tree is not None and any(in_unit(text) for text in (title, *tree.captions, *heads)):
        return (
            msg("The report is in thousands or millions, so its kopecks are lost"),
            msg("Save it from 1C in roubles, without rounding"),
        )
    return None if tree and any(block.target == "amount" for block in tree.blocks) else _NO_REVENUE


def _of_goods(job: Job, table: SourceTable, title: str) -> FileReport | None:
    """Reports of stock and price lists by their titles, or by their columns where the title tells nothing."""
    if "прайс" in title:
        return import_prices(job, table, WORD)
    if any(word in title for word in _STOCK):
        return import_stock(job, table)
    if any(word in title for word, _ in _NOT_SALES):
        return None
    return _listed(job, table, title) if is_stock_list(table) else None


def _listed(job: Job, table: SourceTable, title: str) -> FileReport:
    """A list of goods without a title of its own: of prices, with the stock beside them, or of stock alone."""
    word = WORD if title or table.sheet in _SHEETS_OF_1C else "table"
    return import_prices(job, table, word) or import_stock(job, table)


def _not_sales(job: Job, table: SourceTable, title: str) -> FileReport:
    what = next((name for word, name in _NOT_SALES if word in title), msg("a report of another kind"))
    word = "1c-register" if any(register in title for register in _REGISTERS) else WORD
    return refused(
        job, table, msg("This is {what} from 1C, not a report of sales; it is not imported", what=what),
        msg("For sales save “Валовая прибыль” or “Продажи” from 1C, by months"), word, more=_noticed(job, table),
    )  # fmt: skip


def _noticed(job: Job, table: SourceTable) -> tuple[Issue, ...]:
    """Totals that the rows of a report do not give, though it is not imported: it may be copied over by hand."""
    tree = trees.read_tree(table)
    if tree is None or not tree.levels.any():
        return ()
    fix = msg("Check whether the report was edited by hand")
    return tuple(
        replace(issue, fix=fix) for issue in total_warnings(job, table, differences(table, tree, own_columns=True))
    )
