"""Customers that are nobody in particular, and customers under several names: shown and decided by the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kpi_desktop.store.customers import CustomerInfo


def customer_lines(path: Path) -> list[CustomerInfo]:
    """Who counts for nobody or for another customer, then who is proposed."""
    with opened_book(path) as book:
        return book.customers()


def decide(path: Path, names: Sequence[str], word: str) -> list[CustomerInfo]:
    """Keep the owner's word on customers: `nobody`, `person`, or '' for what the program says."""
    with opened_book(path, read_only=False) as book:
        known = {str(key): int(code) for code, key in book.run("SELECT code, key FROM customer_key")}
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UsageError(
                msg("The book has no customer “{name}”", name=unknown[0]),
                fix=msg("Write the name as the export has it; `kpi-desktop customers` lists them"),
            )
        for name in names:
            book.choose_customer(known[name], word)
        return book.customers()
