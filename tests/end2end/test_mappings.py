"""The shell's way of a mapping: import with rules, list, write to a file, take back, forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.end2end.shell import kpi

if TYPE_CHECKING:
    from pathlib import Path

SALES = """Дата;Чек;Товар;Количество;Сумма;Источник
01.10.2026;107;Чай;1;100,10;Сайт
02.10.2026;215;Чай;2;200,20;Тест
"""
RULE = '\n[[rows]]\ncolumn = "Источник"\ndrop = ["Тест"]\n'


def test_a_mapping_with_a_rule_lives_in_the_book(tmp_path: Path) -> None:
    book, sales, rules = tmp_path / "b.kpi", tmp_path / "sales.csv", tmp_path / "rules.toml"
    sales.write_text(SALES, encoding="utf-8")
    assert kpi("new", book, "--company", "ООО").code == 0
    plain = kpi("import", sales, "--book", book).json["files"][0]
    assert (plain["outcome"], plain["imported"], plain["dropped"]) == ("ok", 2, 0)
    rules.write_text(plain["mapping"] + RULE, encoding="utf-8")
    ruled = kpi("import", sales, "--book", book, "--mapping", rules, "--replace").json["files"][0]
    assert (ruled["rows"], ruled["imported"], ruled["dropped"]) == (2, 1, 1)
    assert ruled["control"] == {"file_total": "300.30", "imported_total": "100.1000", "dropped_total": "200.2000"}
    source = kpi("sources", "--book", book).json["sources"][0]
    assert {name: float(total) for name, total in source["control"].items()} == {
        "file_total": 300.30, "dropped_total": 200.20, "imported_total": 100.10, "stored_total": 100.10,
    }  # fmt: skip
    again = kpi("import", sales, "--book", book).json["files"][0]
    assert (again["outcome"], again["imported"], again["batch"]) == ("ok", 0, ruled["batch"])
    assert kpi("check", book).code == 0

    (found,) = kpi("mapping", "--book", book, "--list").json["mappings"]
    assert found["earlier"] == 1
    layout = found["layout"]
    assert kpi("mapping", "--book", book, "--export", layout, tmp_path / "out.toml").code == 0
    assert "[[rows]]" in (tmp_path / "out.toml").read_text("utf-8")
    assert kpi("mapping", "--book", book, "--restore", layout).code == 0
    assert "[[rows]]" not in kpi("mapping", "--book", book).json["mappings"][0]["mapping"]
    assert kpi("mapping", "--book", book, "--remove", layout).code == 0
    assert kpi("mapping", "--book", book).json["mappings"] == []
    assert kpi("mapping", "--book", book, "--remove", layout).code == 2
    assert kpi("mapping", "--book", book, "--add", tmp_path / "out.toml").json == {"layout": layout}
    later = tmp_path / "later.csv"
    later.write_text(SALES.replace(".10.", ".11."), encoding="utf-8")
    assert kpi("import", later, "--book", book).json["files"][0]["dropped"] == 1


def test_an_undone_import_stays_undone_and_may_come_again(tmp_path: Path) -> None:
    book, sales = tmp_path / "b.kpi", tmp_path / "sales.csv"
    sales.write_text(SALES, encoding="utf-8")
    assert kpi("new", book, "--company", "ООО").code == 0
    batch = kpi("import", sales, "--book", book).json["files"][0]["batch"]
    assert kpi("undo", batch, "--book", book).code == 0
    answer = kpi("sources", "--book", book).json
    assert answer["sources"] == []
    assert [(one["batch"], one["file"], one["rows"]) for one in answer["undone"]] == [(batch, "sales.csv", 2)]
    again = kpi("import", sales, "--book", book).json["files"][0]
    assert (again["imported"], again["batch"]) == (2, batch + 1)
    assert kpi("check", book).code == 0
