"""Why a file is not read: the typed outcome with a sentence that says what the file is and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from kpi_desktop.i18n.message import Message


class Refusal(Exception):
    """The file is not read; `recognised` is set where a format of the contract was told by content."""

    def __init__(self, outcome: Outcome, code: str, message: Message, fix: Message, *, recognised: str = "") -> None:
        """Keep what the owner is told."""
        super().__init__(f"{outcome}: {message}")
        self.outcome = outcome
        self.code = code
        self.message = message
        self.fix = fix
        self.recognised = recognised

    def report(self, file: str) -> FileReport:
        """The file's report: its outcome and the one issue."""
        issue = Issue(self.code, Level.ERROR, self.message, self.fix, file=file)
        return FileReport(file, self.outcome, recognised=self.recognised, issues=(issue,))


def empty_file() -> Refusal:
    """Nothing in the file at all."""
    return Refusal(
        Outcome.EMPTY,
        "empty_file",
        msg("The file is empty"),
        msg("Make the export again and look whether the report has rows for the chosen period"),
    )


def unreadable() -> Refusal:
    """The file is there, but the system does not let it be read (or it was taken away meanwhile)."""
    return Refusal(
        Outcome.DAMAGED,
        "unreadable",
        msg("The file cannot be opened: another program holds it, or it is no longer there"),
        msg("Close it in the other program and import it again"),
    )


def archive_encryption_unknown() -> Refusal:
    """A zip encrypted in a way that the program cannot undo even with the password."""
    return Refusal(
        Outcome.PASSWORD,
        "encryption_unknown",
        msg("The archive is protected in a way that the program cannot open (AES)"),
        msg("Unpack it with its password and import the files from it"),
    )


def archive_password_needed(wrong: bool = False) -> Refusal:
    """The archive is encrypted, and no password or a wrong one was given."""
    return Refusal(
        Outcome.PASSWORD,
        "password_wrong" if wrong else "password_needed",
        msg("The password does not open the archive") if wrong else msg("The archive is protected with a password"),
        msg("Give the archive's password, or unpack it and import the files from it"),
    )


def empty_tables() -> Refusal:
    """A sound file whose sheets hold no cell."""
    return Refusal(
        Outcome.EMPTY,
        "empty_tables",
        msg("The file opens, but there is not one filled cell in it"),
        msg("Make the export again and look whether the report has rows for the chosen period"),
    )


def damaged(why: str = "") -> Refusal:
    """Not to be opened by any reader; `why` is a short technical word for support."""
    return Refusal(
        Outcome.DAMAGED,
        "damaged",
        msg("The file is damaged and cannot be read ({why})", why=why) if why else msg("The file is damaged"),
        msg("Open it in Excel or LibreOffice, save it under a new name and import that file, or make the export again"),
    )


def reading_died() -> Refusal:
    """The reader itself was brought down by the file."""
    return Refusal(
        Outcome.DAMAGED,
        "reading_died",
        msg("The file brought its reader down; the program and the book are unharmed"),
        msg("Open it in Excel or LibreOffice, save it under a new name and import that file, or make the export again"),
    )


def reading_failed() -> Refusal:
    """A defect of the program met by this file; details are in the log."""
    return Refusal(
        Outcome.DAMAGED,
        "reading_failed",
        msg("The program could not make sense of the file; nothing was imported"),
        msg("Save the file as .xlsx or .csv and import that; details for support are in the program's log"),
    )


def password_needed(wrong: bool = False) -> Refusal:
    """The file is encrypted, and no password or a wrong one was given."""
    return Refusal(
        Outcome.PASSWORD,
        "password_wrong" if wrong else "password_needed",
        msg("The password does not open the file") if wrong else msg("The file is protected with a password"),
        msg(
            "Give the file's password, or save the file without one (File, Info, Protect Workbook) and import it again"
        ),
    )


def encryption_unknown() -> Refusal:
    """Encrypted in a way that the program cannot undo even with the password."""
    return Refusal(
        Outcome.PASSWORD,
        "encryption_unknown",
        msg("The file is protected in a way that the program cannot open"),
        msg("Open it in Excel with its password, save it without protection and import it again"),
    )


def too_big(what: Message) -> Refusal:
    """Beyond the limits: `what` says which one."""
    return Refusal(
        Outcome.TOO_BIG,
        "too_big",
        what,
        msg("Export a shorter period, or split the file, and import the parts one after another"),
    )


def too_slow(seconds: int) -> Refusal:
    """The deadline passed."""
    return too_big(msg("The file was not read within {seconds} seconds", seconds=seconds))


def out_of_memory(mebibytes: int) -> Refusal:
    """The memory cap was reached."""
    return too_big(msg("The file needs more than {size} MB of memory to be read", size=mebibytes))


def bomb() -> Refusal:
    """An archive made to fill the disk or the memory."""
    return Refusal(
        Outcome.BOMB,
        "bomb",
        msg("The file unpacks to far more than its size: it looks like a “zip bomb” and was not opened"),
        msg("Ask the sender for the file again; if it is sound, open it in Excel and save it under a new name"),
    )


def unsafe_archive(member: str) -> Refusal:
    """Part names that point outside the archive or repeat."""
    return Refusal(
        Outcome.BOMB,
        "unsafe_archive",
        msg("The archive is built unsafely (“{member}”) and was not opened", member=member[:80]),
        msg("Unpack it yourself and import the files from it, or ask the sender for the file again"),
    )


def cancelled() -> Refusal:
    """The user stopped the import."""
    return Refusal(
        Outcome.CANCELLED,
        "cancelled",
        msg("The import of this file was cancelled; nothing was changed"),
        msg("Import the file again when it suits you"),
    )


def wrong_type(what: Message) -> Refusal:
    """Not a table at all: `what` names the kind of file."""
    return Refusal(
        Outcome.WRONG_TYPE,
        "wrong_type",
        msg("This is {what}, not a table of figures", what=what),
        msg("Export the data as Excel (.xlsx) or CSV from the program where they live"),
    )


def unsupported(what: Message, fix: Message | None = None, *, recognised: str = "") -> Refusal:
    """Data, but in a form that is not read: `what` names it."""
    return Refusal(
        Outcome.UNSUPPORTED,
        "unsupported",
        msg("This is {what}; the program does not read it", what=what),
        fix or msg("Save it as Excel (.xlsx) or CSV and import that file"),
        recognised=recognised,
    )
