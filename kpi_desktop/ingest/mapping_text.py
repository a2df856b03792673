"""The mapping file: a readable TOML text which a person may edit and which reads the same layout again."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, TypeVar

from kpi_desktop.core.errors import UsageError
from kpi_desktop.facts.batch import Vat
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.dates import Order, parse
from kpi_desktop.ingest.mapping import Mapping, extra_targets
from kpi_desktop.ingest.rules_text import listed, quoted, read_rules, words_of, write_plain_rules, write_rules

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from datetime import date

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.i18n.message import Message


_Word = TypeVar("_Word", Order, Vat)


def write_mapping(
    mapping: Mapping,
    facts: MappingType[str, FactTable],
    lang: str,
    *,
    notes: MappingType[str, Message] | None = None,
    samples: MappingType[str, str] | None = None,
) -> str:
    """The mapping as text in the owner's language; `notes` ask for what is missing, `samples` show each column."""
    say = Translator(lang)
    notes, samples = notes or {}, samples or {}
    fact = facts.get(mapping.fact)
    lines = ["# " + say(msg("How KPI Desktop reads this layout. Text after # explains and may be removed."))]
    lines += [f"# {say(note)}" for name, note in notes.items() if name == ""]
    kinds = "; ".join(f"{one} ({facts[one].name_ru if lang == 'ru' else facts[one].name_en})" for one in sorted(facts))
    lines += ["# " + say(msg("What the rows are: {facts}", facts=kinds))]
    lines += [f"fact = {quoted(mapping.fact)}", f"layout = {quoted(mapping.layout)}"]
    if mapping.reader:
        about = say(msg("the service whose columns are known; only the rules below count"))
        lines.append(f"reader = {quoted(mapping.reader)}  # {about}")
    if mapping.sheets:
        lines.append(f"sheets = {listed(mapping.sheets)}")
    if mapping.heading_row is not None:
        lines.append(f"heading_row = {mapping.heading_row}")
    lines += _settings(mapping, say)
    if mapping.reader:
        return "\n".join(lines + write_rules(mapping.rules, say)) + "\n"
    lines += ["", "# " + say(msg('Column of the file = what it is; "" is not used, x_... is a column of your own.'))]
    if fact:
        names = [f"{c.id} ({c.name_ru if say.lang == 'ru' else c.name_en})" for c in fact.columns]
        lines += ["# " + say(msg("What it may be: {targets}", targets=", ".join(names)))]
    lines.append("[columns]")
    for heading, target in mapping.targets.items():
        remark = [samples[heading]] if samples.get(heading) else []
        remark += [say(notes[heading])] if heading in notes else []
        lines.append(f"{quoted(heading)} = {quoted(target)}" + (f"  # {_plain('; '.join(remark))}" if remark else ""))
    return "\n".join(lines + write_rules(mapping.rules, say)) + "\n"


