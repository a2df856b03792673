"""The text of a bank statement for 1C as it stands: its heading, its sections by account, its documents."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.ingest.readers.encoding import decode_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: A statement in any encoding has one of these words.
_WORDS = ("СекцияДокумент", "ДатаНачала", "ВерсияФормата")
#: Only these end a line: signs that merely look like ends may stand in a purpose.
_LINES = re.compile(r"\r\n|\n|\r")
_SHORT = 64
_ENCODINGS = ("utf-8", "cp1251", "cp866", "koi8-r")


@dataclass(slots=True)
class Block:
    """The heading, a section or a document: its keys with their values as text, and the line where it begins.

    `repeated` has every value of a key of the heading, which names each account of the file.
    """

    line: int
    kind: str = ""
    values: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, list[str]] = field(default_factory=dict)
    closed: bool = True

    def text(self, *keys: str) -> str:
        """The value of the first of the keys that has one."""
        return next((self.values[key] for key in keys if self.values.get(key)), "")


@dataclass(slots=True)
class BankText:
    """A file of the exchange with a bank. `ended` is False where its last line is absent."""

    header: Block
    sections: list[Block]
    documents: list[Block]
    encoding: str
    ended: bool


def read_bank_text(path: Path) -> BankText:
    """Read the whole file; it never fails: what is not understood stays out of the blocks."""
    text, encoding = decoded(path.read_bytes())
    found = BankText(Block(1), [], [], encoding, ended=False)
    current = found.header
    for number, raw in enumerate(_lines(text), start=1):
        line = raw.strip("\ufeff\x00\x1a \t")
        name, equals, value = line.partition("=")
        name, value = name.strip(), value.strip()
        if name == "СекцияРасчСчет":
            current = Block(number, closed=False)
            found.sections.append(current)
        elif name == "СекцияДокумент":
            current = Block(number, value, closed=False)
            found.documents.append(current)
        elif name in {"КонецРасчСчет", "КонецДокумента"}:
            current.closed = True
            current = Block(number)
        elif name == "КонецФайла":
            found.ended = True
        elif equals:
            _put(current, name, value)
    return found


def _put(block: Block, name: str, value: str) -> None:
    if block.line == 1:
        block.repeated.setdefault(name, []).append(value)
    # A statement names the same keys and values again and again: each is kept in memory once.
    if value or name not in block.values:
        block.values[sys.intern(name)] = sys.intern(value) if len(value) < _SHORT else value


def _lines(text: str) -> Iterator[str]:
    """The lines one by one: a year of a busy account is too long to be cut up at once."""
    start = 0
    for end in _LINES.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def decoded(data: bytes) -> tuple[str, str]:
    """The text and its encoding: what the file declares of itself is wrong too often to be believed."""
    if "Кодировка=Windows".encode("cp1251") in data[:600]:
        return data.decode("cp1251", "replace"), "cp1251"
    text, name = decode_text(data)
    if any(word in text for word in _WORDS):
        return text, name
    for encoding in _ENCODINGS:
        other = data.decode(encoding, "replace")
        if any(word in other for word in _WORDS):
            return other, encoding
    return text, name
