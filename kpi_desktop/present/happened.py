"""What happened in sentences: the result in money, what its change is made of, who moved it, whether it is unusual."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT, rounded
from kpi_desktop.core.period import Period
from kpi_desktop.engine.comparing import in_per_cent
from kpi_desktop.engine.happened.happened import COSTS
from kpi_desktop.engine.happened.result import LEFT
from kpi_desktop.engine.why.explained import REST
from kpi_desktop.i18n.formats import MINUS, money_text, share_text
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.present.numbers import decimal_text, figure_text
from kpi_desktop.present.periods import period_against, period_span, period_text, period_where
from kpi_desktop.present.privacy import masked
from kpi_desktop.present.prose import base_text, days_text, metric_name
from kpi_desktop.present.unusual import chance, season
from kpi_desktop.present.why import Part, WhyText

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.engine.happened.happened import Happened
    from kpi_desktop.engine.happened.result import Result
    from kpi_desktop.engine.why.explained import Explained
    from kpi_desktop.engine.why.sides import Sides
    from kpi_desktop.i18n.translator import Translator

#: Names that a sentence has room for, and letters of one.
NAMES, _LETTERS = 3, 44

#: Splits by goods, and those by who bought.
GOODS, BUYERS = ("product", "product_group"), ("customer",)

_WHO = {
    "product": msg("Products"),
    "product_group": msg("Product groups"),
    "customer": msg("Customers"),
    "channel": msg("Channels"),
    "region": msg("Regions"),
    "warehouse": msg("Warehouses"),
    "article": msg("Articles of expenses"),
    "campaign": msg("Campaigns"),
    "page": msg("Pages"),
}

#: What a cause of the program's own ways is called when it took from the result, and when it gave.
_CAUSES = {
    "buyers": (msg("fewer buyers"), msg("more buyers")),
    "frequency": (msg("they bought less often"), msg("they bought more often")),
    "check": (msg("a lower average purchase"), msg("a higher average purchase")),
    "unnamed": (msg("less from buyers without a name"), msg("more from buyers without a name")),
    "sales": (msg("fewer sales"), msg("more sales")),
    "margin": (msg("a lower margin"), msg("a higher margin")),
    "units": (msg("fewer units"), msg("more units")),
    "price": (msg("lower prices"), msg("higher prices")),
    "mix": (msg("a cheaper mix of products"), msg("a dearer mix of products")),
    "expenses": (msg("higher expenses"), msg("lower expenses")),
}

#: Ways whose causes have those names.
WAYS = frozenset({"buyers", "sales", "goods"})

#: A name that only a program can read: an identifier of 16 hexadecimal digits or more.
_KEY = re.compile(r"[0-9a-fA-F-]{16,}")


@dataclass(frozen=True, slots=True)
class Writer:
    """What sentences are written with."""

    catalogue: Catalogue
    currency: str
    translate: Translator

    def metric(self, metric_id: str) -> Metric:
        """The metric that a result is of."""
        return self.catalogue.metrics[metric_id]

    def amount(self, value: Decimal, metric: Metric) -> str:
        """A difference without its sign, in the metric's own unit."""
        text = decimal_text(abs(value), metric.display, metric.decimals, self.currency, self.translate.lang)
        return text.lstrip(MINUS)

    def why(self, found: Explained) -> WhyText:
        """The printer of a change: the same parts as on the page and in the window that tell why."""
        return WhyText(found, self.metric(found.metric), self.currency, self.translate)

    def short(self, name: str) -> str:
        """A name in quotation marks as a sentence has room for it; phones and e-mails are masked."""
        told = masked(name)
        told = told if len(told) <= _LETTERS else told[: _LETTERS - 1].rstrip() + "…"
        if any(mark in told for mark in '«»"“”'):
            return told
        return f"«{told}»" if self.translate.lang == "ru" else f"“{told}”"

    def moved(self, part: Part) -> str:
        """«Чайник» −30 000,00 ₽ (52 500,00 ₽ → 22 500,00 ₽)."""
        levels = f" ({part.levels[0]} → {part.levels[1]})" if part.levels else ""
        return f"{self.short(part.name)} {part.text}{levels}"


