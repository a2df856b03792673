"""What the owner could add: why each metric of a month is absent, and which export of which program would give it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.formats import keys_of
from kpi_desktop.catalogue.needs import needed_keys, net_of
from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.catalogue.unlocking import BASE, FIRSTS, gives, satisfied
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period, add_months
from kpi_desktop.engine.evidence import HISTORY_MISSING
from kpi_desktop.engine.standing import Role, role_of
from kpi_desktop.expr.leaf import window
from kpi_desktop.facts.batch import Returns
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.bundle import Unlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.formats import Format
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.catalogue.unlocking import Keys
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.store.book import Book

#: The box 'Добавьте…' names at most three exports.
MOST = 3
#: No export changes these: the figure is undefined or the book itself has to be set up.
_NOT_BY_DATA = frozenset(
    {
        Reason.ZERO_DENOMINATOR,
        Reason.VAT_MIXED,
        Reason.CURRENCY,
        Reason.MIXED_UNITS,
        Reason.NO_BASE,
        Reason.NEVER,
        Reason.NOT_REACHED,
        Reason.ALREADY_MET,
        Reason.UNRIPE,
        Reason.NO_FORMULA,
    }
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One metric without a value: why, what it waits for (facts and columns), and the exports that give it all."""

    metric: str
    missing: Missing
    needs: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supply:
    """Something that could be added: a format of the catalogue, or a file at hand, with the columns that it gives."""

    name: str
    keys: Keys
    period: Period | None = None

    def reaches(self, leaf: Leaf, month: Period | None, *, by_firsts: bool) -> bool:
        """Whether its days are those that the measure is read in; an export still to be made may have any days.

        Who is new can be told only after some months of history.
        """
        if self.period is None or month is None:
            return True
        if by_firsts and month.start < add_months(self.period.start, HISTORY_MISSING):
            return False
        asked = window(leaf.steps, month)
        if role_of(leaf.steps) in (Role.OWN, Role.TO_DATE):
            return asked.start < self.period.end and self.period.start < asked.end
        return self.period.start <= asked.start and asked.end <= self.period.end


#: The metrics that an owner asks for first.
ASKED_FIRST = ("revenue", "gross_profit", "buyers", "operating_expenses", "cac")


