"""A report by e-mail to the people who wait for it: each version once to each, and kept as it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.outputs import Output, write_report
from kpi_desktop.app.workspace import Progress, silent
from kpi_desktop.core.errors import KpiDesktopError, UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.periods import period_text
from kpi_desktop.store.outbox import ARRIVED_OR_MAY, MailState, Outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.live.mail import MailServer
    from kpi_desktop.store.book import Book
    from kpi_desktop.store.outbox import Mail


@dataclass(frozen=True, slots=True)
class Sending:
    """What to send to whom: a report of a month or another period, made now, or a PDF that was made before.

    `preset` is the version of the report that these people get. `again` sends what was sent to them already.
    """

    period: str
    sender: str
    recipients: Sequence[str]
    lang: str
    preset: str | None = None
    file: Path | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the mail to one person; `earlier` is the mail by which it was sent before. `told` says why not."""

    recipient: str
    mail: Mail | None
    earlier: Mail | None = None
    told: Message | None = None
    fix: Message | None = None

    @property
    def done(self) -> bool:
        """Whether the person has this version of the report from us."""
        found = self.mail or self.earlier
        return found is not None and found.state is MailState.SENT


def send_report(
    workspace: Workspace, path: Path, sending: Sending, server: MailServer, progress: Progress = silent
) -> list[Sent]:
    """Send the report to each person in a mail of their own; one refused address keeps nobody else from it."""
    from kpi_desktop.live.mail import checked_address

    checked_address(sending.sender)
    people = list(dict.fromkeys(checked_address(one).lower() for one in sending.recipients))
    if not people:
        raise UsageError(msg("Nobody to send the report to"), fix=msg("Add --to ADDRESS"))
    earlier = {} if sending.again else _earlier(path, sending)
    fresh = [one for one in people if one not in earlier]
    found = {one: _again(one, earlier[one]) for one in people if one in earlier}
    if fresh:
        name, content = _made(workspace, path, sending, progress)
        with opened_book(path, read_only=False) as book:
            subject = _subject(workspace, book, sending)
            for number, one in enumerate(fresh):
                progress(number / len(fresh), msg("Sending the report to {address}", address=one))
                mail = Outgoing(sending.period, sending.preset or "", one, subject, name, content)
                found[one] = _sent(book, mail, sending, server)
    return [found[one] for one in people]


def sent_mails(path: Path) -> list[Mail]:
    """Every report that was sent, or tried, oldest first."""
    with opened_book(path) as book:
        return book.mails()


def sent_file(path: Path, number: int) -> tuple[str, bytes]:
    """The very file of a mail, with its name."""
    with opened_book(path) as book:
        mail = next((one for one in book.mails() if one.id == number), None)
        if mail is None:
            raise UsageError(msg("There is no mail number {n}", n=number), fix=msg("See them with: send list"))
        return mail.file_name, book.mail_file(mail)


def _earlier(path: Path, sending: Sending) -> dict[str, Mail]:
    """Who has this version of the report already, or may have it."""
    return {
        mail.recipient: mail
        for mail in sent_mails(path)
        if (mail.month, mail.preset) == (sending.period, sending.preset or "") and mail.state in ARRIVED_OR_MAY
    }


def _again(recipient: str, mail: Mail) -> Sent:
    fix = msg("Send it once more with --again")
    if mail.state is MailState.SENT:
        return Sent(recipient, None, mail, msg("Sent to {address} already on {at}", address=recipient, at=mail.at), fix)
    text = msg("Whether the mail to {address} of {at} arrived is not known", address=recipient, at=mail.at)
    return Sent(recipient, None, mail, text, fix)


def _made(workspace: Workspace, path: Path, sending: Sending, progress: Progress) -> tuple[str, bytes]:
    """The PDF, with the name that the recipient sees."""
    if sending.file is not None:
        content = sending.file.read_bytes()
        if not content.startswith(b"%PDF-"):
            raise UsageError(msg("“{file}” is no PDF", file=sending.file.name))
        return sending.file.name, content
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"{Translator(sending.lang)(msg('Report'))} {sending.period}.pdf"
        write_report(workspace, path, Output(out, sending.period, sending.lang, preset=sending.preset), progress)
        return out.name, out.read_bytes()


def _subject(workspace: Workspace, book: Book, sending: Sending) -> str:
    from kpi_desktop.app.figures import period_of
    from kpi_desktop.engine.engine import Engine

    period = period_of(sending.period, Engine(book, workspace.catalogue))
    text = msg("{company}: report, {period}", company=book.company, period=period_text(period, sending.lang))
    return Translator(sending.lang)(text)


def _sent(book: Book, mail: Outgoing, sending: Sending, server: MailServer) -> Sent:
    """One mail: noted as under way, handed over, noted again."""
    from kpi_desktop.live.mail import Letter, MailDoubt, deliver

    number = book.begin_mail(mail)
    translate = Translator(sending.lang)
    text = translate(msg("The report is attached. It was made by the program KPI Desktop.")) + "\n"
    letter = Letter(sending.sender, mail.recipient, mail.subject, text, mail.file_name, mail.content)
    failed: KpiDesktopError | None = None
    state = MailState.SENT
    try:
        deliver(letter, server)
    except MailDoubt as error:
        failed, state = error, MailState.DOUBT
    except KpiDesktopError as error:
        failed, state = error, MailState.REFUSED
    done = book.end_mail(number, state, translate(failed.message) if failed else "")
    return Sent(mail.recipient, done, told=failed.message if failed else None, fix=failed.fix if failed else None)