def levels(found: Happened, writer: Writer) -> Iterator[str]:
    """What the month came to, for the first page: its result, and what is left after the expenses where it is known."""
    yield from (writer.translate(one) for one in _cash(found, writer))
    if found.main is not None:
        yield from (_level(one, found.period, writer) for one in (found.main, *_beside(found)))


def _beside(found: Happened) -> list[Result]:
    """The results told beside the first: what is left after the expenses says more than the gross profit before it."""
    left = found.result(LEFT)
    others = [one for one in found.results[1:] if one.metric not in COSTS]
    return others if left is None or left is found.main else [left]


def reasons(found: Happened, writer: Writer) -> Iterator[str]:
    """Why, for the first page: parts of the change, who moved it, whether it is unusual; how the next month goes."""
    main = found.main
    if main is None:
        return
    yield from _causes(main, writer)
    for other in _beside(found):
        if other.metric == LEFT:
            yield from _causes(other, writer)
    yield from _who(main, writer)
    yield from _whether(found, main, writer)
    if found.running is not None and not found.runs_low:
        yield writer.translate(_running(found.running, main.metric, writer))


def all_lines(found: Happened, writer: Writer) -> Iterator[str]:
    """Each result of the month with its causes and the names that moved it, for a page of its own."""
    yield from (writer.translate(one) for one in _cash(found, writer))
    for result in found.results:
        yield _level(result, found.period, writer)
        yield from _causes(result, writer)
        if result.goods is not None:
            yield writer.translate(goods_line(result.goods, writer))
        yield from _whether(found, result, writer)
    if found.running is not None and found.main is not None:
        yield writer.translate(_running(found.running, found.main.metric, writer))


def _by_the_day(result: Result, writer: Writer) -> Iterator[Message]:
    """A whole month beside one of another length: by the day the result went the other way."""
    metric = writer.metric(result.metric)
    for sides in result.sides:
        if metric.display is Display.SHARE or not _of_unlike_length(sides):
            continue
        before, after = sides.ends
        then, now = EXACT.divide(before, sides.period.days), EXACT.divide(after, sides.now.period.days)
        if (after - before) * (now - then) >= 0:
            continue
        args: dict[str, str | int | Message] = {
            "now": _plain(rounded(now, 2), metric, writer), "then": _plain(rounded(then, 2), metric, writer),
            "percent": share_text(EXACT.divide(now - then, then), 1, writer.translate.lang, signed=True),
            "base": _against_words(sides.period, writer.translate.lang),
        }  # fmt: skip
        yield msg(
            "The months differ in length: by the day it is {now} against {then} ({percent} against {base}).", **args
        )


def _of_unlike_length(sides: Sides) -> bool:
    """Two whole months of different numbers of days, with a base that a change in per cent can be told from."""
    now, then = sides.now, sides.period
    whole = then.whole_months == now.period.whole_months == 1 and not now.cut and now.days == now.period
    return whole and then.days != now.period.days and sides.ends[0] > 0


def _whether(found: Happened, result: Result, writer: Writer) -> Iterator[str]:
    """The largest names where nothing is compared; else whether the change is unusual and of the season."""
    told = _largest(found, writer) if result is found.main else iter(())
    lang = writer.translate.lang
    likely = chance(result, writer.metric(result.metric), writer.currency, lang)
    whether = (*_by_the_day(result, writer), *likely, *season(result, lang))
    yield from (writer.translate(one) for one in (*told, *whether))


def _cash(found: Happened, writer: Writer) -> Iterator[Message]:
    """What came in and went out by the statements, and the month in which there is something."""
    if found.cash is None:
        return
    lang = writer.translate.lang
    received, paid = (money_text(one, writer.currency, lang) for one in (found.cash.received, found.cash.paid))
    yield msg("By the statements for {month}: received {received}, paid {paid}.", month=period_span(found.period, lang),
              received=received, paid=paid)  # fmt: skip
    if found.cash.later is not None:
        yield msg("The last payments are of {month}: choose it.", month=period_text(found.cash.later, lang))


