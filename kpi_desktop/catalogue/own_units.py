"""The words by which an owner names the unit of an own metric: руб, %, раз, дней, руб/заказ; else a unit's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.unit import MONEY, PLAIN, Unit
from kpi_desktop.expr.check import UNIT_WORDS, compatible
from kpi_desktop.expr.errors import folded

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Catalogue

#: What people write for a unit, in both languages.
_WORDS: dict[str, str] = {
    **dict.fromkeys(("₽", "руб", "руб.", "рублей", "рубли", "деньги", "rub", "$", "€", "₸", "roubles"), MONEY),
    **dict.fromkeys(("шт", "шт.", "штук", "штуки", "pcs", "pieces"), "count"),
    **dict.fromkeys(("раз", "раза", "доля", "число", "%", "share", "number", "процент", "процентов"), "1"),
    **dict.fromkeys(("день", "дня", "дней", "дни", "days"), "day"),
    **dict.fromkeys(("час", "часа", "часов", "часы", "hours"), "hour"),
    **dict.fromkeys(("месяц", "месяца", "месяцев", "months"), "month"),
    **dict.fromkeys(("заказ", "заказа", "заказов", "продажа", "чек", "orders"), "order"),
    **dict.fromkeys(("клиент", "покупатель", "покупателей", "клиентов", "customers"), "customer"),
    **dict.fromkeys(("лид", "лидов", "leads"), "lead"),
    **dict.fromkeys(("звонок", "звонков", "calls"), "call"),
    **dict.fromkeys(("визит", "визитов", "visits"), "visit"),
    **dict.fromkeys(("человек", "сотрудник", "person"), "person"),
}  # fmt: skip

#: Words that say how a plain number is printed.
_SHARES = frozenset({"%", "доля", "share", "процент", "процентов"})
_TIMES = frozenset({"раз", "раза", "times"})

#: Decimals with which a kind of figure is printed where the owner does not say.
DECIMALS: dict[str, int] = {Display.MONEY: 2, Display.SHARE: 1, Display.COUNT: 0, Display.DAYS: 0}


def unit_from_words(text: str, catalogue: Catalogue) -> Unit | None:
    """The unit that an owner wrote (`руб/заказ`, `%`, `money/order`); None where some word of it is unknown."""
    known = {name for thing in catalogue.measures.values() for name, _ in thing.unit.powers} | set(UNIT_WORDS)
    parts: list[str] = []
    for piece in text.replace("*", " * ").replace("/", " / ").split():
        word = piece if piece in "*/1" else _WORDS.get(folded(piece), piece)
        if word not in known and word not in {"*", "/", "1", "times", "point"}:
            return None
        parts.append(word)
    return Unit.of(" ".join(parts))


def display_of(unit: Unit, words: str) -> Display:
    """How figures of the unit are printed: money as money, what the owner called `%` as a share, days as days."""
    said = folded(words)
    powers = dict(unit.powers)
    if powers.get(MONEY) == 1:
        return Display.MONEY
    if compatible(unit, PLAIN):
        return Display.SHARE if said in _SHARES else Display.TIMES if said in _TIMES else Display.NUMBER
    if MONEY in powers:
        return Display.NUMBER
    single = {"day": Display.DAYS, "hour": Display.HOURS, "year": Display.YEARS}
    named = [name for name, power in unit.powers if power == 1]
    if len(unit.powers) == 1 and named:
        return single.get(named[0], Display.COUNT)
    return Display.NUMBER
