"""A diagnosis in words: which stage to check, what it costs, and how sure that is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import rounded
from kpi_desktop.engine.funnel.shares import UNLINKED, decimal, shown
from kpi_desktop.engine.funnel.words import USUAL_PLACES, Axis, BaseOf, Money, Told
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.estimates import money_estimate
from kpi_desktop.present.numbers import capital, value_text
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from kpi_desktop.engine.funnel.against import Against
    from kpi_desktop.engine.funnel.depth import Own
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis, StageLine
    from kpi_desktop.engine.funnel.weak import Stage, WeakLink
    from kpi_desktop.i18n.translator import Translator

_DISPLAYS = {
    Told.COUNT: (Display.COUNT, 0),
    Told.SHARE: (Display.SHARE, 1),
    Told.RATIO: (Display.NUMBER, 2),
    Told.MONEY: (Display.MONEY, 0),
}

_MONEYS = {
    Money.PROFIT: msg("gross profit"),
    Money.REVENUE: msg("revenue"),
    Money.CONTRACTS: msg("sum of paid contracts"),
    Money.DEALS: msg("sum of won deals"),
    Money.SUM: msg("sum of the last stage"),
    Money.CASES: msg("cases of the last stage"),
}

_BASES = {
    BaseOf.USUAL: msg("against the usual level"),
    BaseOf.TREND: msg("against last year by the own trend"),
    BaseOf.PREVIOUS: msg("against {month}"),
    BaseOf.LAST_YEAR: msg("against the same month of last year, {month}"),
    BaseOf.BEST: msg("against the best month of twelve, {month}"),
    BaseOf.PLAN: msg("against the plan"),
    BaseOf.COLLEAGUE: msg("against the level of the best colleagues: {people}"),
}


_AXES = {Axis.CHANNEL: msg("by channel"), Axis.PERSON: msg("by person"), Axis.PRODUCT: msg("by product")}

#: What a base that is no month is called where its level stands.
_STARTS = {
    BaseOf.USUAL: msg("Usual level"),
    BaseOf.TREND: msg("Last year by trend"),
    BaseOf.PLAN: msg("Plan"),
    BaseOf.COLLEAGUE: msg("Best colleagues"),
}


def way_of(found: Diagnosis, translate: Translator) -> str:
    """The way to a sale in one line: as the funnel is called, or its stages one by one where some have no data."""
    if len(found.lines) == len(found.funnel.stages):
        return translate(found.funnel.name)
    return " → ".join(translate(line.name) for line in found.lines)


class DiagnosisText:
    """Writes one diagnosis in one language and currency."""

    def __init__(self, found: Diagnosis, currency: str, translate: Translator) -> None:
        """Keep what is written."""
        self._found = found
        self._currency = currency
        self._tr = translate

    def lines(self) -> Iterator[str]:
        """The diagnosis for a person: the weak link first, then the funnel, then why the result changed."""
        found = self._found
        yield f"{period_text(found.month, self._tr.lang)}. {way_of(found, self._tr)}"
        yield self._tr(self.headline())
        yield from (self._tr(sentence) for sentence in self.depth())
        yield ""
        yield from (self._stage_line(line) for line in found.lines)
        if found.weak is not None and found.weak.enough:
            yield ""
            yield from self._levels(found.weak)
        for against in found.against:
            yield ""
            yield from self._waterfall(against)
        if found.flags:
            yield ""
        yield from (self._tr(flag.message) for flag in found.flags)

    def headline(self) -> Message:
        """One sentence: what to check first and what it costs, that it may be chance, or why nothing is told."""
        found = self._found
        if found.missing is not None:
            return found.missing.message
        if found.weak is None or not found.weak.enough:
            return msg("Not enough history: a weak link is told from fourteen months on, this one included")
        first = found.weak.first
        if first is None:
            return msg("No stage is below its usual level")
        numbers = self._numbers(first)
        if not found.weak.certain:
            return msg("Lowest against its usual level is “{stage}”: {value}, usually {usual} (from {low} to {high}). "
                       "This may be chance", **numbers)  # fmt: skip
        return self._checked(first, numbers)

    def _checked(self, first: Stage, numbers: dict[str, str | Message]) -> Message:
        """The stage to check, and what its usual level would give."""
        if first.gain is None or first.gain_low is None or first.gain_high is None:
            return msg("Check the stage “{stage}”: {value}, usually {usual} (from {low} to {high})", **numbers)
        if first.gain < 0:
            return self._at_a_loss(first.gain, (first.gain_low, first.gain_high), numbers)
        numbers |= {
            "gain": self._about(first.gain, sign="≈\u00a0"),
            "least": self._about(first.gain_low),
            "most": self._about(first.gain_high),
        }
        if self._found.again(first.id) and self._found.money is not Money.CASES:
            return msg("Check the stage “{stage}”: {value}, usually {usual} (from {low} to {high}). The usual share of "
                       "those who come again would bring {gain} more at the month's average (from {least} to {most})",
                       **numbers)  # fmt: skip
        return self._at_usual(numbers)

    def _at_usual(self, numbers: dict[str, str | Message]) -> Message:
        """What the stage at its usual level would make of the month's result, named by what it is of."""
        if self._found.money is Money.PROFIT:
            return msg("Check the stage “{stage}”: {value}, usually {usual} (from {low} to {high}). At its usual level "
                       "the month's gross profit would be more by {gain} (from {least} to {most})",
                       **numbers)  # fmt: skip
        if self._found.money is Money.REVENUE:
            return msg("Check the stage “{stage}”: {value}, usually {usual} (from {low} to {high}). At its usual "
                       "level the month's revenue would be more by {gain} (from {least} to {most})",
                       **numbers)  # fmt: skip
        if self._found.money is not Money.CASES:
            return msg("Check the stage “{stage}”: {value}, usually {usual} (from {low} to {high}). At its usual "
                       "level the month's {money} would be more by {gain} (from {least} to {most})",
                       money=_MONEYS[self._found.money], **numbers)  # fmt: skip
        return msg("Check the stage “{stage}”: {value}, usually {usual} (from {low} to {high}). At its usual "
                   "level the last stage would have {gain} cases more (from {least} to {most})",
                   **numbers)  # fmt: skip

    def _at_a_loss(self, gain: Fraction, span: tuple[Fraction, Fraction], numbers: dict[str, str | Message]) -> Message:
        """More cases of which each brings a loss make a larger loss: the margin comes before the stage."""
        numbers |= {
            "loss": self._about(-gain, sign="≈\u00a0"),
            "least": self._about(-span[1]),
            "most": self._about(-span[0]),
        }
        return msg("The stage “{stage}” is below its usual level: {value}, usually {usual} (from {low} to {high}). But "
                   "sales bring a loss now: at its usual level the month's loss would be larger by {loss} (from "
                   "{least} to {most}). Check prices and costs first", **numbers)  # fmt: skip

    def depth(self) -> Iterator[Message]:
        """How deep the fault goes: one channel or all, one person or all; nothing where the stage may be chance."""
        first = self._found.weak.first if self._found.weak else None
        if first is None or first.depth is None:
            return
        if first.depth.channel:
            yield self._of_channel(first.depth.channel, first.depth.own)
        else:
            yield msg("The fall is not that of one channel")
        if first.depth.person:
            yield msg("The fall is among the cases of one person, the mix of leads taken out: check with “{person}” "
                      "what got in the way", person=first.depth.person)  # fmt: skip

    def _of_channel(self, channel: str, own: Own | None) -> Message:
        """The channel with the fault, and its own figures: what the owner would look up next."""
        if own is None:
            return msg("The fall is in one channel: check “{channel}”", channel=channel)
        args: dict[str, str | int | Message] = {
            "channel": channel, "done": self.count(Decimal(own.done)), "due": self.count(Decimal(round(own.due))),
        }  # fmt: skip
        if own.cases is None:
            return msg("The fall is in one channel: check “{channel}” ({done}, usually about {due})", **args)
        return msg("The fall is in one channel: check “{channel}” ({done} of {cases}, at the usual level about {due})",
                   cases=self.count(Decimal(own.cases)), **args)  # fmt: skip

    def amount(self, value: Fraction | Decimal) -> str:
        """A sum of money without kopecks, or a number of cases with one decimal."""
        number = value if isinstance(value, Decimal) else decimal(value)
        display = (Display.NUMBER, 1) if self._found.money is Money.CASES else (Display.MONEY, 0)
        return value_text(rounded(number, display[1]), *display, self._currency, self._tr.lang)

    def _about(self, value: Fraction, sign: str = "") -> str:
        """What a usual level would give, as an estimate in a sentence; the tables beside it have it to the rouble."""
        if self._found.money is Money.CASES:
            return self.amount(value)
        return sign + money_estimate(rounded(decimal(value), 2), self._currency, self._tr.lang)

    def gain(self, value: Fraction) -> str:
        """What a stage at its usual level would give: a sum with its sign."""
        return _signed(self.amount(value), value)

    def count(self, number: Decimal) -> str:
        """A number of cases."""
        return value_text(number, Display.COUNT, 0, self._currency, self._tr.lang)

    def base(self, against: Against) -> str:
        """What is compared with what: «Выручка к предыдущему месяцу (сентябрь 2026) · по каналам»."""
        month = "" if against.month is None else period_text(against.month, self._tr.lang)
        text = _BASES[against.base]
        base = Message(text.template, (("month", month),)) if against.month else text
        if against.people:
            told = (f"{name} ({self._tr(self._found.name(stage))})" for stage, name in against.people.items())
            base = Message(text.template, (("people", ", ".join(told)),))
        name = self._tr(_MONEYS[self._found.money])
        by = "" if against.by is Axis.WHOLE else f" · {self._tr(_AXES[against.by])}"
        return f"{capital(name)} {self._tr(base)}{by}"

    def start(self, against: Against) -> str:
        """What the level of a base is called: its month, the usual level, the plan."""
        if against.month is None:
            return self._tr(_STARTS[against.base])
        month = period_text(against.month, self._tr.lang)
        return self._tr(msg("Best: {month}", month=month)) if against.base is BaseOf.BEST else month

    def _numbers(self, stage: Stage) -> dict[str, str | Message]:
        judged = stage.judged
        return {
            "stage": self._found.name(stage.id),
            "value": self.level(stage.id, judged.value),
            "usual": self.level(stage.id, judged.usual),
            "low": self.level(stage.id, judged.low),
            "high": self.level(stage.id, judged.high),
        }

    def level(self, stage: str, value: float | None) -> str:
        """A level of a stage as it is printed."""
        display = _DISPLAYS[self._found.told(stage)]
        number = Decimal(f"{value or 0.0:.{USUAL_PLACES}f}")
        return value_text(number, *display, self._currency, self._tr.lang)

    def _stage_line(self, line: StageLine) -> str:
        text = f"{self._tr(line.name)}: {self.count(line.number)}"
        if line.cases and line.hits is not None:
            share = self.level(line.id, float(line.hits / line.cases))
            if line.cohort:
                text += self._tr(msg(" · {hits} of {cases} went on, {share}", hits=self.count(line.hits),
                                     cases=self.count(line.cases), share=share))  # fmt: skip
            elif line.kind is Told.SHARE:
                text += self._tr(msg(" · {share} of the stage before", share=share))
            else:
                text += self._tr(msg(" · {number} for each of the stage before", number=share))
        if line.median is not None:
            text += self._tr(msg(" · usually {n} d", n=line.median))
        if line.ripening:
            text += self._tr(msg(" · still ripens"))
        return text

    def _levels(self, weak: WeakLink) -> Iterator[str]:
        """The stages, weakest first: value, usual range, what the usual level would give. These do not add up."""
        yield self._tr(msg("If this stage alone were at its usual level (these sums do not add up):"))
        for stage in weak.stages:
            numbers = {name: text if isinstance(text, str) else self._tr(text)
                       for name, text in self._numbers(stage).items()}  # fmt: skip
            gain = "" if stage.gain is None else f" · {_signed(self.amount(stage.gain), stage.gain)}"
            mark = "" if stage.significant else " · " + self._tr(msg("may be chance"))
            yield (
                f"{numbers['stage']}: {numbers['value']}, {numbers['usual']} ({numbers['low']} — {numbers['high']})"
                f"{gain}{mark if stage.judged.worse else ''}"
            )

    def change_parts(self, against: Against) -> list[tuple[str, Decimal]]:
        """The causes with what each added, rounded as shown; a line of rounding makes them add up to the change."""
        parts, rounding = shown(against.change, 0 if self._found.money is not Money.CASES else 1)
        found = [
            (self._tr(self._found.name(cause, against.by)), part)
            for cause, part in parts.items()
            if part or cause != UNLINKED
        ]
        return [*found, (self._tr(msg("Rounding")), rounding)] if rounding else found

    def signed(self, value: Fraction | Decimal) -> str:
        """A sum with its sign."""
        return _signed(self.amount(value), value)

    def _waterfall(self, against: Against) -> Iterator[str]:
        yield f"{self.base(against)}: {self.signed(against.change.total)}"
        for name, part in self.change_parts(against):
            yield f"  {name}: {self.signed(part)}"


def _signed(text: str, value: Fraction | Decimal) -> str:
    return f"+{text}" if value > 0 else text
