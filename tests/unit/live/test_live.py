"""The client of a live 1C against a server of the protocol on the loopback: paging, faults, cancel, safety."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import Cancelled, UsageError
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.live import keeping
from kpi_desktop.live.address import service_address
from kpi_desktop.live.errors import LiveError
from kpi_desktop.live.service import Query, Service
from kpi_desktop.live.wire import Bounds
from tests.importers.odata_files import key
from tests.unit.live.base import PASSWORD, USER, Base, Json, running, secure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAME = "Document_РеализацияТоваровУслуг"
OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))


def documents(count: int) -> list[Json]:
    """So many documents of October, many with the same moment."""
    return [
        {"Ref_Key": key(n), "Number": str(n), "Date": f"2026-10-{n % 31 + 1:02d}T00:00:00", "Posted": True}
        for n in range(count)
    ]


@pytest.fixture
def base() -> Iterator[Base]:
    with running(Base({NAME: documents(25)})) as found:
        yield found


OPEN: list[Service] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """No connection outlives its test."""
    yield
    while OPEN:
        OPEN.pop().close()


def at(url: str, cancelled: Callable[[], bool] = lambda: False, *, page: int = 10, most: int = 1 << 20) -> Service:
    OPEN.append(Service(
        service_address(url), USER, PASSWORD, cancelled, page=page, pauses=(0.01, 0.01, 0.01),
        bounds=Bounds(silence=40, whole=60, most_bytes=most),
    ))  # fmt: skip
    return OPEN[-1]


def service(base: Base, cancelled: Callable[[], bool] = lambda: False) -> Service:
    return at(base.url, cancelled)


def keys(found: Service, folder: Path, query: Query | None = None) -> list[str]:
    pages = found.fetch(query or Query(NAME, OCTOBER), folder).pages
    came = [one["Ref_Key"] for page in pages for one in json.loads(page.read_bytes())["value"]]
    return list(dict.fromkeys(came))


def said(error: LiveError) -> str:
    return Translator("en")(error.message)


def test_pages_come_whole_and_in_order(base: Base, tmp_path: Path) -> None:
    came = keys(service(base), tmp_path)
    assert sorted(came) == sorted(key(n) for n in range(25))
    asked = [request for request in base.requests if "$top" in request]
    assert len(asked) == 3
    assert "$filter=Date ge datetime'2026-10-01T00:00:00' and Date lt datetime'2026-11-01T00:00:00'" in asked[0]
    assert "$orderby=Date asc,Ref_Key asc" in asked[0]
    assert "$skip=18" in asked[2], "pages overlap by one"


def test_only_the_days_asked_for(base: Base, tmp_path: Path) -> None:
    came = keys(service(base), tmp_path, Query(NAME, (date(2026, 10, 3), date(2026, 10, 5))))
    assert sorted(came) == [key(2), key(3)]


@pytest.mark.parametrize("fault", ["500", "drop", "short"])
def test_a_page_that_fails_is_asked_for_again_and_nothing_comes_twice(base: Base, tmp_path: Path, fault: str) -> None:
    base.faults = ["", "", fault, fault]
    came = keys(service(base), tmp_path)
    assert sorted(came) == sorted(key(n) for n in range(25))
    first = [request for request in base.requests if "$top" in request and "$skip" not in request]
    assert len(first) == 1, "what was read before stays"


def test_what_stays_broken_is_said_in_1cs_own_words(base: Base, tmp_path: Path) -> None:
    base.faults = ["500"] * 50
    with pytest.raises(LiveError, match="Нет свободных лицензий"):
        keys(service(base), tmp_path)


def test_a_server_that_gives_fewer_than_asked_for(base: Base, tmp_path: Path) -> None:
    base.most = 7
    assert len(set(keys(service(base), tmp_path))) == 25


def test_a_server_that_does_not_know_the_wishes(base: Base, tmp_path: Path) -> None:
    base.refuses = ("$select", "Ref_Key asc")
    assert len(set(keys(service(base), tmp_path, Query(NAME, OCTOBER, fields=("Ref_Key", "Number"))))) == 25


def test_a_server_that_leaves_out_a_field_that_was_named(base: Base, tmp_path: Path) -> None:
    base.mute = ("Товары",)
    for one in base.objects[NAME]:
        one["Товары"] = [{"Сумма": 1}]
    query = Query(NAME, OCTOBER, fields=("Ref_Key", "Date", "Товары"))
    pages = service(base).fetch(query, tmp_path).pages
    assert all(one["Товары"] for page in pages for one in json.loads(page.read_bytes())["value"])


def test_data_that_changes_under_the_reader_is_read_anew(base: Base, tmp_path: Path) -> None:
    gone: list[Json] = []

    def change(_name: str, skip: int) -> None:
        if skip and not gone:
            gone.append(base.objects[NAME].pop(0))
            base.objects[NAME].append(documents(27)[26])

    base.on_page = change
    came = keys(service(base), tmp_path)
    assert sorted(came) == sorted(key(n) for n in (*range(1, 25), 26))


def test_cancel_ends_a_slow_answer_within_a_second(base: Base, tmp_path: Path) -> None:
    base.faults = ["slow"]
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        keys(service(base, lambda: time.monotonic() - begun > 0.3), tmp_path)
    assert time.monotonic() - begun < 1.3


def test_a_wrong_password(base: Base) -> None:
    live = service(base)
    live.password = "другой"
    live.__post_init__()
    with pytest.raises(LiveError, match="did not accept"):
        live.published()


def test_a_base_without_the_interface(base: Base) -> None:
    live = at(base.url + "x")
    with pytest.raises(LiveError) as failed:
        live.published()
    assert failed.value.fix is not None
    assert "стандартный интерфейс OData" in Translator("ru")(failed.value.fix)


def test_nobody_at_the_address() -> None:
    live = at("http://127.0.0.1:9/buh")
    with pytest.raises(LiveError, match="does not answer"):
        live.published()


def test_an_answer_without_end_is_not_read(base: Base, tmp_path: Path) -> None:
    base.objects[NAME][0]["Комментарий"] = "x" * (2 << 20)
    with pytest.raises(LiveError, match="larger than 1 MB"):
        keys(service(base), tmp_path)


def test_the_password_goes_to_no_other_server(base: Base) -> None:
    live = at(base.url.replace("/buh", "/old"))
    base.redirect = base.url.replace("127.0.0.1", "localhost") + "/odata/standard.odata/$metadata"
    with pytest.raises(LiveError, match="redirects to"):
        live.published()
    base.redirect = "/buh/odata/standard.odata/$metadata"
    assert set(live.published()) == {NAME}


def test_a_certificate_that_nobody_signed(base: Base, tmp_path: Path) -> None:
    with running(base, secure(tmp_path)):
        with pytest.raises(LiveError, match="is not trusted"):
            at(base.url).published()
        assert not base.requests, "the password was not sent"


def test_what_is_published(base: Base) -> None:
    assert service(base).published() == {NAME: {"Ref_Key", "Number", "Date", "Posted"}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("http://h/buh", "http://h/buh/odata/standard.odata"),
        ("https://h:8443/a/b/ru_RU/", "https://h:8443/a/b/odata/standard.odata"),
        ("h/buh/odata/standard.odata/$metadata", "https://h/buh/odata/standard.odata"),
        ("https://h/buh/odata/standard.odata/Catalog_X?$format=json", "https://h/buh/odata/standard.odata"),
        (" https://сервер.рф/база ", "https://xn--b1afb6bcb.xn--p1ai/база/odata/standard.odata"),
    ],
)
def test_addresses_as_people_paste_them(given: str, expected: str) -> None:
    assert service_address(given).text == expected


@pytest.mark.parametrize("given", ["", "ftp://h/b", "https://u:p@h/b", "https://h", "https://", "http://h:x/b"])
def test_addresses_that_are_none(given: str) -> None:
    with pytest.raises(UsageError):
        service_address(given)


def test_without_a_keyring_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    address = service_address("https://h/b")
    assert not keeping.available()
    assert not keeping.keep(address, "u", "p")
    assert keeping.kept(address, "u") is None
    keeping.forget(address, "u")


def test_the_keyring_keeps_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.chainer import ChainerBackend

    held: dict[tuple[str, str], str] = {}

    class Ring(ChainerBackend):
        priority = 5

        def get_password(self, service: str, username: str) -> str | None:
            return held.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            held[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del held[service, username]

    Ring.__module__ = ChainerBackend.__module__
    ring = Ring.__new__(Ring)
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    monkeypatch.setattr(keyring, "set_password", ring.set_password)
    monkeypatch.setattr(keyring, "get_password", ring.get_password)
    monkeypatch.setattr(keyring, "delete_password", ring.delete_password)
    address = service_address("https://h/b")
    assert keeping.keep(address, "u", "p")
    assert keeping.kept(address, "u") == "p"
    assert keeping.kept(address, "other") is None
    keeping.forget(address, "u")
    assert not held
