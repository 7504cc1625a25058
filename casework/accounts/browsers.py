"""Browsers in which a person signed in before: a signed cookie tells them, with a number and the digest of the name."""

from __future__ import annotations

import hashlib
import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

COOKIE = "known"
LASTS = 180 * 24 * 3600
"""Seconds for which a browser stays known."""


def known(cookie: str | None, name: str) -> str | None:
    """The number of the browser, where this name signed in there before; None otherwise."""
    try:
        number, digest = _signer().loads(cookie or "", max_age=LASTS)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(number) if digest == _digest(name) else None


def cookie(name: str) -> str:
    """What the browser keeps once this name has signed in there."""
    return str(_signer().dumps([secrets.token_hex(8), _digest(name)]))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known browser")


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]