def _level(result: Result, period: Period, writer: Writer) -> str:
    """The result and how it stands to its bases, the one that is taken apart first."""
    say, metric = writer.translate, writer.metric(result.metric)
    value = figure_text(result.figure, metric, writer.currency, say.lang)
    days = _known_days(result, period, say)
    name = metric_name(metric, say.lang)
    sides = sorted(result.sides, key=lambda one: one is not result.base)
    if not sides:
        return say(msg("{name} for {month}: {value}.", name=name, month=days, value=value))
    changes = "; ".join(say(_against(one, result, metric, writer)) for one in sides)
    return say(msg("{name} for {month} is {value}: {changes}.", name=name, month=days, value=value, changes=changes))


def _known_days(result: Result, period: Period, say: Translator) -> str:
    """The month, or the days of it that are loaded."""
    covered = result.figure.covered
    if covered.complete or covered.first is None or covered.last is None:
        return period_span(period, say.lang)
    return days_text(Period(covered.first, covered.last + timedelta(days=1)), say.lang)


def _against(sides: Sides, result: Result, metric: Metric, writer: Writer) -> Message:
    before, after = sides.ends
    change = rounded(after - before, _places(metric))
    percent = bool(change) and metric.display is not Display.SHARE and in_per_cent(before, after)
    base = _base_words(sides, writer.translate.lang, percent=percent)
    if before < 0:
        lost = writer.amount(before, metric)
        base = msg("{base}, which ended in a loss of {amount}", base=base, amount=lost)
    if sides.after != result.figure.value:
        return msg("on the same sources {after} against {before} for {base}",
                   after=_plain(after, metric, writer), before=_plain(before, metric, writer),
                   base=base_text(sides.period, writer.translate.lang))  # fmt: skip
    args: dict[str, str | int | Message] = {"amount": _difference(change, metric, writer), "base": base}
    if not change:
        return msg("as much as {base}", base=base)
    return msg("{amount} more than {base}", **args) if change > 0 else msg("{amount} less than {base}", **args)


def _places(metric: Metric) -> int:
    return metric.decimals + (2 if metric.display is Display.SHARE else 0)


def _plain(value: Decimal, metric: Metric, writer: Writer) -> str:
    return decimal_text(value, metric.display, metric.decimals, writer.currency, writer.translate.lang)


def _difference(change: Decimal, metric: Metric, writer: Writer) -> str:
    """The difference without its sign: points of a share are said to be points."""
    if metric.display is not Display.SHARE:
        return writer.amount(change, metric)
    points = decimal_text(abs(change), Display.SHARE, metric.decimals, writer.currency, writer.translate.lang)
    return writer.translate(msg("{n} points", n=points.rstrip("%").rstrip("\u00a0")))


def _percent(sides: Sides, lang: str) -> str:
    before, after = sides.ends
    return share_text(EXACT.divide(after - before, before), 1, lang, signed=True)


def _base_words(sides: Sides, lang: str, *, percent: bool) -> Message:
    """«в октябре», «за 1–12 сентября 2026 года» with the change in per cent."""
    if sides.period.whole_months is None:
        days = days_text(sides.period, lang)
        told = msg("for {days} ({percent})", days=days, percent=_percent(sides, lang))
        return told if percent else msg("for {days}", days=days)
    where = period_where(sides.period, sides.now.period, lang)
    told = msg("in {base} ({percent})", base=where, percent=_percent(sides, lang))
    return told if percent else msg("in {base}", base=where)


def _causes(result: Result, writer: Writer) -> Iterator[str]:
    """The exact parts of the change, each with its levels; they add up to it."""
    if result.factors is None or result.base is None or result.metric in COSTS:
        return
    told = told_parts(result.factors, writer)
    if told:
        base = _against_words(result.base.period, writer.translate.lang)
        name = metric_name(writer.metric(result.metric), writer.translate.lang)
        yield writer.translate(msg("{name}: what the change against {base} is made of: {parts}.", name=name, base=base,
                                   parts=told))  # fmt: skip


