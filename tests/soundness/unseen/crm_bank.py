"""Deals and leads of CRM systems, statements of banks, as their cabinets give them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.soundness.unseen.made import NBSP, PEOPLE, Case, Rows, csv, ru, xlsx

if TYPE_CHECKING:
    from pathlib import Path

#: id, created, closed, stage, amount, person: 30 deals, a third of them won in November.
DEALS = [
    (
        1000 + n,
        datetime(2025, 10, 20, 10, 15) + timedelta(days=n, minutes=17 * n),
        datetime(2025, 11, 1, 12) + timedelta(days=n) if n % 3 < 2 and n < 29 else None,
        ("won", "lost", "open")[n % 3] if n < 29 else "open",
        Decimal(10000 + 1500 * n) + Decimal("0.50"),
        PEOPLE[n % 3],
    )
    for n in range(30)
]


def _in_november(at: datetime | None) -> bool:
    return at is not None and (at.year, at.month) == (2025, 11)


WON = [d for d in DEALS if d[3] == "won" and _in_november(d[2])]
LOST = [d for d in DEALS if d[3] == "lost" and _in_november(d[2])]
MADE = [d for d in DEALS if _in_november(d[1])]
WIN_RATE = str(Decimal(len(WON)) / (len(WON) + len(LOST)))
DEAL_SIZE = str(sum(d[4] for d in WON) / len(WON))
DEAL_FIGURES: dict[str, str | None] = {
    "win_rate": WIN_RATE,
    "avg_deal_size": DEAL_SIZE,
    "new_opportunities": str(len(MADE)),
}
DEALS_TOTAL = str(sum(d[4] for d in DEALS))


def amo_semicolon(folder: Path) -> list[Path]:
    """amoCRM re-saved by Excel: cp1251, semicolons, a note over two lines, a budget with a blank for thousands."""
    rows: Rows = [
        [
            "ID",
            "Название сделки",
            "Компания",
            "Основной контакт",
            "Бюджет",
            "Ответственный",
            "Дата создания",
            "Дата закрытия",
            "Этап сделки",
            "Воронка",
            "Теги",
            "Примечание 1",
            "Источник",
        ]
    ]
    stage = {"won": "Успешно реализовано", "lost": "Закрыто и не реализовано", "open": "Переговоры"}
    for number, made, closed, state, amount, person in DEALS:
        rows.append(
            [
                str(number),
                f'Сделка "Кухня"; №{number}',
                f"ООО Клиент {number}",
                "Иван\nПетров",
                ru(amount, " "),
                person,
                f"{made:%d.%m.%Y %H:%M:%S}",
                f"{closed:%d.%m.%Y %H:%M:%S}" if closed else "не закрыта",
                stage[state],
                "Продажи",
                "опт, розница",
                "Перезвонить\nпосле обеда; «срочно»",
                ("Сайт", "Авито", "")[number % 3],
            ]
        )
    return [csv(folder / "amocrm_export_leads_2025-12-01.csv", rows)]


def bitrix_deals(folder: Path) -> list[Path]:
    """Bitrix24 deals: UTF-8 with BOM, all cells in quotes, stages of one's own with the group's column."""
    rows: Rows = [
        [
            "ID",
            "Название",
            "Стадия сделки",
            "Группа стадий",
            "Направление",
            "Сумма",
            "Валюта",
            "Компания",
            "Контакт",
            "Ответственный",
            "Дата создания",
            "Дата завершения",
            "Сделка закрыта",
            "Источник",
            "Тип",
        ]
    ]
    stage = {
        "won": ("Сделка успешна", "Успех"),
        "lost": ("Анализ причины провала", "Провал"),
        "open": ("Согласование", "В работе"),
    }
    for number, made, closed, state, amount, person in DEALS:
        shut = closed or made + timedelta(days=30)
        rows.append(
            [
                str(number),
                f"Заказ {number}",
                *stage[state],
                "Общее",
                f"{amount:.2f}",
                "Российский рубль",
                f"Компания {number}",
                "",
                person,
                f"{made:%d.%m.%Y %H:%M:%S}",
                f"{shut:%d.%m.%Y}",
                "да" if closed else "нет",
                "Веб-сайт",
                "Продажа",
            ]
        )
    return [csv(folder / "DEAL_20251201.csv", rows, encoding="utf-8-sig", quote_all=True)]


def bitrix_leads(folder: Path) -> list[Path]:
    """Bitrix24 leads as an .xls that is a page of HTML."""
    rows = [("ID", "Стадия", "Название лида", "Источник", "Ответственный", "Дата создания", "Телефон", "Сумма")]
    stage = ("Качественный лид", "Некачественный лид", "Не обработан", "В работе")
    rows += [(str(n), stage[n % 4], f"Лид #{n}", ("Звонок", "Веб-сайт")[n % 2], PEOPLE[n % 3], f"{1 + n % 28:02d}.11.2025 1{n % 9}:05:00", "+79990000000", "")
             for n in range(40)]  # fmt: skip
    body = "".join(
        "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>"
        for row, tag in zip(rows, ["th"] + ["td"] * 40, strict=True)
    )
    path = folder / "LEAD_20251201.xls"
    path.write_text(
        f'<html><head><meta http-equiv="Content-type" content="text/html;charset=utf-8"/></head><body><table border="1">{body}</table></body></html>',
        encoding="utf-8",
    )
    return [path]


def own_crm_leads(folder: Path) -> list[Path]:
    """A list of requests that a manager keeps in Excel: two requests of a day, statuses in words."""
    rows: Rows = [["№", "Дата обращения", "Имя", "Телефон", "Источник", "Статус", "Менеджер", "Комментарий"]]
    words = ("Новая", "В работе", "Отказ", "Продажа")
    for n in range(24):
        rows.append(
            [
                n + 1,
                date(2025, 11, 1 + n),
                f"Клиент {n}",
                f"8 (999) 000-00-{n:02d}",
                ("Авито", "Инстаграм", "2ГИС")[n % 3],
                words[n % 4],
                PEOPLE[n % 3],
                None,
            ]
        )
    return [xlsx(folder / "заявки.xlsx", ("Заявки", rows))]


#: day, in, out, who, what
MOVES = [
    (
        date(2025, 11, 1 + n),
        Decimal("15000.50") + 1000 * n if n % 3 else None,
        None if n % 3 else Decimal("2300.25") + 100 * n,
        f'ООО "Партнёр {n}"',
        ("Аренда офиса", "Оплата по счёту", "За товар")[n % 3] + f" №{n}, в т.ч. НДС 20%",
    )
    for n in range(24)
]
CAME = str(sum(m[1] for m in MOVES if m[1]))
TURNOVER = str(sum((m[1] or 0) + (m[2] or 0) for m in MOVES))


def sber_xlsx(folder: Path) -> list[Path]:
    """Сбербанк Бизнес: a head in two rows with merged cells, captions above, totals and balances below."""
    rows: Rows = [
        [None, 'ПАО "СБЕРБАНК РОССИИ"'], [None, "Дата формирования выписки 01.12.2025 в 09:15:03"],
        [None, "ВЫПИСКА ОПЕРАЦИЙ ПО ЛИЦЕВОМУ СЧЕТУ"], [None, None, "40702810900000012345"], [None, 'ООО "Вкус"'],
        [None, "за период с 01 ноября 2025 г.", None, None, "по 30 ноября 2025 г."], [None, "Российский рубль"], [],
        [None, "Дата проводки", None, "Счет", None, "Сумма по дебету", "Сумма по кредиту", "№ документа", "ВО", "Банк (БИК и наименование)", "Назначение платежа"],
        [None, None, None, "Дебет", "Кредит"],
    ]  # fmt: skip
    for n, (day, came, went, who, what) in enumerate(MOVES):
        ours, theirs = '40702810900000012345\n7700000000\nООО "Вкус"', f"4070281060000000{n:04d}\n7711000{n:03d}\n{who}"
        rows.append(
            [
                None,
                day,
                None,
                theirs if came else ours,
                ours if came else theirs,
                went,
                came,
                str(n + 1),
                "01",
                "БИК 044525225 ПАО СБЕРБАНК",
                what,
            ]
        )
    rows += [[], [None, "б/с", None, "40702", None, sum(m[2] for m in MOVES if m[2]), sum(m[1] for m in MOVES if m[1])],
             [None, "Количество операций", None, None, None, 8, 16], [None, "Входящий остаток", None, None, None, None, 100000, None, "(П)", "01.11.2025"],
             [None, "Итого оборотов", None, None, None, sum(m[2] for m in MOVES if m[2]), sum(m[1] for m in MOVES if m[1])],
             [None, "Исходящий остаток", None, None, None, None, 100000 + sum((m[1] or 0) - (m[2] or 0) for m in MOVES), None, "(П)", "30.11.2025"]]  # fmt: skip
    return [xlsx(folder / "vypiska.xlsx", ("Выписка", rows))]


def tinkoff_csv(folder: Path) -> list[Path]:
    """Т-Банк Бизнес: csv, UTF-8, a column of the type and one of the sum."""
    rows: Rows = [
        [
            "Дата операции",
            "Номер документа",
            "Тип операции",
            "Сумма",
            "Валюта",
            "Контрагент",
            "ИНН контрагента",
            "Счет контрагента",
            "Назначение платежа",
        ]
    ]
    for n, (day, came, went, who, what) in enumerate(MOVES):
        rows.append(
            [
                ru(day),
                str(n + 1),
                "Кредит" if came else "Дебет",
                ru(came or went or 0),
                "RUB",
                who,
                f"771100{n:04d}",
                f"4070281060000000{n:04d}",
                what,
            ]
        )
    return [csv(folder / "operations.csv", rows, encoding="utf-8-sig")]


def tinkoff_signed(folder: Path) -> list[Path]:
    """Т-Банк, operations with a sign in the sum and a status."""
    rows: Rows = [
        [
            "Дата операции",
            "Дата проведения",
            "Статус",
            "Сумма операции в валюте счета",
            "Валюта счета",
            "Контрагент",
            "Назначение платежа",
            "Категория",
        ]
    ]
    for day, came, went, who, what in MOVES:
        rows.append(
            [
                f"{ru(day)} 12:00:00",
                ru(day),
                "Исполнена",
                ru(came) if came else "-" + ru(went or 0),
                "RUB",
                who,
                what,
                "Прочее",
            ]
        )
    rows.append(
        ["24.11.2025 12:00:00", "24.11.2025", "Отклонена", "-99 000,00", "RUB", "ООО Х", "За товар №99", "Прочее"]
    )
    return [csv(folder / "operations.csv", rows, encoding="utf-8-sig", quote_all=True)]


def alfa_xlsx(folder: Path) -> list[Path]:
    """Альфа-Банк: «Поступление»/«Списание» under one head, an account's card above."""
    rows: Rows = [
        ["Выписка по счёту"], ["Счёт:", "40802810000000054321"], ["Период:", "01.11.2025 – 30.11.2025"], ["Входящий остаток:", "100 000,00 RUR"], [],
        ["Дата операции", "№ док.", "Контрагент", "ИНН", "Назначение", "Расход (RUR)", "Приход (RUR)"],
    ]  # fmt: skip
    for n, (day, came, went, who, what) in enumerate(MOVES):
        rows.append(
            [
                ru(day),
                n + 1,
                who,
                f"771100{n:04d}",
                what,
                ru(went, NBSP) if went else None,
                ru(came, NBSP) if came else None,
            ]
        )
    rows += [
        [
            "Итого обороты",
            None,
            None,
            None,
            None,
            ru(sum(m[2] for m in MOVES if m[2]), NBSP),
            ru(sum(m[1] for m in MOVES if m[1]), NBSP),
        ],
        ["Исходящий остаток:", None, None, None, None, None, "333,00"],
    ]
    return [xlsx(folder / "statement.xlsx", ("Sheet1", rows))]


