"""Why a metric changed, in words and as a waterfall: the same rounded parts in the window, the shell and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import rounded
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.funnel.shares import UNLINKED, WIDE, Change, shown
from kpi_desktop.engine.standards import PEOPLE
from kpi_desktop.engine.why.explained import MIX, REST, Cause
from kpi_desktop.engine.why.sides import Against
from kpi_desktop.i18n.formats import number_text, percent
from kpi_desktop.i18n.message import Message, msg, named, nmsg
from kpi_desktop.present.charts.diagnosis import ChangeWords, change_chart, signed
from kpi_desktop.present.numbers import POINTS, decimal_text, member_text, value_text
from kpi_desktop.present.prose import base_text, metric_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Dimension, Metric
    from kpi_desktop.engine.why.explained import Explained
    from kpi_desktop.engine.why.sides import Sides
    from kpi_desktop.i18n.translator import Translator
    from kpi_desktop.present.charts.description import Chart

#: Members that a waterfall has rows for; the others stand in one.
MOST = 8

#: Causes that are no members: they stand where they are.
_FIXED = frozenset({MIX, REST, UNLINKED})

_OTHERS = "others"

_BASES = {
    Against.PREVIOUS: msg("Against the period before: {period}"),
    Against.LAST_YEAR: msg("Against last year: {period}"),
    Against.PLAN: msg("Against the plan of the month"),
    Against.BEST: msg("Against the best month of twelve: {period}"),
}

#: More decimals of a factor whose levels would else be written alike.
_FINER = 2

_CUSTOMERS = msg("By customer")


def base_name(sides: Sides, lang: str) -> Message:
    """What the change is told against, with the days of the base."""
    template = _BASES[sides.base]
    return template if sides.base is Against.PLAN else Message(
        template.template, (("period", base_text(sides.period, lang)),)
    )  # fmt: skip


def way_name(name: Message | None) -> Message:
    """What a way is called: a metric's own formula has no name of its own."""
    return name if name is not None else msg("By its formula")


def split_name(dimension: Dimension | None) -> Message:
    """What telling by members is called; None stands for customers."""
    if dimension is None:
        return _CUSTOMERS
    return msg("By split: {name}", name=named(dimension.name_en, dimension.name_ru))


@dataclass(frozen=True, slots=True)
class Choice:
    """One way or split in which a change can be asked for: `way:buyers`, `by:channel`."""

    id: str
    name: Message


@dataclass(frozen=True, slots=True)
class Told:
    """One base told in one way, or why it cannot be."""

    sides: Sides
    choice: Choice
    found: Explained | Missing


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the waterfall before it is written: the cause behind it, None for the others taken together."""

    id: str
    name: str
    part: Decimal
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a change as it is printed: the cause, its rounded part with its sign, its levels on both sides."""

    id: str
    name: str
    amount: Decimal
    text: str
    levels: tuple[str, str] | None = None


