"""Reports of mailing services (Unisender, SendPulse, Mailchimp and the like): one row is one mailing; by documentation.

Opened and clicked are counts of letters, each once. A report that gives them as percents only has no counts: they are
not made up out of rounded percents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.block import Block, filled_rows
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings
from kpi_desktop.ingest.normalise import fold, key

if TYPE_CHECKING:
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "mailing"

_DAY = (
    "Send Date", "Дата отправки", "Дата и время отправки", "Время отправки", "Дата рассылки", "Дата запуска",
    "Отправлено в", "Дата старта", "Дата", "Date sent", "Sent at", "Sent on", "Send time", "Date", "Начало отправки",
    "Дата начала", "Start date", "Дата начала отправки", "Дата выпуска", "Отправлена", "Дата создания",
)  # fmt: skip
_SENT = (
    "Total Recipients", "Отправлено писем", "Отправлено", "Всего отправлено", "Писем отправлено", "Кол-во отправленных",
    "Количество отправленных", "Отправлено сообщений", "Всего писем", "Получателей", "Получатели", "Emails sent",
    "Sent", "Total sent", "Recipients", "Количество получателей", "Адресатов", "All email qty",
)  # fmt: skip
_DELIVERED = (
    "Successful Deliveries", "Доставлено писем", "Доставлено", "Всего доставлено", "Delivered", "Deliveries",
    "Total delivered", "Кол-во доставленных", "Количество доставленных",
)  # fmt: skip
_OPENED = (
    "Unique Opens", "Уникальные открытия", "Уникальных открытий", "Открытий уникальных", "Открытия (уникальные)",
    "Открытия уникальные", "Открыли", "Открыто", "Прочитано", "Прочитали", "Opened", "Opens (unique)", "Unique opened",
    "Открытий", "Открытия", "Прочтения", "Кол-во открытий", "Открыто писем", "Opens",
)  # fmt: skip
_CLICKED = (
    "Unique Clicks", "Уникальные клики", "Уникальные переходы", "Уникальных переходов", "Уникальных кликов",
    "Переходы (уникальные)", "Клики (уникальные)", "Клики уникальные", "Переходы уникальные", "Перешли", "Кликнули",
    "Clicked", "Clicks (unique)", "Unique clicked", "Перешли по ссылкам", "Переходов", "Переходы", "Клики", "Кликов",
    "Переходы по ссылкам", "Кол-во переходов", "Clicks",
)  # fmt: skip
_BOUNCED = ("Total Bounces", "Не доставлено", "Недоставлено", "Ошибки доставки", "Возвраты", "Bounced", "Bounces",
            "Не доставлено писем", "Ошибок", "Ошибки", "Отказы")  # fmt: skip
_BOUNCE_PARTS = (("Soft Bounces", "Soft bounced", "Мягкие возвраты", "Временные ошибки"),
                 ("Hard Bounces", "Hard bounced", "Жёсткие возвраты", "Постоянные ошибки"))  # fmt: skip
_TITLE = (
    "Title", "Название рассылки", "Название кампании", "Название", "Рассылка", "Кампания", "Campaign name",
    "Campaign title", "Campaign", "Message name", "Название письма", "Name", "Имя рассылки", "Subject",
    "Тема письма", "Тема",
)  # fmt: skip
_SEGMENT = ("List", "Audience", "Список", "Списки", "Сегмент", "Адресная книга", "Audience name", "Segment", "База")
_ONLY_UNIQUE = {"opened": _OPENED, "clicked": _CLICKED}
_TOP = 30
_NUMBERS = msg("Export the report with numbers of letters sent, delivered, opened")


def _keys(*groups: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key(word) for words in groups for word in words)


_OPENS, _CLICKS = _keys(_OPENED), _keys(_CLICKED)
#: Headings that may count repeated opens and clicks too.
_VAGUE = _keys(("Открытий", "Открытия", "Прочтения", "Кол-во открытий", "Переходов", "Переходы", "Клики", "Кликов",
                "Переходы по ссылкам", "Кол-во переходов", "Opens", "Clicks"))  # fmt: skip
_REACHED = _keys(_SENT, _DELIVERED)
_NAMES = _keys(_TITLE, _SEGMENT)
#: Columns of the same words as shares: «Открыто, %».
_PERCENT = ("%", "процент", "доля", "rate", "percent")


def recognise(table: SourceTable) -> bool:
    """Whether the sheet is a report on mailings: letters sent or delivered beside letters opened or clicked."""
    return _find(table) is not None


def _find(table: SourceTable) -> Block | None:
    for row in range(min(table.rows, _TOP)):
        names = tuple(cell_text(table, row, column) for column in range(len(table.columns)))
        keys = {_bare(name) for name in names if name}
        if keys & _REACHED and keys & (_OPENS | _CLICKS) and keys & _NAMES:
            return Block(table, row, names, filled_rows(table, row + 1, table.rows))
    return None


def _bare(name: str) -> str:
    """The heading without its mark of per cent."""
    folded = fold(name)
    for word in ("в процентах", "процент", "доля", "%", "rate"):
        folded = folded.replace(word, " ")
    return key(folded)


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the mailings; None where the sheet is no report on them."""
    block = _find(table)
    if block is None:
        return None
    draft, about = Draft(job, _without_totals(block), job.facts["mailing"]), Delivery(WORD)
    about.rows = len(draft.block.rows)
    if not about.rows:
        return empty(draft, about)
    problem = _days(draft, about)
    if problem is None and len(draft.block.rows):
        problem = _counts(draft, about)
        draft.read("mailing", *_TITLE)
        draft.read("segment", *_SEGMENT)
    if problem is not None:
        return refuse(draft, about, problem)
    return deliver(draft, about)


