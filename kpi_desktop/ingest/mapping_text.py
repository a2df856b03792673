"""The mapping file: a readable TOML text which a person may edit and which reads the same layout again."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, TypeVar

from kpi_desktop.core.errors import UsageError
from kpi_desktop.facts.batch import Vat
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.dates import Order
from kpi_desktop.ingest.mapping import EXTRA_TARGETS, Mapping

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType

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
    lines += ["# " + say(msg("What the rows are: {facts}", facts=", ".join(sorted(facts))))]
    lines += [f"fact = {_quoted(mapping.fact)}", f"layout = {_quoted(mapping.layout)}"]
    if mapping.sheets:
        lines.append(f"sheets = [{', '.join(_quoted(sheet) for sheet in mapping.sheets)}]")
    if mapping.heading_row is not None:
        lines.append(f"heading_row = {mapping.heading_row}")
    lines += _settings(mapping, say)
    lines += ["", "# " + say(msg('Column of the file = what it is; "" is not used, x_... is a column of your own.'))]
    if fact:
        names = [f"{c.id} ({c.name_ru if say.lang == 'ru' else c.name_en})" for c in fact.columns]
        lines += ["# " + say(msg("What it may be: {targets}", targets=", ".join(names)))]
    lines.append("[columns]")
    for heading, target in mapping.targets.items():
        remark = [samples[heading]] if samples.get(heading) else []
        remark += [say(notes[heading])] if heading in notes else []
        lines.append(f"{_quoted(heading)} = {_quoted(target)}" + (f"  # {'; '.join(remark)}" if remark else ""))
    return "\n".join(lines) + "\n"


def _settings(mapping: Mapping, say: Translator) -> list[str]:
    order = say(msg("dmy: day first, mdy: month first"))
    sign = say(msg("what parts the decimals of numbers written as text"))
    returns = say(msg("negative: returns carry a minus; positive: a word marks them; auto: found in the file"))
    lines = []
    if mapping.date_order:
        lines.append(f"date_order = {_quoted(mapping.date_order.value)}  # {order}")
    if mapping.decimal_sign:
        lines.append(f"decimal_sign = {_quoted(mapping.decimal_sign)}  # {sign}")
    if mapping.fact == "sale":
        lines.append(f"returns = {_quoted(mapping.returns)}  # {returns}")
    if mapping.vat:
        lines.append(f"vat = {_quoted(mapping.vat.value)}")
    if mapping.currency:
        lines.append(f"currency = {_quoted(mapping.currency)}")
    if mapping.organisation:
        lines.append(f"organisation = {_quoted(mapping.organisation)}")
    if mapping.filters:
        lines.append(f"filters = {_quoted(mapping.filters)}")
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


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
    period = found.get("period")
    return Mapping(
        fact=fact,
        targets=targets,
        layout=str(found.get("layout", "")),
        sheets=tuple(str(sheet) for sheet in found.get("sheets", ())),
        heading_row=int(found["heading_row"]) if "heading_row" in found else None,
        date_order=_one_of(Order, found, "date_order", Order.UNKNOWN),
        decimal_sign=_sign(found.get("decimal_sign")),
        returns=str(found.get("returns", "auto")),
        vat=_one_of(Vat, found, "vat", Vat.UNKNOWN) if "vat" in found else None,
        currency=str(found.get("currency", "")),
        period=(str(period[0]), str(period[1])) if isinstance(period, list) and len(period) == 2 else None,
        organisation=str(found.get("organisation", "")),
        filters=str(found.get("filters", "")),
    )


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
    allowed = {column.id for column in fact.columns} | set(EXTRA_TARGETS if fact.id == "sale" else ())
    used: set[str] = set()
    for heading, target in targets.items():
        if target and not target.startswith("x_") and target not in allowed:
            raise UsageError(
                msg("The mapping file gives column “{heading}” to “{target}”", heading=heading, target=target),
                fix=msg("Use one of: {facts}", facts=", ".join(sorted(allowed))),
            )
        if target and target in used:
            raise UsageError(
                msg("The mapping file gives two columns to “{target}”", target=target),
                fix=msg('Leave one of them and set the other to ""'),
            )
        used.add(target)
