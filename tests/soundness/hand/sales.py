"""Lists of sales: a row for each, written down in every way in which people write days, money and totals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.soundness.hand.kit import DAYS, MONEY, Line, Made, Page, Truth, by_day, by_month, lines, summed

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from tests.soundness.hand.kit import Rows, Value

#: Column -> what it may be called and how it is filled.
COLUMNS: dict[str, tuple[tuple[str, ...], Callable[[Line], Value]]] = {
    "day": (("Дата", "Дата продажи", "ДАТА", "Дата ", "День"), lambda line: line.day),
    "number": (("№ заказа", "Номер заказа", "Номер чека", "Заказ", "№ накладной"), lambda line: line.number),
    "customer": (("Клиент", "Покупатель", "Контрагент", "Заказчик"), lambda line: line.customer),
    "manager": (("Менеджер", "Продавец", "Ответственный", "Сотрудник"), lambda line: line.manager),
    "product": (("Товар", "Наименование", "Номенклатура", "Услуга", "Наименование товара"), lambda line: line.product),
    "quantity": (("Кол-во", "Количество", "Кол-во, шт", "шт", "Кол."), lambda line: line.quantity),
    "price": (("Цена", "Цена, руб.", "Цена за шт.", "Цена за единицу"), lambda line: line.price),
    "amount": (("Сумма", "Сумма, руб.", "Выручка", "Сумма продажи", "Итого", "Стоимость", "Сумма (руб)", "Сумма, ₽"),
               lambda line: line.amount),
    "note": (("Комментарий", "Примечание", "Прим."), lambda line: ("", "перезвонить", "самовывоз")[line.number % 3]),
}  # fmt: skip
CORE = ("day", "customer", "manager", "product", "quantity", "price", "amount")


def listed(
    found: Sequence[Line], names: Sequence[str], rng: random.Random, days: str = "real", money: str = "real"
) -> Rows:
    """Headings and a row for each sale."""
    rows: Rows = [[rng.choice(COLUMNS[name][0]) for name in names]]
    for line in found:
        row: list[Value] = []
        for name in names:
            value = COLUMNS[name][1](line)
            if name == "day":
                value = DAYS[days](line.day)
            elif name in {"price", "amount"}:
                value = MONEY[money](Decimal(str(value)))
            row.append(value)
        rows.append(row)
    return rows


def of_june(rng: random.Random, count: int = 0) -> list[Line]:
    """Sales of a month."""
    return lines(rng, count or rng.randint(8, 30), date(2026, 6, 1), 30)


def plain(rng: random.Random) -> Made:
    """Columns in any order, some left out, under any of their names."""
    found = of_june(rng)
    names = [*CORE, *(["number"] * rng.randint(0, 1)), *(["note"] * rng.randint(0, 1))]
    for name in rng.sample(["customer", "manager", "price", "quantity"], rng.randint(0, 2)):
        names.remove(name)
    rng.shuffle(names)
    return Made((Page("Продажи", listed(found, names, rng)),), Truth("sale", by_day(found)))


def no_word_of_sales(rng: random.Random) -> Made:
    """The sheet is «Лист1» and nothing but the columns says what the rows are."""
    found = of_june(rng)
    return Made((Page("Лист1", listed(found, CORE, rng)),), Truth("sale", by_day(found)))


def days_as_written(rng: random.Random) -> Made:
    """Days in every spelling that tells day, month and year."""
    found = of_june(rng)
    way = rng.choice(list(DAYS))
    return Made((Page("Продажи", listed(found, CORE, rng, days=way)),), Truth("sale", by_day(found)), f"Книга {way}")


def days_mixed(rng: random.Random) -> Made:
    """Real dates, and texts where somebody typed with a comma or a blank."""
    found = of_june(rng)
    rows = listed(found, CORE, rng)
    for row, line in zip(rows[1:], found, strict=True):
        row[0] = DAYS[rng.choice(["real", "dots", "bare", "words", "short"])](line.day)
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found)))


def days_both_ways(rng: random.Random) -> Made:
    """06/01/2026 to 06/09/2026: which comes first is for the owner to say."""
    found = lines(rng, 12, date(2026, 6, 1), 9)
    rows = listed(found, CORE, rng, days="slash")
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found), asks=True))


def days_without_year(rng: random.Random) -> Made:
    """«1 июня», «01.06»: the year stands in the title, or nowhere."""
    found = of_june(rng)
    way = rng.choice(["words", "dots", "short"])
    rows = listed(found, CORE, rng)
    for row, line in zip(rows[1:], found, strict=True):
        text = str(DAYS["words" if way == "words" else "dots"](line.day))
        row[0] = {"words": text.removesuffix(" 2026"), "dots": text.removesuffix(".2026")}.get(
            way, f"{line.day.day}.06"
        )
    title = rng.choice(["Продажи за июнь 2026 года", "Продажи июнь 2026", ""])
    rows = [[title], *rows] if title else rows
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found), asks=not title))


def money_as_written(rng: random.Random) -> Made:
    """Amounts in every spelling."""
    found = of_june(rng)
    way = rng.choice(list(MONEY))
    asks = way in {"dash_kopecks", "equals"}
    rows = listed(found, CORE, rng, money=way)
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found), asks=asks), f"Книга {way}")


def money_mixed(rng: random.Random) -> Made:
    """Numbers, and some of them as texts."""
    found = of_june(rng)
    rows = listed(found, CORE, rng)
    for row, line in zip(rows[1:], found, strict=True):
        row[-1] = MONEY[rng.choice(["real", "real", "spaces", "rub", "nbsp", "sign", "comma"])](line.amount)
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found)))


def total_somewhere(rng: random.Random) -> Made:
    """The total at the end, at the top, under an empty row or above the headings; with words or without."""
    found = of_june(rng)
    rows = listed(found, CORE, rng)
    whole = sum(line.amount for line in found)
    pieces = sum(line.quantity for line in found)
    word = rng.choice(["Итого", "ИТОГО:", "Всего", "Итого за июнь", "Всего за месяц:", "Сумма итого", "", "Общая сумма",
                       "И Т О Г О", "ИТОГО ПРОДАЖ", "Total"])  # fmt: skip
    at = rng.choice([0, 0, 1, 3]) if word else 0
    total: list[Value] = [None] * len(CORE)
    total[at] = word or None
    total[-1] = whole
    total[4] = rng.choice([pieces, None])
    where = rng.choice(["end", "end", "gap", "first", "above"])
    if where == "gap":
        rows += [[None], total]
    elif where == "above":
        rows = [total, *rows]
    else:
        rows.insert(1 if where == "first" else len(rows), total)
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found)), f"Книга {where} {word[:3]}")


def totals_in_the_middle(rng: random.Random) -> Made:
    """Sorted by manager, by day or by week, with a total under (or over) each group."""
    found = of_june(rng)
    by = rng.choice(["manager", "day", "customer"])
    found.sort(key=lambda line: (str(getattr(line, by)), line.day))
    column = {"manager": 2, "day": 0, "customer": 1}[by]
    rows: Rows = listed(found[:0], CORE, rng)
    groups = summed((str(getattr(line, by)), line.amount) for line in found)
    above = rng.random() < 0.3
    words = rng.choice(["Итого {}", "Итого по {}", "{} Итог", "Итого:", "Итого за день" if by == "day" else "Всего {}"])
    for name, whole in groups.items():
        shown = f"{date.fromisoformat(name):%d.%m.%Y}" if by == "day" else name
        total: list[Value] = [None] * len(CORE)
        total[column] = words.format(shown)
        total[-1] = whole
        part = listed([line for line in found if str(getattr(line, by)) == name], CORE, rng)[1:]
        rows += [total, *part] if above else [*part, total]
    if rng.random() < 0.7:
        rows.append(["Общий итог", *[None] * (len(CORE) - 2), sum(groups.values())])
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found)), f"Книга {by} {above}")


def group_captions(rng: random.Random) -> Made:
    """The manager or the day stands once, in a row of its own above his sales."""
    found = of_june(rng)
    by = rng.choice(["manager", "day"])
    found.sort(key=lambda line: (str(getattr(line, by)), line.day))
    names = [name for name in CORE if name != by] if by == "manager" else list(CORE)[1:]
    rows: Rows = listed(found[:0], names, rng)
    for name in dict.fromkeys(str(getattr(line, by)) for line in found):
        rows.append([f"{date.fromisoformat(name):%d.%m.%Y}" if by == "day" else name])
        rows += listed([line for line in found if str(getattr(line, by)) == name], names, rng)[1:]
    split = {"manager": summed((line.manager, line.amount) for line in found)}.get(by, {})
    return Made((Page("Продажи", rows),),
                Truth("sale", by_day(found), split="manager" if split else "", by=split),
                f"Книга {by}")  # fmt: skip


def day_once(rng: random.Random) -> Made:
    """The day stands on the first sale of the day only, in a merged cell or above empty ones."""
    found = of_june(rng, 24)
    rows = listed(found, CORE, rng)
    merged = rng.random() < 0.5
    merges, start = [], 1
    for at in range(2, len(rows) + 1):
        if at == len(rows) or found[at - 1].day != found[start - 1].day:
            if at - start > 1:
                merges.append((start, 0, at - 1, 0))
            start = at
    for top, _, bottom, _ in merges:
        for at in range(top + 1, bottom + 1):
            rows[at][0] = None
    page = Page("Продажи", rows, merges=tuple(merges) if merged else ())
    return Made((page,), Truth("sale", by_day(found), asks=True), f"Книга {merged}")


def noted(rng: random.Random) -> Made:
    """Titles above, blank rows between, signatures and remarks below, headings on every page."""
    found = of_june(rng)
    rows = listed(found, CORE, rng)
    for _ in range(rng.randint(0, 3)):
        rows.insert(rng.randint(2, len(rows) - 1), [None])
    if rng.random() < 0.5:
        rows.insert(len(rows) // 2, list(rows[0]))
    above: list[Rows] = [[], [["Продажи магазина «Уют»"]], [["ИП Смирнова"], ["июнь 2026"], [None]]]
    rows = [*rng.choice(above), *rows]
    rows += rng.choice(
        [
            [],
            [[None], ["Составила: Петрова"]],
            [["* цены с учётом доставки"], ["оплачено 3 из 5"]],
            [[None], [None, None, "Проверено", None, None, None, None], ["Директор", None, "________"]],
        ]
    )
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found)))  # fmt: skip


def returned(rng: random.Random) -> Made:
    """Returns below zero, in brackets, or as rows of the kind «Возврат» without a minus."""
    found = of_june(rng)
    back = set(rng.sample(range(len(found)), 3))
    way = rng.choice(["minus", "brackets", "kind", "unicode", "trailing"])
    rows = listed(found, CORE, rng)
    if way == "kind":
        rows[0].append("Тип операции")
    for at, (row, line) in enumerate(zip(rows[1:], found, strict=True)):
        if way == "kind":
            row.append("Возврат" if at in back else "Продажа")
        elif at in back:
            text = str(MONEY["spaces"](line.amount))
            row[4] = -line.quantity
            ways: dict[str, Value] = {"minus": -line.amount, "brackets": f"({text})", "unicode": f"−{text}"}
            row[6] = ways.get(way, f"{text}-")
    sums = summed((line.day.isoformat(), -line.amount if at in back else line.amount) for at, line in enumerate(found))
    return Made((Page("Продажи", rows),), Truth("sale", sums), f"Книга {way}")


def returns_beside(rng: random.Random) -> Made:
    """Sales and returns in two columns, with or without the difference beside them."""
    found = of_june(rng)
    net = rng.random() < 0.5
    rows: Rows = [["Дата", "Продавец", "Продажи", "Возвраты", *(["Итого"] if net else [])]]
    sums: list[tuple[str, Decimal]] = []
    for line in found:
        back = line.price if rng.random() < 0.3 and line.quantity > 1 else Decimal(0)
        rest = [line.amount - back] if net else []
        rows.append([line.day, line.manager, line.amount, back or rng.choice([None, 0]), *rest])
        sums.append((line.day.isoformat(), line.amount - back))
    return Made((Page("Продажи", rows),), Truth("sale", summed(sums), asks=True), f"Книга {net}")


def discounted(rng: random.Random) -> Made:
    """A discount in money or percent, and the sum to pay beside the sum before it."""
    found = of_june(rng)
    share = rng.random() < 0.5
    rows: Rows = [["Дата", "Клиент", "Товар", "Кол-во", "Цена", "Сумма", "Скидка, %" if share else "Скидка, руб.",
                   rng.choice(["Итого", "К оплате", "Сумма со скидкой", "Итого со скидкой"])]]  # fmt: skip
    sums = []
    for line in found:
        part = rng.choice([0, 0, 5, 10, 25])
        off = (line.amount * part / 100).quantize(Decimal("0.01"))
        cut: Value = off if not share else f"{part}%" if rng.random() < 0.3 else part
        rows.append(
            [line.day, line.customer, line.product, line.quantity, line.price, line.amount, cut, line.amount - off]
        )
        sums.append((line.day.isoformat(), line.amount - off))
    return Made((Page("Продажи", rows),), Truth("sale", summed(sums)), f"Книга {share}")


def in_thousands(rng: random.Random) -> Made:
    """Money in thousands: the unit stands in the heading, above the table, in the cell or in the cell's look."""
    found = of_june(rng)
    way = rng.choice(["heading", "caption", "cell", "sheet", "short", "million"])
    rows = listed(found, ("day", "customer", "manager", "product", "amount"), rng)
    size = 1_000_000 if way == "million" else 1000
    rows[0][-1] = {"heading": "Сумма, тыс. руб.", "short": "Выручка, т.р.", "million": "Выручка, млн руб."}.get(
        way, "Сумма"
    )
    for row, line in zip(rows[1:], found, strict=True):
        text = f"{line.amount / size:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        row[-1] = f"{text} тыс." if way == "cell" else line.amount / size
    if way == "caption":
        rows = [["Продажи, июнь 2026"], [None, None, None, None, "тыс. руб."], *rows]
    return Made((Page("в тыс. руб." if way == "sheet" else "Продажи", rows),),
                Truth("sale", by_day(found), asks=True), f"Книга {way}")  # fmt: skip


