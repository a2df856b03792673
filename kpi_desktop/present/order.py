"""The order in which an owner asks: the metrics that every output shows first."""

from __future__ import annotations

#: What an owner asks for first, best first; the rest follow as in the catalogue.
FIRST = (
    "revenue", "sales_count", "aov", "gross_profit", "margin", "buyers", "new_buyers", "returning_buyers_share",
    "items_per_receipt", "revenue_per_unit", "units", "revenue_returns", "top_customer_share", "arp_customer",
)  # fmt: skip