class WhyText:
    """Writes one explanation in one language and currency."""

    def __init__(self, found: Explained, metric: Metric, currency: str, translate: Translator) -> None:
        """Fold the members that have no room, and round."""
        self._found, self._metric, self._currency, self._tr = found, metric, currency, translate
        self._rows = self._folded()
        change = Change(found.change.before, found.change.after, {row.id: row.part for row in self._rows})
        self._change = change
        self._shown, self._rounding = shown(change, self._places)

    @property
    def _places(self) -> int:
        """Decimals of a part as it is printed: a share's are told in per cent."""
        return self._metric.decimals + (2 if self._metric.display is Display.SHARE else 0)

    def _folded(self) -> list[_Row]:
        """Factors as they are; of members the largest, then the others as one."""
        found, rows = self._found, []
        for cause_id, part in found.change.parts.items():
            rows.append(_Row(cause_id, self.name(cause_id), part, found.causes.get(cause_id)))
        if not found.by:
            return [row for row in rows if row.part or row.id not in _FIXED]
        fixed = [row for row in rows if row.id in _FIXED and row.part]
        members = sorted((row for row in rows if row.id not in _FIXED), key=lambda row: (-abs(row.part), row.name))
        members = [row for row in members if row.part]
        kept, small = (members, []) if len(members) <= MOST + 1 else (members[:MOST], members[MOST:])
        mix = [row for row in fixed if row.id == MIX]
        rest = [row for row in fixed if row.id != MIX]
        if small:
            name = self._tr(nmsg("{n} other together", "{n} others together", n=len(small)))
            total = Decimal(0)
            for row in small:
                total = WIDE.add(total, row.part)
            kept = [*kept, _Row(_OTHERS, name, total)]
        return [*mix, *kept, *rest]

    def name(self, cause_id: str) -> str:
        """What a cause is called."""
        return self._cause(self._found.causes.get(cause_id, Cause(cause_id)))

    def _cause(self, cause: Cause) -> str:
        if cause.id == MIX:
            return self._tr(cause.name if cause.name is not None else msg("Mix: other shares"))
        if cause.member is not None:
            return member_text(cause.member, self._tr.lang)
        return self._tr(cause.name) if cause.name is not None else cause.id

    def level(self, value: Decimal) -> str:
        """The metric's own figure."""
        return decimal_text(value, self._metric.display, self._metric.decimals, self._currency, self._tr.lang)

    def part(self, value: Decimal) -> str:
        """What a cause added, with its sign: points of a share, else in the metric's own unit."""
        if self._metric.display is Display.SHARE:
            return (
                number_text(percent(value), self._metric.decimals, self._tr.lang, signed=True) + POINTS[self._tr.lang]
            )
        return signed(self.level(value), value)

    def parts(self) -> list[tuple[str, Decimal]]:
        """Every row with its rounded part, the line of rounding last: together they are the rounded change."""
        found = [(row.name, self._shown[row.id]) for row in self._rows]
        return [*found, (self._tr(msg("Rounding")), self._rounding)] if self._rounding else found

    def causes(self) -> list[Part]:
        """The rows of the waterfall with their rounded parts, without the line of rounding."""
        shown = self._shown
        return [Part(row.id, row.name, shown[row.id], self.part(shown[row.id]), self._sides(row)) for row in self._rows]

    def members(self, *, down: bool, most: int) -> list[Part]:
        """The named members that moved the figure most one way, the largest first; rows without a name are nobody's."""
        found = []
        for cause_id, part in self._found.change.parts.items():
            cause, told = self._found.causes.get(cause_id), rounded(part, self._places)
            if cause is None or not cause.member or not told or (told < 0) is not down:
                continue
            row = _Row(cause_id, self.name(cause_id), part, cause)
            found.append(Part(cause_id, row.name, told, self.part(told), self._sides(row)))
        return sorted(found, key=lambda one: (-abs(one.amount), one.name))[:most]

    def lines(self) -> list[tuple[str, str, str, str]]:
        """A table of the change: each cause with its levels on both sides and its part, rounding, the whole last."""
        found = [(row.name, *(self._sides(row) or ("", "")), self.part(self._shown[row.id])) for row in self._rows]
        if self._rounding:
            found.append((self._tr(msg("Rounding")), "", "", self.part(self._rounding)))
        name = metric_name(self._metric, self._tr.lang)
        before, after = self.level(self._change.before), self.level(self._change.after)
        return [*found, (name, before, after, self.part(self._rounded_total))]

    def title(self) -> str:
        """«Выручка · к прошлому периоду: сентябрь 2026»."""
        return f"{metric_name(self._metric, self._tr.lang)} · {self._tr(base_name(self._found.sides, self._tr.lang))}"

    def chart(self) -> Chart:
        """The waterfall from the base to the period."""
        plan = self._found.sides.base is Against.PLAN
        base = base_text(self._found.sides.period, self._tr.lang)
        words = ChangeWords(
            title=self.title(),
            before=self._tr(msg("Plan")) if plan else base,
            after=base_text(self._found.sides.now.days, self._tr.lang),
            causes={row.id: row.name for row in self._rows},
            amount=self.level,
            places=self._places,
            rounding=self._tr(msg("Rounding")),
            part=self.part,
        )
        return change_chart(self._change, words)

    def hovers(self) -> list[str]:
        """What a pointer says of each row: the levels of a factor or a member on both sides."""
        found = [self.level(self._change.before)]
        for row in self._rows:
            told = f"{row.name}: {self.part(self._shown[row.id])}"
            levels = self._levels(row)
            found.append(f"{told}\n{levels}" if levels else told)
        if self._rounding:
            found.append(self.part(self._rounding))
        return [*found, self.level(self._change.after)]

    def _levels(self, row: _Row) -> str:
        sides = self._sides(row)
        return "" if sides is None else self._tr(msg("{before} → {after}", before=sides[0], after=sides[1]))

    def _sides(self, row: _Row) -> tuple[str, str] | None:
        """The levels of a factor or a member on both sides; None where the row has none."""
        cause = row.cause
        if cause is None or cause.before is None or cause.after is None:
            return None
        before, after = self._side(cause, cause.before), self._side(cause, cause.after)
        if before == after and cause.before != cause.after:
            # 1.03 → 1.03 beside a part of thousands would look like a mistake.
            return self._side(cause, cause.before, _FINER), self._side(cause, cause.after, _FINER)
        return before, after

    def _side(self, cause: Cause, value: Decimal | Missing, finer: int = 0) -> str:
        if cause.factor is None:
            return "—" if isinstance(value, Missing) else self.level(value)
        factor = cause.factor
        return value_text(value, factor.display, factor.decimals + finer, self._currency, self._tr.lang)

    def sentences(self) -> Iterator[str]:
        """What changed, what moved it most, what moved it the other way; of a ratio whether it is the mix."""
        change, total = self._found.change, self._rounded_total
        args = {"name": metric_name(self._metric, self._tr.lang), "before": self.level(change.before),
                "after": self.level(change.after), "change": self.part(total)}  # fmt: skip
        if self._found.sides.base is Against.PLAN:
            yield self._tr(msg("{name}: {after}; planned {before}; difference {change}", **args))
        else:
            yield self._tr(msg("{name}: {after}; was {before}; change {change}", **args))
        if self._found.ratio:
            yield from self._of_mix()
        people = self._found.by in PEOPLE
        if not (people and self._found.ratio):
            yield from self._of_largest(total)
        if people:
            yield self._tr(msg("By people this is arithmetic and no verdict: whether a difference is real is told by "
                               "the funnel and by the split"))  # fmt: skip

    @property
    def _rounded_total(self) -> Decimal:
        total = self._rounding
        for part in self._shown.values():
            total += part
        return total

    def _of_largest(self, total: Decimal) -> Iterator[str]:
        """The row that moved the figure most its own way, and the largest one against it."""
        rows = [row for row in self._rows if self._shown[row.id] and row.id not in (_OTHERS, REST, UNLINKED)]
        rows = [row for row in rows if not (self._found.ratio and row.id == MIX)]
        along = [row for row in rows if (row.part > 0) == (total >= 0)]
        against = [row for row in rows if (row.part > 0) != (total >= 0)]
        if along:
            yield self._named(msg("Most of it: {cause} {part}"), along)
            yield from self._of_one(along) if self._found.by else ()
        if against:
            yield self._named(msg("The other way: {cause} {part}"), against)

    def _named(self, told: Message, rows: list[_Row]) -> str:
        """The largest of the rows, with its levels on both sides."""
        row = max(rows, key=lambda one: abs(one.part))
        levels = self._levels(row)
        args = (("cause", self._quoted(row)), ("part", self.part(self._shown[row.id])))
        return self._tr(Message(told.template, args)) + (f" ({levels})" if levels else "")

    def _quoted(self, row: _Row) -> str:
        return f"«{row.name}»" if self._tr.lang == "ru" else f"“{row.name}”"

    def _of_one(self, along: list[_Row]) -> Iterator[str]:
        """Whether it is one member: more than half of all that moved this way, and whether it has just come or gone."""
        first = max(along, key=lambda one: abs(one.part))
        if first.cause is None or not first.cause.member or self._found.sides.base is Against.PLAN or self._found.ratio:
            return
        if first.cause.before == 0 or first.cause.after == 0:
            gone = first.cause.after == 0
            told = (msg("{name} is in the data of then and not in that of now", name=self._quoted(first)) if gone else
                    msg("{name} is not in the data of then", name=self._quoted(first)))  # fmt: skip
            yield self._tr(told)
        same_way = sum((abs(part) for cause, part in self._found.change.parts.items()
                        if (part > 0) == (first.part > 0) and cause not in _FIXED), Decimal(0))  # fmt: skip
        if len(along) > 1 and self._found.by not in PEOPLE and abs(first.part) * 2 > same_way:
            yield self._tr(msg("More than half of all that moved this way is this one"))

    def _of_mix(self) -> Iterator[str]:
        """Of a ratio: is it that members themselves changed, or that their shares did (Simpson)?"""
        parts = self._found.change.parts
        mix = parts.get(MIX, Decimal(0))
        own = sum((part for cause, part in parts.items() if cause not in _FIXED), Decimal(0))
        args = {"own": self.part(own), "mix": self.part(mix)}
        if own > 0 > mix and abs(mix) > own:
            told = msg("The members' own figures together rose ({own}); the whole fell because the shares of those "
                       "with a lower figure grew ({mix})", **args)  # fmt: skip
        elif own < 0 < mix and mix > abs(own):
            told = msg("The members' own figures together fell ({own}); the whole rose because the shares of those "
                       "with a higher figure grew ({mix})", **args)  # fmt: skip
        elif abs(mix) > abs(own):
            told = msg("It is the mix rather than the figures: other shares {mix}, own figures {own}", **args)
        else:
            told = msg("It is the figures rather than the mix: own figures {own}, other shares {mix}", **args)
        yield self._tr(told)
        yield from self._of_shares(mix)

    def _of_shares(self, mix: Decimal) -> Iterator[str]:
        """The member whose share moved the mix most."""
        if not self._found.mixed or not self.part(mix).strip("+−0,. ").strip():
            return
        first = max(self._found.mixed, key=lambda one: self._found.mixed[one] * (1 if mix >= 0 else -1))
        shares = self._found.causes[first].shares
        if shares is not None and shares[0] != shares[1]:
            then, now = (decimal_text(share, Display.SHARE, 1, self._currency, self._tr.lang) for share in shares)
            yield self._tr(msg("The share of {name} moved it most: {then} → {now}",
                               name=self._quoted(_Row(first, self.name(first), mix)),
                               then=then, now=now))  # fmt: skip