def hidden_rows(rng: random.Random) -> Made:
    """Rows hidden by hand or by a filter."""
    found = of_june(rng)
    rows = listed(found, CORE, rng)
    out = frozenset(rng.sample(range(1, len(rows)), rng.randint(1, 5)))
    page = Page("Продажи", rows, hidden_rows=out, filtered=rng.random() < 0.5)
    return Made((page,), Truth("sale", by_day(found), told=("rows_hidden",)), f"Книга {page.filtered}")


def hidden_column(rng: random.Random) -> Made:
    """The column of sums is hidden: it is read and told."""
    found = of_june(rng)
    rows = listed(found, CORE, rng)
    page = Page("Продажи", rows, hidden_columns=frozenset({6}))
    return Made((page,), Truth("sale", by_day(found), told=("columns_hidden",)))


def error_cells(rng: random.Random) -> Made:
    """#ДЕЛ/0! and its kin in the sums: these rows are told and left out."""
    found = of_june(rng)
    rows = listed(found, CORE, rng)
    bad = set(rng.sample(range(len(found)), 2))
    for at in bad:
        rows[at + 1][6] = rng.choice(["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?"])
    good = [line for at, line in enumerate(found) if at not in bad]
    return Made((Page("Продажи", rows),), Truth("sale", by_day(good), told=("amount_unreadable",), asks=True))


