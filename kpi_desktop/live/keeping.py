"""The password of a live 1C: in the keyring of the operating system, or nowhere.

Where there is no keyring the password is asked for each time; it is never written into a file.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi_desktop.live.address import Address

SERVICE = "KPI Desktop 1C"
#: Keyrings of the operating systems; others (such as files in plain text) are not used.
_TRUSTED = ("keyring.backends.",)
_log = logging.getLogger(__name__)


def available() -> bool:
    """Whether this computer has a keyring that keeps secrets."""
    if os.environ.get("PYTHON_KEYRING_BACKEND") == "keyring.backends.null.Keyring":
        return False
    try:
        import keyring

        backend = keyring.get_keyring()
        return type(backend).__module__.startswith(_TRUSTED) and backend.priority >= 1
    except Exception:  # noqa: BLE001 - keyrings fail in ways of their own; then there is none
        _log.info("no keyring", exc_info=True)
        return False


def keep(address: Address, user: str, password: str) -> bool:
    """Put the password into the keyring; False where there is none or it refuses."""
    if not available():
        return False
    try:
        import keyring

        keyring.set_password(SERVICE, _name(address, user), password)
    except Exception:  # noqa: BLE001
        _log.info("the keyring took no password", exc_info=True)
        return False
    return True


def kept(address: Address, user: str) -> str | None:
    """The password out of the keyring; None where it has none."""
    if not available():
        return None
    try:
        import keyring

        return keyring.get_password(SERVICE, _name(address, user))
    except Exception:  # noqa: BLE001
        _log.info("the keyring gave no password", exc_info=True)
        return None


def forget(address: Address, user: str) -> None:
    """Take the password out of the keyring."""
    if not available():
        return
    try:
        import keyring

        keyring.delete_password(SERVICE, _name(address, user))
    except Exception:  # noqa: BLE001
        _log.info("the keyring had no such password", exc_info=True)


def _name(address: Address, user: str) -> str:
    return f"{user} @ {address.text}"
