"""Every worked example of the sources comes out of the formula that it names."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.rules.finding import in_metric
from kpi_desktop.catalogue.trial import try_metric
from kpi_desktop.core.amount import EXACT, rounded, same
from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue, Example, Metric
    from kpi_desktop.core.issue import Issue


#: The kind of a book's own metrics: a person works an example with a pocket calculator and writes what it shows.
_OWN = "O"
#: By how much a written result may differ from the exact one.
_CLOSE = Decimal("0.005")


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    seen: dict[str, str] = {}
    for metric in catalogue.metrics.values():
        for number, example in enumerate(metric.examples, start=1):
            key = f"examples[{number}]"
            other = seen.setdefault(example.id, metric.id)
            if other != metric.id:
                yield in_metric(metric, f"{key}.id", "same_example", msg("“{other}” has this example", other=other))
            what = _mistake(catalogue, metric, example)
            if what is not None:
                yield in_metric(metric, f"{key}.expected", "example_differs", what)


def _mistake(catalogue: Catalogue, metric: Metric, example: Example) -> Message | None:
    try:
        given = {symbol: Decimal(text) for symbol, text in example.inputs.items()}
        wanted = expected(example)
        found = try_metric(catalogue, metric.id, given, formula=example.formula).value
    except (InvalidOperation, ValueError, ZeroDivisionError):
        return msg("A number of the example cannot be read")
    except KpiDesktopError as error:
        return error.message
    if isinstance(found, Missing):
        return found.message
    if same(found, wanted) or (metric.kind == _OWN and _rounded_to(found, example.expected)):
        return None
    return msg("The formula gives {found}, the example expects {wanted}", found=str(found), wanted=example.expected)


def _rounded_to(found: Decimal, written: str) -> bool:
    """Whether the written result is the exact one, rounded to the decimals that were written, and close to it."""
    try:
        wanted = Decimal(written)
    except InvalidOperation:
        return False
    places = -int(wanted.as_tuple().exponent)
    return rounded(found, max(places, 0)) == wanted and abs(found - wanted) <= abs(found) * _CLOSE


def expected(example: Example) -> Decimal:
    """The value that an example expects: decimal text, or a fraction such as 25/76."""
    fraction = Fraction(example.expected.replace(" ", ""))
    return EXACT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
