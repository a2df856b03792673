"""Bad files of every class: the program goes on, each file gets its typed outcome and a sentence in both languages."""

from __future__ import annotations

import hashlib
import os
import struct
import time
import zipfile
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.child_process import WAITING
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.limits import MIB, Limits
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.session import ImportSession
from tests.shared import shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUSSIAN, ENGLISH = Translator("ru"), Translator("en")


@pytest.fixture(scope="module")
def session() -> Iterator[ImportSession]:
    with ImportSession(limits=Limits(seconds=20, memory=1024 * MIB)) as one:
        yield one


def workbook(path: Path, *, rows: int = 3) -> Path:
    """A small sound workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    for number in range(rows):
        book.active.append(["Товар", number, number * 1.5])
    book.save(path)
    return path


def sheet_of(path: Path, rows: str, *, extra: dict[str, bytes] | None = None, kind: str = "worksheet") -> Path:
    """A minimal workbook whose one sheet holds the given rows as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/{kind}" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(name, text)
        for name, data in (extra or {}).items():
            out.writestr(name, data)
    return path


def refused(session: ImportSession, path: Path, outcome: Outcome, code: str = "") -> FileReport:
    """The report, checked to be typed and to speak both languages."""
    report = session.inspect(path)
    assert report.outcome is outcome, (report.outcome, [str(issue.message) for issue in report.issues])
    assert report.batches == ()
    (issue,) = report.issues
    assert issue.file == path.name
    assert not code or issue.code == code
    assert issue.fix is not None
    for message in (issue.message, issue.fix):
        assert RUSSIAN(message) != ENGLISH(message)
        assert "{" not in RUSSIAN(message) + ENGLISH(message)
    return report


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n  ", b"\x00" * 4096])
def test_nothing_in_the_file(session: ImportSession, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    refused(session, tmp_path / "a.xlsx", Outcome.EMPTY, "empty_file")


def test_a_workbook_without_a_filled_cell(session: ImportSession, tmp_path: Path) -> None:
    refused(session, workbook(tmp_path / "a.xlsx", rows=0), Outcome.EMPTY, "empty_tables")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_download_broken_off(session: ImportSession, tmp_path: Path, part: float) -> None:
    data = workbook(tmp_path / "whole.xlsx", rows=500).read_bytes()
    (tmp_path / "half.xlsx").write_bytes(data[: int(len(data) * part)])
    refused(session, tmp_path / "half.xlsx", Outcome.DAMAGED)


def test_flipped_bytes_in_the_sheet(session: ImportSession, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", rows=500)
    with zipfile.ZipFile(path) as package:
        at = package.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    data = bytearray(path.read_bytes())
    data[at : at + 64] = os.urandom(64)
    path.write_bytes(data)
    refused(session, path, Outcome.DAMAGED)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "a picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 64, "a picture"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (b"{\\rtf1\\ansi text}", "a text document"),
        (b"SQLite format 3\x00" + b"\x00" * 64, "a database file"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a program"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08" * 64, "a file of an unknown kind"),
        (b"<html><body><p>Hello</p></body></html>", "a web page"),
    ],
)
def test_something_else_named_xlsx(session: ImportSession, tmp_path: Path, content: bytes, word: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    report = refused(session, tmp_path / "a.xlsx", Outcome.WRONG_TYPE, "wrong_type")
    assert word in ENGLISH(report.issues[0].message)


@pytest.mark.parametrize(
    ("text", "encoding", "recognised"),
    [
        ('{"odata.metadata":"http://h/b/odata/standard.odata/$metadata#D","value":[]}', "utf-8", "1c-odata"),
        ("MOXCEL\x00\x08\x00\x01\x00\x0a\x00{8,1,10}", "latin-1", "1c-mxl"),
    ],
)
def test_formats_of_1c_are_recognised(
    session: ImportSession, tmp_path: Path, text: str, encoding: str, recognised: str
) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    report = refused(session, tmp_path / "a.csv", Outcome.UNSUPPORTED)
    assert report.recognised.partition(":")[0] == recognised


@pytest.mark.parametrize(
    ("text", "encoding", "recognised"),
    [
        ("1CClientBankExchange\r\nВерсияФормата=1.03\r\n", "cp1251", "1c-bank"),
        ('<?xml version="1.0"?><КоммерческаяИнформация ВерсияСхемы="2.05"/>', "utf-8", "commerceml"),
        ('<Message xmlns="http://www.1c.ru/SSL/Exchange/Message"><Body/></Message>', "utf-8", "enterprisedata"),
    ],
)
def test_exchange_files_of_1c_without_a_document(
    session: ImportSession, tmp_path: Path, text: str, encoding: str, recognised: str
) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert refused(session, tmp_path / "a.csv", Outcome.EMPTY).recognised == recognised


@pytest.mark.parametrize("text", ['{"a": [1, 2]}', "<?xml version='1.0'?><a><b/></a>"])
def test_other_json_and_xml(session: ImportSession, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    refused(session, tmp_path / "a.csv", Outcome.UNSUPPORTED)


def test_a_web_table_named_xls_is_read(session: ImportSession, tmp_path: Path) -> None:
    rows = "<tr><th>Сделка</th><th>Сумма</th></tr><tr><td>Окна</td><td>1 500,00</td></tr>"
    (tmp_path / "a.xls").write_text(f"<html><meta charset='utf-8'><table>{rows}</table></html>", encoding="utf-8")
    report = session.inspect(tmp_path / "a.xls")
    assert (report.outcome, report.rows) == (Outcome.OK, 2)


def test_a_password_is_asked_for_and_used(session: ImportSession, tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = workbook(tmp_path / "plain.xlsx", rows=7)
    with plain.open("rb") as stream, (tmp_path / "locked.xlsx").open("wb") as out:
        OOXMLFile(stream).encrypt("пароль", out)
    refused(session, tmp_path / "locked.xlsx", Outcome.PASSWORD, "password_needed")
    wrong = session.inspect(tmp_path / "locked.xlsx", password="not it")
    assert (wrong.outcome, wrong.issues[0].code) == (Outcome.PASSWORD, "password_wrong")
    opened = session.inspect(tmp_path / "locked.xlsx", password="пароль")
    assert (opened.outcome, opened.rows) == (Outcome.OK, 7)


def test_a_bomb_in_a_sheet(session: ImportSession, tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "bomb.xlsx", "<row/>" * 5_000_000)
    assert path.stat().st_size < 200_000
    refused(session, path, Outcome.BOMB, "bomb")


def test_a_bomb_that_lies_about_its_size(session: ImportSession, tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "liar.xlsx", "<row/>" * 5_000_000)
    data = bytearray(path.read_bytes())
    real = struct.pack("<I", zipfile.ZipFile(path).getinfo("xl/worksheets/sheet1.xml").file_size)
    at = data.find(real)
    while at >= 0:
        data[at : at + 4] = struct.pack("<I", 20_000)
        at = data.find(real, at + 4)
    path.write_bytes(data)
    assert session.inspect(path).outcome in {Outcome.BOMB, Outcome.DAMAGED, Outcome.EMPTY}


def test_a_bomb_of_entries(session: ImportSession, tmp_path: Path) -> None:
    extra = {f"xl/part{number}.xml": b"x" for number in range(1200)}
    refused(session, sheet_of(tmp_path / "a.xlsx", "", extra=extra), Outcome.BOMB)


def test_entities_that_multiply(session: ImportSession, tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    book = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "ha">{levels}]><workbook>&a9;</workbook>'
    path = tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("[Content_Types].xml", "<Types>spreadsheetml</Types>")
        out.writestr("xl/workbook.xml", book)
    assert session.inspect(path).outcome in {Outcome.BOMB, Outcome.DAMAGED}


def test_members_that_climb_out(session: ImportSession, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "slip.zip", "w") as out:
        out.writestr("../../evil.csv", "a;b\n1;2\n")
    refused(session, tmp_path / "slip.zip", Outcome.BOMB, "unsafe_archive")


def test_two_cells_a_million_rows_apart(session: ImportSession, tmp_path: Path) -> None:
    """1.8 KB that ask for a rectangle of 17 thousand million cells."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    near = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>5</v></c></row>' for n in range(1, 4))
    report = session.inspect(sheet_of(tmp_path / "far.xlsx", near + far))
    assert (report.outcome, report.rows) == (Outcome.OK, 3)
    assert [issue.code for issue in report.issues] == ["far_cells"]
    assert RUSSIAN(report.issues[0].message) == "Не взята 1 ячейка далеко за пределами таблицы"


def test_a_sheet_wider_than_memory(session: ImportSession, tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n * 9}"><c r="XFD{n * 9}"><v>1</v></c><c r="A{n * 9}"><v>1</v></c></row>' for n in range(1, 9999)
    )
    report = session.inspect(sheet_of(tmp_path / "wide.xlsx", rows))
    assert report.outcome in {Outcome.OK, Outcome.TOO_BIG}


def test_a_file_above_the_limit(tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_text("a;b\n" * 1000)
    with ImportSession(limits=Limits(file_bytes=1000)) as session:
        refused(session, tmp_path / "big.csv", Outcome.TOO_BIG, "too_big")


def test_text_with_zero_bytes_and_a_megabyte_in_one_line(session: ImportSession, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a;b\n1;\x002\n" + b"x" * MIB + b";1\n")
    assert session.inspect(tmp_path / "a.csv").outcome is Outcome.OK


def test_an_old_workbook_of_rubbish(session: ImportSession, tmp_path: Path) -> None:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    (tmp_path / "a.xls").write_bytes(header + b"\xff" * 4096)
    refused(session, tmp_path / "a.xls", Outcome.DAMAGED)


def test_an_archive_of_files_gives_each_its_report(session: ImportSession, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as out:
        out.write(workbook(tmp_path / "a.xlsx"), "2024/отчёт.xlsx")
        out.writestr("b.csv", "a;b\n1;2\n")
        out.writestr("broken.xlsx", b"PK\x03\x04rubbish")
    report = session.inspect(tmp_path / "all.zip")
    assert report.outcome is Outcome.PARTIAL
    assert [(member.file, member.outcome) for member in report.members] == [
        ("2024/отчёт.xlsx", Outcome.OK),
        ("b.csv", Outcome.OK),
        ("broken.xlsx", Outcome.DAMAGED),
    ]


def test_a_folder_gives_each_file_its_report(session: ImportSession, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_text("a;b\n1;2\n")
    report = session.inspect(tmp_path)
    assert [(member.file, member.outcome) for member in report.members] == [
        ("a.xlsx", Outcome.OK),
        ("b.csv", Outcome.OK),
    ]


def test_an_absent_file_is_a_usage_error(session: ImportSession, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        session.inspect(tmp_path / "absent.xlsx")


def test_cancelled_within_a_second_and_the_next_file_is_read(session: ImportSession, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", rows=40_000)
    session.inspect(tmp_path / "a.xlsx", cancelled=lambda: False)
    began = time.monotonic()
    report = session.inspect(path, cancelled=lambda: time.monotonic() - began > 0.05)
    assert report.outcome is Outcome.CANCELLED
    assert time.monotonic() - began < 1.1
    assert session.inspect(workbook(tmp_path / "b.xlsx")).outcome is Outcome.OK


def test_progress_has_rising_fractions_and_a_sentence(session: ImportSession, tmp_path: Path) -> None:
    heard: list[tuple[float, str]] = []
    path = workbook(tmp_path / "a.xlsx", rows=20_000)
    session.inspect(path, progress=lambda share, message: heard.append((share, RUSSIAN(message))))
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert heard[0][1] == "Чтение «a.xlsx»"
    assert any("строк: 20000" in text for _, text in heard)


def test_the_session_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of it; its reader may wait for the next import, but never longer than the program runs."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    with ImportSession() as session:
        session.inspect(workbook(tmp_path / "a.xlsx"))
        pid = session.pid
    assert list((tmp_path / "temp").iterdir()) == []
    assert pid is not None
    WAITING.end_all()  # what the program does as it closes
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_corpus_of_bad_and_odd_files_never_hurts(session: ImportSession) -> None:
    """200 files drawn by their hash: a typed outcome each, within the deadline, and this process lives."""
    files = [
        path
        for folder in ("corpus/bad", "corpus/excel")
        for path in shared(folder).rglob("*")
        if path.is_file() and path.suffix not in {".md", ".tsv"} and path.name != "manifest.csv"
    ]
    drawn = sorted(files, key=lambda path: hashlib.sha256(path.name.encode()).hexdigest())[:200]
    outcomes: Counter[Outcome] = Counter()
    for path in drawn:
        began = time.monotonic()
        report = session.inspect(path)
        outcomes[report.outcome] += 1
        assert time.monotonic() - began < 25, path
        assert report.outcome in {Outcome.OK, Outcome.PARTIAL} or report.issues or report.members, path
        assert "reading_failed" not in [issue.code for issue in report.issues], path
    assert outcomes[Outcome.OK] > 100
    assert outcomes.total() == 200
