"""The command `streams`: which source gives the sales where several do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg, named, nmsg

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.store.stream_list import StreamInfo


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--authority", nargs="+", metavar="SOURCE")
    what.add_argument("--beside", nargs="+", metavar="SOURCE")
    what.add_argument("--channel", nargs="+", metavar="SOURCE=CHANNEL")
    what.add_argument("--default", nargs="+", metavar="SOURCE")


def _streams(call: Call) -> int:
    from kpi_desktop.app import streams

    given = call.options
    if given.authority:
        found = streams.believe(call.book, given.authority)
    elif given.beside:
        found = streams.set_beside(call.book, given.beside)
    elif given.channel:
        found = streams.set_channels(call.book, dict(_pair(text) for text in given.channel))
    elif given.default:
        found = streams.reset(call.book, given.default)
    else:
        found = streams.stream_lines(call.book)
    call.answer = {"streams": [_json(call, one) for one in found]}
    for one in found:
        _tell(call, one)
    if not found:
        call.say(msg("The book has no sales yet"))
    return Exit.DONE


def _pair(text: str) -> tuple[str, str]:
    source, sign, channel = text.rpartition("=")
    if not sign or not source:
        raise UsageError(msg("“{text}” is not SOURCE=CHANNEL", text=text))
    return source, channel


def _json(call: Call, one: StreamInfo) -> Json:
    return {
        "source": one.source_id,
        "name": one.name,
        "rank": one.rank,
        "rank_name": call.tr(named(one.rank_en, one.rank_ru)),
        "rows": one.rows,
        "amount": format(one.amount, "f"),
        "aside_rows": one.aside_rows,
        "aside_amount": format(one.aside_amount, "f"),
        "period": {"from": str(one.first), "to": str(one.last)} if one.first else None,
        "authorities": list(one.authorities),
        "chosen": one.choice.place if one.chosen else None,
        "beside": one.choice.beside,
        "channel": one.choice.channel,
    }


def _tell(call: Call, one: StreamInfo) -> None:
    rank = call.tr(named(one.rank_en, one.rank_ru))
    days = f"{date_text(one.first, call.lang)} – {date_text(one.last, call.lang)}" if one.first and one.last else "—"
    counted = nmsg("counts: {n} row, {amount}", "count: {n} rows, {amount}", n=one.rows,
                   amount=call.money(one.amount))  # fmt: skip
    call.print(f"{one.source_id:>4}  {one.name}  ({rank})  {days}  {call.tr(counted)}")
    if one.aside_rows:
        aside = nmsg(
            "only reconciled: {n} row, {amount}; these sales are given by {by}",
            "only reconciled: {n} rows, {amount}; these sales are given by {by}",
            n=one.aside_rows,
            amount=call.money(one.aside_amount),
            by=", ".join(f"«{name}»" for name in one.authorities),
        )
        call.print(f"      {call.tr(aside)}")
    if one.choice.beside:
        call.print(f"      {call.tr(msg('always added: you said that these are other sales'))}")
    if one.choice.channel:
        call.print(f"      {call.tr(msg('channel: {channel}', channel=one.choice.channel))}")


COMMANDS = (Command("streams", msg("which source gives the sales where several do"), _arguments, _streams, book=True),)
