"""What the arguments mean of the commands about a book, its data and its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Mapping

#: By command and argument.
DATA_HELP: Mapping[str, Mapping[str, Message]] = {
    "new": {
        "new_book": msg("the file of the new book, *.kpi"),
        "company": msg("the company's name"),
        "currency": msg("the currency by three letters, as RUB; else that of the first file"),
    },
    "import": {
        "files": msg("files, archives or folders to import"),
        "mapping": msg(
            "the mapping for a table that asks for one: save the draft that `import` prints, mend it, name it here"
        ),
        "source": msg("the name of the source; files of one source replace one another by period"),
        "replace": msg("put the rows of this file in place of those of the same period"),
    },
    "keep": {
        "what": msg("set: enter a figure; clear: take it away; list: show; export, import: by a workbook"),
        "rest": msg("for set: the measure and its value; for clear: the measure; for export and import: the file"),
        "month": msg("the month of the figure, as 2026-10 or 10.2026"),
        "day": msg("the day of the figure, as 2026-10-05 or 05.10.2026"),
        "by": msg("the split and its member, as channel=Shop"),
        "author": msg("who enters the figure"),
        "measures": msg("the measures of the workbook, parted by “;”: names or ids"),
        "since": msg("the first month of the workbook"),
        "until": msg("the last month of the workbook"),
        "all": msg("list all measures that may be entered"),
    },
    "undo": {
        "batch": msg("the number of the import as `sources` shows it, or the name of the file"),
    },
    "settings": {
        "changes": msg("what to change: a setting by its name or id, and its value; nothing shows all settings"),
    },
    "check": {
        "book": msg("the book, *.kpi"),
    },
    "backup": {
        "book": msg("the book, *.kpi"),
        "target": msg("the file of the copy; else beside the book"),
    },
    "restore": {
        "copy": msg("the copy"),
        "book_out": msg("the new book; an existing file is not touched"),
    },
    "mapping": {
        "list": msg("show what is remembered"),
        "export": msg("write a remembered mapping to a file"),
        "add": msg("remember the mapping of a file"),
        "remove": msg("forget a mapping"),
        "restore": msg("take back the mapping before the last change"),
    },
    "connect": {
        "what": msg("what to connect: 1c"),
        "url": msg("the address of the base, as https://server/base"),
        "user": msg("the user of 1C"),
        "list": msg("show the connections of the book"),
        "remove": msg("remove a connection; what was fetched stays"),
    },
    "fetch": {
        "since": msg("from which day on, as 2026-01-01; else from the last fetch"),
        "url": msg("which of several connections"),
        "replace": msg("put the new rows in place of those of the same period"),
    },
    "unlock": {
        "files": msg("files to look into: what they are and what they would add"),
        "more": msg("one more file"),
        "book": msg("the book, *.kpi"),
        "month": msg("the month of the figures; else the last one that is fully covered"),
    },
    "watch": {
        "folder": msg("the folder of exports"),
        "once": msg("look once and end"),
        "only_list": msg("only name the new files"),
        "every": msg("how often to look, in seconds"),
    },
    "streams": {
        "authority": msg("the source by whose sales to count where several give the same ones; the first goes first"),
        "beside": msg("sources whose sales are other ones and are always added"),
        "channel": msg("the channel of all sales of a source"),
        "default": msg("take a choice back"),
    },
    "reconcile": {
        "all": msg("show all rows that do not agree, not the first ones alone"),
    },
    "customers": {
        "placeholders": msg("show names that stand for nobody, as “private person”"),
        "aliases": msg("show customers with several names"),
        "placeholder": msg("these names stand for nobody"),
        "person": msg("these names are real customers"),
        "default": msg("take a choice back"),
        "suggest": msg("name pairs that look like one customer"),
        "same": msg("the two names are one customer"),
    },
    "rules": {
        "add": msg("add a rule: the class, then purpose=, customer=, article= with words, or direction=in|out"),
        "remove": msg("remove a rule by its number"),
    },
    "articles": {
        "chosen": msg("say of which class an article is; `--json` names the classes"),
    },
    "staff": {
        "add": msg("a person is in a team since a day: with --since and --team"),
        "left": msg("a person left: with --until"),
        "table": msg("the whole list of a CSV file instead of the book's"),
        "undo": msg("take back the last change of the list"),
        "team": msg("the team"),
        "since": msg("the first day, as 2026-03-01 or 01.03.2026"),
        "until": msg("the last day, as 2026-03-31 or 31.03.2026"),
    },
    "tax": {
        "regime": msg(
            "the tax regime: general, simplified_income, simplified_profit, professional, patent, other, or its name"
        ),
        "forget": msg("forget the regime that began on a day"),
        "undo": msg("take back the last change"),
        "since": msg("the first day of the regime, as 2026-01-01 or 01.01.2026"),
        "vat": msg("the VAT: none, 5, 7, general, or its name; else the usual one of the regime"),
    },
}
