"""A report by e-mail: each version once to each person, the file kept, failures told, the password nowhere."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened_book
from kpi_desktop.app.sending import Sending, Sent, send_report, sent_file, sent_mails
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.live.mail import MailServer, checked_address
from kpi_desktop.store.outbox import MailState, Outgoing
from tests.unit.app.mail_server import MailPost, Manner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
SECRET = "sEcReT-97531"


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "книга.kpi"
    new_book(path, "ООО «Ромашка»\nи сыновья", "RUB")
    return path


@pytest.fixture
def sending(tmp_path: Path) -> Sending:
    file = tmp_path / "Отчёт за октябрь.pdf"
    file.write_bytes(PDF)
    return Sending("2026-10", "Бухгалтерия <buh@romashka.ru>", ("anna@bank.ru", "Boris@mail.ru"), "ru", file=file)


def send(
    workspace: Workspace,
    book: Path,
    sending: Sending,
    manner: Manner,
    server: Callable[[MailServer], MailServer] | None = None,
) -> list[Sent]:
    with MailPost(manner) as post:
        there = MailServer("127.0.0.1", post.port, security="none", seconds=5)
        return send_report(workspace, book, sending, server(there) if server else there)


def states(book: Path) -> list[tuple[str, str]]:
    return [(mail.recipient, mail.state.value) for mail in sent_mails(book)]


def test_each_person_gets_the_very_file(workspace: Workspace, book: Path, sending: Sending) -> None:
    manner = Manner()
    found = send(workspace, book, sending, manner)
    assert [(one.recipient, one.done) for one in found] == [("anna@bank.ru", True), ("boris@mail.ru", True)]
    assert [recipient for recipient, _ in manner.got] == ["anna@bank.ru", "boris@mail.ru"]
    for recipient, raw in manner.got:
        assert max(raw) < 128
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        assert (mail["To"], mail["From"]) == (recipient, "Бухгалтерия <buh@romashka.ru>")
        assert mail["Subject"] == "ООО «Ромашка» и сыновья: отчёт, октябрь 2026"
        (part,) = mail.iter_attachments()
        assert (part.get_filename(), part.get_content()) == ("Отчёт за октябрь.pdf", PDF)
    kept = sent_mails(book)
    assert [(mail.month, mail.state, mail.sha256) for mail in kept] == [
        ("2026-10", MailState.SENT, hashlib.sha256(PDF).hexdigest())
    ] * 2
    assert sent_file(book, 2) == ("Отчёт за октябрь.pdf", PDF)


def test_nobody_gets_it_twice_unless_told(workspace: Workspace, book: Path, sending: Sending) -> None:
    manner = Manner()
    send(workspace, book, sending, manner)
    more = replace(sending, recipients=("anna@bank.ru", "ANNA@bank.ru", "vera@bank.ru"))
    found = send(workspace, book, more, manner)
    assert [recipient for recipient, _ in manner.got] == ["anna@bank.ru", "boris@mail.ru", "vera@bank.ru"]
    assert [(one.recipient, one.done, one.earlier is not None) for one in found] == [
        ("anna@bank.ru", True, True), ("vera@bank.ru", True, False),
    ]  # fmt: skip
    send(workspace, book, replace(sending, again=True), manner)
    assert len(manner.got) == 5
    send(workspace, book, replace(sending, preset="staff"), manner)
    send(workspace, book, replace(sending, period="2026-09"), manner)
    assert len(manner.got) == 9


def test_one_refused_address_keeps_nobody_from_it(workspace: Workspace, book: Path, sending: Sending) -> None:
    manner = Manner(refuses=frozenset({"anna@bank.ru"}))
    found = send(workspace, book, sending, manner)
    assert [one.done for one in found] == [False, True]
    assert "550 5.1.1 no such person" in str(found[0].told)
    assert states(book) == [("anna@bank.ru", "refused"), ("boris@mail.ru", "sent")]
    manner.refuses = frozenset()
    assert [one.done for one in send(workspace, book, sending, manner)] == [True, True]
    assert [recipient for recipient, _ in manner.got] == ["boris@mail.ru", "anna@bank.ru"]


@pytest.mark.parametrize(
    ("manner", "server", "state", "said"),
    [
        (Manner(breaks="DATA"), None, "doubt", "may have arrived"),
        (Manner(breaks="RCPT"), None, "refused", "nothing was sent"),
        (Manner(breaks="EHLO"), None, "refused", "does not answer"),
        (Manner(takes=False), None, "refused", "554 5.7.1 looks like spam"),
        (
            Manner(password="right"),
            lambda one: replace(one, user="buh", password=SECRET),
            "refused",
            "did not accept the name",
        ),
        (
            Manner(password="right"),
            lambda one: replace(one, user="buh", password="пароль"),
            "refused",
            "letters that mail servers",
        ),
        (Manner(), lambda one: replace(one, security="starttls"), "refused", "offers no protected line"),
        (Manner(), lambda one: replace(one, security="ssl"), "refused", "No protected line"),
    ],
)
def test_what_goes_wrong_is_told_in_words(
    workspace: Workspace,
    book: Path,
    sending: Sending,
    manner: Manner,
    server: Callable[[MailServer], MailServer] | None,
    state: str,
    said: str,
) -> None:
    (found,) = send(workspace, book, replace(sending, recipients=("anna@bank.ru",)), manner, server)
    assert (found.done, manner.got, states(book)) == (False, [], [("anna@bank.ru", state)])
    assert found.told is not None
    assert said in str(found.told)
    assert Translator("ru")(found.told) != str(found.told)
    assert SECRET not in str(found.told) + sent_mails(book)[0].told


def test_a_mail_in_doubt_is_not_sent_again_by_itself(workspace: Workspace, book: Path, sending: Sending) -> None:
    """The line broke, or the program was ended while a mail was under way."""
    one = replace(sending, recipients=("anna@bank.ru",))
    send(workspace, book, one, Manner(breaks="DATA"))
    with opened_book(book, read_only=False) as opened:
        opened.begin_mail(Outgoing("2026-10", "", "boris@mail.ru", "", "a.pdf", PDF))
    manner = Manner()
    found = send(workspace, book, sending, manner)
    assert (manner.got, [one.done for one in found]) == ([], [False, False])
    assert all("is not known" in str(one.told) for one in found)
    assert [one.done for one in send(workspace, book, replace(sending, again=True), manner)] == [True, True]


def test_no_server_at_all(workspace: Workspace, book: Path, sending: Sending) -> None:
    with MailPost(Manner()) as post:
        port = post.port
    found = send_report(workspace, book, sending, MailServer("127.0.0.1", port, security="none", seconds=2))
    assert [one.done for one in found] == [False, False]
    assert "does not answer" in str(found[0].told)


@pytest.mark.parametrize(
    "address", ["anna", "anna@", "a b@c.ru", "anna@bank.ru\nBcc: x@y.ru", "анна@банк.рф", "a@b@c.ru"]
)
def test_what_is_no_address_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(UsageError):
        checked_address(address)


def test_a_password_never_goes_over_an_open_line(workspace: Workspace, book: Path, sending: Sending) -> None:
    server = MailServer("mail.romashka.ru", 25, "buh", SECRET, security="none")
    assert SECRET not in repr(server)
    found = send_report(workspace, book, sending, server)
    assert {"unprotected" in str(one.told) for one in found} == {True}


def test_the_shell_sends_and_shows(book: Path, sending: Sending, tmp_path: Path) -> None:
    def kpi(*words: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kpi_desktop", "send", *map(str, words), "--book", str(book), "--json"],
            input=stdin, capture_output=True, text=True, encoding="utf-8", check=False, env={**os.environ},
        )  # fmt: skip

    manner = Manner(password=SECRET)
    with MailPost(manner) as post:
        words = ("--month", "2026-10", "--to", "anna@bank.ru", "--from", "buh@romashka.ru", "--server",
                 f"127.0.0.1:{post.port}", "--security", "none", "--user", "buh", "--password-stdin", "--file",
                 sending.file)  # fmt: skip
        wrong, right, again = kpi(*words, stdin="нет\n"), kpi(*words, stdin=SECRET + "\n"), kpi(*words, stdin=SECRET)
    assert [one.returncode for one in (wrong, right, again)] == [3, 0, 0]
    assert len(manner.got) == 1
    assert "Отчёт отправлен" in right.stderr
    assert "уже" in again.stderr
    listed = json.loads(kpi("list").stdout)["mails"]
    assert [one["state"] for one in listed] == ["refused", "sent"]
    assert kpi("show", 2, "--out", tmp_path / "out").returncode == 0
    assert (tmp_path / "out" / "Отчёт за октябрь.pdf").read_bytes() == PDF
    everything = wrong.stderr + right.stderr + again.stderr + right.stdout + json.dumps(listed)
    assert SECRET not in everything
    assert SECRET.encode() not in book.read_bytes()
