"""Streams of sales: which source is believed where several give the same ones, and the owner's word on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.store.book import Book
    from kpi_desktop.store.stream_list import StreamInfo


def stream_lines(path: Path) -> list[StreamInfo]:
    """The streams of sales of a book, the most trusted first."""
    with opened_book(path) as book:
        return book.streams()


def believe(path: Path, sources: Sequence[str]) -> list[StreamInfo]:
    """Trust these sources before all others, in this order."""
    from kpi_desktop.store.stream_choices import UNPLACED

    with opened_book(path, read_only=False) as book:
        wanted = [_found(book, source) for source in sources]
        for stream in book.streams():
            if stream.choice.place != UNPLACED and stream not in wanted:
                book.choose_stream(stream.source_id, replace(stream.choice, place=UNPLACED))
        for place, stream in enumerate(wanted, start=1):
            book.choose_stream(stream.source_id, replace(stream.choice, place=place, beside=False))
        return book.streams()


def set_beside(path: Path, sources: Iterable[str]) -> list[StreamInfo]:
    """These sources hold sales that no other one gives: they are always added."""
    with opened_book(path, read_only=False) as book:
        for stream in [_found(book, source) for source in sources]:
            book.choose_stream(stream.source_id, replace(stream.choice, beside=True))
        return book.streams()


def set_channels(path: Path, channels: Mapping[str, str]) -> list[StreamInfo]:
    """Name the channel of sources whose rows name none: streams of different channels are added."""
    with opened_book(path, read_only=False) as book:
        for stream, channel in [(_found(book, source), channel) for source, channel in channels.items()]:
            book.choose_stream(stream.source_id, replace(stream.choice, channel=channel.strip()))
        return book.streams()


def reset(path: Path, sources: Iterable[str]) -> list[StreamInfo]:
    """Forget the owner's word on these sources: the program decides again."""
    from kpi_desktop.store.stream_choices import StreamChoice

    with opened_book(path, read_only=False) as book:
        for stream in [_found(book, source) for source in sources]:
            book.choose_stream(stream.source_id, StreamChoice())
        return book.streams()


def _found(book: Book, source: str) -> StreamInfo:
    """The stream of that number, name or file."""
    known = book.streams()
    for stream in known:
        if source in (str(stream.source_id), stream.name):
            return stream
    names = ", ".join(f"{stream.source_id} «{stream.name}»" for stream in known)
    raise UsageError(
        msg("There is no source of sales “{source}”", source=source),
        fix=msg("The sources are: {names}", names=names or "—"),
    )
