"""Which rows keep money of different VAT apart, in words: how many of which file for how much, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.engine.vat_sql import GOODS
from kpi_desktop.facts.batch import Vat
from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import Message, msg, nmsg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.engine.vat import Stuck

#: So many files are named; the rest is counted.
_NAMED = 2


def with_rows(text: Message, stuck: Sequence[Stuck]) -> Message:
    """The sentence with the rows that cannot be converted behind it; the sentence alone where there are none."""
    if not stuck:
        return text
    rows = _listed([_row(one) for one in stuck[:_NAMED]])
    rest = sum(one.rows for one in stuck[_NAMED:])
    if rest:
        more = nmsg("{rows} and {n} row of other files", "{rows} and {n} rows of other files", n=rest, rows=rows)
        rows = more
    return msg("{why}. Not converted: {rows}. {cure}", why=text, rows=rows, cure=_cure(stuck))


def _listed(parts: Sequence[Message]) -> Message:
    return parts[0] if len(parts) == 1 else msg("{one}; {other}", one=parts[0], other=parts[1])


def _row(one: Stuck) -> Message:
    amount = amount_message(one.amount)
    if one.money is GOODS:
        return nmsg(
            "the cost of {n} row of “{file}” for {amount}", "the cost of {n} rows of “{file}” for {amount}",
            n=one.rows, file=one.file, amount=amount,
        )  # fmt: skip
    return nmsg(
        "{n} row of “{file}” for {amount}", "{n} rows of “{file}” for {amount}",
        n=one.rows, file=one.file, amount=amount,
    )  # fmt: skip


def _cure(stuck: Sequence[Stuck]) -> Message:
    """What to do, by what is not known of the first rows: their basis, or their VAT."""
    if stuck[0].told == Vat.UNKNOWN.value:
        return msg("State in the settings whether amounts of silent files include VAT")
    if all(one.money is GOODS for one in stuck):
        return msg(
            "Export the cost with its VAT beside it, or state in the settings whether the cost includes VAT, or choose "
            "another VAT basis of the reports there"
        )
    return msg(
        "Export these rows with a column of the VAT amount or the VAT rate, or choose another VAT basis of the reports "
        "in the settings"
    )