def formulas(rng: random.Random) -> Made:
    """Sums are formulas, and the program that wrote the file computed none of them."""
    found = of_june(rng)
    rows = listed(found, CORE, rng)
    for at, row in enumerate(rows[1:], 2):
        row[6] = f"=E{at}*F{at}"
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found), asks=True))


def phones(rng: random.Random) -> Made:
    """Telephone numbers as numbers beside the clients; they are no money."""
    found = of_june(rng)
    phone = {name: 79000000000 + rng.randrange(10**9) for name in sorted({line.customer for line in found})}
    rows: Rows = [["Дата", "ФИО", "Телефон", "Услуга", "Сумма"]]
    rows += [[line.day, line.customer, phone[line.customer], line.product, line.amount] for line in found]
    order = list(range(5))
    rng.shuffle(order)
    rows = [[row[at] for at in order] for row in rows]
    return Made((Page("Лист1", rows),), Truth("sale", by_day(found)))


def by_the_month(rng: random.Random) -> Made:
    """One row for each month and manager: «июн.26», «Июнь 2026», 01.06.2026."""
    found = lines(rng, 40, date(2026, 1, 1), 181)
    ways: dict[str, Callable[[date], Value]] = {
        "name": lambda day: f"{_name(day)} {day.year}", "short": lambda day: f"{_name(day)[:3]}.{day:%y}",
        "first": lambda day: day.replace(day=1), "number": lambda day: f"{day:%m.%Y}",
        "g": lambda day: f"{_name(day)} {day.year} г.", "space": lambda day: f"{_name(day)[:3]} {day:%y}",
        "iso": lambda day: f"{day:%Y-%m}", "dash": lambda day: f"{_name(day)[:3]}-{day:%y}",
    }  # fmt: skip
    way = rng.choice(list(ways))
    rows: Rows = [["Месяц", "Менеджер", "Выручка", "Кол-во продаж"]]
    for month in sorted({line.day.replace(day=1) for line in found}):
        for name in sorted({line.manager for line in found}):
            part = [line for line in found if line.manager == name and line.day.replace(day=1) == month]
            if part:
                rows.append([ways[way](month), name, sum(line.amount for line in part), len(part)])
    return Made((Page("Продажи", rows),), Truth("sale", by_month(found)), f"Книга {way}")


