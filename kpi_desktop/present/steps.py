"""What to do after a month, told by the month itself: whom to call, which product or cost to look at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.i18n.formats import money_text
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.present.happened import BUYERS, GOODS, NAMES, WAYS, causes_of, goods_line, nameable
from kpi_desktop.present.lists import NAMES as LIST_NAMES
from kpi_desktop.present.numbers import value_text
from kpi_desktop.present.periods import period_text
from kpi_desktop.present.prose import base_text, days_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.engine.happened.happened import Happened
    from kpi_desktop.engine.happened.result import Result
    from kpi_desktop.engine.lists.model import Listing
    from kpi_desktop.engine.why.explained import Explained
    from kpi_desktop.present.happened import Writer
    from kpi_desktop.present.why import Part

#: Under this part of the base a single member's change is nothing to act on.
_LEAST = Decimal("0.01")

#: The step about the running month.
RUNNING = "running"

_EXPENSES = "operating_expenses"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: why, in numbers; what, in one sentence; how much money it is about (None: no sum is known).

    `id` is that of a rule, or the kind of step. It leads to a `list`, a `metric` or another `page` of the window.
    `late`: it may be chance or happened but once, so it comes after all that is not, however large its sum.
    """

    id: str
    title: str
    said: str
    do: str
    money: Decimal | None = None
    tone: str = "warn"
    list: str = ""
    metric: str = ""
    page: str = ""
    rule: str = ""
    late: bool = False


def month_steps(found: Happened, writer: Writer) -> Iterator[Step]:
    """The steps of a month: the running one where it is much lower, whom to call, names, the largest cause, costs."""
    main = found.main
    yield from _of_cash(found, writer)
    if main is None:
        return
    deep = list(_of_running(found, writer))
    yield from deep
    yield from _of_lapsed(found, writer)
    yield from _of_members(found, main, writer)
    if main.fell:
        yield from _of_factors(main, writer)
    for other in found.results[1:]:
        yield from _of_other(other, writer)
    if main.base is None and not deep:
        yield _alone(main, writer)


def _of_cash(found: Happened, writer: Writer) -> Iterator[Step]:
    """Payments that nobody has sorted: until then the expenses are not known."""
    if found.cash is None or not found.cash.unsorted:
        return
    say = writer.translate
    said = nmsg("{n} outgoing payment has no article: {sum}.", "{n} outgoing payments have no article: together {sum}.",
                n=found.cash.unsorted, sum=money_text(found.cash.unsorted_sum, writer.currency, say.lang))  # fmt: skip
    yield Step("unsorted", say(msg("Payments are not sorted")), say(said),
               say(msg("Sort them in the settings, “Bank”: then expenses and what they went for are known.")),
               found.cash.unsorted_sum)  # fmt: skip


def _of_running(found: Happened, writer: Writer) -> Iterator[Step]:
    """The month that is running, where it is much lower than the same days of this one."""
    sides, main = found.running, found.main
    if sides is None or main is None or not found.runs_low:
        return
    before, after = sides.ends
    say, metric = writer.translate, writer.metric(main.metric)
    month = period_text(sides.now.period, say.lang)
    said = msg("For {days} {value}, for {then} it was {before}: less by {amount}.",
               days=days_text(sides.now.days, say.lang), then=days_text(sides.period, say.lang),
               value=_level(after, main.metric, writer), before=_level(before, main.metric, writer),
               amount=writer.amount(after - before, metric))  # fmt: skip
    yield Step(RUNNING, say(msg("The running month is lower")), say(said),
               say(msg("Open {month}: it shows what the fall is made of.", month=month)),
               _money(before - after, main, writer), metric=main.metric)  # fmt: skip


def _of_lapsed(found: Happened, writer: Writer) -> Iterator[Step]:
    """The call list of those who usually buy and did not."""
    listing = found.lapsed
    if listing is None or not listing.table.lines:
        return
    say = writer.translate
    totals = {one.id: one.value for one in listing.totals}
    total, before = totals["total"], totals.get("before")
    assert isinstance(total, Decimal)
    count = len(listing.table.lines)
    said = [say(nmsg("{n} customer bought in two of the three months before and nothing in this one; usually {money} "
                     "a month.", "{n} customers bought in two of the three months before and nothing in this one; "
                     "together usually {money} a month.", n=count,
                     money=money_text(total, writer.currency, say.lang)))]  # fmt: skip
    if isinstance(before, Decimal):
        said.append(say(msg("A month earlier there were {n} by the same rule.", n=str(int(before)))))
    do = nmsg("Call {n} customer of the list “{list}”: {names}.", "Call {n} customers of the list “{list}”, first "
              "{names}.", n=count, list=LIST_NAMES["lapsed"][0], names=_called(listing, writer))  # fmt: skip
    yield Step("lapsed", say(msg("Usual buyers did not come")), " ".join(said), say(do), total, list="lapsed")


