"""Words of CRM systems and of hand-kept lists for what became of a deal, to be read and added to.

Names are compared whole and never by a part of them: «Неуспешно» is not «Успешно», and «Отказ от рекламы» is no known
name at all. What no list holds is not guessed: it is asked about.
"""

from __future__ import annotations

import re

#: What only says in which place a stage or a state stands: «7. Успешно», «10 - Отказ», «[W] Оплачено».
_PLACE = re.compile(r"(?:\[[^\]]{1,3}\]|\(?\d{1,2}(?:\s*[.):]|\s+[-–—]|[-–—](?=[A-ZА-ЯЁ])))\s*(?=\D)")

#: Names that only a deal has: where they stand, the rows are deals, whatever else they look like.
WON_OF_DEALS = (
    "Успешно реализовано", "Сделка успешна", "Успешно завершена", "Closed Won", "Closed - won", "Won",
    "Payment Done", "Оплачено и завершено", "Успешная сделка", "Сделка выиграна", "Deal won",
    "Выиграна", "Выигран", "Успех", "Завершена успешно", "Завершено успешно", "Успешно завершено",
)  # fmt: skip
LOST_OF_DEALS = (
    "Закрыто и не реализовано", "Сделка провалена", "Closed Lost", "Closed - lost", "Lost",
    "Closed Lost to Competition", "Closed-Lost to Competition",
    "Сделка проиграна", "Deal lost", "Анализ причины провала", "Проиграна",
    "Analyze failure", "Отказ", "Отказ клиента", "Провал", "Провалена", "Проигран", "Не реализована",
    "Не реализовано", "Завершена неуспешно", "Неуспешно завершена", "Сделка не состоялась",
)  # fmt: skip
#: Names that payments, calls and orders have as well: in a list of deals they end a deal.
WON_TOO = (
    "Успешно", "Успешна", "Успешная", "Успешный", "Выиграно", "Победа", "Продано", "Продана", "Продан",
    "Оплачено", "Оплачена", "Оплачен", "Оплата получена", "Закрыта успешно", "Закрыто успешно", "Закрыт успешно",
    "Успешно закрыта", "Успешно закрыто", "Успешно закрыт", "Закрыта - успех", "Закрыта выиграна", "Закрыто выиграно",
    "Продали", "Купил", "Купила", "Купили", "Куплено", "Выиграли", "Продажа состоялась", "Закрыт (успех)",
    "Закрыта (успех)", "Закрыто (успех)", "Оплачено полностью", "Полностью оплачено", "Полная оплата",
    "Закрыто и реализовано", "Реализовано", "Реализована", "Сделка состоялась", "Сделка заключена",
    "Сделка закрыта успешно", "Успешная продажа",
    "Win", "Success", "Successful", "Closed successfully", "Successfully closed", "Sold", "Paid",
)  # fmt: skip
LOST_TOO = (
    "Неуспешно", "Неуспешна", "Неуспешная", "Неуспешный", "Неуспех", "Безуспешно", "Проиграно", "Провалено",
    "Не продали", "Не продано", "Не купил", "Не купила", "Не купили", "Проиграли", "Продажа не состоялась",
    "Закрыт (отказ)", "Закрыта (отказ)", "Закрыто (отказ)",
    "Слита", "Слито", "Слит", "Слив", "Не реализован", "Нереализована", "Закрыта неуспешно", "Закрыто неуспешно",
    "Закрыт неуспешно", "Закрыта - отказ", "Закрыта проиграна", "Закрыто проиграно", "Не выиграна", "Неудача",
    "Неудачно", "Отказался", "Отказалась", "Отказались", "Клиент отказался", "Отказано", "Потеряна", "Потеряно",
    "Потерян", "Не состоялась", "Завершено неуспешно", "Неуспешно завершено",
    "Loss", "Failed", "Failure", "Unsuccessful", "Closed unsuccessfully", "Refused",
)  # fmt: skip
#: Names of what is surely on its way: a closing day beside them is only the expected one.
STILL_OPEN = (
    "Новая", "Новый", "Новое", "Новые", "Новая заявка", "Новая сделка", "Новый лид", "Неразобранное", "Открыта",
    "Открыт", "Открыто", "В работе", "Взята в работу", "Взято в работу", "Первичный контакт", "Первый контакт",
    "Контакт установлен", "Квалификация", "Квалифицирована", "Выявление потребностей", "Назначена встреча",
    "Встреча назначена", "Презентация", "Демонстрация", "Переговоры", "В переговорах", "Ведутся переговоры",
    "Принимают решение", "Принимает решение", "Думает", "Перезвонить", "Недозвон", "Согласование",
    "Согласование условий", "Согласование договора", "Договор на подписании", "Подготовка документов",
    "Подготовка предложения", "Подготовка КП", "КП", "КП отправлено", "Отправлено КП", "Коммерческое предложение",
    "Предложение", "Счёт выставлен", "Выставлен счёт", "Счёт на предоплату", "Финальный счёт", "Ожидание оплаты",
    "Ожидает оплаты", "Ждём оплату", "В ожидании", "Отложена", "Отложено",
    "Open", "New", "New lead", "In progress", "On hold", "Contacted", "Prospecting", "Qualification", "Qualified",
    "Needs analysis", "Value proposition", "Id. decision makers", "Identify decision makers", "Perception analysis",
    "Appointment scheduled", "Qualified to buy", "Presentation scheduled", "Decision maker bought-in",
    "Meeting scheduled", "Demo", "Proposal", "Proposal sent", "Proposal/Price quote", "Negotiation", "Negotiations",
    "Negotiation/Review", "Contract sent",
)  # fmt: skip


def unnumbered(word: str) -> str:
    """The name of a stage or a state without its place in the list."""
    return _PLACE.sub("", word, count=1) if _PLACE.match(word) else word
