"""Several files at once: folders, archives, archives in them, the same file twice, passwords, and stopping half-way."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import folder as folders
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.session import ImportSession
from tests.end2end.shell import kpi
from tests.shared import shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kpi_desktop.i18n.message import Message

SEPTEMBER = "Дата продажи;Документ;Сумма продажи\n01.09.2026;Д-1;100,00\n30.09.2026;Д-2;200,00\n"
OCTOBER = "Дата продажи;Документ;Сумма продажи\n01.10.2026;Д-3;300,00\n31.10.2026;Д-4;50,00\n"


@pytest.fixture(scope="module")
def session() -> Iterator[ImportSession]:
    with ImportSession(ImportOptions()) as one:
        yield one


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def told(report: FileReport) -> str:
    return " ".join(Translator("ru")(issue.message) for issue in report.issues)


def codes(report: FileReport) -> list[str]:
    return [issue.code for issue in report.issues]


def test_a_folder_with_folders_in_it(session: ImportSession, tmp_path: Path) -> None:
    (tmp_path / "2026" / "осень").mkdir(parents=True)
    (tmp_path / "2026" / "осень" / "сентябрь.csv").write_text(SEPTEMBER, encoding="utf-8")
    (tmp_path / "октябрь.csv").write_text(OCTOBER, encoding="utf-8")
    (tmp_path / "~$октябрь.xlsx").write_bytes(b"lock")
    (tmp_path / "ещё.csv.crdownload").write_bytes(b"half")
    (tmp_path / "фото.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "a.csv").write_text(OCTOBER, encoding="utf-8")
    report = session.inspect(tmp_path)
    assert [member.file for member in report.members] == ["октябрь.csv", "2026/осень/сентябрь.csv"]
    assert (report.outcome, report.rows) == (Outcome.OK, 4)
    assert "3 файла папки не содержат данных" in told(report)


def test_a_folder_beyond_the_limit_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"{number}.csv").write_text("a", encoding="utf-8")
    found = folders.files_of(tmp_path, most=3)
    assert ([name for name, _ in found.files], found.cut) == (["0.csv", "1.csv", "2.csv"], True)
    assert not folders.files_of(tmp_path, most=5).cut
    deep = tmp_path.joinpath(*"abcdefgh")
    deep.mkdir(parents=True)
    (deep / "deep.csv").write_text("a", encoding="utf-8")
    assert len(folders.files_of(tmp_path).files) == 5, "no deeper than the levels that exports have"
    monkeypatch.setattr(folders, "_MOST_ENTRIES", 2)
    assert folders.files_of(tmp_path).cut


def test_an_empty_folder(session: ImportSession, tmp_path: Path) -> None:
    report = session.inspect(tmp_path)
    assert report.outcome is Outcome.EMPTY


def test_a_zip_in_a_zip_is_opened_and_no_deeper(session: ImportSession, tmp_path: Path) -> None:
    inner = zipped({"сентябрь.csv": SEPTEMBER, "deep.zip": zipped({"a.csv": OCTOBER})})
    (tmp_path / "all.zip").write_bytes(zipped({"папка/октябрь.csv": OCTOBER, "inner.zip": inner}))
    report = session.inspect(tmp_path / "all.zip")
    assert [(member.file, member.outcome) for member in report.members] == [
        ("папка/октябрь.csv", Outcome.OK),
        ("inner.zip", Outcome.PARTIAL),
    ]
    assert [(member.file, member.outcome) for member in report.members[1].members] == [
        ("сентябрь.csv", Outcome.OK),
        ("deep.zip", Outcome.UNSUPPORTED),
    ]


def test_russian_names_of_a_windows_archive(session: ImportSession, tmp_path: Path) -> None:
    name = "Продажи за октябрь.csv"
    data = bytearray(zipped({"x" * len(name): OCTOBER}))
    (tmp_path / "w.zip").write_bytes(bytes(data).replace(b"x" * len(name), name.encode("cp866")))
    assert [member.file for member in session.inspect(tmp_path / "w.zip").members] == [name]


def test_the_same_file_twice_is_imported_once(workspace: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    new_book(book, "Лавка", "RUB", "ru")
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"а.csv": OCTOBER, "копия.csv": OCTOBER, "сентябрь.csv": SEPTEMBER}))
    found = import_files(workspace, book, [path], {})[0]
    assert (found.imported, found.report.outcome) == (4, Outcome.OK)
    assert codes(found.members[1].report) == ["duplicate"]
    assert "тот же файл, что и «а.csv»" in told(found.members[1].report)
    again = import_files(workspace, book, [path], {})[0]
    assert (again.imported, again.already) == (0, True)


def test_a_gz_is_read_as_the_file_in_it(session: ImportSession, tmp_path: Path) -> None:
    (tmp_path / "октябрь.csv.gz").write_bytes(gzip.compress(OCTOBER.encode()))
    report = session.inspect(tmp_path / "октябрь.csv.gz")
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 2, Decimal(350))
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(OCTOBER.encode())[:-9])
    assert session.inspect(tmp_path / "cut.csv.gz").outcome is Outcome.DAMAGED
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"0" * 30_000_000))
    assert session.inspect(tmp_path / "bomb.gz").outcome is Outcome.BOMB


@pytest.mark.parametrize(
    ("head", "name"), [(b"Rar!\x1a\x07\x01\x00", "архив RAR"), (b"7z\xbc\xaf\x27\x1c\x00\x04", "архив 7-Zip")]
)
def test_other_archives_are_named(session: ImportSession, tmp_path: Path, head: bytes, name: str) -> None:
    (tmp_path / "a.bin").write_bytes(head + b"\x00" * 100)
    report = session.inspect(tmp_path / "a.bin")
    assert report.outcome is Outcome.UNSUPPORTED
    assert name in told(report)
    assert report.issues[0].fix is not None
    assert "zip" in Translator("ru")(report.issues[0].fix)


def crc(value: int, byte: int) -> int:
    return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def locked(data: bytes, password: bytes) -> bytes:
    """Bytes in the old encryption of zip, header included, for the check byte of the data's own sum."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[2], keys[1] >> 24)

    for byte in password:
        turn(byte)
    out = bytearray()
    for byte in bytes(11) + bytes([zlib.crc32(data) >> 24]) + data:
        short = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ ((short * (short ^ 1)) >> 8 & 255))
        turn(byte)
    return bytes(out)


