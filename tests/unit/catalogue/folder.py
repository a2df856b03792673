"""A small `formulas/` folder to break."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FACTS = """
[sale]
ru = "Продажи"
en = "Sales"
main = "amount"
[sale.columns.day]
kind = "date"
ru = "Дата"
en = "Date"
[sale.columns.document]
kind = "key"
ru = "Документ"
en = "Document"
[sale.columns.kind]
kind = "choice"
ru = "Вид"
en = "Kind"
choices = ["sale", "return"]
[sale.columns.amount]
kind = "money"
ru = "Сумма"
en = "Amount"
[sale.columns.manager]
kind = "dimension"
ru = "Менеджер"
en = "Manager"
"""

DIMENSIONS = """
[manager]
ru = "Менеджер"
en = "Manager"
"""

MEASURES = """
[revenue_net]
fact = "sale"
aggregation = "sum"
column = "amount"
additive = true
unit = "money"
ru = "Выручка чистая"
en = "Net revenue"

[orders]
fact = "sale"
aggregation = "distinct"
key = "document"
where = { kind = ["sale"] }
needs = ["document"]
unit = "order"
ru = "Заказы"
en = "Orders"
"""

_METRIC = """id = "{id}"
kind = "S"
order = {order}
ru = "Показатель {id}"
en = "Metric {id}"
formula = "{formula}"
unit = "{unit}"
display = "{display}"
decimals = 2
better = "up"

[symbols]
{symbols}

[definition]
ru = "Определение"
en = "Definition"
[advice]
ru = "Совет"
en = "Advice"
{rest}"""


def metric(
    metric_id: str,
    formula: str,
    symbols: dict[str, str],
    unit: str = "money/order",
    order: int = 1,
    rest: str = "",
) -> str:
    """The text of a metric's file."""
    bindings = "\n".join(f'{symbol} = "{binding}"' for symbol, binding in symbols.items())
    display = "money" if unit.startswith("money") else "number"
    return _METRIC.format(
        id=metric_id, order=order, formula=formula, unit=unit, display=display, symbols=bindings, rest=rest
    )


PARAMETERS = '[days]\nkind = "number"\nru = "Срок"\nen = "Days"\nunit = "day"\ndefault = "30"\n'

AOV = metric("aov", "revenue / orders", {"revenue": "revenue_net", "orders": "orders"})


def write(folder: Path, files: dict[str, str]) -> Path:
    """The folder with these files over the usual ones; empty text leaves a file out."""
    usual = {
        "facts.toml": FACTS,
        "dimensions.toml": DIMENSIONS,
        "measures.toml": MEASURES,
        "parameters.toml": PARAMETERS,
        "shop/aov.toml": AOV,
    }
    for name, text in {**usual, **files}.items():
        if text:
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    return folder
