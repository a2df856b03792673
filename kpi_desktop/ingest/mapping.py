"""How a table becomes facts, as a mapping file says it: everything to read the same layout again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.ingest.dates import Order
from kpi_desktop.ingest.rules import NO_RULES, Rules

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType

    from kpi_desktop.facts.batch import Vat
    from kpi_desktop.facts.schema import FactTable


#: Targets of sale lines beside the columns of the fact: they are computed with.
UNIT_COST = "unit_cost"
#: What the line earned, where the file gives that instead of its cost: cost = amount - profit.
LINE_PROFIT = "line_profit"
#: The price of one unit before the discount: discount = list price x quantity - amount.
LIST_PRICE = "list_price"
#: The amount, and the cost, without the VAT that the columns of the amount and of the cost hold: VAT = the difference.
AMOUNT_BARE, COST_BARE = "amount_without_vat", "cost_without_vat"
EXTRA_TARGETS = (UNIT_COST, LINE_PROFIT, LIST_PRICE, AMOUNT_BARE, COST_BARE)


def extra_targets(fact: FactTable) -> tuple[str, ...]:
    """The targets that a table of the fact may have beside its columns."""
    if fact.id == "sale":
        return EXTRA_TARGETS
    return (AMOUNT_BARE,) if any(column.id == "vat_amount" for column in fact.columns) and fact.main else ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table becomes facts; everything that an importer needs to read the same layout again without questions.

    `targets` gives each heading its fact column ('' is not used, `x_...` a free column). `sheets` empty means every
    sheet of this layout. `heading_row` counts as the spreadsheet does. `returns` is `negative` where returns carry a
    minus, `positive` where only a word marks them, `word` and `sheet` where the owner's rules say which rows came back.
    `filters` names the filter of the report itself. `reader` is the contract's word of a service whose columns are
    known: then only the rules count. `period` is stated by the owner for one file, that of `period_file`.
    """

    fact: str
    targets: MappingType[str, str]
    layout: str = ""
    sheets: tuple[str, ...] = ()
    heading_row: int | None = None
    date_order: Order = Order.UNKNOWN
    decimal_sign: str | None = None
    returns: str = "auto"
    vat: Vat | None = None
    currency: str = ""
    period: tuple[str, str] | None = None
    organisation: str = ""
    filters: str = ""
    reader: str = ""
    period_file: str = ""
    rules: Rules = NO_RULES
