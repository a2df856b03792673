"""Which objects of 1C give which facts: documents of the usual configurations, by their documentation.

Only the receipt order (ПриходныйОрдер) and the catalogue of units were seen in real answers; the others follow the
published structure of 1C:Accounting 3.0, Trade Management 10.3 and 11, UNF (Small Business) and Retail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SALE, ORDER, PAYMENT, STOCK, PRICE = "sale", "order", "payment", "stock", "price"


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """How one object of the service becomes facts.

    `parts` are the tabular parts whose lines count, the first filled one that is not of services first. `back` marks
    goods coming back. `direction` is of payments. `only` and `never` are operations (folded, without blanks) that
    alone count, or never. `label` stands before the number where two kinds of documents share their numbers.
    `summary` is a shift report: sales without receipts. `covered_by` holds the same sales: where it is at hand, this
    object is not taken.
    """

    fact: str
    parts: tuple[str, ...] = ()
    back: bool = False
    direction: str = ""
    only: str = ""
    never: str = ""
    label: str = ""
    summary: bool = False
    covered_by: tuple[str, ...] = ()
    register: bool = False


#: Operations of documents of shipment that sell nothing: goods on commission, to a processor, back to a supplier.
_NO_SALE = r"передач.*|возвраткомитент.*|возврат.*поставщик.*|.*безвозмездн.*|списание.*"
_NO_RETURN = r".*(комиссионер|переработчик|хранени|поставщик).*"
_GOODS, _SERVICES = ("Товары", "Запасы"), ("Услуги", "РаботыИУслуги", "Работы")
_LINES = (*_GOODS, *_SERVICES)

#: Tabular parts whose lines are services, whatever the catalogue of goods says.
SERVICE_PARTS = frozenset({"Услуги", "РаботыИУслуги", "Работы"})

_SALES = {
    "Document_РеализацияТоваровУслуг": ObjectKind(SALE, _LINES, never=_NO_SALE),
    "Document_РасходнаяНакладная": ObjectKind(SALE, _LINES, never=_NO_SALE, label="Накладная"),
    "Document_АктВыполненныхРабот": ObjectKind(SALE, _LINES, label="Акт"),
    "Document_ОтчетОРозничныхПродажах": ObjectKind(SALE, _LINES, summary=True),
    "Document_ЧекККМ": ObjectKind(
        SALE, _LINES, label="Чек", never=r".*возврат.*", covered_by=("Document_ОтчетОРозничныхПродажах",)
    ),
    "Document_ЧекККМВозврат": ObjectKind(
        SALE, _LINES, back=True, label="Возврат по чеку", covered_by=("Document_ОтчетОРозничныхПродажах",)
    ),
    "Document_ВозвратТоваровОтПокупателя": ObjectKind(SALE, _LINES, back=True, never=_NO_RETURN, label="Возврат"),
    "Document_ВозвратТоваровОтКлиента": ObjectKind(SALE, _LINES, back=True, never=_NO_RETURN, label="Возврат"),
    "Document_ПриходнаяНакладная": ObjectKind(
        SALE, _LINES, back=True, only=r"возвратотпокупателя.*", label="Приходная накладная"
    ),
}

#: Documents of sales: where one of them is at hand, the register of sales repeats it.
DOCUMENTS_OF_SALES = ("Document_РеализацияТоваровУслуг", "Document_РасходнаяНакладная")
RETURNS = tuple(name for name, kind in _SALES.items() if kind.back and not kind.covered_by)
#: Changes sums of earlier documents; it is named, and never read.
CORRECTIONS = "Document_КорректировкаРеализации"

_REGISTER = ObjectKind(SALE, register=True, covered_by=DOCUMENTS_OF_SALES)
KINDS: dict[str, ObjectKind] = {
    **_SALES,
    "AccumulationRegister_Продажи": _REGISTER,
    "AccumulationRegister_ВыручкаИСебестоимостьПродаж": _REGISTER,
    "Document_ЗаказПокупателя": ObjectKind(ORDER, _LINES),
    "Document_ЗаказКлиента": ObjectKind(ORDER, _LINES),
    "Document_ПоступлениеНаРасчетныйСчет": ObjectKind(PAYMENT, direction="in"),
    "Document_СписаниеСРасчетногоСчета": ObjectKind(PAYMENT, direction="out", label="Списание"),
    "Document_ПриходныйКассовыйОрдер": ObjectKind(PAYMENT, direction="in", label="ПКО"),
    "Document_РасходныйКассовыйОрдер": ObjectKind(PAYMENT, direction="out", label="РКО"),
    "Document_ПоступлениеБезналичныхДенежныхСредств": ObjectKind(PAYMENT, direction="in"),
    "Document_СписаниеБезналичныхДенежныхСредств": ObjectKind(PAYMENT, direction="out", label="Списание"),
    "Document_ПоступлениеНаСчет": ObjectKind(PAYMENT, direction="in"),
    "Document_РасходСоСчета": ObjectKind(PAYMENT, direction="out", label="Списание"),
    "Document_ПоступлениеВКассу": ObjectKind(PAYMENT, direction="in", label="ПКО"),
    "Document_РасходИзКассы": ObjectKind(PAYMENT, direction="out", label="РКО"),
    "Document_ПриходныйОрдер": ObjectKind(STOCK, _GOODS),
    "Document_ПриходныйОрдерНаТовары": ObjectKind(STOCK, _GOODS),
    "InformationRegister_ЦеныНоменклатуры": ObjectKind(PRICE, register=True),
}

#: Catalogues whose names the documents need; a live connection fetches those that the base publishes.
CATALOGUES = (
    "Catalog_Номенклатура", "Catalog_Контрагенты", "Catalog_Партнеры", "Catalog_Валюты", "Catalog_Организации",
    "Catalog_Склады", "Catalog_СтруктурныеЕдиницы", "Catalog_ПодразделенияОрганизаций", "Catalog_Подразделения",
    "Catalog_СтруктураПредприятия", "Catalog_Пользователи", "Catalog_Сотрудники", "Catalog_ФизическиеЛица",
    "Catalog_СтатьиДвиженияДенежныхСредств", "Catalog_БанковскиеСчета", "Catalog_БанковскиеСчетаОрганизаций",
    "Catalog_Кассы", "Catalog_ДоговорыКонтрагентов", "Catalog_ЕдиницыИзмерения",
    "Catalog_КлассификаторЕдиницИзмерения", "Catalog_УпаковкиЕдиницыИзмерения", "Catalog_СостоянияЗаказовПокупателей",
    "Catalog_ВидыЦен", "Catalog_ТипыЦенНоменклатуры",
)  # fmt: skip
#: Fields of catalogues that are read.
CATALOGUE_FIELDS = (
    "Ref_Key", "Code", "Description", "DeletionMark", "Parent_Key", "IsFolder", "Артикул", "ИНН", "Услуга",
    "ТипНоменклатуры", "БуквенныйКод", "НаименованиеПолное", "НомерСчета",
)  # fmt: skip

_RECORDS = "_RecordType"
#: Documents that move money between own accounts and tills: neither received nor paid.
_TRANSFERS = re.compile(
    r"перевод(с|на|в|из)(друг|расч|касс|счет|карт|банк).*|инкассаци.*|получениеналичныхвбанке.*|"
    r"взносналичны(х|ми)вбанк.*|сдача(денежныхсредств|наличных)?вбанк.*|поступлениеденежныхсредствиз(банка|другойкассы).*|"
    r"выдачаденежныхсредствв(другую)?касс.*|перемещение.*|конвертаци.*|покупкавалют.*|продажавалют.*|поступлениесдругогосчета.*"
)


def kind_of(name: str) -> ObjectKind | None:
    """How the object becomes facts; None where it does not."""
    return KINDS.get(plain_name(name))


def plain_name(name: str) -> str:
    """The object without what stands for its flat records."""
    return name.removesuffix(_RECORDS)


def folded_operation(word: str) -> str:
    """An operation in one form: enumerations are written together, presentations with blanks."""
    return re.sub(r"[\s_().,-]", "", word).lower().replace("ё", "е")


def counts(kind: ObjectKind, operation: str) -> bool:
    """Whether a document of this operation is what its kind says."""
    word = folded_operation(operation)
    if kind.only and not re.fullmatch(kind.only, word):
        return False
    return not (kind.never and word and re.fullmatch(kind.never, word))


def is_transfer(operation: str) -> bool:
    """Whether a payment only moves money between the owner's accounts."""
    return bool(_TRANSFERS.fullmatch(folded_operation(operation)))
