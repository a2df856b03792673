"""Payments that no rule knows: a month that has some gets no expenses from the bank, and this says how many there are.

Expenses without them would be too low (NUMBERS 10), so the figure is absent until the owner has sorted them.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period
from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import nmsg
from kpi_desktop.store.bank_as_expenses import PAYMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.missing import Missing
    from kpi_desktop.store.book import Book

#: By month how many outgoing payments are of no known class, and their sum.
Unsorted = dict[Period, tuple[int, Decimal]]


def unsorted_payments(book: Book, catalogue: Catalogue) -> Unsorted:
    """The months of the bank's statements that wait to be sorted."""
    unknown = catalogue.facts[PAYMENT].column("class").choices.index("unclassified")
    rows = book.run(
        f"SELECT date_trunc('month', day)::DATE, COUNT(*), SUM(amount) FROM {PAYMENT} "
        f"WHERE direction = 1 AND COALESCE(class, {unknown}) = {unknown} GROUP BY 1"
    )
    return {Period.month(f"{day:%Y-%m}"): (int(count), Decimal(total or 0)) for day, count, total in rows}


def sorting_first(missing: Missing, unsorted: Mapping[Period, tuple[int, Decimal]], window: Period) -> Missing:
    """Absent expenses of a window whose statement waits to be sorted say so; others stay as they are."""
    found = [told for month, told in unsorted.items() if month.start < window.end and window.start < month.end]
    if not found:
        return missing
    count, total = sum(count for count, _ in found), sum((amount for _, amount in found), Decimal(0))
    text = nmsg(
        "{n} payment of the statement ({sum}) has no class, so the expenses of the period are not known: "
        "sort it in the settings, «Bank»",
        "{n} payments of the statement ({sum}) have no class, so the expenses of the period are not known: "
        "sort them in the settings, «Bank»",
        n=count,
        sum=amount_message(total),
    )
    return replace(missing, message=text)