def _called(listing: Listing, writer: Writer) -> str:
    """The first names of the list with what each usually brings."""
    name, usual = listing.table.place("customer"), listing.table.place("usual")
    told = []
    for line in listing.table.lines[:NAMES]:
        amount = value_text(_decimal(line.cells[usual]), Display.MONEY, 2, writer.currency, writer.translate.lang)
        told.append(f"{writer.short(str(line.cells[name]))} ({amount})")
    return ", ".join(told)


def _decimal(cell: object) -> Decimal:
    assert isinstance(cell, Decimal)
    return cell


def _of_members(found: Happened, main: Result, writer: Writer) -> Iterator[Step]:
    """The product, and the customer where no list tells whom to call, or the channel that lost most.

    Of a share none: one or two cases move a member's share by tens of points, and nothing here tells that from chance.
    """
    if writer.metric(main.metric).display is Display.SHARE:
        return
    down = main.metric != _EXPENSES
    goods, buyers = main.split(*GOODS), main.split(*BUYERS)
    known = [] if goods is None else [goods]
    one = _one_buyer(found, goods, buyers, writer)
    listed = found.lapsed is not None and found.lapsed.table.lines
    if buyers is not None and not listed and one is None and nameable(buyers, writer, down=down):
        known.append(buyers)
    for split in known or list(main.members[:1]):
        yield from _of_member(main, split, writer, down=down, one=one if split is goods else None)


@dataclass(frozen=True, slots=True)
class _OneBuyer:
    """The single customer whose purchase a product's whole loss is: '' where the name is only a key of a database.

    `usual`: the customer bought in two of the three months before, on average for half of that sum a month or more;
    else it was an order that came once.
    """

    name: str
    usual: bool


def _one_buyer(found: Happened, goods: Explained | None, buyers: Explained | None, writer: Writer) -> _OneBuyer | None:
    """Whether the product's loss is the loss of a single customer."""
    if goods is None or buyers is None:
        return None
    product, buyer = ([*writer.why(one).members(down=True, most=1), None][0] for one in (goods, buyers))
    if product is None or buyer is None or (product.amount, product.levels) != (buyer.amount, buyer.levels):
        return None
    name = writer.short(buyer.name) if nameable(buyers, writer, down=True) else ""
    usual = Decimal(0) if found.lapsed is None else _usually(found.lapsed, buyer.name)
    return _OneBuyer(name, 2 * usual >= abs(buyer.amount))


def _usually(listing: Listing, name: str) -> Decimal:
    """What a customer of the list brings in a month; nothing of one who is not there."""
    place, usual = listing.table.place("customer"), listing.table.place("usual")
    return sum((_decimal(line.cells[usual]) for line in listing.table.lines if line.cells[place] == name), Decimal(0))


def _of_member(
    result: Result, split: Explained, writer: Writer, *, down: bool, one: _OneBuyer | None = None
) -> Iterator[Step]:
    """The member that moved the result most this way; a small part of it is nothing to act on."""
    parts = writer.why(split).members(down=down, most=1)
    base = result.base
    if not parts or base is None or abs(parts[0].amount) < _LEAST * base.ends[0]:
        return
    say, part = writer.translate, parts[0]
    title, do = _words(split.by, writer.short(part.name)) if one is None else _of_one(writer.short(part.name), one)
    more = "" if one is None else say(_whose(one))
    said = say(msg("{amount} against {base}{levels}.", amount=part.text, levels=_levels(part),
                   base=base_text(base.period, say.lang)))  # fmt: skip
    yield Step(f"member_{split.by}", say(title), f"{said} {more}".strip(), say(do),
               _money(abs(part.amount), result, writer), metric=result.metric,
               late=one is not None and not one.usual)  # fmt: skip


def _whose(one: _OneBuyer) -> Message:
    if not one.name:
        return msg("All of it is one customer's purchase then.")
    return msg("All of it was bought by one customer, {name}.", name=one.name)


def _of_one(name: str, one: _OneBuyer) -> tuple[Message, Message]:
    """A product that one customer alone took: stock and price are not what to look at."""
    if one.usual:
        return (msg("A product sells less: {name}", name=name),
                msg("Call this customer and ask what has changed."))  # fmt: skip
    title = msg("One customer's order did not come again: {name}", name=name)
    if one.name:
        return title, msg("Call {name} and offer to repeat the order; stock and price have no part in it.",
                          name=one.name)  # fmt: skip
    return title, msg("Find that customer in the files of that month and offer to repeat the order; stock and price "
                      "have no part in it.")  # fmt: skip


