"""Money and quantities: exact decimals, one rounding rule, one tolerance."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

#: Relative difference under which a derived workbook cell equals Python's value; measures are compared exactly.
TOLERANCE = Decimal("1e-12")

#: Decimals that facts keep: amounts four, quantities six (DESIGN 6.1).
AMOUNT_PLACES = 4
QUANTITY_PLACES = 6

#: Wide enough that sums and ratios of kopecks never lose a digit that is shown.
EXACT = Context(prec=34, rounding=ROUND_HALF_UP)

_UNITS = {places: Decimal(1).scaleb(-places) for places in range(13)}


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` rounded half away from zero to `places` decimals, as Excel's ROUND does."""
    return value.quantize(_UNITS[places] if places in _UNITS else Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def money(value: Decimal) -> Decimal:
    """A sum of money rounded to kopecks, half up: once, after summing."""
    return rounded(value, 2)


def from_cell(value: float) -> Decimal:
    """The decimal that a person sees in a spreadsheet cell: the shortest text of its double."""
    return Decimal(repr(value))


def same(left: Decimal, right: Decimal) -> bool:
    """Whether two derived figures are equal within the one tolerance."""
    if left == right:
        return True
    return abs(left - right) <= TOLERANCE * max(abs(left), abs(right))