class Unlocking:
    """The gaps of one month; asks no book any more."""

    def __init__(
        self,
        catalogue: Catalogue,
        missing: Mapping[str, Missing],
        lost: Mapping[Leaf, Missing],
        used: frozenset[str] = frozenset(),
        month: Period | None = None,
    ) -> None:
        """`missing` are the metrics without a value, `lost` the measures without one that stand under them.

        `used` are the words of formats that the book holds: of equal exports the owner's own programs come first.
        """
        self._catalogue = catalogue
        self.month = month
        self._used = used
        readable = [one for one in catalogue.formats.values() if one.read]
        self._formats = sorted(readable, key=lambda one: one.word not in used)
        self._missing = missing
        self._lost = lost
        self._mending: dict[Supply, frozenset[Leaf]] = {}
        unknown = {catalogue.measures[leaf.measure].fact for leaf, why in lost.items() if why.reason is Reason.NO_DATA}
        self._facts = frozenset(catalogue.facts) - unknown
        self._open = {metric: leaves for metric in missing if (leaves := self._lost_of(metric))}

    def given(self, supplies: Iterable[Supply]) -> tuple[str, ...]:
        """The absent metrics that would have a value with these exports."""
        there_are = tuple(supplies)
        facts = self._facts.union(*(supply.keys for supply in there_are))
        mends: frozenset[Leaf] = frozenset().union(*(self._mends(supply) for supply in there_are))
        mended = frozenset(leaf for leaf in mends if facts.issuperset(self._catalogue.measures[leaf.measure].also))
        if not mended:
            return ()

        def there(leaf: Leaf) -> bool:
            return leaf not in self._lost or leaf in mended

        return tuple(
            metric
            for metric, leaves in self._open.items()
            if not mended.isdisjoint(_with_net(leaves)) and satisfied(self._catalogue, metric, there)
        )

    def gaps(self) -> tuple[Gap, ...]:
        """Every absent metric with its reason and the exports that would give it."""
        ranked = self.ranked()
        exports: dict[str, list[str]] = {}
        for name, metrics in ranked:
            for metric in metrics:
                exports.setdefault(metric, []).append(name)
        return tuple(
            Gap(metric, why, self._needs(metric), tuple(exports.get(metric, ())))
            for metric, why in self._missing.items()
        )

    def ranked(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every export that alone gives something, with the metrics it gives, the most useful first."""
        found = [(one.id, self.given([_supply(one)])) for one in self._formats]
        return tuple(sorted((entry for entry in found if entry[1]), key=lambda entry: -len(entry[1])))

    def box(self, most: int = MOST) -> tuple[Unlock, ...]:
        """What to add first, second, third: each counts what it gives once the ones before it are there."""
        chosen: list[Supply] = []
        found: list[Unlock] = []
        known: set[str] = set()
        while len(found) < most:
            best: Format | None = None
            metrics: tuple[str, ...] = ()
            for one in self._formats:
                new = tuple(metric for metric in self.given([*chosen, _supply(one)]) if metric not in known)
                if len(new) > len(metrics):
                    best, metrics = one, new
            if best is None:
                break
            chosen.append(_supply(best))
            known.update(metrics)
            found.append(self._unlock(best, metrics))
        return tuple(found)

    def first(self) -> Unlock | None:
        """The export that answers what an owner asks first: sales, their cost, who buys, expenses, advertising.

        Where all of these are known, the one that gives most metrics.
        """
        for goal in ASKED_FIRST:
            found = self.supplying((goal,)) if goal in self._missing else ()
            if found:
                return found[0]
        return next(iter(self.box(1)), None)

    def supplying(self, metrics: Iterable[str]) -> tuple[Unlock, ...]:
        """The fewest exports that together give all of these metrics; () where no export does.

        Exports of one thing and those that the book holds already come before a marketplace's that has a little of all.
        """
        wanted = tuple(metric for metric in metrics if metric in self._open)
        plain = [one for one in self._formats if len(one.gives) == 1 or one.word in self._used]
        return self._covering(wanted, plain) or self._covering(wanted, self._formats)

    def _covering(self, wanted: tuple[str, ...], formats: Sequence[Format]) -> tuple[Unlock, ...]:
        left = {leaf for metric in wanted for leaf in _with_net(self._open[metric])}
        chosen: list[Format] = []
        while left and len(chosen) < MOST:
            best = max(formats, key=lambda one: len(left & self._mends(_supply(one))), default=None)
            if best is None or left.isdisjoint(self._mends(_supply(best))):
                return ()
            chosen.append(best)
            left -= self._mends(_supply(best))
            if set(wanted) <= set(self.given(_supply(one) for one in chosen)):
                return tuple(self._unlock(one, wanted) for one in chosen)
        return ()

    def _unlock(self, one: Format, metrics: tuple[str, ...]) -> Unlock:
        """The export with the columns that the book lacks of a fact that it has."""
        waits = dict.fromkeys(
            leaf for metric in metrics for leaf in self._open[metric] if gives(self._catalogue, one.keys, leaf)
        )
        fact = next((self._catalogue.measures[leaf.measure].fact for leaf in waits), next(iter(one.gives)))
        asked = [key for leaf in waits for key in self._lost[leaf].unlock]
        parts = tuple(dict.fromkeys(key.partition(".")[2] for key in asked if key.startswith(f"{fact}.")))
        unknown = all(self._lost[leaf].reason is Reason.NO_DATA for leaf in waits)
        young = [metric for metric in metrics if self._waits_for_history(metric)]
        earlier = 2 * len(young) > len(metrics)
        columns = () if unknown or earlier else parts
        return Unlock(fact, columns[0] if len(columns) == 1 else "", metrics, one.id, columns, earlier)

    def _waits_for_history(self, metric: str) -> bool:
        return any(self._lost[leaf].reason is Reason.HISTORY_SHORT for leaf in self._open[metric])

    def _mends(self, supply: Supply) -> frozenset[Leaf]:
        """The absent measures that an export gives; worked out once for each."""
        if supply not in self._mending:
            found = (leaf for leaf, why in self._lost.items() if self._mended(leaf, why, supply))
            self._mending[supply] = frozenset(found)
        return self._mending[supply]

    def _mended(self, leaf: Leaf, why: Missing, supply: Supply) -> bool:
        """Whether an export gives the measure; a customer base also mends a history that is too short."""
        measure, keys = self._catalogue.measures[leaf.measure], supply.keys
        by_firsts = measure.aggregation in FIRSTS and BASE not in keys
        if why.reason in _NOT_BY_DATA or not supply.reaches(leaf, self.month, by_firsts=by_firsts):
            return False
        own = measure.fact
        other = [key for key in why.unlock if key.partition(".")[0] != own]
        return gives(self._catalogue, keys, leaf) or any(key in keys for key in other)

    def _lost_of(self, metric: str) -> tuple[Leaf, ...]:
        return tuple(leaf for leaf in leaves_of(self._catalogue, (metric,)) if leaf in self._lost)

    def _needs(self, metric: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for leaf in self._open.get(metric, ()):
            if self._lost[leaf].reason not in _NOT_BY_DATA:
                found.update(dict.fromkeys(needed_keys(self._catalogue.measures[leaf.measure])))
        return tuple(found)


def _supply(one: Format) -> Supply:
    return Supply(one.id, one.keys)


def unlocking(
    workspace: Workspace, book: Book, engine: Engine, month: Period, missing: Mapping[str, Missing]
) -> Unlocking:
    """The gaps of a month of a book: each measure under the absent metrics is asked for its own reason."""
    catalogue = workspace.catalogue
    leaves = _with_net(leaves_of(catalogue, missing))
    values: Mapping[tuple[Leaf, str, str | None], Value] = engine.leaf_values(leaves, [month])
    lost = {leaf: value for (leaf, _, _), value in values.items() if isinstance(value, Missing)}
    used = frozenset(batch.recognised.partition(":")[0].strip() for batch in book.batches())
    return Unlocking(catalogue, missing, lost, used, month)


def unlocking_of_nothing(catalogue: Catalogue, month: Period | None = None) -> Unlocking:
    """The gaps of a book without data: everything is absent."""
    lost = {leaf: _nothing(catalogue, leaf) for leaf in _with_net(leaves_of(catalogue, catalogue.metrics))}
    missing = {}
    for metric in catalogue.metrics:
        leaves = leaves_of(catalogue, (metric,))
        unknown = Missing(Reason.NO_FORMULA, msg("This metric has no formula of its own yet"), metric)
        missing[metric] = lost[leaves[0]] if leaves else unknown
    return Unlocking(catalogue, missing, lost, month=month)


def _with_net(leaves: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """The measures with the net revenue that may stand in for gross."""
    found = tuple(leaves)
    return tuple(dict.fromkeys([*found, *(net_of(leaf) for leaf in found)]))


def _nothing(catalogue: Catalogue, leaf: Leaf) -> Missing:
    from kpi_desktop.i18n.message import named

    fact = catalogue.facts[catalogue.measures[leaf.measure].fact]
    text = msg("There is no data “{fact}” yet: import such an export", fact=named(fact.name_en, fact.name_ru))
    return Missing(Reason.NO_DATA, text, fact.id, (fact.id,))


def month_unlocking(workspace: Workspace, path: Path, month: str | None) -> Unlocking:
    """Why metrics are absent in a month of a book; in a book without data everything is."""
    from kpi_desktop.app.books import opened
    from kpi_desktop.app.figures import period_of

    with opened(workspace, path) as (book, engine):
        if not engine.months():
            return unlocking_of_nothing(workspace.catalogue)
        chosen = period_of(month, engine)
        figures = engine.figures(list(workspace.catalogue.metrics), [chosen])
        missing = {figure.metric: figure.value for figure in figures if isinstance(figure.value, Missing)}
        return unlocking(workspace, book, engine, chosen, missing)


def supplies_of(report: FileReport) -> tuple[Supply, ...]:
    """What an inspected file gives, batch by batch, with what its members give; returns netted in it stay netted."""
    found = []
    for batch in report.batches:
        columns = tuple(
            name for name in batch.present if not (name == "kind" and batch.returns is not Returns.SEPARATE)
        )
        found.append(
            Supply(report.file, keys_of({batch.fact: columns}), Period(*batch.period) if batch.period else None)
        )
    for member in report.members:
        found += supplies_of(member)
    return tuple(found)


def month_of_supplies(supplies: Iterable[Supply]) -> Period | None:
    """The last month that files cover whole, else their last one; None where they hold nothing."""
    days = [supply.period for supply in supplies if supply.period is not None]
    if not days:
        return None
    start, end = min(period.start for period in days), max(period.end for period in days)
    last = Period.of(end - timedelta(days=1), Grain.MONTH)
    whole = last if last.end <= end else last.shifted(-1)
    return whole if start <= whole.start else last


def look_into(files: Sequence[Path], password: str | None = None) -> list[FileReport]:
    """What files hold, read in the child process; nothing is stored and no book is needed."""
    from kpi_desktop.ingest.options import ImportOptions
    from kpi_desktop.ingest.session import ImportSession

    with ImportSession(ImportOptions()) as session:
        return [session.inspect(path, password=password) for path in files]