def _plain(text: str) -> str:
    """A remark without the signs that TOML forbids in remarks."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _settings(mapping: Mapping, say: Translator) -> list[str]:
    order = say(msg("dmy: day first, mdy: month first"))
    sign = say(msg("what parts the decimals of numbers written as text"))
    returns = say(msg("negative: returns carry a minus; positive: a word marks them; auto: found in the file"))
    days = say(msg("first and last day that the file covers: days without rows are true zeros"))
    settings = (
        ("date_order", mapping.date_order.value, order),
        ("decimal_sign", mapping.decimal_sign, sign),
        ("returns", mapping.returns if mapping.fact == "sale" else "", returns),
        ("vat", mapping.vat.value if mapping.vat else "", ""),
        ("currency", mapping.currency, ""),
        ("organisation", mapping.organisation, ""),
        ("filters", mapping.filters, ""),
    )
    lines = [
        f"{name} = {quoted(value)}" + (f"  # {about}" if about else "") for name, value, about in settings if value
    ]
    if mapping.period:
        lines.append(f"period = {listed(mapping.period)}  # {days}")
    if mapping.period_file:
        lines.append(f"period_file = {quoted(mapping.period_file)}")
    return lines + write_plain_rules(mapping.rules, say)


def read_mapping(text: str, facts: MappingType[str, FactTable]) -> Mapping:
    """The mapping out of its text; UsageError where it cannot be read or names what there is not."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            msg("The mapping file cannot be read: {why}", why=str(error)),
            fix=msg("Import without it: a draft of the mapping is printed where one is needed"),
        ) from error
    fact = str(found.get("fact", ""))
    if fact not in facts:
        raise UsageError(
            msg("The mapping file names “{fact}”, which is no kind of facts", fact=fact),
            fix=msg("Use one of: {facts}", facts=", ".join(sorted(facts))),
        )
    columns = found.get("columns", {})
    targets = {str(heading): str(target) for heading, target in columns.items()} if isinstance(columns, dict) else {}
    _check_targets(targets, facts[fact])
    return Mapping(
        fact=fact,
        targets=targets,
        layout=str(found.get("layout", "")),
        sheets=words_of(found, "sheets"),
        heading_row=_row(found.get("heading_row")),
        date_order=_one_of(Order, found, "date_order", Order.UNKNOWN),
        decimal_sign=_sign(found.get("decimal_sign")),
        returns=str(found.get("returns", "auto")),
        vat=_one_of(Vat, found, "vat", Vat.UNKNOWN) if "vat" in found else None,
        currency=str(found.get("currency", "")),
        period=_period(found),
        organisation=str(found.get("organisation", "")),
        filters=str(found.get("filters", "")),
        reader=str(found.get("reader", "")),
        period_file=str(found.get("period_file", "")),
        rules=read_rules(found),
    )


def layout_of(text: str) -> str:
    """The layout that a mapping is for; '' where the text names none or is no mapping."""
    try:
        return str(tomllib.loads(text).get("layout", ""))
    except tomllib.TOMLDecodeError:
        return ""


def _row(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _period(found: MappingType[str, object]) -> tuple[str, str] | None:
    """The first and the last day as they stand; one day alone is both. UsageError where they are no days in order."""
    if "period" not in found:
        return None
    value = found["period"]
    texts = [str(part) for part in value] if isinstance(value, list) else [str(value)]
    if not any(text.strip() for text in texts):
        return None  # the draft's own line, left as it was
    days = [day for text in texts if (day := _day(text))]
    if len(days) != len(texts) or not 1 <= len(days) <= 2 or days[0] > days[-1]:
        raise UsageError(
            msg("The mapping file says {name} = “{value}”", name="period", value=" – ".join(texts)),
            fix=msg("Write the first and the last day, for example {example}", example='["2026-10-01", "2026-10-31"]'),
        )
    return days[0].isoformat(), days[-1].isoformat()


def _day(text: str) -> date | None:
    found = parse(text)
    return found[0].date() if found else None


def _sign(value: object) -> str | None:
    return value if isinstance(value, str) and value in {",", "."} else None


def _one_of(kind: type[_Word], found: MappingType[str, object], name: str, default: _Word) -> _Word:
    value = str(found.get(name, default.value))
    try:
        return kind(value)
    except ValueError as error:
        allowed = ", ".join(one.value for one in kind if one.value)
        raise UsageError(
            msg("The mapping file says {name} = “{value}”", name=name, value=value),
            fix=msg("Use one of: {facts}", facts=allowed),
        ) from error


def _check_targets(targets: MappingType[str, str], fact: FactTable) -> None:
    allowed = {column.id for column in fact.columns} | set(extra_targets(fact))
    used: set[str] = set()
    for heading, target in targets.items():
        if target and not target.startswith("x_") and target not in allowed:
            raise UsageError(
                msg("The mapping file gives column “{heading}” to “{target}”", heading=heading, target=target),
                fix=msg("Use one of: {facts}", facts=", ".join(sorted(allowed))),
            )
        # one form may ask several questions, each a survey of its own
        if target and target in used and (fact.id, target) != ("answer", "score"):
            raise UsageError(
                msg("The mapping file gives two columns to “{target}”", target=target),
                fix=msg('Leave one of them and set the other to ""'),
            )
        used.add(target)
