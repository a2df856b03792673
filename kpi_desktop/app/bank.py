"""What the rows of bank statements are: classes by rules, the book's own first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.naming import Name, listed, meant
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kpi_desktop.store.bank import ClassTotal, OwnRule


def classes(path: Path) -> tuple[list[ClassTotal], list[OwnRule]]:
    """The totals of the classes, and the book's own rules."""
    with opened_book(path) as book:
        return book.bank_classes()


def class_name(bank_class: str) -> tuple[str, str]:
    """The name of a class in Russian and in English."""
    from kpi_desktop.store.bank import bank_rules

    return bank_rules().names[bank_class]


def add(path: Path, bank_class: str, tests: Sequence[str]) -> None:
    """Add a rule from words such as `purpose=аренда;склад`, `customer=Ромашка`, `direction=out`."""
    entry: dict[str, object] = {"class": _meant_class(bank_class)}
    for test in tests:
        name, sign, value = test.partition("=")
        words = [word.strip() for word in value.split(";") if word.strip()]
        if not sign or not words or name not in {"direction", "purpose", "customer", "article"}:
            raise UsageError(
                msg("“{text}” is no test of a rule", text=test),
                fix=msg("Write purpose=WORDS, customer=WORDS, article=WORDS or direction=in|out"),
            )
        entry[name] = words[0] if name == "direction" else words
    with opened_book(path, read_only=False) as book:
        book.change_bank_rules(add=entry)


def _meant_class(name: str) -> str:
    """The class that is meant, by its id or its name in either language."""
    from kpi_desktop.store.bank import bank_rules

    known = [Name(one, *names) for one, names in bank_rules().names.items()]
    unknown = msg("There is no class of payments “{name}”", name=name)
    return meant(name, known, unknown, msg("Choose one of: {names}", names=listed(known))).id


def remove(path: Path, number: int) -> None:
    """Forget a rule of the book's own."""
    with opened_book(path, read_only=False) as book:
        book.change_bank_rules(remove=number)
