"""The command `close`: freeze a month, reopen it with a reason, what changed since, the reports that were sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.core.writing import written_beside
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.kpis_json import decimal_json
from kpi_desktop.present.numbers import no_data, value_text
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    import argparse
    from decimal import Decimal

    from kpi_desktop.store.closing import Closing


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", default="month", choices=("month", "list", "reopen", "changes", "sent"))
    for name in ("who", "note", "why"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--edition", type=int, metavar="N")
    parser.add_argument("--add", metavar="FILE.pdf")
    parser.add_argument("--out", metavar="FOLDER")


def _close(call: Call) -> int:
    match call.options.what:
        case "list":
            _list(call)
        case "reopen":
            _reopen(call)
        case "changes":
            _changes(call)
        case "sent":
            _sent(call)
        case _:
            _month(call)
    return Exit.DONE


def _asked(call: Call) -> str:
    if not call.options.month:
        raise UsageError(msg("Name the month: --month 2011-11"))
    return str(call.options.month)


def _month(call: Call) -> None:
    from kpi_desktop.app.closing import close_month

    done = close_month(call.workspace, call.book, _asked(call), call.options.who, call.options.note)
    call.answer = _json(done)
    call.say(msg("The month {month} is closed: edition {n}", month=call.month(done.month), n=done.edition))


def _reopen(call: Call) -> None:
    from kpi_desktop.app.closing import reopen_month

    done = reopen_month(call.book, _asked(call), call.options.who, call.options.why)
    call.answer = _json(done)
    call.say(msg("The month {month} is open again", month=call.month(done.month)))


def _list(call: Call) -> None:
    from kpi_desktop.app.closing import closings

    found = closings(call.book)
    call.answer = {"closings": [_json(one) for one in found]}
    for one in found:
        state = (
            msg("closed")
            if one.standing
            else msg("reopened by {who}: {why}", who=one.reopened_by, why=one.reopened_why)
        )
        edition = call.tr(msg("edition {n}", n=one.edition))
        call.print(f"{call.month(one.month)}  {edition}  {call.day(one.closed_at)}  {one.who}  {call.tr(state)}")
    if not found:
        call.say(msg("No month of the book is closed"))


def _changes(call: Call) -> None:
    """The figures of the closed month that the rows give otherwise by now: frozen, current, why."""
    from kpi_desktop.app.closing import restated

    found = restated(call.workspace, call.book, _asked(call))
    call.answer = {
        "month": _asked(call),
        "restated": [
            {"id": one.metric, "edition": one.edition, "frozen": _plain(one.frozen), "current": _plain(one.current),
             "why": [call.tr(reason) for reason in one.why]}
            for one in found
        ],
    }  # fmt: skip
    if not found:
        call.say(msg("Nothing has changed in the closed month"))
        return
    for one in found:
        told = [_text(call, one.metric, value) for value in (one.frozen, one.current)]
        known = call.workspace.catalogue.metrics.get(one.metric)
        call.print(f"{metric_name(known, call.lang) if known else one.metric}: {' → '.join(told)}")
    for reason in found[0].why:
        call.print(call.tr(reason))


def _text(call: Call, metric_id: str, value: Decimal | None) -> str:
    """A figure as the tables print it."""
    metric = call.workspace.catalogue.metrics.get(metric_id)
    if value is None or metric is None:
        return no_data(call.lang)
    return value_text(value, metric.display, metric.decimals, call.currency, call.lang)


def _sent(call: Call) -> None:
    """Keep the report that was sent, or write out those that were kept."""
    from kpi_desktop.app.closing import keep_sent, sent_reports

    if call.options.add:
        kept = keep_sent(call.book, _asked(call), existing(call.options.add))
        call.answer = _json(kept)
        call.say(msg("The report is kept with edition {n}", n=kept.edition))
        return
    found = sent_reports(call.book, _asked(call), call.options.edition)
    call.answer = {"reports": [{"name": name, "bytes": len(content)} for name, content in found.items()]}
    for name, content in found.items():
        call.print(name)
        if call.options.out:
            target = Path(call.options.out) / Path(name).name
            target.parent.mkdir(parents=True, exist_ok=True)
            with written_beside(target) as beside:
                beside.write_bytes(content)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else decimal_json(value)


def _json(one: Closing) -> Json:
    return {
        "month": one.month,
        "edition": one.edition,
        "closed_at": one.closed_at,
        "who": one.who,
        "note": one.note,
        "standing": one.standing,
        "reopened_at": one.reopened_at,
        "reopened_by": one.reopened_by,
        "reopened_why": one.reopened_why,
    }


COMMANDS = (Command("close", msg("close a month, reopen it, what changed since"), _arguments, _close, book=True,
                    month=True),)  # fmt: skip
