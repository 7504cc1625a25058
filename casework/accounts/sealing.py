"""Secrets of the second factor as the database holds them: encrypted by a key that is no part of it.

So a copy of the database makes no codes. Fernet (AES-128-CBC and HMAC-SHA256); its keys are made by HKDF-SHA256 (RFC
5869) of phrases: those of ``FACTOR_KEYS``, or ``SECRET_KEY``. The first encrypts, each decrypts: a new phrase is put
before the old one until ``renewed`` has encrypted everything anew.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_USE = b"tanheng second factor"


class Unreadable(Exception):
    """None of the keys that are set made this."""


def keys(config: Mapping[str, Any]) -> MultiFernet:
    """The keys by the settings of a server, the one that encrypts first."""
    phrases = [one.strip() for one in str(config["FACTOR_KEYS"]).split(",") if one.strip()]
    return MultiFernet([_key(one) for one in phrases or [str(config["SECRET_KEY"])]])


def _key(phrase: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_USE).derive(phrase.encode())
    return Fernet(base64.urlsafe_b64encode(made))


def sealed(secret: str, by: MultiFernet) -> str:
    """As it is stored."""
    return by.encrypt(secret.encode()).decode()


def opened(stored: str, by: MultiFernet) -> str:
    """The secret itself. Raises ``Unreadable``."""
    try:
        return by.decrypt(stored.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def renewed(stored: str, by: MultiFernet) -> str:
    """Encrypted anew by the first key. Raises ``Unreadable``."""
    return sealed(opened(stored, by), by)
