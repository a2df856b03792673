"""Amounts of deals in several currencies: those in another than most are left empty and listed, never added."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    from kpi_desktop.ingest.importers.delivery import Delivery, Draft

_NAMES = {"российский рубль": "RUB", "рубль": "RUB", "доллар сша": "USD", "us dollar": "USD", "тенге": "KZT",
          "казахстанский тенге": "KZT", "белорусский рубль": "BYN", "гривна": "UAH", "rur": "RUB"}  # fmt: skip
_CODE = 3


def one_currency(draft: Draft, about: Delivery, *headings: str) -> None:
    """Take the currency of most rows for that of the export; amounts in others stay out."""
    index = draft.block.column(*headings)
    if index is not None:
        cells = draft.block.cells(index)
        keep_one(draft, about, [_code(cells.shown(row)) for row in range(len(cells.kinds))])


def keep_one(draft: Draft, about: Delivery, used: list[str]) -> None:
    """The same by the currency of every row, '' where a row names none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    counted = Counter(code for code in used if code)
    if not counted or "amount" not in draft.found.arrays:
        return
    about.currency = counted.most_common(1)[0][0]
    other = [bool(code) and code != about.currency for code in used]
    if not any(other):
        return
    about.partial = True
    amounts = draft.found.arrays["amount"]
    source = next(column for column, target in draft.targets.items() if target == "amount")
    draft.put("amount", pc.if_else(pa.array(other), pa.scalar(None, amounts.type), amounts), source)
    text = nmsg("{n} amount is in another currency ({currencies}) than most ({main}) and was not imported",
                "{n} amounts are in other currencies ({currencies}) than most ({main}) and were not imported",
                n=sum(other), main=about.currency,
                currencies=", ".join(sorted(code for code in counted if code != about.currency)))  # fmt: skip
    fix = msg("Export each currency by itself")
    draft.issues.append(draft.job.warning("other_currency", text, fix=fix, sheet=draft.block.table.sheet))


def _code(text: str) -> str:
    folded = fold(text)
    if folded in _NAMES:
        return _NAMES[folded]
    found = heading(f"x {text}").currency if text else ""
    return found or (text.upper() if len(text) == _CODE and text.isascii() and text.isalpha() else text)
