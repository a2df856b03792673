"""Encrypted workbooks: opened with the owner's password, or with the one that means 'read only' and is known to all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.ingest import refusal

if TYPE_CHECKING:
    from pathlib import Path

#: Excel encrypts a workbook that is only protected against changes with this password.
_READ_ONLY = "VelvetSweatshop"


def unlocked(path: Path, work: Path, password: str | None, *, certain: bool) -> Path | None:
    """The decrypted copy in `work`, or None if the file is not encrypted; raises Refusal.

    `certain` says that the container itself is an encrypted package.
    """
    import msoffcrypto

    with path.open("rb") as stream:
        try:
            package = msoffcrypto.OfficeFile(stream)
            if not package.is_encrypted():
                return None
        except Exception:  # noqa: BLE001 - not a file that it knows: the readers decide
            if certain:
                raise refusal.encryption_unknown() from None
            return None
        target = work / "unlocked"
        for word in (password, _READ_ONLY):
            if word and _decrypted(package, word, target):
                return target
    raise refusal.password_needed(wrong=bool(password))


def _decrypted(package: object, password: str, target: Path) -> bool:
    """Whether the password opens it; what it opens is written to `target`."""
    try:
        package.load_key(password=password)  # type: ignore[attr-defined]
        with target.open("wb") as out:
            package.decrypt(out)  # type: ignore[attr-defined]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a wrong password shows as any of a dozen errors
        return False
    return target.stat().st_size > 0
