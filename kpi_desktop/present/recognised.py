"""What a file was recognised as, in words: the first word is the contract's, a report's own name follows it."""

from __future__ import annotations

from kpi_desktop.i18n.message import Message, msg

KINDS: dict[str, Message] = {
    "table": msg("table"),
    "1c-report": msg("1C report"),
    "1c-register": msg("1C register"),
    "1c-bank": msg("1C bank statement"),
    "1c-mxl": msg("1C spreadsheet (MXL)"),
    "1c-odata": msg("1C OData"),
    "telephony": msg("telephony"),
    "mailing": msg("mailing service"),
    "survey": msg("survey"),
    "own-workbook": msg("workbook of KPI Desktop"),
}


def recognised_message(recognised: str) -> Message:
    """`1c-report: Gross profit` as «отчёт 1С: Gross profit»; names of services stay as they are."""
    word, _, name = recognised.partition(":")
    known = KINDS.get(word.strip())
    if known is None:
        return msg("{text}", text=recognised)
    return msg("{kind}: {name}", kind=known, name=name.strip()) if name.strip() else known