def locked_zip(name: str, data: bytes, password: str, encoding: str = "utf-8") -> bytes:
    """An archive of one stored file under a password."""
    body = locked(data, password.encode(encoding))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        package.writestr(name, body)
    made = bytearray(out.getvalue())
    central = made.index(b"PK\x01\x02")
    for at, flags, sums in ((0, 6, 14), (central, 8, 16)):
        made[at + flags] |= 1
        made[at + sums : at + sums + 4] = zlib.crc32(data).to_bytes(4, "little")
        made[at + sums + 8 : at + sums + 12] = len(data).to_bytes(4, "little")
    return bytes(made)


@pytest.mark.parametrize("encoding", ["utf-8", "cp866", "cp1251"])
def test_a_zip_under_a_password(session: ImportSession, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "locked.zip"
    path.write_bytes(locked_zip("october.csv", OCTOBER.encode(), "секрет", encoding))
    assert codes(session.inspect(path)) == ["password_needed"]
    wrong = session.inspect(path, password="не тот")
    assert (wrong.outcome, codes(wrong)) == (Outcome.PASSWORD, ["password_wrong"])
    assert "Пароль не подходит" in told(wrong)
    report = session.inspect(path, password="секрет")
    assert (report.outcome, report.rows) == (Outcome.OK, 2)


def test_a_zip_locked_by_aes_says_what_to_do(session: ImportSession, tmp_path: Path) -> None:
    made = bytearray(locked_zip("october.csv", OCTOBER.encode(), "x"))
    central = made.index(b"PK\x01\x02")
    for at in (8, central + 10):
        made[at : at + 2] = (99).to_bytes(2, "little")
    (tmp_path / "aes.zip").write_bytes(made)
    report = session.inspect(tmp_path / "aes.zip", password="x")
    assert (report.outcome, codes(report)) == (Outcome.PASSWORD, ["encryption_unknown"])


def test_a_workbook_under_a_password_by_the_shell(tmp_path: Path) -> None:
    import msoffcrypto
    import openpyxl

    plain = openpyxl.Workbook()
    assert plain.active is not None
    for line in OCTOBER.splitlines():
        plain.active.append(line.split(";"))
    plain.save(tmp_path / "plain.xlsx")
    path = tmp_path / "locked.xlsx"
    with (tmp_path / "plain.xlsx").open("rb") as source, path.open("wb") as out:
        msoffcrypto.OfficeFile(source).encrypt("секрет1", out)
    book = tmp_path / "b.kpi"
    assert kpi("new", book, "--company", "Лавка").code == 0
    without = kpi("import", path, "--book", book)
    assert (without.code, without.json["files"][0]["outcome"]) == (3, "password")
    wrong = kpi("import", path, "--book", book, "--password-stdin", stdin="не тот\n")
    assert wrong.json["files"][0]["issues"][0]["code"] == "password_wrong"
    right = kpi("import", path, "--book", book, "--password-stdin", stdin="секрет1\n")
    assert (right.code, right.json["files"][0]["imported"]) == (0, 2)


@pytest.mark.parametrize(
    ("name", "password"),
    [("d610a24b_encrypted-letmein.ods", "letmein"), ("3ad12a82_password.xls", "password")],
)
def test_locked_workbooks_of_other_programs(session: ImportSession, name: str, password: str) -> None:
    path = shared(f"corpus/bad/encrypted-or-protected/{name}")
    assert codes(session.inspect(path)) == ["password_needed"]
    assert codes(session.inspect(path, password="не тот")) == ["password_wrong"]
    with ImportSession() as reading:
        assert reading.inspect(path, password=password).outcome is Outcome.OK


def many(tmp_path: Path, count: int) -> Path:
    where = tmp_path / "много"
    where.mkdir()
    for number in range(count):
        (where / f"{number:03}.csv").write_text(OCTOBER.replace("Д-", f"Д{number}-"), encoding="utf-8")
    return where


def test_progress_over_many_files_only_grows(session: ImportSession, tmp_path: Path) -> None:
    shares: list[float] = []

    def note(share: float, _message: Message) -> None:
        shares.append(share)

    session.inspect(many(tmp_path, 6), progress=note)
    assert shares == sorted(shares)
    assert shares[-1] > 0.8 > shares[0]


def test_cancelling_over_many_files_is_quick_and_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    new_book(book, "Лавка", "RUB", "ru")
    where, pressed = many(tmp_path, 40), list[float]()

    def cancelled() -> bool:
        return bool(pressed)

    def note(share: float, _message: Message) -> None:
        if share > 0.1 and not pressed:
            pressed.append(time.monotonic())

    found = import_files(workspace, book, [where], {where: ImportChoice()}, note, cancelled)[0]
    assert time.monotonic() - pressed[0] < 1
    assert (found.report.outcome, found.imported, found.batches) == (Outcome.CANCELLED, 0, ())


def test_members_in_the_answer_of_the_shell(tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    assert kpi("new", book, "--company", "Лавка").code == 0
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "октябрь.csv").write_text(OCTOBER, encoding="utf-8")
    (tmp_path / "in" / "мусор.csv").write_text("просто слова\n", encoding="utf-8")
    answer = kpi("import", tmp_path / "in", "--book", book)
    entry = answer.json["files"][0]
    assert (answer.code, len(answer.json["files"]), entry["outcome"], entry["imported"]) == (0, 1, "partial", 2)
    members = {member["file"]: member for member in entry["members"]}
    assert (members["октябрь.csv"]["outcome"], members["октябрь.csv"]["imported"]) == ("ok", 2)
    assert members["октябрь.csv"]["batch"] is not None
    assert members["мусор.csv"]["outcome"] not in ("ok", "partial")


def test_sheets_of_different_facts_are_members_of_their_workbook(tmp_path: Path) -> None:
    import openpyxl

    made = openpyxl.Workbook()
    sales = made.active
    assert sales is not None
    sales.title = "Продажи"
    for line in OCTOBER.splitlines():
        sales.append(line.split(";"))
    costs = made.create_sheet("Реклама")
    for row in (("Дата", "Кампания", "Показы", "Клики", "Расход"), ("05.10.2026", "Осень", 1000, 50, 700)):
        costs.append(row)
    made.save(tmp_path / "всё.xlsx")
    book = tmp_path / "b.kpi"
    assert kpi("new", book, "--company", "Лавка").code == 0
    entry = kpi("import", tmp_path / "всё.xlsx", "--book", book).json["files"][0]
    assert (entry["outcome"], entry["imported"], len(entry["members"])) == ("ok", 3, 2)
    facts = {member["details"]["fact"]: member for member in entry["members"]}
    control = facts["sale"]["control"]
    assert (control["file_total"], control["imported_total"]) == ("350.00", "350.0000")
    assert (facts["advertising"]["imported"], facts["advertising"]["file"]) == (1, "всё.xlsx: Реклама")


def test_a_finding_whose_row_came_out_of_an_array_travels() -> None:
    import json

    import numpy as np

    from kpi_desktop.core.issue import Issue, Level
    from kpi_desktop.i18n.message import msg
    from kpi_desktop.ingest.codec import issue_from_json, issue_to_json

    row: int = np.int64(7)  # type: ignore[assignment]
    issue = Issue("x", Level.WARNING, msg("something"), row=row)
    assert issue_from_json(json.loads(json.dumps(issue_to_json(issue)))) == issue
