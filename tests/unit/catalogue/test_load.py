"""A wrong definition is told with its file, line and key; all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.errors import CatalogueError
from kpi_desktop.catalogue.lines import line_of
from kpi_desktop.catalogue.load import load_catalogue, read_catalogue
from kpi_desktop.i18n.translator import Translator
from tests.unit.catalogue.folder import AOV, DIMENSIONS, FACTS, MEASURES, metric, write

if TYPE_CHECKING:
    from pathlib import Path


def test_good_folder(tmp_path: Path) -> None:
    catalogue = load_catalogue(write(tmp_path, {}))
    assert list(catalogue.metrics) == ["aov"]
    assert catalogue.metrics["aov"].group == "shop"
    assert catalogue.measures["orders"].where == {"kind": ("sale",)}


def test_a_folder_is_read_once_for_as_long_as_its_files_are_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path, {})
    first = load_catalogue(folder)
    assert load_catalogue(folder) is first
    path = folder / "shop" / "aov.toml"
    path.write_text(path.read_text("utf-8").replace("order = ", "order = 1"), encoding="utf-8")
    assert load_catalogue(folder).metrics["aov"].order > first.metrics["aov"].order
    path.unlink()
    (folder / "facts.toml").unlink()
    with pytest.raises(CatalogueError):
        load_catalogue(folder)


REVENUE = {"revenue": "revenue_net", "orders": "orders"}
EXAMPLE = """[[examples]]
id = "E1"
inputs = { revenue = "750000", orders = "250" }
expected = "%s"
"""

CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "unknown symbol": (
        {"shop/aov.toml": metric("aov", "revenue / order", {"revenue": "revenue_net", "orders": "orders"})},
        [
            "shop/aov.toml:6 [formula]: “order” is not among the symbols (position 11)\n"
            "  revenue / order\n            ^\n  Did you mean “orders”?",
            "shop/aov.toml:14 [symbols.orders]: The symbol “orders” is used in no formula\n  Did you mean “order”?",
        ],
    ),
    "symbol bound to nothing": (
        {"shop/aov.toml": metric("aov", "revenue / orders", {"revenue": "revenue_nett", "orders": "orders"})},
        [
            "shop/aov.toml:13 [symbols.revenue]: “revenue_nett” is neither a measure nor a metric (position 1)\n"
            "  revenue_nett\n  ^\n  Did you mean “revenue_net”?",
        ],
    ),
    "circle": (
        {
            "shop/a.toml": metric("a", "x * 2", {"x": "b"}, order=2),
            "shop/b.toml": metric("b", "x * 2", {"x": "c"}, order=3),
            "shop/c.toml": metric("c", "x * 2", {"x": "a"}, order=4),
        },
        [
            "shop/a.toml:13 [symbols.x]: The metrics define one another in a circle: b → c → a → b",
            "shop/b.toml:13 [symbols.x]: The metrics define one another in a circle: c → a → b → c",
            "shop/c.toml:13 [symbols.x]: The metrics define one another in a circle: a → b → c → a",
        ],
    ),
    "unit of a sum": (
        {"shop/aov.toml": metric("aov", "revenue + orders", REVENUE)},
        [
            "shop/aov.toml:6 [formula]: “revenue” is in money, “orders” is in orders: they cannot be added or compared"
            " (position 9)\n  revenue + orders\n          ^\n"
            "  Divide or multiply them instead, or take two figures of one unit",
        ],
    ),
    "declared unit": (
        {"shop/aov.toml": metric("aov", "revenue / orders", REVENUE, unit="money")},
        ["shop/aov.toml:6 [formula]: The formula gives money/orders, the metric declares money"],
    ),
    "display": (
        {"shop/aov.toml": AOV.replace('display = "money"', 'display = "share"')},
        ["shop/aov.toml:8 [display]: “share” cannot show the unit “money/order”"],
    ),
    "unknown word": (
        {"shop/aov.toml": AOV.replace('better = "up"', 'better = "upp"')},
        ["shop/aov.toml:10 [better]: “better” is “upp”\n  Use one of: up, down, balance, none"],
    ),
    "language": (
        {"shop/aov.toml": AOV.replace('en = "Definition"', 'en = "Определение"')},
        ["shop/aov.toml:18 [definition.en]: “definition.en” is not in English"],
    ),
    "absent advice": (
        {"shop/aov.toml": AOV.replace('ru = "Совет"\n', "")},
        ["shop/aov.toml:19 [advice.ru]: “advice.ru” is missing"],
    ),
    "unknown key": (
        {"shop/aov.toml": AOV.replace("decimals", "decimal")},
        [
            "shop/aov.toml:1 [decimals]: “decimals” is missing",
            "shop/aov.toml:9 [decimal]: “decimal” means nothing here\n  Did you mean “decimals”?",
        ],
    ),
    "wrong type": (
        {"shop/aov.toml": AOV.replace("order = 1", 'order = "1"')},
        ["shop/aov.toml:3 [order]: “order” must be a whole number"],
    ),
    "file name": (
        {"shop/aov.toml": "", "shop/check.toml": AOV},
        ["shop/check.toml:1 [id]: The id must be the file's name, “check”"],
    ),
    "same id": (
        {"sales/aov.toml": AOV},
        ["shop/aov.toml:1 [id]: “sales/aov.toml” defines this metric already"],
    ),
    "same order": (
        {"shop/b.toml": metric("b", "revenue / orders", REVENUE)},
        ["shop/b.toml:3 [order]: The place 1 belongs to “aov” already"],
    ),
    "example": (
        {"shop/aov.toml": AOV + EXAMPLE % "3001"},
        ["shop/aov.toml:25 [examples[1].expected]: The formula gives 3000, the example expects 3001"],
    ),
    "example of another formula": (
        {"shop/aov.toml": AOV + EXAMPLE % "3000" + 'formula = "revenue - orders"\n'},
        ["shop/aov.toml:25 [examples[1].expected]: “aov” has no formula “revenue - orders”"],
    ),
    "unknown fact": (
        {
            "measures.toml": MEASURES.replace(
                'fact = "sale"\naggregation = "sum"', 'fact = "sales"\naggregation = "sum"'
            )
        },
        ["measures.toml:3 [revenue_net.fact]: There is no fact “sales”\n  Did you mean “sale”?"],
    ),
    "unknown column": (
        {"measures.toml": MEASURES.replace('column = "amount"', 'column = "amaunt"')},
        ["measures.toml:5 [revenue_net.column]: The fact “sale” has no column “amaunt”\n  Did you mean “amount”?"],
    ),
    "unknown choice": (
        {"measures.toml": MEASURES.replace('["sale"]', '["sold"]')},
        [
            "measures.toml:15 [orders.where.kind]: The column “kind” never holds “sold”\n"
            "  Use one of: sale, return, known, unknown",
        ],
    ),
    "no key": (
        {"measures.toml": MEASURES.replace('key = "document"\n', "")},
        ["measures.toml:11 [orders.key]: “distinct” needs “key”"],
    ),
    "text is summed": (
        {"measures.toml": MEASURES.replace('column = "amount"', 'column = "kind"')},
        ["measures.toml:5 [revenue_net.column]: The column “kind” holds no numbers"],
    ),
    "never additive": (
        {"measures.toml": MEASURES.replace('"distinct"', '"new"').replace("needs =", "additive = true\nneeds =")},
        ["measures.toml:16 [orders.additive]: “new” is never additive: it is asked again for every window"],
    ),
    "dimension without a column": (
        {"dimensions.toml": DIMENSIONS + '[channel]\nru = "Канал"\nen = "Channel"\n'},
        ["dimensions.toml:5 [channel]: No fact has the dimension “channel”"],
    ),
    "dimension without a name": (
        {"facts.toml": FACTS + '[sale.columns.region]\nkind = "dimension"\nru = "Регион"\nen = "Region"\n'},
        ["dimensions.toml:1 [region]: The dimension of the column “sale.region” has no name"],
    ),
    "unsupported function": (
        {"shop/aov.toml": metric("aov", "revenue / count_over(orders; 5 * orders)", REVENUE)},
        ["shop/aov.toml:6 [formula]: “count_over” cannot be computed here\n  Leave the formula empty for now"],
    ),
    "broken toml": (
        {"shop/aov.toml": "id = aov"},
        ["shop/aov.toml: The file is not valid TOML: Invalid value (at line 1, column 6)"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_finding(case: str, tmp_path: Path) -> None:
    files, expected = CASES[case]
    _, issues = read_catalogue(write(tmp_path, files))
    if not issues:
        pytest.fail("nothing was found")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    said = Translator("en")(caught.value.message).partition("\n")[2]
    assert said == "\n".join(expected)


def test_all_findings_come_at_once_in_russian(tmp_path: Path) -> None:
    broken = AOV.replace('better = "up"', 'better = "upp"').replace("/ orders", "/ ordes")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(write(tmp_path, {"shop/aov.toml": broken}))
    assert Translator("ru")(caught.value.message) == (
        "В каталоге показателей 3 ошибки:\n"
        "shop/aov.toml:6 [formula]: «ordes» нет среди обозначений показателя (позиция 11)\n"
        "  revenue / ordes\n            ^\n  Может быть, «orders»?\n"
        "shop/aov.toml:10 [better]: «better» имеет значение «upp»\n  Допустимо: up, down, balance, none\n"
        "shop/aov.toml:14 [symbols.orders]: Обозначение «orders» не встречается ни в одной формуле\n"
        "  Может быть, «ordes»?"
    )


def test_empty_folder_is_told(tmp_path: Path) -> None:
    _, issues = read_catalogue(tmp_path)
    assert {(issue.code, issue.file) for issue in issues} == {
        ("no_file", "facts.toml"),
        ("no_file", "measures.toml"),
        ("no_file", "dimensions.toml"),
        ("no_file", "parameters.toml"),
    }


TOML = """id = "a"
# [symbols]
[symbols]
"a b" = "x"
c = "y"

[[examples]]
expected = "1"
[[examples]]
inputs = { revenue = "1" }
[examples.more]
deep = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("id", 1),
        ("symbols", 3),
        ("symbols.a b", 4),
        ("symbols.c", 5),
        ("symbols.absent", 3),
        ("examples[1].expected", 8),
        ("examples[2].inputs.revenue", 10),
        ("examples[2].more.deep", 12),
        ("absent", 1),
    ],
)
def test_line(path: str, line: int) -> None:
    assert line_of(TOML, path) == line
