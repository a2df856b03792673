"""A base of 1C on the loopback: the protocol of `standard.odata` over elements of a test, with faults on order."""

from __future__ import annotations

import base64
import json
import re
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Json = dict[str, object]
PATH = "/buh/odata/standard.odata/"
USER, PASSWORD = "Админ", "пароль 1"


@dataclass
class Base:
    """The objects of the base by name; `faults` are played one for each data request, in order ('' is none)."""

    objects: dict[str, list[Json]]
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    url: str = ""
    redirect: str = ""
    refuses: tuple[str, ...] = ()
    most: int = 10**9
    mute: tuple[str, ...] = ()
    on_page: object = None

    def fields(self, name: str) -> list[str]:
        return sorted({field for one in self.objects[name] for field in one if "@" not in field} | {"Ref_Key", "Date"})

    def metadata(self) -> str:
        types = "".join(
            f'<EntityType Name="{name}"><Key><PropertyRef Name="Ref_Key"/></Key>'
            + "".join(f'<Property Name="{field}" Type="Edm.String"/>' for field in self.fields(name))
            + "</EntityType>"
            for name in self.objects
        )
        sets = "".join(f'<EntitySet Name="{name}" EntityType="StandardODATA.{name}"/>' for name in self.objects)
        return (
            '<?xml version="1.0" encoding="UTF-8"?><edmx:Edmx xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"'
            ' Version="1.0"><edmx:DataServices><Schema xmlns="http://schemas.microsoft.com/ado/2009/11/edm" '
            f'Namespace="StandardODATA">{types}<EntityContainer Name="E">{sets}</EntityContainer></Schema>'
            "</edmx:DataServices></edmx:Edmx>"
        )

    def chosen(self, name: str, wishes: dict[str, str]) -> list[Json]:
        found = list(self.objects[name])
        told = re.fullmatch(r"Date ge datetime'([\dT:-]+)' and Date lt datetime'([\dT:-]+)'", wishes.get("$filter", ""))
        if told:
            found = [one for one in found if told[1] <= str(one["Date"]) < told[2]]
        else:
            assert "$filter" not in wishes, wishes["$filter"]
        order = [part.split()[0] for part in wishes.get("$orderby", "").split(",") if part]
        found.sort(key=lambda one: [str(one.get(word)) for word in order])
        return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    base: Base

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        base = type(self).base
        parts = urlsplit(self.path)
        place = unquote(parts.path)
        wishes = {name: values[0] for name, values in parse_qs(parts.query).items()}
        base.requests.append(unquote(self.path))
        if self.headers.get("Authorization") != "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode():
            self.answer(401, b"no")
        elif base.redirect and place.startswith("/old/"):
            self.answer(302, b"", {"Location": base.redirect})
        elif not place.startswith(PATH):
            self.answer(404, "<html>нет</html>".encode())
        elif place == PATH + "$metadata":
            self.answer(200, base.metadata().encode())
        else:
            self.data(base, place.removeprefix(PATH), wishes)

    def data(self, base: Base, name: str, wishes: dict[str, str]) -> None:
        counting, name = name.endswith("/$count"), name.removesuffix("/$count")
        if name not in base.objects:
            self.answer(404, _error("Сущность не найдена"))
        elif any(word in unquote(self.path) for word in base.refuses):
            self.answer(400, _error("Ошибка разбора опции запроса"))
        elif counting:
            self.answer(200, str(len(base.chosen(name, wishes))).encode("utf-8-sig"))
        else:
            self.page(base, name, wishes)

    def page(self, base: Base, name: str, wishes: dict[str, str]) -> None:
        assert wishes["$format"] == "json"
        skip, top = int(wishes.get("$skip", "0")), min(int(wishes["$top"]), base.most)
        found = base.chosen(name, wishes)[skip : skip + top]
        if "$select" in wishes:
            fields = set(wishes["$select"].split(",")) - set(base.mute)
            found = [{field: value for field, value in one.items() if field in fields} for one in found]
        body = json.dumps(
            {"odata.metadata": f"{base.url}/$metadata#{name}", "value": found}, ensure_ascii=False
        ).encode()
        fault = base.faults.pop(0) if base.faults and name.startswith("Document_") else ""
        if callable(base.on_page):
            base.on_page(name, skip)
        if fault == "500":
            return self.answer(500, _error("Нет свободных лицензий"))
        if fault == "drop":
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return None
        if fault == "short":
            return self.answer(200, body[: len(body) // 2])
        if fault == "slow":
            time.sleep(30)
        return self.answer(200, body)

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _error(text: str) -> bytes:
    return json.dumps(
        {"odata.error": {"code": "-1", "message": {"lang": "ru", "value": text}}}, ensure_ascii=False
    ).encode()


def secure(folder: Path) -> ssl.SSLContext:
    """TLS with a certificate that nobody signed."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number(), now,
                                   now + timedelta(days=1)).sign(secret, hashes.SHA256())  # fmt: skip
    plain = serialization.NoEncryption()
    key = secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "cert.pem").write_bytes(key + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem")
    return context


@contextmanager
def running(base: Base, context: ssl.SSLContext | None = None) -> Iterator[Base]:
    """The base at an address of this machine."""

    class Handler(_Handler):
        pass

    Handler.base = base

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that went away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    base.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}/buh"
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
