"""Payments of the bank that stand for expenses tell their VAT in their purpose (NUMBERS 7).

By hand: rent of 122,000 with 22 % holds 22,000; the bank's charges of 1,000 hold none: 101,000 without VAT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.period import Period

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

OURS, THEIRS = "40702810000000000017", "40702810500000000099"
RENT = ("ООО «Дом»", "Аренда офиса за сентябрь. В том числе НДС 22 % - 22000-00 рублей.", 122_000)
CHARGES = ("Банк", "Комиссия за ведение счета. НДС не облагается", 1_000)
SILENT = ("ООО «Связь»", "Услуги связи за сентябрь", 500)


def spent(place: Path, *paid: tuple[str, str, int]) -> Figure:
    """The operating expenses of September without VAT by a statement of these payments."""
    lines = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", "ДатаНачала=01.09.2026",
             "ДатаКонца=30.09.2026", f"РасчСчет={OURS}", "СекцияРасчСчет", "ДатаНачала=01.09.2026",
             "ДатаКонца=30.09.2026", f"РасчСчет={OURS}", "КонецРасчСчет"]  # fmt: skip
    for number, (other, purpose, amount) in enumerate(paid, 1):
        lines += ["СекцияДокумент=Платежное поручение", f"Номер={number}", "Дата=10.09.2026", f"Сумма={amount}.00",
                  f"ПлательщикСчет={OURS}", "ДатаСписано=10.09.2026", f"ПолучательСчет={THEIRS}",
                  f"Получатель1={other}", f"НазначениеПлатежа={purpose}", "КонецДокумента"]  # fmt: skip
    file = place / "kl_to_1c.txt"
    file.write_bytes(("\r\n".join([*lines, "КонецФайла"]) + "\r\n").encode("cp1251"))
    workspace, book = load_workspace(), place / "book.kpi"
    new_book(book, "Ромашка", "RUB")
    change_settings(workspace, book, {"vat_report": "without"})
    import_files(workspace, book, [file], {})
    with opened(workspace, book) as (_, engine):
        return engine.figures(["operating_expenses"], [Period.month("2026-09")])[0]


def test_purposes_tell_the_vat_of_expenses(tmp_path: Path) -> None:
    found = spent(tmp_path, RENT, CHARGES)
    assert (found.value == 101_000, found.basis) == (True, "without")


def test_a_silent_purpose_is_told(tmp_path: Path) -> None:
    """500 of which nothing is known: the sum would hold a part with VAT."""
    found = spent(tmp_path, RENT, CHARGES, SILENT)
    assert found.basis == "mixed"
    told = str(getattr(found.value, "message", "")) + " ".join(str(flag.message) for flag in found.flags)
    assert "1 row of “kl_to_1c.txt” for 500.00" in told
