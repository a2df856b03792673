"""The rows of a sheet: which are facts, which totals, captions, repeated headings, cancelled documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.schema import Kind
from kpi_desktop.facts.streams import OPEN, PAID, SHIPPED, load_streams
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.dates import Days, Order, read_days
from kpi_desktop.ingest.importers.carried import carried_down
from kpi_desktop.ingest.importers.row_currency import in_other_currency
from kpi_desktop.ingest.importers.state_codes import about_codes, by_code
from kpi_desktop.ingest.mapping import EXTRA_TARGETS
from kpi_desktop.ingest.normalise import Cells, fold, key, read_cells
from kpi_desktop.ingest.rules import NO_RULES, Rules
from kpi_desktop.ingest.sales import BY_SHEET, BY_WORD, SaleLines, sale_lines
from kpi_desktop.ingest.source import Cell
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from datetime import date

    from numpy.typing import NDArray

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.job import Job

_CANCELLED = re.compile(
    r".*(отмен|аннулир|cancel|удален|черновик|draft|не проведен|непроведен"
    r"|failed|declin|voided|trash|отказ).*"
)
#: Orders that came back as a whole: they are no sales, unless the row itself carries the minus.
_CAME_BACK = re.compile(r"(?!.*(частичн|partial)).*(возврат|возвращ|refunded|returned|невыкуп|не выкуплен).*")
#: Documents that are no sales among those that are: shifts and cash of a till, what was bought; orders and bills.
_NO_SALE = re.compile(
    r"(z|х|x)[ -]?отчет.*|отчет об? (открыт|закрыт|состоян|текущ|регистрац|изменен|перерегистр).*"
    r"|(открытие|закрытие)( кассовой)? смены.*|(внесение|выемка|изъятие|выплата|инкассация)( .*)?"
    r"|(служебное )?(внесение|изъятие) (денег|наличных).*|подтверждение оператора.*|(возврат )?расхода?"
    r"|(счет на оплату|заказ (клиента|покупателя|поставщику)|коммерческое предложение|счет покупателю).*"
)
#: Orders of a site that nobody paid: with no other state beside, they are no sales.
_UNPAID = re.compile(r"(не ?оплачен|ожида|unpaid|not paid|pending|awaiting|отмен|cancel|failed|declin|refunded).*")
#: Visits that did not take place.
_MISSED = re.compile(r".*(не приш|не яви|no.?show|ожида|отмен|cancel).*")
_SITE_ORDERS = frozenset({"номерзаказа", "idзаказа", "ordernumber", "orderid"})
_OTHER_STATES = frozenset({"статус", "статусзаказа", "состояние", "status", "orderstatus", "fulfillmentstatus"})
#: Columns that tell the state of a row, and the words of rows that are no facts.
_STATES = {
    "статус": _CANCELLED, "статусзаказа": _CANCELLED, "состояние": _CANCELLED, "status": _CANCELLED,
    "orderstatus": _CANCELLED, "статусдокумента": _CANCELLED, "fulfillmentstatus": _CANCELLED,
    **dict.fromkeys(("статусвизита", "статусзаписи", "статуспосещения", "visitstatus"), _MISSED),
    "financialstatus": _CANCELLED, "cancelledat": re.compile(".+"), "статусоплаты": _UNPAID, "paymentstatus": _UNPAID,
    "проведен": re.compile(r"нет|no|false|ложь|0"), "posted": re.compile(r"нет|no|false|ложь|0"),
    "пометкаудаления": re.compile(r"да|yes|true|истина|1"), "пометканаудаление": re.compile(r"да|yes|true|истина|1"),
    "признакрасчета": re.compile(r"(возврат )?расхода?"), "типрасчета": re.compile(r"(возврат )?расхода?"),
    "отменен": re.compile(r"да|yes|true|истина|1"),
    **dict.fromkeys(("виддокумента", "типдокумента", "тип", "вид", "типоперации", "видоперации", "типчека", "видчека",
                     "наименованиедокумента", "типфд", "типфискальногодокумента", "видкассовогодокумента",
                     "операция", "документ", "регистратор"), _NO_SALE),
}  # fmt: skip
#: So many rows with a bare date are told one by one.
_LISTED = 20
_EXTRAS = frozenset(EXTRA_TARGETS)
_UNPOSTED = frozenset({"проведен", "posted", "пометкаудаления", "пометканаудаление"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How the sheets of one layout are read: the fact, what each column is, and the decisions made for all of them.

    `days` are the first and the last day of a table that has no dates itself.
    """

    fact: FactTable
    targets: MappingType[int, str]
    measures: frozenset[str]
    order: Order
    sign: str | None
    returns: str = "auto"
    rules: Rules = NO_RULES
    days: tuple[date, date] | None = None

    def sign_of(self, target: str, cells: Cells) -> str | None:
        """The mark of decimals in that column: the table's, except that counts have no decimals."""
        plain = target.startswith("x_") or target in _EXTRAS
        if not plain and self.fact.column(target).kind is Kind.COUNT:
            return numbers.count_sign(cells.used_words(), self.sign)
        return self.sign