def _levels(part: Part) -> str:
    return f" ({part.levels[0]} → {part.levels[1]})" if part.levels else ""


def _words(by: str, name: str) -> tuple[Message, Message]:
    """What it is called that one member moved most, and what to do about it."""
    match by:
        case "product":
            return (msg("A product sells less: {name}", name=name),
                    msg("Check whether it was in stock and whether its price or place has changed."))  # fmt: skip
        case "product_group":
            return (msg("A group of products sells less: {name}", name=name),
                    msg("Check stock and prices of the group."))  # fmt: skip
        case "customer":
            return msg("A customer bought less: {name}", name=name), msg("Call and ask what has changed.")
        case "article":
            return (msg("An expense grew: {name}", name=name),
                    msg("Check what was paid for and whether it will come again."))  # fmt: skip
        case _:
            return msg("Lower than before: {name}", name=name), msg("Check what has changed there.")


#: What to do about the cause that took most, by the cause of the program's own ways.
_FACTORS = {
    "buyers": (msg("Fewer buyers"), msg("Check advertising, the site, opening hours and stock: fewer people bought.")),
    "sales": (msg("Fewer sales"), msg("Check advertising, the site, opening hours and stock: fewer sales were made.")),
    "frequency": (msg("Buyers come less often"), msg("Remind those who bought a month ago of you: call or write.")),
    "check": (msg("The average purchase is lower"), msg("Check discounts, and what is not bought along any more.")),
    "margin": (msg("The margin is lower"), msg("Check purchase prices and discounts.")),
    "units": (msg("Fewer units sold"), msg("Check stock and demand: fewer units were sold.")),
    "price": (msg("Prices are lower"), msg("Check discounts and price lists.")),
    "mix": (msg("Cheaper products are bought"), msg("Check why dearer products are bought less.")),
}  # fmt: skip


#: What to do about a lower average purchase, by what took most of it among products.
_CHECKS = {
    "units": msg("Find out why less is taken at a time: large orders, sets, what is bought along."),
    "mix": msg("Check whether dearer products were in stock and in sight: cheaper ones are bought."),
    "price": msg("Check discounts and price lists: prices are lower."),
}


def _of_factors(result: Result, writer: Writer) -> Iterator[Step]:
    """The cause that took most from the result."""
    if result.factors is None or result.base is None or result.factors.way not in WAYS:
        return
    taken = [one for one in causes_of(result.factors, writer) if one.amount < 0 and one.id in _FACTORS]
    if not taken or abs(taken[0].amount) < _LEAST * result.base.ends[0]:
        return
    part, say = taken[0], writer.translate
    title, do = _FACTORS[part.id]
    amount = writer.amount(part.amount, writer.metric(result.metric))
    said = [say(msg("It took {amount} against {base}{levels}.", amount=amount, levels=_levels(part),
                    base=base_text(result.base.period, say.lang)))]  # fmt: skip
    chance = result.may_be_chance
    if chance:
        said.append(say(msg("The whole month is within what is usual: this may be chance.")))
    if result.goods is not None and part.id == "check":
        said.append(say(goods_line(result.goods, writer)))
        do = next((_CHECKS[one.id] for one in causes_of(result.goods, writer) if one.amount < 0 and one.id in _CHECKS),
                  do)  # fmt: skip
    yield Step(f"factor_{part.id}", say(title), " ".join(said), say(do), _money(abs(part.amount), result, writer),
               metric=result.metric, late=chance)  # fmt: skip


def _of_other(result: Result, writer: Writer) -> Iterator[Step]:
    """Of profit a lower margin; of expenses the article that grew most."""
    if result.metric == _EXPENSES:
        for split in result.members[:1]:
            yield from _of_member(result, split, writer, down=False)
        return
    if result.metric == "gross_profit":
        yield from (one for one in _of_factors(result, writer) if one.id == "factor_margin")


def _alone(main: Result, writer: Writer) -> Step:
    """A first month has nothing to be compared with: what would help is more months."""
    say = writer.translate
    said = say(msg("No earlier month is loaded that this one could be set beside."))
    do = say(msg("Load the same export of the month before, best of a whole year."))
    return Step("earlier", say(msg("There is nothing to compare with")), said, do, metric=main.metric)


def _money(amount: Decimal, result: Result, writer: Writer) -> Decimal | None:
    """The sum of a step; visits and enquiries are no money."""
    return amount if writer.metric(result.metric).display is Display.MONEY else None


def _level(value: Decimal, metric_id: str, writer: Writer) -> str:
    metric = writer.metric(metric_id)
    return value_text(value, metric.display, metric.decimals, writer.currency, writer.translate.lang)