def tochka_csv(folder: Path) -> list[Path]:
    """Точка / Модульбанк: a debit and a credit column with zeros, sum with a dot."""
    rows: Rows = [["Дата", "Номер", "Плательщик/Получатель", "Дебет", "Кредит", "Остаток", "Основание"]]
    rest = Decimal(100000)
    for n, (day, came, went, who, what) in enumerate(MOVES):
        rest += (came or 0) - (went or 0)
        rows.append([ru(day), str(n + 1), who, f"{went or 0:.2f}", f"{came or 0:.2f}", f"{rest:.2f}", what])
    return [csv(folder / "module.csv", rows, encoding="utf-8")]


def card_statement(folder: Path) -> list[Path]:
    """A cash book of a shop: what came, what went, what is left; opening and closing rows."""
    rows: Rows = [
        ["Касса, ноябрь 2025"],
        [],
        ["Дата", "Основание", "Приход", "Расход", "Остаток"],
        [None, "Остаток на начало", None, None, 5000],
    ]
    rest = Decimal(5000)
    for day, came, went, _, what in MOVES:
        rest += (came or 0) - (went or 0)
        rows.append([day, what, came, went, rest])
    rows += [["Итого", None, sum(m[1] for m in MOVES if m[1]), sum(m[2] for m in MOVES if m[2]), rest]]
    return [xlsx(folder / "касса.xlsx", ("Ноябрь", rows))]


