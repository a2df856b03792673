"""What the owner is told about the orders of an exchange file: which were left out, what does not add up."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.importers import commerceml_orders as orders
from kpi_desktop.ingest.importers.exchange import money_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.importers.commerceml_based import Basis
    from kpi_desktop.ingest.importers.commerceml_orders import Order
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.readers.orders_xml import OrderDocument

#: So many orders of one kind are listed one by one; the rest is counted.
_LISTED = 50
_TOLERANCE = Decimal("0.01")


def left_out(job: Job, reasons: Sequence[tuple[OrderDocument, str]]) -> list[Issue]:
    """Documents that are no orders by their own state: other operations, deleted, not posted, news of a status only."""
    issues = []
    counted = Counter(reason for _, reason in reasons if reason)
    for reason, count in sorted(counted.items()):
        sums = [money_of(one.fields.get("Сумма", "")) for one, why in reasons if why == reason]
        amount = f"{sum((value for value in sums if value is not None), Decimal(0)):.2f}"
        issues.append(job.warning("left_out", _reason(reason, count, amount)))
    return issues


def _reason(reason: str, n: int, amount: str) -> Message:
    """What is said of `n` documents that were left out for one reason."""
    texts = {
        "deleted": nmsg(
            "{n} order ({amount}) is marked for deletion and was not imported",
            "{n} orders ({amount}) are marked for deletion and were not imported",
            n=n,
            amount=amount,
        ),
        "unposted": nmsg(
            "{n} order ({amount}) is not posted in 1C and was not imported",
            "{n} orders ({amount}) are not posted in 1C and were not imported",
            n=n,
            amount=amount,
        ),
        "status": nmsg(
            "{n} document only tells the status of an order, without goods and sum, and was not imported",
            "{n} documents only tell the status of orders, without goods and sums, and were not imported",
            n=n,
        ),
        "bought": nmsg(
            "{n} document ({amount}) is an order to a supplier: we are the buyer in it; it was not imported",
            "{n} documents ({amount}) are orders to suppliers: we are the buyer in them; they were not imported",
            n=n,
            amount=amount,
        ),
        "money": nmsg(
            "{n} payment document ({amount}) only told when its order was paid: money counts by bank statements",
            "{n} payment documents ({amount}) only told when their orders were paid: money counts by bank statements",
            n=n,
            amount=amount,
        ),
        "undone": nmsg(
            "{n} shipment ({amount}) is cancelled or has not left yet; it was not imported",
            "{n} shipments ({amount}) are cancelled or have not left yet; they were not imported",
            n=n,
            amount=amount,
        ),
        "return": nmsg(
            "{n} return ({amount}) has no sales beside it in the file: by itself it is neither an order nor a sale",
            "{n} returns ({amount}) have no sales beside them in the file: by themselves they are neither orders "
            "nor sales",
            n=n,
            amount=amount,
        ),
    }
    other = nmsg(
        "{n} document ({amount}) of the operation “{name}” is not an order and was not imported",
        "{n} documents ({amount}) of the operation “{name}” are not orders and were not imported",
        n=n, amount=amount, name=reason[:60],
    )  # fmt: skip
    return texts.get(reason, other)


def unread(job: Job, lost: Sequence[tuple[OrderDocument, str]]) -> list[Issue]:
    """Orders that cannot be facts: no day, no number, no sum, foreign money without a rate."""
    fix = msg("Correct the order where it was made and export it again")
    issues = []
    for one, why in lost[:_LISTED]:
        number = one.text("Номер", "Ид") or "—"
        texts = {
            "day": msg("Order {number} has no date; it was not imported", number=number),
            "number": msg("An order has no number; it was not imported"),
            "amount": msg("Order {number} has no sum; it was not imported", number=number),
            "lines": msg("Sale {number} has no lines that can be read; it was not imported", number=number),
            "currency": msg(
                "Order {number} is in {currency} without a rate; it was not imported",
                number=number, currency=orders.currency_code(one.text("Валюта")) or "—",
            ),
        }  # fmt: skip
        issues.append(job.warning(f"{why}_unreadable", texts[why], fix=fix, row=one.line))
    if len(lost) > _LISTED:
        more = nmsg("{n} more order like these was not imported", "{n} more orders like these were not imported",
                    n=len(lost) - _LISTED)  # fmt: skip
        issues.append(job.warning("amount_unreadable", more, fix=fix))
    return issues


def findings(job: Job, facts: Sequence[Order], base: str, basis: Basis) -> list[Issue]:
    """What does not add up, what was converted, who buys from whom."""
    return [*_differing(job, facts), *_converted(job, facts, base), *_unclear(job, facts, basis)]


def _differing(job: Job, facts: Sequence[Order]) -> list[Issue]:
    fix = msg("Check the order in 1C or in the shop")
    wrong = [
        one for one in facts
        if one.stated is not None and one.expected is not None and abs(one.stated - one.expected) >= _TOLERANCE
    ]  # fmt: skip
    issues = []
    for one in wrong[:_LISTED]:
        text = msg(
            "Order {number}: its sum is {own}, its lines with taxes and discounts give {rows}; the sum counts",
            number=one.number, own=f"{one.stated:.2f}", rows=f"{one.expected:.2f}",
        )  # fmt: skip
        issues.append(job.warning("total_differs", text, fix=fix, row=one.source.line))
    if len(wrong) > _LISTED:
        more = nmsg("The sum of {n} more order differs from its lines", "The sums of {n} more orders differ from their "
                    "lines", n=len(wrong) - _LISTED)  # fmt: skip
        issues.append(job.warning("total_differs", more, fix=fix))
    derived = sum(1 for one in facts if one.stated is None)
    if derived:
        text = nmsg("{n} order has no sum of its own: its lines were added up",
                    "{n} orders have no sums of their own: their lines were added up", n=derived)  # fmt: skip
        issues.append(job.info("amount_derived", text))
    return issues


def _converted(job: Job, facts: Sequence[Order], base: str) -> list[Issue]:
    issues = []
    foreign = Counter(one.currency for one in facts if one.currency != base)
    for code, count in sorted(foreign.items()):
        rates = sorted({one.rate for one in facts if one.currency == code})
        text = nmsg(
            "{n} order in {currency} was converted to {base} at its own rate ({rates})",
            "{n} orders in {currency} were converted to {base} at their own rates ({rates})",
            n=count, currency=code, base=base or "—", rates=", ".join(f"{rate.normalize():f}" for rate in rates[:5]),
        )  # fmt: skip
        issues.append(job.warning("converted", text, fix=msg("Check the rates in the orders")))
    return issues


def _unclear(job: Job, facts: Sequence[Order], basis: Basis) -> list[Issue]:
    issues = []
    bought = sum(1 for one in facts if orders.ours_as_buyer(one.source))
    if bought:
        text = nmsg(
            "In {n} order the role of its writer is the buyer: it may be an order to a supplier",
            "In {n} orders the role of their writer is the buyer: they may be orders to suppliers", n=bought,
        )  # fmt: skip
        issues.append(job.warning("role", text, fix=msg("Undo this import if these are orders to suppliers")))
    undated = sum(1 for one in facts if orders.paid_without_day(one.source) and basis.paid_day(one) is None)
    if undated:
        text = nmsg(
            "{n} order is marked as paid without a day of payment: it does not count as paid",
            "{n} orders are marked as paid without a day of payment: they do not count as paid", n=undated,
        )  # fmt: skip
        issues.append(job.warning("paid_undated", text, fix=msg("Export the orders with the days of payment")))
    return issues
