"""Plans of a book: set, listed, brought in from files and out to files; the plan of revenue becomes the quota."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened, opened_book
from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.importing import ImportChoice, Importing
from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.marks import OWN_WORKBOOK
from kpi_desktop.core.period import Period
from kpi_desktop.core.writing import written_beside
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.plans import PLANS, PlanRow, PlanVersion, from_text, quota_rows, revised, to_text
from kpi_desktop.engine.standards import PLAN, PLANNED, Standards
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.engine.day_profile import DayProfile, OwnProfile
    from kpi_desktop.engine.figure import Comparison, Figure
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.store.book import Book

#: The name of the source that carries the quota.
SOURCE = "plan"

#: The headings of the table of plans, as the importer of tables knows them.
HEADINGS = ("Месяц", "Менеджер", "Команда", "Канал", "План")


#: What its columns are, said outright: a plan of nobody in particular leaves the names empty, and a reading that was
#: remembered from then would leave them out of every later plan.
_MAPPING = 'fact = "target"\n[columns]\n' + "".join(
    f'"{heading}" = "{column}"\n'
    for heading, column in zip(HEADINGS, ("day", "manager", "team", "channel", "amount"), strict=True)
)

_CHOICE = ImportChoice(mapping=_MAPPING, source_name=SOURCE, replace=True)


@dataclass(frozen=True, slots=True)
class Progressing:
    """How a member stands in the month: plan, what is done, the plan to date, the forecast."""

    member: str | None
    plan: Figure
    actual: Figure
    to_date: Comparison | None
    forecast: Figure


def plan_versions(path: Path) -> tuple[PlanVersion, ...]:
    """Every version of the book's plans, the original first."""
    with opened_book(path) as book:
        return from_text(book.settings.get(PLANS, ""))


def standing_plans(book: Book) -> tuple[PlanRow, ...]:
    """The plan as it stands: of the last version, and over it what was imported since."""
    versions = from_text(book.settings.get(PLANS, ""))
    if _imported(book):
        versions = revised(versions, _rows_of_book(book), "")
    return versions[-1].rows if versions else ()


def plan_row(
    workspace: Workspace,
    month: str,
    amount: str,
    metric: str = PLANNED,
    whose: Sequence[str] = (),
    *,
    stored: bool = False,
) -> PlanRow:
    """A row as the owner writes it: `whose` is person, team, channel; UsageError for what is no plan.

    A share is written as 40% or 0.4, so that 40 is not taken for 4000 %; `stored` amounts are fractions already.
    """
    planned = workspace.metric(metric)
    share = planned.display is Display.SHARE and not stored
    text = amount.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    try:
        value = Decimal(text.removesuffix("%")) / 100 if share and text.endswith("%") else Decimal(text)
        Period.month(month)
    except (InvalidOperation, ValueError):
        raise UsageError(
            msg("“{month}: {amount}” is no plan of a month", month=month, amount=amount),
            fix=msg("Write the month as 2026-10 and the amount as 500000"),
        ) from None
    if not value.is_finite() or value < 0:
        raise UsageError(msg("A plan cannot be “{amount}”", amount=amount))
    if share and value > 1 and not text.endswith("%"):
        raise UsageError(msg("“{amount}” is no share", amount=amount), fix=msg("Write a share as 40% or 0.4"))
    return PlanRow(planned.id, month, value, *(tuple(whose) or ("", "", "")))


def set_plans(
    workspace: Workspace,
    path: Path,
    rows: Iterable[PlanRow],
    who: str = "",
    note: str = "",
    gone: Iterable[PlanRow] = (),
) -> tuple[PlanVersion, ...]:
    """Make a new version with these rows and without the `gone` ones and let the quota follow it.

    Plans from imported files are taken over. The quota before is taken out first: a month or a person that the new
    plan has no more would stay in it otherwise.
    """
    with opened_book(path, read_only=False) as book, Importing(workspace, book) as importing:
        return revise_plans(book, importing, rows, who, note, gone)


