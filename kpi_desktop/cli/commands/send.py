"""The command `send`: the report by e-mail, what was sent to whom, and the file of each mail."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.core.writing import written_beside
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.store.outbox import MailState

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.app.sending import Sent
    from kpi_desktop.store.outbox import Mail

_STATES: dict[MailState, Message] = {
    MailState.SENT: msg("sent"),
    MailState.REFUSED: msg("not sent"),
    MailState.DOUBT: msg("not known whether it arrived"),
    MailState.UNDER_WAY: msg("not known whether it arrived"),
}
#: So much of a digest tells two reports apart on the screen.
_DIGEST = 12


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", default="report", choices=("report", "list", "show"))
    parser.add_argument("number", nargs="?", type=int, metavar="N")
    parser.add_argument("--to", action="append", default=[], metavar="ADDRESS")
    parser.add_argument("--from", dest="sender", default="", metavar="ADDRESS")
    parser.add_argument("--server", default="", metavar="HOST:PORT")
    parser.add_argument("--user", default="")
    parser.add_argument("--password-stdin", action="store_true")
    parser.add_argument("--security", default="auto", choices=("auto", "ssl", "starttls", "none"))
    parser.add_argument("--preset", metavar="PRESET")
    parser.add_argument("--file", metavar="FILE.pdf")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--out", metavar="FOLDER")


def _send(call: Call) -> int:
    match call.options.what:
        case "list":
            return _list(call)
        case "show":
            return _show(call)
        case _:
            return _report(call)


def _report(call: Call) -> int:
    from kpi_desktop.app.sending import Sending, send_report
    from kpi_desktop.live.mail import MailServer

    options = call.options
    if not options.month:
        raise UsageError(msg("Name the month: --month 2011-11"))
    if not options.server or not options.sender:
        fix = msg("--server smtp.example.ru:465 --from ADDRESS --user NAME --password-stdin")
        raise UsageError(msg("Say where to hand the mail in and who sends it"), fix=fix)
    password = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else ""
    server = MailServer.of(options.server, options.user, password, options.security)
    file = existing(options.file) if options.file else None
    sending = Sending(options.month, options.sender, options.to, call.lang, options.preset, file, options.again)
    found = send_report(call.workspace, call.book, sending, server, call.progress)
    call.answer = {"month": options.month, "mails": [_sent_json(call, one) for one in found]}
    for one in found:
        _tell(call, one)
    return Exit.DONE if all(one.done for one in found) else Exit.FILE


def _tell(call: Call, one: Sent) -> None:
    if one.told is None:
        call.say(msg("The report was sent to {address}", address=one.recipient))
        return
    call.say(one.told)
    if one.fix is not None:
        call.say(one.fix)


def _list(call: Call) -> int:
    from kpi_desktop.app.sending import sent_mails

    found = [one for one in sent_mails(call.book) if call.options.month in (None, one.month)]
    call.answer = {"mails": [_json(one) for one in found]}
    for one in found:
        state = call.tr(_STATES[one.state])
        call.print(
            f"{one.id}  {one.at}  {one.month}  {one.recipient}  {one.file_name}  {one.sha256[:_DIGEST]}  {state}"
        )
    if not found:
        call.say(msg("No report was sent from this book yet"))
    return Exit.DONE


def _show(call: Call) -> int:
    """Write out the very file that was sent."""
    from kpi_desktop.app.sending import sent_file

    if call.options.number is None or not call.options.out:
        raise UsageError(msg("Name the mail and a folder: send show 3 --out FOLDER"))
    name, content = sent_file(call.book, call.options.number)
    target = Path(call.options.out) / Path(name).name
    target.parent.mkdir(parents=True, exist_ok=True)
    with written_beside(target) as beside:
        beside.write_bytes(content)
    call.answer = {"file": str(target), "bytes": len(content)}
    call.print(str(target))
    return Exit.DONE


def _sent_json(call: Call, one: Sent) -> Json:
    found = one.mail or one.earlier
    return {
        "recipient": one.recipient,
        "done": one.done,
        "earlier": one.earlier is not None,
        "mail": _json(found) if found else None,
        "message": call.tr(one.told) if one.told else "",
    }


def _json(one: Mail) -> Json:
    return {
        "id": one.id,
        "month": one.month,
        "preset": one.preset,
        "recipient": one.recipient,
        "subject": one.subject,
        "file": one.file_name,
        "sha256": one.sha256,
        "state": one.state.value,
        "at": one.at,
        "told": one.told,
    }


COMMANDS = (
    Command("send", msg("send the report by e-mail; what was sent to whom"), _arguments, _send, book=True, period=True),
)
