"""A book opens, tells what it is, and refuses what it must with a sentence."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from kpi_desktop.core.errors import BookError, Exit, UsageError
from kpi_desktop.store.book import Book
from kpi_desktop.store.connection import connect
from tests.unit.store.exports import export

ROOT = Path(__file__).resolve().parents[3]
LINES = "day document product amount\n2011-11-01 1 Чай 5\n2011-11-02 2 Кофе 7.25"


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_new_book_is_open_and_empty(tmp_path: Path) -> None:
    with Book.create(tmp_path / "a.kpi", "ИП Иванов", "RUB", "en") as book:
        assert (book.company, book.currency, book.language) == ("ИП Иванов", "RUB", "en")
        assert (book.batches(), book.sources(), book.check(), book.settings) == ([], [], [], {})
        assert book.dimensions("sale") == ()
        assert book.coverage("order") == []
    assert names(tmp_path) == ["a.kpi"]


def test_a_book_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.kpi").write_text("мой файл", "utf-8")
    with pytest.raises(UsageError, match="already exists"):
        Book.create(tmp_path / "a.kpi", "ИП Иванов")
    assert (tmp_path / "a.kpi").read_text("utf-8") == "мой файл"


def test_settings_are_kept(book: Book) -> None:
    book.set_setting("fiscal_year", "4")
    book.set_setting("fiscal_year", "7")
    book.set_company("ООО «Лютик»")
    book.set_language("en")
    book.set_currency("RUB")
    book.save_mapping("a,b", "Продажи", "day = 'a'")
    book.save_mapping("a,b", "Продажи", "day = 'b'")
    path = book.path
    book.close()
    with Book.open(path, read_only=True) as again:
        assert again.settings == {"fiscal_year": "7"}
        assert (again.company, again.currency, again.language) == ("ООО «Лютик»", "RUB", "en")
        assert again.saved_mappings() == ("day = 'b'",)


def test_amounts_are_never_relabelled(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, LINES, currency="RUB"))
    with pytest.raises(UsageError, match="already has amounts"):
        book.set_currency("KZT")
    assert book.currency == "RUB"


def test_a_book_open_for_reading_is_not_written(book: Book, tmp_path: Path) -> None:
    path = book.path
    book.close()
    with Book.open(path, read_only=True) as reader, pytest.raises(BookError, match="reading only"):
        reader.add(export(tmp_path, LINES))


def test_rows_come_as_arrow_too(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, LINES))
    table = book.arrow("SELECT amount FROM sale ORDER BY day").read_all()
    assert table["amount"].to_pylist() == [Decimal(5), Decimal("7.25")]


def test_an_absent_book(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no book"):
        Book.open(tmp_path / "none.kpi")
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["sales.xlsx", "folder"])
def test_something_else_than_a_book(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.mkdir() if name == "folder" else path.write_bytes(b"PK\x03\x04" + bytes(5000))
    with pytest.raises(UsageError, match="is not a book"):
        Book.open(path)


def test_a_database_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "other.kpi"
    with duckdb.connect(str(path)) as conn:
        conn.execute("CREATE TABLE t AS SELECT 1 AS a")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="is not a book"):
        Book.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"\x00" * 9000, b"DUCK" * 5000], ids=["empty", "zeros", "noise"])
def test_a_damaged_book(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.kpi"
    path.write_bytes(content)
    with pytest.raises(BookError, match="is damaged") as caught:
        Book.open(path)
    assert caught.value.exit_code == Exit.BOOK
    assert path.read_bytes() == content


def test_a_book_of_a_newer_version_is_untouched(book: Book) -> None:
    book._conn.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    path = book.path
    book.close()
    before = path.read_bytes()
    with pytest.raises(BookError, match="newer version") as caught:
        Book.open(path)
    assert caught.value.exit_code == Exit.BOOK
    assert path.read_bytes() == before


def test_a_book_open_in_another_program(book: Book) -> None:
    code = (
        "import sys; from pathlib import Path; from kpi_desktop.store.book import Book\n"
        "from kpi_desktop.core.errors import KpiDesktopError\n"
        "try: Book.open(Path(sys.argv[1]), read_only=sys.argv[2] == 'r')\n"
        "except KpiDesktopError as error: print(int(error.exit_code), error)"
    )
    for mode in "rw":
        ran = subprocess.run(
            [sys.executable, "-c", code, str(book.path), mode], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert ran.stdout.strip() == "4 The book “book.kpi” is open in another window or program"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM '{secret}'",
        "SELECT * FROM glob('{folder}/*')",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "ATTACH '{folder}/other.db'",
        "EXPORT DATABASE '{folder}/dump'",
        "INSTALL httpfs",
        "LOAD '{folder}/evil.duckdb_extension'",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
    ],
)
def test_nothing_reaches_out_of_the_book(tmp_path: Path, sql: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", "utf-8")
    with connect(tmp_path / "a.kpi") as conn, pytest.raises(duckdb.Error):
        conn.execute(sql.format(secret=secret, folder=tmp_path)).fetchall()
    assert names(tmp_path) == ["a.kpi", "secret.csv"]


def test_backup_and_restore(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, LINES))
    copy, path = tmp_path / "copies" / "copy.kpi", book.path
    book.backup(copy)
    book.undo(1)
    assert book.run("SELECT COUNT(*) FROM sale") == [(0,)]
    book.close()
    path.write_bytes(b"damaged")
    Book.restore(copy, path)
    with Book.open(path) as restored:
        assert restored.run("SELECT SUM(amount) FROM sale") == [(Decimal("12.25"),)]
        assert restored.check() == []
    assert (tmp_path / "book.kpi.before-restore").read_bytes() == b"damaged"


def test_a_damaged_copy_is_not_restored(book: Book, tmp_path: Path) -> None:
    bad, path = tmp_path / "bad.kpi", book.path
    bad.write_bytes(b"x" * 5000)
    book.close()
    before = path.read_bytes()
    with pytest.raises(BookError, match="is damaged"):
        Book.restore(bad, path)
    with pytest.raises(UsageError, match="There is no file"):
        Book.restore(tmp_path / "none.kpi", path)
    assert path.read_bytes() == before


def test_an_open_book_is_not_restored_over(book: Book, tmp_path: Path) -> None:
    copy = tmp_path / "copy.kpi"
    book.backup(copy)
    code = (
        "import sys; from pathlib import Path; from kpi_desktop.store.book import Book\n"
        "from kpi_desktop.core.errors import KpiDesktopError\n"
        "try: Book.restore(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except KpiDesktopError as error: print(int(error.exit_code), error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(copy), str(book.path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("4 The book “book.kpi” is open")