def _against_words(period: Period, lang: str) -> str:
    return base_text(period, lang) if period.whole_months is None else period_against(period, lang)


def causes_of(found: Explained, writer: Writer) -> list[Part]:
    """The parts that are not nothing, the largest first."""
    parts = [part for part in writer.why(found).causes() if part.amount]
    return sorted(parts, key=lambda one: -abs(one.amount))


def _cause(part: Part, found: Explained, writer: Writer) -> str:
    names = _CAUSES.get(part.id) if found.way in WAYS else None
    name = _small(part.name) if names is None else writer.translate(names[0 if part.amount < 0 else 1])
    levels = f" ({part.levels[0]} → {part.levels[1]})" if part.levels else ""
    return f"{name}{levels} {part.text}"


def _small(name: str) -> str:
    """A name within a sentence: an abbreviation stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def told_parts(found: Explained, writer: Writer) -> str:
    """The causes of a change in one line."""
    parts = (part for part in causes_of(found, writer) if part.id != REST or abs(part.amount) >= 1)
    return "; ".join(_cause(part, found, writer) for part in parts)


def goods_line(found: Explained, writer: Writer) -> Message:
    """The whole change with its sum, by quantity, mix and prices of products."""
    total = writer.why(found).part(found.change.total)
    return msg("The whole change ({total}) by products: {parts}.", total=total, parts=told_parts(found, writer))


def who(dimension: str, catalogue: Catalogue) -> Message:
    """The members of a split in the plural, else what the split is called."""
    if dimension in _WHO:
        return _WHO[dimension]
    known = catalogue.dimensions.get(dimension)
    return named(dimension, dimension) if known is None else named(known.name_en, known.name_ru)


def _who(result: Result, writer: Writer) -> Iterator[str]:
    """The goods, then the customers that moved the result most; where nothing else is known, the first other split."""
    goods, buyers = result.split(*GOODS), result.split(*BUYERS)
    found = [one for one in (goods, buyers) if one is not None and nameable(one, writer, down=result.fell)]
    for split in found or list(result.members[:1]):
        yield from most_moved(split, writer, down=result.fell)


def nameable(split: Explained, writer: Writer, *, down: bool) -> bool:
    """Whether those that moved most have names that a person can use: a key of a database is none."""
    return not any(_KEY.fullmatch(part.name) for part in writer.why(split).members(down=down, most=NAMES))


def most_moved(split: Explained, writer: Writer, *, down: bool) -> Iterator[str]:
    """The three that went the way of the whole, named with their sums."""
    parts = writer.why(split).members(down=down, most=NAMES)
    if not parts:
        return
    args: dict[str, str | int | Message] = {
        "who": who(split.by, writer.catalogue), "names": "; ".join(writer.moved(part) for part in parts),
    }  # fmt: skip
    yield writer.translate(msg("{who}, most of all down: {names}.", **args) if down else
                           msg("{who}, most of all up: {names}.", **args))  # fmt: skip


def _largest(found: Happened, writer: Writer) -> Iterator[Message]:
    """What brought most, where there is nothing to compare with."""
    metric = writer.metric("revenue")
    for key, lines in found.top:
        names = "; ".join(f"{writer.short(name)} {_plain(amount, metric, writer)}" for name, amount in lines)
        yield msg("{who}, the largest: {names}.", who=who(key, writer.catalogue), names=names)


def _running(sides: Sides, metric_id: str, writer: Writer) -> Message:
    lang, metric = writer.translate.lang, writer.metric(metric_id)
    before, after = sides.ends
    args: dict[str, str | int | Message] = {
        "days": days_text(sides.now.days, lang), "value": _plain(after, metric, writer),
        "then": days_text(sides.period, lang), "before": _plain(before, metric, writer),
        "percent": _percent(sides, lang), "name": _small(metric_name(metric, lang)),
    }  # fmt: skip
    if not in_per_cent(before, after):
        return msg("The next month so far: {name} for {days} is {value}, for {then} it was {before}.", **args)
    return msg("The next month so far: {name} for {days} is {value}, for {then} it was {before} ({percent}).", **args)
