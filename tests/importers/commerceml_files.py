"""Pieces of exchange files of a web shop, for tests that put them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tests.importers.files import read

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from kpi_desktop.ingest.outcome import FileReport


def requisites(**values: str) -> str:
    entries = "".join(
        f"<ЗначениеРеквизита><Наименование>{name.replace('_', ' ')}</Наименование><Значение>{value}</Значение>"
        "</ЗначениеРеквизита>"
        for name, value in values.items()
    )
    return f"<ЗначенияРеквизитов>{entries}</ЗначенияРеквизитов>"


def goods(*amounts: str) -> str:
    lines = "".join(f"<Товар><Ид>{n}</Ид><Сумма>{amount}</Сумма></Товар>" for n, amount in enumerate(amounts))
    return f"<Товары>{lines}</Товары>"


def order(
    number: str, amount: str, *more: str, day: str = "2024-03-05", currency: str = "руб.", rate: str = "1"
) -> str:
    total = f"<Сумма>{amount}</Сумма>" if amount else "<Сумма/>"
    return (
        f"<Документ><Ид>id-{number}</Ид><Номер>{number}</Номер><Дата>{day}</Дата>"
        f"<ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>{currency}</Валюта>"
        f"<Курс>{rate}</Курс>{total}"
        "<Контрагенты><Контрагент><Ид>key-1</Ид><Наименование>Сова</Наименование><Роль>Покупатель</Роль></Контрагент>"
        f"</Контрагенты>{''.join(more)}</Документ>"
    )


def file_of(*parts: str, namespace: str = "", made: str = "") -> str:
    space = f' xmlns="{namespace}"' if namespace else ""
    day = f' ДатаФормирования="{made}"' if made else ""
    return f'<КоммерческаяИнформация{space} ВерсияСхемы="2.08"{day}>{"".join(parts)}</КоммерческаяИнформация>'


def examined(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "orders.xml") -> FileReport:
    path = tmp_path / name
    declared = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding != "utf-8-sig" else ""
    path.write_bytes((declared + text).encode(encoding))
    return read(path, tmp_path)


def plainly(path: Path, *names: str) -> list[_Element]:
    """All elements of these names, whatever their namespace, by a reading that is not ours."""
    wanted = set(names)
    tree = etree.parse(str(path))
    return [one for one in tree.iter("*") if etree.QName(one).localname in wanted]


def inside(element: _Element, name: str) -> list[_Element]:
    """The elements of that name anywhere in the element."""
    return [one for one in element.iter("*") if etree.QName(one).localname == name]