CALLS = [
    (datetime(2025, 11, 1 + n % 28, 9 + n % 10, n % 60), n % 4 != 3, 30 + 17 * n, PEOPLE[n % 3]) for n in range(50)
]


def mango(folder: Path) -> list[Path]:
    """Mango Office history: cp1251, semicolons, who called whom, durations as clocks."""
    rows: Rows = [
        [
            "Направление",
            "Дата и время",
            "Кто звонил",
            "С кем говорил",
            "Номер абонента",
            "Длительность разговора",
            "Ожидание",
            "Результат",
        ]
    ]
    for at, inward, seconds, person in CALLS:
        missed = seconds % 5 == 0
        rows.append(
            [
                "Входящий" if inward else "Исходящий",
                f"{at:%d.%m.%Y %H:%M:%S}",
                "+79991112233" if inward else person,
                person if inward else "+79991112233",
                "+79991112233",
                "00:00:00" if missed else f"00:{seconds // 60:02d}:{seconds % 60:02d}",
                "00:00:12",
                "Пропущенный" if missed else "Успешный",
            ]
        )
    return [csv(folder / "mango_stat.csv", rows)]


def calltouch(folder: Path) -> list[Path]:
    """Calltouch calls: UTF-8, a source and a campaign of each call, «Целевой», «Уникальный»."""
    rows: Rows = [
        [
            "ID звонка",
            "Дата и время",
            "Номер клиента",
            "Номер телефона",
            "Источник",
            "Канал",
            "Кампания",
            "Ключевое слово",
            "Длительность звонка, сек",
            "Время ожидания, сек",
            "Статус",
            "Уникальный",
            "Целевой",
            "Менеджер",
        ]
    ]
    for n, (at, _, seconds, person) in enumerate(CALLS):
        missed = seconds % 5 == 0
        rows.append(
            [
                str(n),
                f"{at:%d.%m.%Y %H:%M:%S}",
                "79991112233",
                "74950000000",
                "yandex",
                "cpc",
                "Поиск",
                "двери",
                "0" if missed else str(seconds),
                "12",
                "Неуспешный" if missed else "Успешный",
                "Да",
                "Нет",
                person,
            ]
        )
    return [csv(folder / "calls.csv", rows, encoding="utf-8-sig")]


