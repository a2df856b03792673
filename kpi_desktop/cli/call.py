"""One call of the shell: its options, its language, the answer that goes to stdout and what is said on stderr."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import KpiDesktopError, UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.i18n.formats import date_text, money_text
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.i18n.translator import LANGUAGES, Translator
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from decimal import Decimal

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.batch import SourceRef

#: What JSON is made of.
Json = dict[str, "Json"] | list["Json"] | str | int | bool | None


class Call:
    """What a command is given: options as parsed, a lazily loaded catalogue, and ways to answer."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Keep the parsed options."""
        self.options = options
        self.json: bool = options.json
        self.answer: Json = None

    @cached_property
    def workspace(self) -> Workspace:
        """The catalogue, loaded when a command first needs it; with a book's own definitions where one is named."""
        from kpi_desktop.app.workspace import load_workspace

        return load_workspace().of(self._settings[1])

    @cached_property
    def _settings(self) -> tuple[str, dict[str, str]]:
        """The language and the settings of the book that the command is about; none where there is no such book."""
        book = getattr(self.options, "book", None)
        if not book or not Path(book).exists():
            return LANGUAGES[0], {}
        from kpi_desktop.app.books import book_settings

        return book_settings(Path(book))

    @property
    def book(self) -> Path:
        """The book that the command works on."""
        return Path(self.options.book)

    @cached_property
    def lang(self) -> str:
        """`--lang`, else the book's language, else Russian; never the system's."""
        if self.options.lang:
            return str(self.options.lang)
        return self._settings[0]

    def lang_or_default(self) -> str:
        """The language for an error message: the book may be what is broken."""
        try:
            return self.lang
        except KpiDesktopError:
            return LANGUAGES[0]

    @cached_property
    def tr(self) -> Translator:
        """Renders messages in the call's language."""
        return Translator(self.lang)

    @cached_property
    def currency(self) -> str:
        """The currency of the book's amounts."""
        from kpi_desktop.app.books import opened_book

        with opened_book(self.book) as book:
            return book.currency

    def money(self, amount: Decimal, *, signed: bool = False) -> str:
        """An amount of the book with its currency, as every other output prints it."""
        return money_text(amount, self.currency, self.lang, signed=signed)

    def day(self, iso: str) -> str:
        """A day or a moment that the book keeps as ISO text, as people write it."""
        return date_text(date.fromisoformat(iso[:10]), self.lang)

    def month(self, name: str) -> str:
        """A month 2026-10 as people write it: «октябрь 2026»."""
        return period_text(Period.month(name), self.lang)

    def say(self, message: Message) -> None:
        """Tell the person something (stderr: stdout is for data)."""
        sys.stderr.write(self.tr(message) + "\n")

    def print(self, text: str) -> None:
        """A line of the answer for people; nothing where JSON was asked for."""
        if not self.json:
            sys.stdout.write(text + "\n")

    def progress(self, share: float, message: Message) -> None:
        """Progress of long work on a terminal; silent in pipes."""
        if sys.stderr.isatty():
            end = "\n" if share >= 1 else ""
            sys.stderr.write(f"\r\x1b[K{share:4.0%}  {self.tr(message)}{end}")
            sys.stderr.flush()

    def place(self, source: SourceRef) -> str:
        """Where a row stands: file, sheet, row."""
        row = self.tr(msg("row {row}", row=source.row)) if source.row else ""
        return " · ".join(part for part in (source.file, source.sheet, row) if part)

    def tell_issue(self, issue: Issue) -> None:
        """One finding on stderr: place, what happened, what to do."""
        place = ", ".join(self._place(issue))
        self._line(f"{place}: {self.tr(issue.message)}" if place else self.tr(issue.message))
        if issue.fix is not None:
            self._line("  → " + self.tr(issue.fix))

    def _line(self, text: str) -> None:
        sys.stderr.write(text + "\n")

    def _place(self, issue: Issue) -> list[str]:
        parts = [Path(issue.file).name] if issue.file else []
        if issue.sheet:
            parts.append(self.tr(msg("sheet “{sheet}”", sheet=issue.sheet)))
        if issue.row is not None:
            parts.append(self.tr(msg("row {row}", row=issue.row)))
        return parts

    def issue_json(self, issue: Issue) -> Json:
        """A finding as the contract's JSON."""
        return {
            "code": issue.code,
            "level": issue.level.value,
            "file": issue.file,
            "sheet": issue.sheet,
            "row": issue.row,
            "column": issue.column,
            "message": self.tr(issue.message),
            "fix": self.tr(issue.fix) if issue.fix else "",
        }


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the contract: its name, what it does, its arguments and the work itself."""

    name: str
    help: Message
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Call], int]
    book: bool = False
    month: bool = False
    period: bool = False


def no_arguments(_parser: argparse.ArgumentParser) -> None:
    """The command takes nothing but the common options."""


def existing(name: str, *, folder: bool = False) -> Path:
    """The path of a file that is there (or, where the command takes them, of a folder); UsageError where it is not."""
    path = Path(name)
    if path.is_file() or (folder and path.exists()):
        return path
    raise UsageError(msg("There is no file “{file}”", file=str(path)), fix=msg("Check the path"))
