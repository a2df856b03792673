"""What the arguments mean of the commands about figures, plans and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Mapping

#: By command and argument.
FIGURES_HELP: Mapping[str, Mapping[str, Message]] = {
    "demo": {
        "out": msg("the folder for exports, book, workbook and report"),
    },
    "workbook": {
        "out": msg("the file to write, *.xlsx"),
        "live_rows": msg("up to how many rows figures are live formulas over the rows"),
    },
    "verify": {
        "workbook": msg("the workbook to recalculate, *.xlsx"),
        "book": msg("the book that it was made from"),
    },
    "report": {
        "out": msg("the file to write, *.pdf"),
    },
    "presets": {
        "book": msg("the book whose own sets to show or change"),
        "save": msg("keep an own set: its id and its metrics, parted by “;” or commas"),
        "name": msg("what the own set is called"),
        "remove": msg("take an own set out, by its id"),
    },
    "list": {
        "list": msg("the list: its name or its id; nothing tells which there are"),
        "csv": msg("print it for other programs, separated by commas"),
        "out": msg("write it to a workbook of its own"),
    },
    "finding-rules": {
        "what": msg("list: show; check: check a file; add: add it to the book; remove, export: by id"),
        "target": msg("the TOML file of rules, or the id of a rule"),
        "out": msg("where export writes to; else to the screen"),
    },
    "rows": {
        "offset": msg("how many rows to leave out at the beginning"),
        "limit": msg("how many rows to show at most"),
    },
    "bonus": {
        "rules": msg("keep the bonus rules of a TOML file in the book"),
        "base": msg("what bonuses are paid of: paid — money received, revenue, gross_profit"),
        "show_rules": msg("print the rules of the book, to change them"),
        "out": msg("write a sheet for each person, to print"),
    },
    "plan": {
        "what": msg(
            "set: plan a month; list: show; import, export: by a file; progress: how far; profile: over the days"
        ),
        "file": msg("the file for import and export, *.xlsx or *.csv"),
        "amount": msg("the planned amount, as 500000; a share as 40%"),
        "manager": msg("the employee whose plan it is; else the company's"),
        "team": msg("the team whose plan it is"),
        "channel": msg("the channel whose plan it is"),
        "note": msg("a note to this version"),
        "metric": msg("what is planned: the metric's name or id; else revenue"),
        "number": msg("an earlier version, by its number"),
    },
    "close": {
        "what": msg(
            "month: close it; list: those closed; reopen: open again; changes: since then; sent: the reports sent"
        ),
        "note": msg("a note to the closing"),
        "why": msg("the reason for opening again"),
        "edition": msg("which edition of the closed month"),
        "add": msg("keep a report that was sent"),
        "out": msg("the folder for the kept reports"),
    },
    "send": {
        "what": msg("report: send it; list: what was sent; show: one letter"),
        "number": msg("the number of the letter for show"),
        "to": msg("the address to send to; may be given several times"),
        "sender": msg("the address to send from"),
        "server": msg("the mail server with its port"),
        "user": msg("the user of the mail server; else the address"),
        "security": msg("how the connection is protected"),
        "file": msg("send this report; else a new one is made"),
        "again": msg("send once more what was sent already"),
        "out": msg("the folder where show writes the report to"),
    },
    "metric": {
        "what": msg("check, add: a new metric; list: show; remove, export: by name or id"),
        "target": msg("the TOML file of a metric, or its name or id"),
        "out": msg("where export writes to; else to the screen"),
        "id": msg("the id of the new metric: Latin letters"),
        "name": msg("its name in Russian"),
        "name_en": msg("its name in English"),
        "formula": msg("the formula over measures and metrics, by name in square brackets or by id"),
        "unit": msg("the unit, as money or share; else that of the formula"),
        "display": msg("how it is shown: money, share, count, number, days"),
        "better": msg("which way is good: up, down, balance or none"),
        "definition": msg("what it means, in a sentence"),
        "advice": msg("what to do about it, in a sentence"),
        "decimals": msg("how many digits behind the point"),
        "example": msg("a worked example: the numbers by name, then =result"),
        "replace": msg("put it in place of the own metric with this id"),
    },
    "whatif": {
        "book": msg("the book; without it all numbers of the metric must be given"),
        "month": msg("the month whose numbers are moved; else the last one that is fully covered"),
        "sets": msg(
            "a lever and its new value: a number, +10%, -5%, usual, best or colleague; may be given several times"
        ),
        "metric": msg("compute the formula of this metric alone"),
        "part": msg("move one channel, person or group alone; the effect is that on the whole company"),
    },
    "limits": {
        "margin": msg("the margin that must be left, as 20%"),
    },
    "compare-ads": {
        "first": msg("the first advertisement: its name in the book, or results/cases as 12/1000"),
        "second": msg("the second advertisement, written alike"),
        "book": msg("the book; without it the numbers are typed"),
        "month": msg("the month; else the last one that is fully covered"),
        "metric": msg("by which conversion to compare; else the one nearest to money"),
        "wanted": msg("the difference worth finding: a part of the first, as 20%, or a difference of shares, as 0.005"),
        "looks": msg("how many times you have looked at the result"),
    },
    "pilot": {
        "what": msg("set: agree on it; check: judge it; list: show; remove: take out"),
        "name": msg("the name of the pilot"),
        "by": msg("the split that marks its customers: its name or its id"),
        "member": msg("the member of the split that is the pilot"),
        "since": msg("the first month of the pilot"),
        "keep": msg("keep it where income per customer is so much higher: 10% or an amount"),
    },
    "investment": {
        "cost": msg("what it costs"),
        "gains": msg("the gain of each month in turn"),
        "months": msg("for how many months to reckon"),
        "book": msg("the book, to take the gains from it"),
        "metric": msg("the metric of money whose growth is the gain; else profit"),
        "since": msg("the first month after the investment"),
        "month": msg("the last month; else the last one that is fully covered"),
    },
    "diagnose": {
        "funnel": msg("the funnel: its name or its id; else the first that the data fills"),
        "lost": msg("show the rows lost before this stage"),
        "metric": msg("tell why this metric changed"),
        "by": msg("in which way to tell it, or by which split"),
        "against": msg("against what: previous, last_year, plan or best"),
    },
    "funnels": {
        "save": msg("keep the funnels of a TOML file in the book"),
        "remove": msg("take an own funnel out, by its id"),
    },
    "catalogue": {
        "handbook": msg("print the handbook of all metrics"),
        "book": msg("with the parameters and own metrics of this book"),
    },
    "try": {
        "values": msg("the numbers of the formula, by the names that `catalogue` shows"),
        "book": msg("with the parameters and own metrics of this book"),
    },
}
