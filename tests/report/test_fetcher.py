"""What a page may read: the brand's folder and the fonts, nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.report.fetcher import MOST_BYTES, Refused, fetched

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    place = tmp_path / "brand"
    (place / "pictures").mkdir(parents=True)
    (place / "logo.svg").write_text("<svg/>")
    (place / "pictures" / "фон 1.png").write_bytes(b"png")
    (tmp_path / "secret.svg").write_text("secret")
    (tmp_path / "brand-other").mkdir()
    (tmp_path / "brand-other" / "logo.svg").write_text("secret")
    return place


def test_files_of_the_brand(brand: Path) -> None:
    assert fetched((brand / "logo.svg").as_uri(), [brand]) == (b"<svg/>", "image/svg+xml")
    assert fetched((brand / "pictures" / "фон 1.png").as_uri(), [brand]) == (b"png", "image/png")
    assert fetched(f"{brand.as_uri()}/pictures/../logo.svg", [brand])[0] == b"<svg/>"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "file:///etc/hostname.svg",
        "file://localhost/etc/passwd",
        "file://server/share/logo.svg",
        "http://127.0.0.1/logo.svg",
        "https://example.org/logo.svg",
        "ftp://example.org/logo.svg",
        "data:image/svg+xml,<svg/>",
        "gopher://x/",
        "jar:file:///etc/passwd",
        "logo.svg",
        "/etc/passwd",
        "",
        "file:",
        "{brand}/../secret.svg",
        "{brand}/%2e%2e/secret.svg",
        "{brand}/..%2fsecret.svg",
        "{brand}/pictures/../../secret.svg",
        "{brand}-other/logo.svg",
        "{brand}/logo.svg?x=1",
        "{brand}/logo.svg%00.png",
        "{brand}/pictures",
        "{brand}",
        "{brand}/absent.svg",
        "{brand}/brand.toml",
        "FILE:///etc/passwd",
    ],
)
def test_refused(brand: Path, url: str) -> None:
    (brand / "brand.toml").write_text("")
    with pytest.raises((Refused, OSError)):
        fetched(url.format(brand=brand.as_uri()), [brand])


def test_links_out_of_the_folder_are_refused(brand: Path, tmp_path: Path) -> None:
    (brand / "link.svg").symlink_to(tmp_path / "secret.svg")
    (brand / "folder").symlink_to(tmp_path)
    for url in ("link.svg", "folder/secret.svg"):
        with pytest.raises(Refused):
            fetched(f"{brand.as_uri()}/{url}", [brand])
    (brand / "inside.svg").symlink_to(brand / "logo.svg")
    assert fetched(f"{brand.as_uri()}/inside.svg", [brand])[0] == b"<svg/>"


def test_only_regular_files_of_a_sane_size(brand: Path) -> None:
    with (brand / "big.png").open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    (brand / "folder.svg").mkdir()
    for name in ("big.png", "folder.svg"):
        with pytest.raises((Refused, OSError)):
            fetched((brand / name).as_uri(), [brand])
    if hasattr(os, "mkfifo"):
        os.mkfifo(brand / "pipe.svg")
        with pytest.raises((Refused, OSError)):
            fetched((brand / "pipe.svg").as_uri(), [brand])
