"""The printed texts of the mapping screen; no widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.models.mapping import MappingEdit
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.outcome import ColumnReport, FileReport
    from kpi_desktop.ingest.rules import RowRule

#: Targets of sale lines that are computed with and are no columns of the fact.
_COMPUTED: dict[str, Message] = {
    "unit_cost": msg("Cost of one unit"),
    "line_profit": msg("Profit of the line"),
    "amount_without_vat": msg("Amount without VAT, beside the one with it"),
    "cost_without_vat": msg("Cost without VAT, beside the one with it"),
    "list_price": msg("Price before the discount"),
}
READING: dict[str, tuple[tuple[str, Message], ...]] = {
    "date_order": (
        ("", msg("as the dates tell")),
        ("dmy", msg("day first: 31.12.2026")),
        ("mdy", msg("month first: 12/31/2026")),
    ),
    "decimal_sign": (("", msg("as the numbers tell")), (",", msg("comma: 1,50")), (".", msg("point: 1.50"))),
    "vat": (
        ("", msg("as the headings tell")),
        ("with", msg("amounts include VAT")),
        ("without", msg("amounts exclude VAT")),
        ("unknown", msg("not known")),
    ),
    "returns": (
        ("auto", msg("as the file tells")),
        ("negative", msg("amounts below zero")),
        ("positive", msg("the word «возврат», amounts without minus")),
        ("word", msg("my own words in a column")),
        ("sheet", msg("sheets of their own")),
    ),
}  # fmt: skip


def target_choices(edit: MappingEdit, heading: str, context: Context) -> list[tuple[str, str]]:
    """What a column may be: not used, a column of the fact, one of the owner's own; value and text."""
    own = edit.mapping.targets.get(heading, "")
    own = own if own.startswith("x_") else edit.own_target(heading)
    found = [("", context.tr_(msg("— not used —")))]
    taken = set(edit.mapping.targets.values())
    names = [(column.id, column.name_ru if context.lang == "ru" else column.name_en) for column in edit.fact.columns]
    if edit.fact.id == "sale":
        names += [(target, context.tr_(text)) for target, text in _COMPUTED.items()]
    required = {column.id for column in edit.fact.columns if column.required}
    found += [(target, name + (" *" if target in required and target not in taken else "")) for target, name in names]
    return [*found, (own, context.tr_(msg("own column")))]


def target_name(target: str, edit: MappingEdit | None, context: Context) -> str:
    """What a column was taken for, in words."""
    if not target:
        return context.tr_(msg("— not used —"))
    if target in _COMPUTED:
        return context.tr_(_COMPUTED[target])
    facts = context.workspace.catalogue.facts
    for fact in [edit.fact] if edit is not None else facts.values():
        for column in fact.columns:
            if column.id == target:
                return column.name_ru if context.lang == "ru" else column.name_en
    return context.tr_(msg("own column")) if target.startswith("x_") else target


def quality_text(found: ColumnReport, context: Context, *, short: bool = False) -> str:
    """The shares of valid, doubtful and empty cells; short says only how much was read, or how much is doubtful."""
    total = found.valid + found.doubtful + found.empty
    if not total:
        return ""
    if short:
        if found.doubtful:
            return context.tr_(msg("{n} doubtful", n=found.doubtful))
        return f"{_share(found.valid, total)} %"
    return context.tr_(
        msg("read {valid} %, doubtful {doubtful} %, empty {empty} %", valid=_share(found.valid, total),
            doubtful=_share(found.doubtful, total), empty=_share(found.empty, total))
    )  # fmt: skip


def _share(part: int, total: int) -> str:
    """A share in per cent; what is not all is never shown as 100, what is something never as 0."""
    share = round(100 * part / total)
    if part and not share:
        return "<1"
    return ">99" if share == 100 and part < total else str(share)


def change_lines(report: FileReport, edit: MappingEdit | None, context: Context) -> str:
    """How the layout differs from the one that was imported before: what was, what is, what is proposed."""
    tr = context.tr_
    lines = []
    for change in report.changes:
        if change.new:
            taken = target_name(change.after, edit, context)
            lines.append(tr(msg("New column «{column}»: {target}", column=change.heading, target=taken)))
        elif change.after:
            text = msg("Column «{column}» ({target}) is gone; «{other}» seems to be it now", column=change.heading,
                       target=target_name(change.before, edit, context), other=change.after)  # fmt: skip
            lines.append(tr(text))
        else:
            was = target_name(change.before, edit, context)
            lines.append(tr(msg("Column «{column}» ({target}) is gone", column=change.heading, target=was)))
    if not lines:
        return ""
    return "\n".join([tr(msg("The columns are not those of the last import; the others keep their meaning:")), *lines])


def rule_text(rule: RowRule, context: Context) -> str:
    """A rule for rows in words."""
    words = ", ".join(f"«{word}»" if word else context.tr_(msg("empty")) for word in rule.words)
    if rule.keep:
        return context.tr_(msg("«{column}»: take only {words}", column=rule.column, words=words))
    return context.tr_(msg("«{column}»: leave out {words}", column=rule.column, words=words))


def dropped_text(report: FileReport, context: Context) -> str:
    """How many rows the rules left out, and what they amounted to."""
    from kpi_desktop.i18n.formats import number_text

    if not report.dropped_rows:
        return ""
    total = "—" if report.dropped_total is None else number_text(report.dropped_total, 2, context.lang)
    return context.tr_(
        nmsg("{n} row is left out by your rules, in total {total}", "{n} rows are left out by your rules, in total "
             "{total}", n=report.dropped_rows, total=total)
    )  # fmt: skip
