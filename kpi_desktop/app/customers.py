"""Customers that are nobody in particular, and customers under several names: shown and decided by the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.store.customers import AS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kpi_desktop.facts.alike import Likeness
    from kpi_desktop.store.book import Book
    from kpi_desktop.store.customers import CustomerInfo


def customer_lines(path: Path) -> list[CustomerInfo]:
    """Who counts for nobody or for another customer, then who is proposed."""
    with opened_book(path) as book:
        return book.customers()


def decide(path: Path, names: Sequence[str], word: str) -> list[CustomerInfo]:
    """Keep the owner's word on customers: `nobody`, `person`, or '' for what the program says."""
    with opened_book(path, read_only=False) as book:
        for code in _codes(book, names):
            book.choose_customer(code, word)
        return book.customers()


def proposed_pairs(path: Path) -> list[tuple[str, str, Likeness]]:
    """Names that may be one customer (the newer, the older, why): for the owner to decide, nothing is merged."""
    with opened_book(path) as book:
        return book.alike_customers()


def count_as(path: Path, name: str, other: str) -> list[CustomerInfo]:
    """Let one customer count for another one, as the owner says; `decide` with '' takes it back."""
    with opened_book(path, read_only=False) as book:
        code, target = _codes(book, (name, other))
        if code == target:
            raise UsageError(msg("A customer already counts for itself: name two customers"))
        book.choose_customer(code, f"{AS}{target}")
        return book.customers()


def _codes(book: Book, names: Sequence[str]) -> list[int]:
    known = {str(key): int(code) for code, key in book.run("SELECT code, key FROM customer_key")}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(
            msg("The book has no customer “{name}”", name=unknown[0]),
            fix=msg("Write the name as the export has it; `kpi-desktop customers` lists them"),
        )
    return [known[name] for name in names]
