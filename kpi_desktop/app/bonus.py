"""The bonuses of a month: rules of the book over the month's figures of each person."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop import resources
from kpi_desktop.app.books import opened_book
from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.figures import month_of
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.bonus import BASES, Paid, bonus_lines, read_rules, total
from kpi_desktop.engine.paid import no_payments, paid_money
from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.bonus import Rules
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.paid import PaidMoney
    from kpi_desktop.i18n.message import Message

#: The book's setting that holds its rules as TOML.
RULES = "bonus_rules"

#: Which metric each base is; what was paid is matched to people payment by payment.
_METRICS = {"revenue": "revenue", "gross_profit": "gross_profit", "attainment": "plan_attainment"}

#: The metric that tells whether the month's payments are loaded.
_RECEIPTS = "customer_receipts"

#: What is said of a figure that is not the whole truth, so that no bonus is paid from it.
_REFUSED = frozenset({"partial", "filtered"})


@dataclass(frozen=True, slots=True)
class PersonBonus:
    """One person's sheet: every line with its base and pay, and the sum."""

    name: str
    roles: tuple[str, ...]
    lines: tuple[Paid, ...]
    total: Value


@dataclass(frozen=True, slots=True)
class Bonuses:
    """The sheets of a month."""

    company: str
    currency: str
    month: Period
    people: tuple[PersonBonus, ...]
    notes: tuple[Message, ...] = ()


def rules_text(path: Path) -> str:
    """The book's own rules, else those that the program comes with."""
    with opened_book(path) as book:
        own = book.settings.get(RULES, "")
    return own or default_rules()


def default_rules() -> str:
    """The rules of a new book."""
    return (resources.folder("formulas") / "bonus.toml").read_text("utf-8")


def set_rules(path: Path, text: str) -> Rules:
    """Keep other rules in the book; UsageError where they cannot be read, and then the old ones stay."""
    rules = read_rules(text)
    with opened_book(path, read_only=False) as book:
        book.set_setting(RULES, text)
    return rules


def set_base(path: Path, base: str) -> Rules:
    """Let the rules that the program comes with pay from another base; UsageError where the book has its own rules."""
    with opened_book(path) as book:
        own = book.settings.get(RULES, "")
    if base not in BASES or base == "attainment":
        raise UsageError(msg("“{base}” is no base of the bonus", base=base),
                         fix=msg("Choose one of: {names}", names="paid, revenue, gross_profit"))  # fmt: skip
    if own and own not in {_with_base(other) for other in BASES}:
        raise UsageError(msg("The book has bonus rules of its own"),
                         fix=msg("Change the base in them: bonus --show-rules, then bonus --rules FILE"))  # fmt: skip
    return set_rules(path, _with_base(base))


def _with_base(base: str) -> str:
    """The default rules over another base, named after it."""
    names = {"paid": ("оплат за вычетом возвратов", "money paid, net of refunds"),
             "revenue": ("выручки за вычетом возвратов", "revenue net of returns"),
             "gross_profit": ("валовой прибыли", "gross profit")}.get(base, ("", ""))  # fmt: skip
    text = default_rules().replace('base = "paid"', f'base = "{base}"').replace('id = "paid"', f'id = "{base}"')
    return text.replace("оплат за вычетом возвратов", names[0]).replace("money paid, net of refunds", names[1])


def bonuses(workspace: Workspace, path: Path, month: str | None) -> Bonuses:
    """What every person of the month earns by the rules, by name."""
    with opened_month(workspace, path, month) as (_, book, engine):
        rules = read_rules(book.settings.get(RULES, "") or default_rules())
        chosen = month_of(month, engine)
        wanted = list(_METRICS.values())
        figures = engine.figures(wanted, [chosen], "manager")
        (receipts,) = engine.figures([_RECEIPTS], [chosen])
        money = paid_money(book, engine.catalogue, chosen) if _whole(receipts) else None
        texts = book.members("manager")
        company, currency = book.company, book.currency
    codes = {text: code for code, text in texts.items() if text}
    wants_paid = any(line.base == "paid" and line.holds_in(chosen.month_text) for line in rules.lines)
    found = {(figure.metric, figure.member): figure for figure in figures}
    names = {figure.member for figure in figures if figure.member and _earning(figure)}
    names |= {texts[code] for code, amount in money.by_person.items() if amount} if money and wants_paid else set()
    people = []
    for name in sorted(names):
        bases = {base: _base(found.get((metric, name)), base) for base, metric in _METRICS.items()}
        bases["paid"] = money.of(codes[name], bases["revenue"]) if money is not None else _not_paid(receipts)
        lines = bonus_lines(rules, name, chosen.month_text, bases)
        roles = tuple(sorted(rules.roles(name, chosen.month_text)))
        people.append(PersonBonus(name, roles, lines, total(lines)))
    return Bonuses(company, currency, chosen, tuple(people), _notes(money) if money and wants_paid else ())


def _whole(figure: Figure) -> bool:
    """Whether the month is known to its end: a bonus is not paid from a part of it."""
    told = any(flag.code in _REFUSED for flag in figure.flags)
    return isinstance(figure.value, Decimal) and figure.covered.complete and not told


def _not_paid(receipts: Figure) -> Value:
    """Why nobody's payments are known: there are none, or not of the whole month."""
    return no_payments() if isinstance(receipts.value, Missing) else _base(receipts, "paid")


def _notes(money: PaidMoney) -> tuple[Message, ...]:
    """What stands under the sheets whose base are payments."""
    told = [msg("“Paid” is money received from the person's customers less refunds of the month, VAT included")]
    if money.unknown:
        text = msg("Receipts of {amount} could not be told to be anybody's and are in no base",
                   amount=amount_message(money.unknown))  # fmt: skip
        told.append(text)
    return tuple(told)


def _earning(figure: Figure) -> bool:
    return isinstance(figure.value, Decimal) and bool(figure.value)


def _base(figure: Figure | None, base: str) -> Value:
    """The figure, unless a part of it is not loaded: a bonus is not paid from a part."""
    if figure is None:
        return Missing(Reason.NO_DATA, msg("There is no data of “{base}” by people", base=base), base)
    if isinstance(figure.value, Missing):
        return figure.value
    if not figure.covered.complete or any(flag.code in _REFUSED for flag in figure.flags):
        return Missing(Reason.NOT_COVERED, msg("The month is not whole: a bonus is not paid from a part of it"), base)
    return figure.value