def revise_plans(
    book: Book,
    importing: Importing,
    rows: Iterable[PlanRow],
    who: str = "",
    note: str = "",
    gone: Iterable[PlanRow] = (),
) -> tuple[PlanVersion, ...]:
    """The same in a book that is open already, within its import run."""
    today = datetime.now(UTC).date().isoformat()
    versions = from_text(book.settings.get(PLANS, ""))
    foreign = _imported(book)
    if foreign:
        versions = revised(versions, _rows_of_book(book), today, "", "import")
    rows, gone = tuple(rows), tuple(gone)
    standing = {row.key for row in versions[-1].rows} if versions else set()
    if not rows and not any(row.key in standing for row in gone):
        raise UsageError(msg("There is no such plan"))
    versions = revised(versions, rows, today, who, note, gone)
    with TemporaryDirectory() as folder:
        report = _quota_report(importing, Path(folder), versions[-1])
        with book.together():  # the quota is never of another version than the plan
            book.undo(*foreign, *_own_quotas(book))
            book.set_setting(PLANS, to_text(versions))
            stored = importing.store(report, _CHOICE) if report is not None else None
            if stored is not None and not stored.batches and not stored.already:
                why = stored.question or stored.report.outcome.value
                raise UsageError(msg("The plan cannot become the quota: {why}", why=why))
    return versions


def _imported(book: Book) -> list[int]:
    """Live imports of plans from the owner's files: their rows would be counted beside the plan's own."""
    names = {source.id: source.key.name for source in book.sources()}
    return [
        batch.id
        for batch in book.batches()
        if batch.state == "live" and batch.fact == "target" and names.get(batch.source_id) != SOURCE
    ]


def _own_quotas(book: Book) -> list[int]:
    """The imports that carried the plan of earlier versions."""
    names = {source.id: source.key.name for source in book.sources()}
    return [
        batch.id
        for batch in book.batches()
        if batch.state != "undone" and batch.fact == "target" and names.get(batch.source_id) == SOURCE
    ]


def _rows_of_book(book: Book) -> list[PlanRow]:
    texts = {name: book.members(name) for name in ("manager", "team", "channel")}
    found: dict[tuple[str, ...], PlanRow] = {}
    for day, manager, team, channel, amount in book.run("SELECT day, manager, team, channel, amount FROM target"):
        names = (texts["manager"].get(manager, ""), texts["team"].get(team, ""), texts["channel"].get(channel, ""))
        row = PlanRow(PLANNED, f"{day:%Y-%m}", Decimal(amount), *names)
        before = found.get(row.key)
        found[row.key] = row if before is None else PlanRow(PLANNED, row.month, before.amount + row.amount, *names)
    return list(found.values())


def _quota_report(importing: Importing, folder: Path, version: PlanVersion) -> FileReport | None:
    """The rows of revenue that add up, as an import of their own that takes the place of the one before."""
    rows = quota_rows(version.rows, PLANNED)
    if not rows:
        return None
    path = folder / f"plan-{version.number}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(HEADINGS)
        for row in rows:
            day = f"01.{row.month[5:]}.{row.month[:4]}"
            writer.writerow([day, row.manager, row.team, row.channel, format(row.amount, "f").replace(".", ",")])
    report = importing.inspect(path, _CHOICE)
    good = [batch for batch in report.batches if batch.fact == "target"]
    if report.outcome not in (Outcome.OK, Outcome.PARTIAL) or sum(batch.rows for batch in good) != len(rows):
        raise UsageError(msg("The plan cannot become the quota: {why}", why=report.outcome.value))
    return report


def read_plan_file(workspace: Workspace, path: Path, file: Path) -> list[PlanRow]:
    """The rows of a file of plans: JSON that `plan export` wrote, or any table with month, person and plan."""
    if file.suffix.lower() == ".json":
        try:
            entries = json.loads(file.read_text("utf-8-sig"))["plans"]
            return [
                plan_row(workspace, e["month"], str(e["amount"]), e.get("metric", PLANNED),
                         [e.get(key, "") for key in ("manager", "team", "channel")], stored=True)
                for e in entries
            ]  # fmt: skip
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(msg("“{file}” has no plans", file=file.name)) from error
    with opened_book(path) as book, Importing(workspace, book) as importing:
        return _rows_of_report(importing.inspect(file, ImportChoice()), file)


