"""Revenue, cost and expenses as the accounts of 1C tell them (NUMBERS 10): turnovers of account 90 of a window.

Revenue is Cr 90.01 less Dr 90.03 (VAT), cost Dr 90.02, selling Dr 90.07, administration Dr 90.08. A register without
any account 90 says nothing of them; with it, an account that has no row had no turnover.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

#: Side, sign and account; the sub-accounts count with it.
_Turnover = tuple[str, int, str]
_SALES = "90"
_NO_SALES = msg("The registers of this period have no account 90: add the trial balance of 1C by months")


def revenue(scope: Scope) -> Answer:
    """Credit of 90.01 less the VAT in it."""
    return _turned(scope, (("credit", 1, "90.01"), ("debit", -1, "90.03")))


def cost(scope: Scope) -> Answer:
    """Debit of 90.02."""
    return _turned(scope, (("debit", 1, "90.02"),))


def selling(scope: Scope) -> Answer:
    """Debit of 90.07."""
    return _turned(scope, (("debit", 1, "90.07"),))


def administration(scope: Scope) -> Answer:
    """Debit of 90.08."""
    return _turned(scope, (("debit", 1, "90.08"),))


def _turned(scope: Scope, turnovers: tuple[_Turnover, ...]) -> Answer:
    found = scope.by_window(
        f"SELECT w.win, {scope.member()} AS member, m.value, SUM(f.debit), SUM(f.credit) FROM ledger f\n"
        f"JOIN member m ON m.dimension = 'account' AND m.code = f.account\n"
        f"JOIN win w ON f.day >= w.lo AND f.day < w.hi\nWHERE {scope.counted()}\n"
        f"GROUP BY {scope.grouped('w.win, m.value')}"
    )
    return {window: _of(scope, rows, turnovers) for window, rows in found.items()}


def _of(scope: Scope, rows: list[tuple[object, ...]], turnovers: tuple[_Turnover, ...]) -> dict[int, Value]:
    if not any(_belongs(str(account), _SALES) for _, account, *_ in rows):
        return {NOBODY: Missing(Reason.NOT_COVERED, _NO_SALES, scope.measure.id, ("ledger",))}
    sums: dict[int, Decimal] = {NOBODY: Decimal(0)} if scope.cut.dimension is None else {}
    for member, account, debit, credit in rows:
        for side, sign, wanted in turnovers:
            amount = debit if side == "debit" else credit
            if _belongs(str(account), wanted) and isinstance(amount, Decimal):
                sums[int(str(member))] = sums.get(int(str(member)), Decimal(0)) + sign * amount
    return dict(sums)


def _belongs(account: str, to: str) -> bool:
    """90.01.1 belongs to 90.01, and 90.1 of older charts is the same account."""
    plain = ".".join(part.lstrip("0") or "0" for part in account.split("."))
    wanted = ".".join(part.lstrip("0") or "0" for part in to.split("."))
    return plain == wanted or plain.startswith(f"{wanted}.")