def by_the_week(rng: random.Random) -> Made:
    """A row for each week: the program keeps days and months, and asks rather than takes a week for a day."""
    found = lines(rng, 40, date(2026, 6, 1), 28)
    way = rng.choice(["range", "long", "number", "short", "from"])
    rows: Rows = [["Неделя", "Выручка", "Кол-во заказов"]]
    for start in range(4):
        low, high = date(2026, 6, 1 + 7 * start), date(2026, 6, 7 + 7 * start)
        part = [line for line in found if low <= line.day <= high]
        name = {
            "range": f"{low:%d.%m}–{high:%d.%m}",
            "long": f"{low:%d.%m.%Y} - {high:%d.%m.%Y}",
            "number": f"неделя {23 + start}",
            "short": f"{23 + start} нед.",
        }.get(way, f"с {low:%d.%m.%Y}")
        rows.append([name, sum(line.amount for line in part), len(part)])
    return Made((Page("Продажи по неделям", rows),), Truth("sale", by_month(found), asks=True), f"Книга {way}")


def _name(day: date) -> str:
    from tests.soundness.hand.kit import MONTHS

    return MONTHS[day.month - 1]


FAMILIES = (
    plain, no_word_of_sales, days_as_written, days_mixed, days_both_ways, days_without_year, money_as_written,
    money_mixed, total_somewhere, totals_in_the_middle, group_captions, day_once, noted, returned, returns_beside,
    discounted, in_thousands, hidden_rows, hidden_column, error_cells, formulas, phones, by_the_month, by_the_week,
)  # fmt: skip