def _rows_of_report(report: FileReport, file: Path) -> list[PlanRow]:
    import pyarrow as pa

    if report.recognised == OWN_WORKBOOK:
        raise UsageError(
            msg("“{file}” is a workbook of this program", file=file.name),
            fix=msg("Its sheets for entries are read by `import`, as any file is"),
        )
    found = []
    for batch in report.batches:
        if batch.fact != "target":
            continue
        with pa.memory_map(str(batch.columns)) as stream:
            table = pa.ipc.open_file(stream).read_all().to_pylist()
        for row in table:
            names = [str(row.get(key) or "") for key in ("manager", "team", "channel")]
            found.append(PlanRow(PLANNED, f"{row['day']:%Y-%m}", Decimal(row["amount"]), *names))
    if not found:
        raise UsageError(
            msg("“{file}” has no plans", file=file.name),
            fix=msg("The columns are: month, manager, team, channel, plan"),
        )
    return found


def export_plans(path: Path, file: Path) -> int:
    """Write the plan as it stands: JSON with everything, or a workbook with the rows of revenue; how many rows."""
    versions = plan_versions(path)
    rows = versions[-1].rows if versions else ()
    if not rows:
        with opened_book(path) as book:
            rows = tuple(_rows_of_book(book))
    if file.suffix.lower() == ".json":
        plain = [{"metric": r.metric, "month": r.month, "manager": r.manager, "team": r.team, "channel": r.channel,
                  "amount": format(r.amount, "f")} for r in rows]  # fmt: skip
        with written_beside(file) as beside:
            beside.write_text(json.dumps({"plans": plain}, ensure_ascii=False, indent=1), "utf-8")
        return len(plain)
    from kpi_desktop.workbook.plan_sheet import write_plan_sheet

    own = [row for row in rows if row.metric == PLANNED]
    cells = [(datetime.fromisoformat(f"{r.month}-01"), r.manager, r.team, r.channel, r.amount) for r in own]
    write_plan_sheet(file, HEADINGS, cells)
    return len(own)


def planned_figures(workspace: Workspace, path: Path, month: str | None) -> tuple[str, list[Figure]]:
    """The currency, and every figure of the month that has a plan: the company's, then of people, teams, channels."""
    from kpi_desktop.app.figures import beside_standards, period_of

    with opened_month(workspace, path, month) as (_, book, engine):
        chosen, currency = period_of(month, engine), book.currency
        rows = engine.planning(chosen).rows
        names = {metric for metric, when in rows if Period.month(when) in chosen.months()} | {PLANNED}
        ids = [metric for metric in engine.catalogue.metrics if metric in names]
        found: list[Figure] = []
        for by in (None, "manager", "team", "channel"):
            found += beside_standards(engine, engine.figures(ids, [chosen], by), chosen, [])
    return currency, [figure for figure in found if Base.PLAN in figure.comparisons]


def day_profile(workspace: Workspace, path: Path, month: str | None) -> tuple[DayProfile, OwnProfile | None]:
    """The profile of the book's days, and the own one as its last twelve full months show it."""
    from kpi_desktop.app.figures import month_of

    with opened(workspace, path) as (_, engine):
        chosen = month_of(month, engine)
        return engine.planning(chosen).profile, engine.own_profile(chosen)


def plan_progress(workspace: Workspace, path: Path, month: str | None, by: str = "manager") -> list[Progressing]:
    """Plan, fact, plan to date and forecast of the month: the company first, then its people."""
    from kpi_desktop.app.figures import month_of

    with opened_month(workspace, path, month) as (_, _, engine):
        chosen = month_of(month, engine)
        names = [PLANNED, PLAN, "revenue_forecast"]
        figures = [*engine.figures(names, [chosen]), *engine.figures(names, [chosen], by)]
        catalogue, planning = engine.catalogue, engine.planning(chosen)
    standards = Standards.of(catalogue, figures, [], planning)
    found = {(figure.metric, figure.member): standards.beside_figure(figure) for figure in figures}
    members = list(dict.fromkeys(figure.member for figure in figures))
    return [
        Progressing(member, found[PLAN, member], found[PLANNED, member],
                    found[PLANNED, member].comparisons.get(Base.PLAN), found["revenue_forecast", member])
        for member in members
        if (PLAN, member) in found and (PLANNED, member) in found and ("revenue_forecast", member) in found
    ]  # fmt: skip