@dataclass(slots=True)
class Rows:
    """The data rows of a sheet after totals, notes and empty rows were taken out.

    `foreign` are the days of rows in another currency that were taken out, a day for each.
    """

    cells: dict[int, Cells]
    by_target: dict[str, Cells]
    place: NDArray[np.int64]
    days: Days | None
    lines: SaleLines | None
    foreign: tuple[date, ...] = ()


def _filled_down(cells: Cells, layout: Layout, column: int) -> Cells:
    """A cell merged over several rows stands for each of them."""
    source: NDArray[np.int64] | None = None
    for top, left, bottom, _right in layout.table.merges:
        if left == column and bottom > top >= layout.first:
            if source is None:
                source = np.arange(len(cells.kinds))
            source[top - layout.first : bottom - layout.first + 1] = top - layout.first
    if source is None:
        return cells
    return Cells(
        cells.kinds[source],
        cells.words,
        cells.codes[source],
        None if cells.numbers is None else cells.numbers[source],
        None if cells.moments is None else cells.moments[source],
    )


def data_rows(
    job: Job, layout: Layout, reading: Reading, cells: dict[int, Cells], issues: list[Issue]
) -> tuple[Rows, Decimal | None]:
    """The rows that are facts, and the total that the sheet states itself."""
    cells = {index: _filled_down(found, layout, index) for index, found in cells.items()}
    carried = carried_down(cells, reading.targets, reading.sign) if reading.fact.id == "sale" else None
    if carried is not None:
        cells = carried
        about = msg("Date and number stand on the first line of each document: its other lines got them too")
        issues.append(job.info("carried_down", about, sheet=layout.table.sheet))
    days = None
    for index, target in reading.targets.items():
        if target == "day":
            days = read_days(cells[index], order=reading.order, date1904=layout.table.date1904)
    foreign = _foreign_days(layout, reading, days)
    data, own = _chosen(job, layout, reading, (cells, days), issues)
    place = np.flatnonzero(data)
    if len(place) < len(data):
        cells = {index: found.take(data) for index, found in cells.items()}
        days = None if days is None else days.take(data)
    by_target = {target: cells[index] for index, target in reading.targets.items()}
    lines = None
    if reading.fact.id == "sale":
        lines = sale_lines(by_target, reading.sign, reading.returns, back=_returned(layout, reading, place))
    return Rows(cells, by_target, place, days, lines, foreign), own


