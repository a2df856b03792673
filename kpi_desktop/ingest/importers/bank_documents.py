"""The documents of a bank statement as payments: which side is ours, on which day, from or to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kpi_desktop.ingest.importers.exchange import money_of
from kpi_desktop.ingest.normalise import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kpi_desktop.ingest.readers.bank_text import BankText, Block

PAYER, PAYEE = "Плательщик", "Получатель"
_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_INN_BEFORE = re.compile(
    r"^(?:ИНН\s*)?(?:\d{10}|\d{12,13})(?:\s*/\s*(?:КПП\s*)?\d{9})?\s*[,;/]?\s+(?=\D)", re.IGNORECASE
)
_PURPOSES = ("НазначениеПлатежа", *(f"НазначениеПлатежа{part}" for part in range(1, 7)))
#: Orders by which the one who is to be paid asks for the money.
_DEMANDS = ("платежное требование", "инкассовое поручение")
#: Accounts of organisations and entrepreneurs, and deposits: money moved to one of one's own is a transfer.
_BUSINESS = ("405", "406", "407", "40802", "42")
_COMMISSION = "70601"
_TAX_CODE = re.compile(r"(?!0+$)\d{20}")
CURRENCIES = {
    "810": "RUB", "643": "RUB", "840": "USD", "978": "EUR", "156": "CNY", "398": "KZT", "933": "BYN", "826": "GBP",
    "756": "CHF", "392": "JPY", "784": "AED", "949": "TRY", "051": "AMD", "417": "KGS", "860": "UZS",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Payment:
    """One document as a payment. `direction` is '' for a transfer between own accounts and where nothing tells it.

    `article` is a word of `ARTICLES` or ''. `transfer` says that both accounts are the file's own.
    """

    block: Block
    day: date
    amount: Decimal
    direction: str
    account: str
    counterparty: str
    inn: str
    organisation: str
    purpose: str
    article: str
    transfer: bool
    posted: bool
    payer: frozenset[str]
    payee: frozenset[str]


def own_accounts(found: BankText) -> tuple[str, ...]:
    """The accounts that the statement is about, as its heading and sections name them."""
    named = [*found.header.repeated.get("РасчСчет", ()), *(block.text("РасчСчет") for block in found.sections)]
    return tuple(dict.fromkeys(bare for text in named if (bare := _account(text))))


def account_of(section: Block) -> str:
    """The account of a section."""
    return _account(section.text("РасчСчет"))


def day_of(text: str) -> date | None:
    """A day as the exchange writes it, dd.mm.yyyy; None for anything else."""
    parts = _DAY.fullmatch(text.strip())
    if parts is None:
        return None
    try:
        return date(int(parts[3]), int(parts[2]), int(parts[1]))
    except ValueError:
        return None


def currency_of(account: str) -> str:
    """The currency that the number of a Russian account states in its sixth to eighth digit; '' where it does not."""
    return CURRENCIES.get(account[5:8], "") if re.fullmatch(r"[34]\d{19}", account) else ""


def payment(block: Block, own: Sequence[str], *, to_bank: bool) -> Payment | None:
    """The document as a payment; None where it has no day or no amount. `to_bank`: the file is a list of orders."""
    amount = money_of(block.text("Сумма"))
    payer, payee = _accounts(block, PAYER), _accounts(block, PAYEE)
    direction, transfer = _direction(block, frozenset(own), (payer, payee), to_bank=to_bank)
    day = _day(block, direction)
    if amount is None or amount < 0 or day is None:
        return None
    ours, theirs = (PAYEE, PAYER) if direction == "in" else (PAYER, PAYEE)
    known = direction or transfer
    return Payment(
        block=block,
        day=day,
        amount=amount,
        direction=direction,
        account=_own_account(own, payee if direction == "in" else payer),
        counterparty=name_of(block, theirs) if known else "",
        inn=block.text(f"{theirs}ИНН") if known else "",
        organisation=name_of(block, ours) if known else "",
        purpose=_purpose(block),
        article="transfer" if transfer else _article(block, direction, payer, payee),
        transfer=transfer,
        posted=bool(day_of(block.text("ДатаСписано")) or day_of(block.text("ДатаПоступило"))),
        payer=payer,
        payee=payee,
    )


def _account(text: str) -> str:
    return re.sub(r"[\s.]", "", text)


def _accounts(block: Block, side: str) -> frozenset[str]:
    found = (_account(block.text(f"{side}Счет")), _account(block.text(f"{side}РасчСчет")))
    return frozenset(text for text in found if text)


def _direction(
    block: Block, own: frozenset[str], sides: tuple[frozenset[str], frozenset[str]], *, to_bank: bool
) -> tuple[str, bool]:
    """In, out or '', and whether the money only moves between own accounts: accounts tell first, then the dates."""
    payer, payee = sides
    paid, received = bool(payer & own), bool(payee & own)
    inns = {block.text("ПлательщикИНН"), block.text("ПолучательИНН")} - {""}
    if paid and received and (payer != payee or len(inns) < 2):
        return "", True
    if paid != received:
        return ("out" if paid else "in"), False
    left, came = bool(day_of(block.text("ДатаСписано"))), bool(day_of(block.text("ДатаПоступило")))
    if left != came:
        return ("out" if left else "in"), False
    if to_bank:
        return ("in" if block.kind.lower().replace("ё", "е").startswith(_DEMANDS) else "out"), False
    return "", False


def _day(block: Block, direction: str) -> date | None:
    """The day on which the bank moved the money, else the document's own."""
    keys = ("ДатаПоступило", "ДатаСписано") if direction == "in" else ("ДатаСписано", "ДатаПоступило")
    days = (day_of(block.text(key)) for key in (*keys, "Дата"))
    return next((day for day in days if day), None)


def _own_account(own: Sequence[str], side: frozenset[str]) -> str:
    """The own account of the payment: the one on our side, else the file's only one, else what stands there."""
    of_side = [account for account in own if account in side]
    if of_side:
        return of_side[0]
    return own[0] if len(own) == 1 else min(side, default="")


def name_of(block: Block, side: str) -> str:
    """The name of a side without the INN that some banks put before it; the INN where there is no name."""
    name = tidy(block.text(f"{side}1", side))
    inn = block.text(f"{side}ИНН")
    stripped = tidy(name.removeprefix("ИНН ").removeprefix(inn).lstrip(" ,;/")) if inn else name
    return _INN_BEFORE.sub("", stripped) or name or inn


def _purpose(block: Block) -> str:
    """What the payment was for: the whole text where it is given, else its parts put together."""
    whole = block.text(_PURPOSES[0])
    return tidy(whole or " ".join(part for key in _PURPOSES[1:] if (part := block.text(key))))


def _article(block: Block, direction: str, payer: frozenset[str], payee: frozenset[str]) -> str:
    """What the document itself proves: a tax, the bank's commission, money moved between accounts of one INN."""
    if direction == "out" and _TAX_CODE.fullmatch(block.text("ПоказательКБК")):
        return "tax"
    if direction == "out" and any(account.startswith(_COMMISSION) for account in payee):
        return "commission"
    inn, other = block.text("ПлательщикИНН"), block.text("ПолучательИНН")
    if not direction or not re.fullmatch(r"\d{10}|\d{12}", inn) or inn != other or payer == payee:
        return ""
    theirs = payer if direction == "in" else payee
    return "transfer" if any(account.startswith(_BUSINESS) for account in theirs) else ""