def _days(draft: Draft, about: Delivery) -> tuple[Message, Message] | None:
    day = draft.block.column(*_DAY)
    if day is None:
        return (msg("The report has no column of the day on which mailings were sent"),
                msg("Export the list of mailings with the date of sending"))  # fmt: skip
    doubt = draft.doubtful_dates(draft.block.names[day])
    if doubt:
        return two_readings(doubt)
    draft.read_column("day", day)
    about.partial = draft.drop_undated() > 0
    return None


def _without_totals(block: Block) -> Block:
    out = np.zeros(len(block.rows), dtype=bool)
    day = block.column(*_DAY)
    dated = np.zeros(len(block.rows), dtype=bool) if day is None else block.cells(day).filled
    for index in range(min(3, len(block.names))):
        cells = block.cells(index)
        out |= cells.by_word(totals.is_total(word) for word in cells.words) & (~dated | (day == index))
    return block.without(out)


def _counts(draft: Draft, about: Delivery) -> tuple[Message, Message] | None:
    block = draft.block
    draft.sign = _sign(draft)
    for target, words in (("sent", _SENT), ("delivered", _DELIVERED), ("opened", _OPENED), ("clicked", _CLICKED)):
        columns = [index for index in block.columns(*words) if not _is_share(draft, index)]
        if columns:
            draft.read_column(target, columns[0])
        elif any(_bare(name) in _keys(words) for name in block.names):
            about.partial = True
            text = msg("“{column}” is given in percents only: the number of letters cannot be told from them",
                       column=next(name for name in block.names if _bare(name) in _keys(words)))  # fmt: skip
            draft.issues.append(draft.job.warning("percent_only", text, fix=_NUMBERS, sheet=block.table.sheet))
    if not {"sent", "delivered"} & set(draft.found.arrays):
        return msg("The report gives shares only, and no number of letters sent"), _NUMBERS
    _delivered(draft, about)
    _used(draft)
    _maybe_repeated(draft)
    _impossible(draft)
    return None


def _used(draft: Draft) -> None:
    """Coupons and promo codes that readers used, where the report counts them."""
    for target in ("coupons", "promo_codes"):
        index = draft.block.column(*draft.fact.column(target).headings)
        if index is not None and not _is_share(draft, index):
            draft.read_column(target, index)


def _maybe_repeated(draft: Draft) -> None:
    """Columns whose heading does not say whether each letter is counted once."""
    vague = [name for target in _ONLY_UNIQUE if target in draft.found.arrays
             if key(name := _column_name(draft, target)) in _VAGUE]  # fmt: skip
    if vague:
        text = msg("“{columns}” are taken for letters, each counted once", columns=", ".join(vague))
        draft.issues.append(draft.job.info("taken_as_unique", text, sheet=draft.block.table.sheet))


def _sign(draft: Draft) -> str:
    words = [word for group in (_SENT, _DELIVERED, _OPENED, _CLICKED) for index in draft.block.columns(*group)
             for word in draft.block.cells(index).used_words()]  # fmt: skip
    return numbers.decimal_sign(words) or "."


def _is_share(draft: Draft, index: int) -> bool:
    """Whether a column holds percents or shares: by its heading, by its cells."""
    if any(word in fold(draft.block.names[index]) for word in _PERCENT):
        return True
    cells = draft.block.cells(index)
    if any(word.endswith("%") for word in cells.used_words()):
        return True
    read = numbers.read_numbers(cells, 6, draft.sign)
    return bool((read.valid & (read.scaled % 10**6 != 0)).any())


def _delivered(draft: Draft, about: Delivery) -> None:
    """Delivered is sent less bounced, where the report gives it so."""
    import pyarrow.compute as pc

    if "delivered" in draft.found.arrays or "sent" not in draft.found.arrays:
        return
    whole = [index for index in draft.block.columns(*_BOUNCED)[:1] if not _is_share(draft, index)]
    parts = [index for words in _BOUNCE_PARTS for index in draft.block.columns(*words)[:1]]
    columns = whole or (parts if len(parts) == len(_BOUNCE_PARTS) else [])
    if not columns:
        return
    left = draft.found.arrays["sent"]
    for index in columns:
        draft.read_column("delivered", index)
        left = pc.subtract(left, draft.found.arrays["delivered"])
    draft.put("delivered", left, *columns)
    about.details.append((msg("Delivered letters"), msg("sent less those that bounced")))


def _impossible(draft: Draft) -> None:
    """More letters opened than delivered: repeated opens were counted, and the rates would be wrong."""
    import pyarrow.compute as pc

    base = draft.found.arrays.get("delivered", draft.found.arrays.get("sent"))
    if base is None:
        return
    for target in _ONLY_UNIQUE:
        counted = draft.found.arrays.get(target)
        if counted is None:
            continue
        more = int(pc.sum(pc.greater(counted, base).fill_null(False)).as_py() or 0)
        if more:
            text = nmsg("{n} mailing has more in “{column}” than letters delivered: repeated ones seem to be counted",
                        "{n} mailings have more in “{column}” than letters delivered: repeated ones seem to be counted",
                        n=more, column=_column_name(draft, target))  # fmt: skip
            fix = msg("Export unique opens and clicks, each letter counted once")
            draft.issues.append(draft.job.warning("not_unique", text, fix=fix, sheet=draft.block.table.sheet))


def _column_name(draft: Draft, target: str) -> str:
    return next((draft.block.names[index] for index, found in draft.targets.items() if found == target), target)