def _returned(layout: Layout, reading: Reading, place: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The data rows that came back by the sheet they stand on, or by the owner's word in a column."""
    rules, sheet = reading.rules, layout.table.sheet
    if reading.returns == BY_SHEET:
        return np.full(len(place), sheet in rules.return_sheets)
    back = np.zeros(len(place), dtype=bool)
    if reading.returns == BY_WORD:
        words = {fold(word) for word in rules.return_words}
        for index, head in enumerate(layout.headings):
            if head.text and key(head.text) == key(rules.return_column):
                cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
                back |= cells.by_word(fold(word) in words for word in cells.words)[place]
        return back
    texts = (sheet, *layout.captions[:1])
    return back | any(fold(text).startswith(("возврат", "returns")) for text in texts)


def _chosen(
    job: Job,
    layout: Layout,
    reading: Reading,
    found_cells: tuple[dict[int, Cells], Days | None],
    issues: list[Issue],
) -> tuple[NDArray[np.bool_], Decimal | None]:
    """Which rows are facts: with a day or a value, and neither totals nor out by their state."""
    cells, days = found_cells
    by_target = {target: cells[index] for index, target in reading.targets.items()}
    size = layout.table.rows - layout.first
    has_day = _any_filled([found for target, found in by_target.items() if target != "day"], size)
    if days is not None:
        _list_bare_days(job, layout, days.valid & ~has_day, issues)
        has_day &= days.valid
    elif reading.days is not None:
        # Without dates nothing but the words and sums tells facts from totals.
        has_day = np.zeros(size, dtype=bool)
    main = by_target.get(reading.fact.main)
    values = None
    if main is not None:
        values = numbers.read_numbers(main, 4, reading.sign_of(reading.fact.main, main))
    valued = [found for target, found in by_target.items() if target in {reading.fact.main, "quantity", "price"}]
    several = _several_filled(list(by_target.values()), size)
    kept = ~(_left_out(job, layout, reading, issues) | _repeated_head(layout, by_target, reading))
    has_day &= kept
    names = [found for target, found in by_target.items() if _is_name(reading, target)]
    worded = (found for found in cells.values() if found.words)
    kinds = totals.sort_rows(worded, names, has_day, (_any_filled(valued, size) | several) & kept)
    data, own = kinds.data, _own_total(kinds, values)
    silent = [] if values is None else totals.unmarked_totals(data, has_day, values.scaled, values.valid)
    if silent and values is not None:
        data[silent] = False
        whole = numbers.whole_sum(values.scaled[data & values.valid])
        own = _scaled(whole) if whole in values.scaled[silent].tolist() else own
    count = int(kinds.totals.sum()) + len(silent)
    if count > 1:
        text = nmsg("{n} row of totals is not counted", "{n} rows of totals are not counted", n=count)
        issues.append(job.info("totals_skipped", text, sheet=layout.table.sheet))
    return data, own


def _is_name(reading: Reading, target: str) -> bool:
    """Whether the column holds names or numbers of things, not days or figures."""
    if target in _EXTRAS:
        return False
    if target.startswith("x_"):
        return target not in reading.measures
    return reading.fact.column(target).kind in {Kind.KEY, Kind.DIMENSION, Kind.TEXT}


def _repeated_head(layout: Layout, by_target: MappingType[str, Cells], reading: Reading) -> NDArray[np.bool_]:
    """Rows that repeat the headings, as lists printed page by page do."""
    found = np.zeros(layout.table.rows - layout.first, dtype=bool)
    for index, target in reading.targets.items():
        if target in {"day", reading.fact.main}:
            cells, name = by_target[target], layout.headings[index].text
            found |= cells.by_word(word == name for word in cells.words)
    return found


def _left_out(job: Job, layout: Layout, reading: Reading, issues: list[Issue]) -> NDArray[np.bool_]:
    """Rows that are no facts by their own state: cancelled, not posted, marked for deletion (NUMBERS 2 and 9)."""
    found = np.zeros(layout.table.rows - layout.first, dtype=bool)
    for index, head in enumerate(layout.headings):
        rule = _rule_of(layout, head.key)
        if rule is None or (reading.fact.id != "sale" and head.key not in _UNPOSTED):
            continue
        cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
        out = cells.by_word(rule.fullmatch(fold(word)) is not None for word in cells.words)
        if rule is _NO_SALE and not (cells.filled & ~out).any():
            continue  # a list of nothing else, such as shifts: its rows are the sales
        if rule is _CANCELLED and "kind" not in reading.targets.values():
            out |= _came_back(layout, reading, cells) | _by_code(job, layout, head.text, cells, issues)
        if rule not in {_CANCELLED, _NO_SALE} and cells.numbers is not None:
            flags = np.isin(cells.kinds, (Cell.YES_NO, Cell.NUMBER) if head.key in _UNPOSTED else (Cell.YES_NO,))
            out |= flags & (cells.numbers == (0 if head.key in {"проведен", "posted"} else 1))
        if out.any():
            names = ", ".join(f"«{word}»" for word in cells.take(out).used_words()[:5]) or head.text
            text = nmsg(
                "{n} row is not a fact by its state ({states}) and was not imported",
                "{n} rows are not facts by their state ({states}) and were not imported",
                n=int(out.sum()),
                states=names,
            )
            issues.append(job.warning("left_out", text, sheet=layout.table.sheet, column=head.text))
        found |= out
        if rule is _CANCELLED and index in reading.targets:
            found |= _on_their_way(job, layout, (index, cells), found, issues)
    return found | _in_other_currency(job, layout, reading, issues)


def _by_code(job: Job, layout: Layout, head: str, cells: Cells, issues: list[Issue]) -> NDArray[np.bool_]:
    """Rows that are no sales by the code of their state; codes of unknown meaning are told."""
    out, unclear = by_code(cells)
    if unclear:
        text, fix = about_codes(head)
        issues.append(job.warning("state_codes", text, fix=fix, sheet=layout.table.sheet, column=head))
    return out


def _rule_of(layout: Layout, name: str) -> re.Pattern[str] | None:
    """Which words of a column of states say that the row is no fact.

    Whether an order was paid tells that for orders of a site alone, where nothing else says what became of them.
    """
    rule = _STATES.get(name)
    keys = {head.key for head in layout.headings}
    return _CANCELLED if rule is _UNPAID and (keys & _OTHER_STATES or not keys & _SITE_ORDERS) else rule


def _in_other_currency(job: Job, layout: Layout, reading: Reading, issues: list[Issue]) -> NDArray[np.bool_]:
    """Rows of a foreign currency, where the fact keeps no currencies of rows: roubles and dollars are not added up."""
    if not _sums_without_currency(reading):
        return np.zeros(layout.table.rows - layout.first, dtype=bool)
    other, codes, heading = in_other_currency(layout)
    if other.any():
        text = nmsg(
            "{n} row is in another currency ({codes}) and was not imported",
            "{n} rows are in another currency ({codes}) and were not imported",
            n=int(other.sum()), codes=", ".join(codes[:5]),
        )  # fmt: skip
        fix = msg("Import the rows of that currency into a book of their own")
        issues.append(job.warning("left_out", text, fix=fix, sheet=layout.table.sheet, column=heading))
    return other


def _sums_without_currency(reading: Reading) -> bool:
    """Whether amounts of money are read into a fact that keeps no currency beside them."""
    kinds = {column.id: column.kind for column in reading.fact.columns}
    return "currency" not in kinds and Kind.MONEY in {kinds.get(target) for target in reading.targets.values()}


def _foreign_days(layout: Layout, reading: Reading, days: Days | None) -> tuple[date, ...]:
    """The days of rows that are left out for their currency, a day for each: what is told of them is told in part."""
    if not _sums_without_currency(reading):
        return ()
    other, _, _ = in_other_currency(layout)
    if days is None:
        return tuple([reading.days[0]] * int(other.sum())) if reading.days else ()
    return tuple(day for day in days.days[other & days.valid].astype("datetime64[D]").tolist())


def _came_back(layout: Layout, reading: Reading, states: Cells) -> NDArray[np.bool_]:
    """Rows whose state says that the order was returned and whose amount (else quantity) is not below zero."""
    back = states.by_word(_CAME_BACK.fullmatch(fold(word)) is not None for word in states.words)
    of_target = {target: index for index, target in reading.targets.items()}
    index = of_target.get(reading.fact.main, of_target.get("quantity"))
    if index is None or not back.any():
        return back
    cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
    return back & ~(numbers.read_numbers(cells, 4, reading.sign).scaled < 0)


def _on_their_way(
    job: Job, layout: Layout, state: tuple[int, Cells], already: NDArray[np.bool_], issues: list[Issue]
) -> NDArray[np.bool_]:
    """Orders that are not shipped yet (NUMBERS 2), in a column that says of others that they are, else of paid ones."""
    index, states = state
    rules = load_streams((folder("formulas") / "streams.toml").read_text("utf-8"))
    said = {word: rules.meaning(word) for word in states.used_words()}
    if not {SHIPPED, PAID} & set(said.values()):
        return np.zeros(len(already), dtype=bool)
    out = states.by_word(said.get(word) == OPEN for word in states.words) & ~already
    if out.any():
        head, names = layout.headings[index].text, states.take(out).used_words()[:5]
        text = nmsg(
            "{n} row is an order that is no sale yet ({states}) and was not imported",
            "{n} rows are orders that are no sales yet ({states}) and were not imported",
            n=int(out.sum()),
            states=", ".join(f"«{word}»" for word in names),
        )
        fix = msg("If they are sales, leave the column “{column}” unused in the mapping", column=head)
        issues.append(job.warning("orders_not_shipped", text, fix=fix, sheet=layout.table.sheet, column=head))
    return out


def _any_filled(columns: list[Cells], size: int) -> NDArray[np.bool_]:
    filled = np.zeros(size, dtype=bool)
    for cells in columns:
        filled |= cells.filled
    return filled


def _list_bare_days(job: Job, layout: Layout, bare: NDArray[np.bool_], issues: list[Issue]) -> None:
    """Rows with a date and nothing else: headings of groups, or facts that nobody filled in; they are told."""
    places = np.flatnonzero(bare).tolist()
    for place in places[:_LISTED]:
        text = msg("The row has a date and nothing else; it was not imported")
        row = layout.table.sheet_row(place + layout.first)
        issues.append(job.info("only_a_date", text, sheet=layout.table.sheet, row=row))
    if len(places) > _LISTED:
        more = nmsg("{n} more row like these was not imported", "{n} more rows like these were not imported",
                    n=len(places) - _LISTED)  # fmt: skip
        issues.append(job.info("only_a_date", more, sheet=layout.table.sheet))


def _several_filled(columns: list[Cells], size: int) -> NDArray[np.bool_]:
    """Rows with most of their cells filled: they are no notes, even where day and amount are not to be read."""
    filled = np.zeros(size, dtype=np.int32)
    for cells in columns:
        filled += cells.filled
    return filled >= max(3, (len(columns) + 1) // 2 + 1)


def _own_total(kinds: totals.RowKinds, values: numbers.Numbers | None) -> Decimal | None:
    if values is None:
        return None
    rows = np.flatnonzero(kinds.grand & values.valid)
    return _scaled(int(values.scaled[rows[-1]])) if len(rows) else None


def _scaled(value: int) -> Decimal:
    return Decimal(value).scaleb(-4)
