"""A value that is not there, with its reason: never an exception, never a zero."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpi_desktop.i18n.message import Message, msg


class Reason(StrEnum):
    """Why a figure has no value."""

    NO_DATA = "no_data"
    ZERO_DENOMINATOR = "zero_denominator"
    NO_COLUMN = "no_column"
    NO_COST = "no_cost"
    NOT_COVERED = "not_covered"
    HISTORY_SHORT = "history_short"
    RETURNS_NOT_SEPARATED = "returns_not_separated"
    SHIFT_REPORT = "shift_report"
    GRAIN = "grain"
    NOT_IN_THIS_CUT = "not_in_this_cut"
    NOT_ADDITIVE = "not_additive"
    VAT_MIXED = "vat_mixed"
    CURRENCY = "currency"
    MIXED_UNITS = "mixed_units"
    NO_BASE = "no_base"
    NEVER = "never"
    NOT_REACHED = "not_reached"
    ALREADY_MET = "already_met"
    UNRIPE = "unripe"
    NO_FORMULA = "no_formula"


#: What the workbook's cell shows underneath for each reason; the readings are tied together by tests.
EXCEL_ERROR: dict[Reason, str] = {
    reason: "#DIV/0!" if reason is Reason.ZERO_DENOMINATOR else "#N/A" for reason in Reason
}


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a figure is absent and what would supply it.

    `about` names what is absent (a measure, a column); `message` is the sentence for the owner;
    `unlock` lists the ids of facts or columns (`sale.customer`) whose import would give the value.
    """

    reason: Reason
    message: Message
    about: str = ""
    unlock: tuple[str, ...] = ()

    @property
    def excel(self) -> str:
        """The error value that the workbook's cell holds."""
        return EXCEL_ERROR[self.reason]


#: A figure: a decimal, or the reason why there is none.
Value = Decimal | Missing


def zero_denominator(name: str | Message) -> Missing:
    """A ratio whose denominator is zero in this period."""
    return Missing(
        Reason.ZERO_DENOMINATOR, msg("Nothing to divide by: “{name}” is zero in this period", name=name), str(name)
    )
