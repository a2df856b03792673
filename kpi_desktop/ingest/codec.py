"""File reports as JSON and back: strictly typed, so that nothing but known fields crosses from the child."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.i18n.message import Message
from kpi_desktop.ingest.entries_codec import kept_from_json, kept_to_json, plans_from_json, plans_to_json
from kpi_desktop.ingest.outcome import ColumnChange, ColumnReport, FileReport, Outcome

Json = dict[str, object]


def report_to_json(report: FileReport) -> Json:
    """A report as plain values."""
    return {
        "file": report.file,
        "outcome": str(report.outcome),
        "recognised": report.recognised,
        "rows": report.rows,
        "issues": [issue_to_json(issue) for issue in report.issues],
        "columns": [_column_to_json(column) for column in report.columns],
        "mapping": report.mapping,
        "period": _period_to_json(report.period),
        "organisation": report.organisation,
        "currency": report.currency,
        "details": [list(pair) for pair in report.details],
        "file_total": _decimal_to_json(report.file_total),
        "imported_total": _decimal_to_json(report.imported_total),
        "batches": [batch_to_json(batch) for batch in report.batches],
        "members": [report_to_json(member) for member in report.members],
        "dropped_rows": report.dropped_rows,
        "dropped_total": _decimal_to_json(report.dropped_total),
        "changes": [[change.heading, change.before, change.after, change.new] for change in report.changes],
        "alike": [[heading, *spellings] for heading, spellings in report.alike],
        "kept": None if report.kept is None else kept_to_json(report.kept),
        "plans": None if report.plans is None else plans_to_json(report.plans),
    }


def report_from_json(values: Json) -> FileReport:
    """The report out of plain values; ValueError or KeyError if it is not one."""
    return FileReport(
        file=_text(values, "file"),
        outcome=Outcome(_text(values, "outcome")),
        recognised=_text(values, "recognised"),
        rows=_whole(values, "rows"),
        issues=tuple(issue_from_json(one) for one in _objects(values, "issues")),
        columns=tuple(_column_from_json(one) for one in _objects(values, "columns")),
        mapping=_text(values, "mapping"),
        period=_period_from_json(values["period"]),
        organisation=_text(values, "organisation"),
        currency=_text(values, "currency"),
        details=tuple(_pair(one) for one in _list(values, "details")),
        file_total=_decimal_from_json(values["file_total"]),
        imported_total=_decimal_from_json(values["imported_total"]),
        batches=tuple(batch_from_json(one) for one in _objects(values, "batches")),
        members=tuple(report_from_json(one) for one in _objects(values, "members")),
        dropped_rows=_whole(values, "dropped_rows"),
        dropped_total=_decimal_from_json(values["dropped_total"]),
        changes=tuple(_change(one) for one in _list(values, "changes")),
        alike=tuple((names[0], names[1:]) for one in _list(values, "alike") if (names := _names(one))),
        kept=None if values["kept"] is None else kept_from_json(_object(values["kept"])),
        plans=None if values["plans"] is None else plans_from_json(_object(values["plans"])),
    )


def message_to_json(message: Message) -> Json:
    """A sentence as plain values."""
    args = [[name, message_to_json(value) if isinstance(value, Message) else value] for name, value in message.args]
    return {"template": message.template, "args": args, "plural": message.plural, "ru": message.ru}


def message_from_json(values: Json) -> Message:
    """The sentence out of plain values."""
    args: list[tuple[str, str | int | Message]] = []
    for one in _list(values, "args"):
        if not isinstance(one, list) or len(one) != 2:
            raise ValueError(one)
        name, value = one
        if isinstance(value, dict):
            args.append((str(name), message_from_json(value)))
        elif isinstance(value, str | int):
            args.append((str(name), value))
        else:
            raise ValueError(one)
    return Message(_text(values, "template"), tuple(args), _text(values, "plural"), _text(values, "ru"))


def issue_to_json(issue: Issue) -> Json:
    """A finding as plain values."""
    return {
        "code": issue.code,
        "level": str(issue.level),
        "message": message_to_json(issue.message),
        "fix": message_to_json(issue.fix) if issue.fix else None,
        "file": issue.file,
        "sheet": issue.sheet,
        # numbers of rows come out of arrays too
        "row": None if issue.row is None else int(issue.row),
        "column": issue.column,
    }


def issue_from_json(values: Json) -> Issue:
    """The finding out of plain values."""
    fix = values["fix"]
    return Issue(
        code=_text(values, "code"),
        level=Level(_text(values, "level")),
        message=message_from_json(_object(values["message"])),
        fix=None if fix is None else message_from_json(_object(fix)),
        file=_text(values, "file"),
        sheet=_text(values, "sheet"),
        row=None if values["row"] is None else _whole(values, "row"),
        column=_text(values, "column"),
    )


def batch_to_json(batch: FactBatch) -> Json:
    """A batch as plain values; its columns stay in their file."""
    return {
        "fact": batch.fact,
        "columns": str(batch.columns),
        "rows": batch.rows,
        "source": [
            batch.source.importer,
            batch.source.layout,
            batch.source.organisation,
            batch.source.filters,
            batch.source.name,
        ],
        "file_name": batch.file_name,
        "file_sha256": batch.file_sha256,
        "importer": batch.importer,
        "recognised": batch.recognised,
        "mapping": batch.mapping,
        "present": list(batch.present),
        "period": _period_to_json(batch.period),
        "period_stated": batch.period_stated,
        "grain": str(batch.grain),
        "sheets": list(batch.sheets),
        "currency": batch.currency,
        "vat": str(batch.vat),
        "cost_vat": str(batch.cost_vat or ""),
        "returns": str(batch.returns),
        "documents": str(batch.documents),
        "filtered": batch.filtered,
        "organisation": batch.organisation,
        "title": batch.title,
        "file_total": _decimal_to_json(batch.file_total),
        "imported_total": _decimal_to_json(batch.imported_total),
        "free": dict(batch.free),
        "dropped_rows": batch.dropped_rows,
        "dropped_total": _decimal_to_json(batch.dropped_total),
        "foreign": [day.isoformat() for day in batch.foreign],
    }


def batch_from_json(values: Json) -> FactBatch:
    """The batch out of plain values."""
    importer, layout, organisation, filters, name = _texts(values, "source")
    return FactBatch(
        fact=_text(values, "fact"),
        columns=Path(_text(values, "columns")),
        rows=_whole(values, "rows"),
        source=SourceKey(importer, layout, organisation, filters, name),
        file_name=_text(values, "file_name"),
        file_sha256=_text(values, "file_sha256"),
        importer=_text(values, "importer"),
        recognised=_text(values, "recognised"),
        mapping=_text(values, "mapping"),
        present=_texts(values, "present"),
        period=_period_from_json(values["period"]),
        period_stated=_yes(values, "period_stated"),
        grain=Grain(_text(values, "grain")),
        sheets=_texts(values, "sheets"),
        currency=_text(values, "currency"),
        vat=Vat(_text(values, "vat")),
        cost_vat=Vat(_text(values, "cost_vat")) if values["cost_vat"] else None,
        returns=Returns(_text(values, "returns")),
        documents=Documents(_text(values, "documents")),
        filtered=_yes(values, "filtered"),
        organisation=_text(values, "organisation"),
        title=_text(values, "title"),
        file_total=_decimal_from_json(values["file_total"]),
        imported_total=_decimal_from_json(values["imported_total"]),
        free={str(key): str(value) for key, value in _object(values["free"]).items()},
        dropped_rows=_whole(values, "dropped_rows"),
        dropped_total=_decimal_from_json(values["dropped_total"]),
        foreign=tuple(map(date.fromisoformat, _texts(values, "foreign"))),
    )


def _column_to_json(column: ColumnReport) -> Json:
    return {
        "heading": column.heading,
        "target": column.target,
        "why": column.why,
        "valid": column.valid,
        "doubtful": column.doubtful,
        "empty": column.empty,
        "samples": list(column.samples),
        "values": [[word, count] for word, count in column.values],
    }


def _column_from_json(values: Json) -> ColumnReport:
    return ColumnReport(
        heading=_text(values, "heading"),
        target=_text(values, "target"),
        why=_text(values, "why"),
        valid=_whole(values, "valid"),
        doubtful=_whole(values, "doubtful"),
        empty=_whole(values, "empty"),
        samples=_texts(values, "samples"),
        values=tuple(_counted(one) for one in _list(values, "values")),
    )


def _counted(value: object) -> tuple[str, int]:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[1], int):
        raise ValueError(value)
    return str(value[0]), value[1]


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(value)
    return tuple(str(one) for one in value)


def _change(value: object) -> ColumnChange:
    if not isinstance(value, list) or len(value) != 4:
        raise ValueError(value)
    return ColumnChange(str(value[0]), str(value[1]), str(value[2]), new=bool(value[3]))


def _period_to_json(period: tuple[date, date] | None) -> list[str] | None:
    return None if period is None else [day.isoformat() for day in period]


def _period_from_json(value: object) -> tuple[date, date] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(value)
    return date.fromisoformat(value[0]), date.fromisoformat(value[1])


def _decimal_to_json(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal_from_json(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _text(values: Json, name: str) -> str:
    value = values[name]
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _whole(values: Json, name: str) -> int:
    value = values[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(name)
    return value


def _yes(values: Json, name: str) -> bool:
    value = values[name]
    if not isinstance(value, bool):
        raise ValueError(name)
    return value


def _list(values: Json, name: str) -> list[object]:
    value = values[name]
    if not isinstance(value, list):
        raise ValueError(name)
    return value


def _texts(values: Json, name: str) -> tuple[str, ...]:
    return tuple(str(one) for one in _list(values, name))


def _objects(values: Json, name: str) -> list[Json]:
    return [_object(one) for one in _list(values, name)]


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise ValueError(value)
    return value


def _pair(value: object) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(value)
    return str(value[0]), str(value[1])
