"""Errors that a person reads: what happened, what to do, and the exit code of the shell's contract."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi_desktop.i18n.message import Message


class Exit(IntEnum):
    """Exit codes of the shell (a fixed contract)."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    FILE = 3
    BOOK = 4
    DIFFERENCE = 5
    PROGRAM_ABSENT = 6
    CANCELLED = 130


class KpiDesktopError(Exception):
    """Something the user can understand and mend; anything else is a defect of the program."""

    exit_code = Exit.USAGE

    def __init__(self, message: Message, *, fix: Message | None = None) -> None:
        """Keep the sentence and the advice; both are rendered in the user's language at the edge."""
        super().__init__(str(message))
        self.message = message
        self.fix = fix


class UsageError(KpiDesktopError):
    """A wrong command, an unknown metric, an absent file."""


class NothingToTell(UsageError):
    """The book's data does not tell what was asked: it has none, or not of this kind; `period` is what was asked of.

    A script gets JSON with the reason instead of an answer.
    """

    def __init__(self, message: Message, *, fix: Message | None = None, period: str | None = None) -> None:
        """Keep the sentence, the advice and the name of the period."""
        super().__init__(message, fix=fix)
        self.period = period


class BookError(KpiDesktopError):
    """The book is locked, damaged, newer than the program, or open in the window."""

    exit_code = Exit.BOOK


class ProgramAbsent(KpiDesktopError):
    """A needed program (LibreOffice, Pango) is not installed; the fix says what to install."""

    exit_code = Exit.PROGRAM_ABSENT


class Cancelled(KpiDesktopError):
    """The user stopped the work; nothing was changed."""

    exit_code = Exit.CANCELLED