CASES = [
    Case("amoCRM, точка с запятой", amo_semicolon, "2025-11", 30, DEALS_TOTAL, DEAL_FIGURES, word="amocrm"),
    Case("Битрикс24, сделки", bitrix_deals, "2025-11", 30, DEALS_TOTAL, DEAL_FIGURES, word="bitrix24"),
    Case(
        "Битрикс24, лиды в html",
        bitrix_leads,
        "2025-11",
        40,
        "",
        {"leads": "40", "rejected_leads": "10"},
        word="bitrix24",
    ),
    Case("Заявки в Excel", own_crm_leads, "2025-11", 24, "", {"leads": "24"}),
    Case("Сбербанк, xlsx", sber_xlsx, "2025-11", 24, TURNOVER, {"customer_receipts": CAME}),
    Case("Т-Банк, csv", tinkoff_csv, "2025-11", 24, TURNOVER),
    Case("Т-Банк, сумма со знаком", tinkoff_signed, "2025-11", 24, TURNOVER),
    Case("Альфа-Банк, xlsx", alfa_xlsx, "2025-11", 24, TURNOVER),
    Case("Модульбанк, csv", tochka_csv, "2025-11", 24, TURNOVER),
    Case("Касса от руки", card_statement, "2025-11", 24, TURNOVER),
    Case("Mango", mango, "2025-11", 50, "", {"act_calls": "50"}),
    Case("Calltouch за ноябрь", calltouch, "2025-11", 50, "", {"act_calls": "50", "act_conversations": "40"}),
]
