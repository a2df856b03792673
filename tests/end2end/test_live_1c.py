"""A live base of 1C on the loopback, by the shell and by the use case: figures against hand-written sums and files."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened, opened_book, undo
from kpi_desktop.app.connections import SETTING, Mark, connect, connections, connections_of, save
from kpi_desktop.app.fetching import FetchWish, fetch
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import Cancelled
from kpi_desktop.core.period import Period
from kpi_desktop.live.errors import LiveError
from kpi_desktop.live.service import Service
from tests.end2end.shell import kpi
from tests.importers.odata_files import CATALOGUES, CUP, FOX, RUB, TEA, key, line, sale, write
from tests.unit.live.base import PASSWORD, USER, Base, Json, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kpi_desktop.app.importing import Imported

SALES, RETURNS = "Document_РеализацияТоваровУслуг", "Document_ВозвратТоваровОтПокупателя"
MONEY = "Document_ПоступлениеНаРасчетныйСчет"
SINCE = date(2026, 9, 1)


def documents() -> dict[str, list[Json]]:
    """October: sales 100 + 250, a return of 30, 70 received; September: a sale of 50."""
    received: Json = {
        "Ref_Key": key(1), "Number": "1", "Date": "2026-10-03T00:00:00", "Posted": True, "DeletionMark": False,
        "СуммаДокумента": "70.00", "Контрагент_Key": FOX, "ВидОперации": "ОплатаПокупателя", "ВалютаДокумента_Key": RUB,
    }  # fmt: skip
    return {
        SALES: [
            sale(1, "2026-10-01", 100, [line(TEA, 1, 100)]),
            sale(2, "2026-10-31", 250, [line(TEA, 2, 200), line(CUP, 1, 50)], Контрагент_Key=FOX),
            sale(3, "2026-09-30", 50, [line(CUP, 1, 50)]),
            sale(4, "2026-10-09", 9, [line(CUP, 1, 9)], Posted=False),
        ],
        RETURNS: [sale(1, "2026-10-01", 30, [line(TEA, 1, 30)])],
        MONEY: [received],
        "Document_Прочее": [sale(9, "2026-10-09", 9, [])],
        **CATALOGUES,
    }


@pytest.fixture
def base() -> Iterator[Base]:
    with running(Base(documents())) as found:
        yield found


@pytest.fixture
def book(tmp_path: Path, base: Base) -> Path:
    path = tmp_path / "b.kpi"
    new_book(path, "X")
    connect(path, (base.url, USER, PASSWORD))
    return path


def fetched(book: Path, since: date | None = SINCE, *, replace: bool = False) -> list[Imported]:
    (connection,) = connections(book)
    live = Service(connection.address, USER, PASSWORD, lambda: False, pauses=(0.01, 0.01))
    return fetch(load_workspace(), book, FetchWish(PASSWORD, since, replace=replace), service=live)


def figure(book: Path, metric: str, month: str = "2026-10") -> object:
    with opened(load_workspace(), book) as (_, engine):
        return engine.figures([metric], [Period.month(month)])[0].value


def october(book: Path) -> list[object]:
    return [figure(book, name) for name in ("revenue_gross", "revenue_returns", "revenue", "sales_count")]


def test_by_the_shell(tmp_path: Path, base: Base) -> None:
    book = tmp_path / "b.kpi"
    assert kpi("new", book, "--company", "X").code == 0
    wrong = kpi("connect", "1c", base.url, "--book", book, "--user", USER, "--password-stdin", stdin="нет\n")
    assert (wrong.code, "пароль" in wrong.said) == (3, True)
    made = kpi("connect", "1c", base.url, "--book", book, "--user", USER, "--password-stdin", stdin=f"{PASSWORD}\n")
    assert made.code == 0, made.said
    assert [one["fact"] for one in made.json["objects"]] == ["sale", "sale", "payment"]
    assert made.json["connection"]["url"] == f"{base.url}/odata/standard.odata"
    assert kpi("connect", "--list", "--book", book).json["connections"][0]["user"] == USER
    assert PASSWORD.encode() not in book.read_bytes()
    done = kpi("fetch", "--book", book, "--since", "2026-09-01", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert done.code == 0, done.said
    entries = {one["recognised"]: one for one in done.json["files"]}
    assert set(entries) == {f"1c-odata: {name}" for name in (SALES, RETURNS, MONEY)}
    sales = entries[f"1c-odata: {SALES}"]
    assert (sales["outcome"], sales["rows"], sales["imported"]) == ("ok", 4, 4)
    assert (sales["control"]["file_total"], sales["control"]["imported_total"]) == ("400", "400.0000")
    assert october(book) == [350, -30, 320, 2]
    assert kpi("check", book).code == 0
    gone = kpi("connect", "--remove", base.url, "--book", book)
    assert (gone.code, gone.json["connections"]) == (0, [])
    assert kpi("fetch", "--book", book).code == 2


def test_live_and_files_give_the_same(tmp_path: Path, base: Base, book: Path) -> None:
    found = fetched(book)
    assert {item.report.outcome.value for item in found} == {"ok"}
    folder, other = tmp_path / "1c", tmp_path / "files.kpi"
    folder.mkdir()
    for name, elements in base.objects.items():
        if name != "Document_Прочее":
            write(folder / f"{name}.json", name, elements)
    new_book(other, "X")
    import_files(load_workspace(), other, [folder], {})
    assert october(book) == october(other) == [350, -30, 320, 2]
    with opened_book(book) as live, opened_book(other) as files:
        assert sorted(live.members("product").values()) == sorted(files.members("product").values())
        assert live.run("SELECT SUM(amount), COUNT(*) FROM payment") == [(70, 1)]


def test_the_second_fetch_replaces_what_changed_and_doubles_nothing(base: Base, book: Path) -> None:
    fetched(book)
    again = fetched(book)
    assert all(item.already for item in again), "the very same answer changes nothing"
    assert sum(item.imported for item in again) == 0
    sales = base.objects[SALES]
    sales[0]["СуммаДокумента"], sales[0]["Товары"] = 130, [line(TEA, 1, 130)]
    del sales[1]
    sales.append(sale(7, "2026-10-20", 20, [line(CUP, 1, 20)]))
    base.objects[RETURNS].clear()
    changed = fetched(book)
    assert [item.replaced for item in changed if item.report.recognised.endswith(SALES)] == [4]
    assert october(book) == [150, 0, 150, 2]
    assert figure(book, "revenue", "2026-09") == 50
    sales[:] = documents()[SALES]
    base.objects[RETURNS][:] = documents()[RETURNS]
    fetched(book)
    assert october(book) == [350, -30, 320, 2], "what comes back as it was is not taken for known"


def test_a_document_whose_date_was_moved_far_is_said(base: Base, book: Path) -> None:
    fetched(book)
    base.objects[SALES][2]["Date"] = "2026-10-15T00:00:00"
    (item, *_) = fetched(book, date(2026, 10, 1))
    (told,) = [issue for issue in item.report.issues if issue.code == "document_twice"]
    assert told.fix is not None
    assert "2026-09-30" in str(told.fix)
    (item, *_) = fetched(book, SINCE)
    assert "document_twice" not in [issue.code for issue in item.report.issues]
    assert october(book)[0] == 400


def test_since_the_last_time_with_an_overlap(base: Base, book: Path) -> None:
    fetched(book)
    base.requests.clear()
    fetched(book, None)
    asked = next(
        request for request in base.requests if request.endswith("'") and "$count" in request and SALES in request
    )
    first = date.fromisoformat(asked.split("datetime'")[1][:10])
    (mark,) = [one.marks[SALES] for one in connections(book)]
    assert (date.fromisoformat(mark.end) - first).days == 31


def test_a_fetch_that_breaks_changes_nothing_and_one_that_recovers_is_whole(base: Base, book: Path) -> None:
    base.objects[SALES] = [sale(n, f"2026-10-{n % 28 + 1:02d}", 1, [line(TEA, 1, 1)]) for n in range(1, 1201)]
    base.faults = ["", "drop", "", "500"]
    found = fetched(book)
    assert october(book)[0] == 1200
    assert found[0].report.rows == 1200
    base.faults = ["500"] * 30
    with pytest.raises(LiveError):
        fetched(book)
    assert october(book)[0] == 1200


def test_what_another_source_holds_is_asked_about(tmp_path: Path, base: Base) -> None:
    book = tmp_path / "b.kpi"
    new_book(book, "X", "RUB")
    sheet = tmp_path / "Продажи.csv"
    sheet.write_text(
        "Дата;Документ;Товар;Сумма\n01.10.2026;0000-000001;Чай;100\n31.10.2026;0000-000002;Чай;200\n"
        "31.10.2026;0000-000002;Чашка;50\n30.09.2026;0000-000003;Чашка;50\n", encoding="utf-8",
    )  # fmt: skip
    assert import_files(load_workspace(), book, [sheet], {sheet: ImportChoice()})[0].imported == 4
    connect(book, (base.url, USER, PASSWORD))
    found = fetched(book)
    assert next(item for item in found if item.report.recognised.endswith(SALES)).question is not None
    assert figure(book, "revenue") == 350, "returns of 1C do not go to sales of another source"
    fetched(book, replace=True)
    assert october(book) == [350, -30, 320, 2]


def test_a_cancelled_fetch_changes_nothing(base: Base, book: Path) -> None:
    base.faults = ["slow"]
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        fetch(load_workspace(), book, FetchWish(PASSWORD, SINCE), cancelled=stop.is_set)
    assert time.monotonic() - begun < 5
    with opened_book(book) as found:
        assert not found.batches()


def test_no_day_before_the_first_document_counts_as_a_day_without_sales(base: Base, book: Path) -> None:
    fetched(book, date(2020, 1, 1))
    with opened_book(book) as found:
        assert {batch.first_day for batch in found.batches()} == {date(2026, 9, 30)}
    base.objects[SALES].append(sale(8, "2026-09-10", 5, [line(CUP, 1, 5)]))
    fetched(book, date(2020, 1, 1))
    with opened_book(book) as found:
        assert min(cover.first for cover in found.coverage("sale")) == date(2026, 9, 10)


def test_days_left_out_between_two_fetches_are_fetched_later(book: Path) -> None:
    fetched(book)
    with opened_book(book, read_only=False) as found:
        text = found.settings[SETTING]
        (connection,) = connections_of(found)
        save(found, (replace(connection, marks={name: Mark("2026-02-01") for name in connection.marks}),))
        assert found.settings[SETTING] != text
    fetched(book, date(2026, 6, 1))
    (connection,) = connections(book)
    assert {mark.end for mark in connection.marks.values()} == {"2026-02-01"}


def test_what_was_taken_out_is_fetched_again(base: Base, book: Path) -> None:
    fetched(book, date(2025, 5, 1))
    base.objects[SALES].append(sale(8, "2025-06-10", 5, [line(CUP, 1, 5)]))
    second = fetched(book, date(2025, 5, 1))
    for item in second:
        for batch in () if item.already else item.batches:
            undo(load_workspace(), book, batch)
    assert figure(book, "revenue_gross", "2025-06") != 5
    with opened_book(book) as found:
        first = [batch.id for batch in found.batches() if batch.state == "live" and batch.fact == "sale"]
    for batch in first:
        undo(load_workspace(), book, batch)
    fetched(book, None)
    assert figure(book, "revenue_gross", "2025-06") == 5
    assert october(book) == [350, -30, 320, 2]


@pytest.mark.slow
def test_ten_thousand_documents(base: Base, book: Path) -> None:
    base.objects[SALES] = [
        sale(n, f"2026-{n % 2 + 9:02d}-{n % 28 + 1:02d}", n, [line(TEA, 1, n - 1), line(CUP, 1, 1)])
        for n in range(1, 10_001)
    ]
    fetched(book)
    assert figure(book, "revenue_gross", "2026-10") == sum(n for n in range(1, 10_001) if n % 2)
    assert figure(book, "revenue_gross", "2026-09") == sum(n for n in range(1, 10_001) if not n % 2)
    assert json.dumps(figure(book, "sales_count"), default=str) == '"5000"'
