"""What is said beside a figure by channel where lines of sales bear no channel of their own (NUMBERS 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Flag
from kpi_desktop.i18n.message import Message, msg, nmsg

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kpi_desktop.catalogue.model import Catalogue

#: The split that the flag belongs to.
CHANNEL = "channel"

#: The column of sale lines that other records of the same buyer may fill.
SALE_CHANNEL = "sale.channel"

#: What may tell the channel of a sale whose line bears none, the surest first.
_TELLING = (SALE_CHANNEL, "order.channel", "deal.channel", "lead.channel", "call.channel")

_CONTACTS = frozenset({"lead", "call"})

_BY: Mapping[str, Message] = {
    "stream": msg("sales without a channel: that of their source, as it is named in the book"),
    "order": msg("sales without a channel: that of the buyer's order"),
    "deal": msg("sales without a channel: that of the buyer's won deal"),
    "sale": msg("returns without a channel: that of the buyer's last sale before"),
}


def channel_found(catalogue: Catalogue, origins: Collection[str]) -> tuple[Flag, ...]:
    """One flag for each kind of record that gave channels to sales; leads and calls name the rule and its days."""
    texts = [_BY[origin] for origin in origins if origin in _BY]
    if not _CONTACTS.isdisjoint(origins):
        days, first = int(catalogue.values["touch_days"]), catalogue.values["sale_channel"] == "first"
        if first:
            text = nmsg(
                "sales without a channel: that of the buyer's first lead or call within {n} day before the sale",
                "sales without a channel: that of the buyer's first lead or call within {n} days before the sale",
                n=days,
            )
        else:
            text = nmsg(
                "sales without a channel: that of the buyer's last lead or call within {n} day before the sale",
                "sales without a channel: that of the buyer's last lead or call within {n} days before the sale",
                n=days,
            )
        texts.append(text)
    return tuple(Flag("channel_found", text) for text in texts)


def channel_unknown() -> Missing:
    """Why sales have no channel, and every kind of data that would give them one (NUMBERS 16)."""
    text = msg(
        "Sales have no channel: their export has no column “Channel”. It would be found by orders, won deals, leads or "
        "calls with a channel and the same document number, customer, phone or e-mail; or name the channel of the "
        "whole source in the streams of sales"
    )
    return Missing(Reason.NOT_IN_THIS_CUT, text, SALE_CHANNEL, _TELLING)
