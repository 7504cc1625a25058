"""Settings, from the environment with defaults that suit one machine."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any


def defaults(instance: Path) -> dict[str, Any]:
    """``DATABASE_URL`` moves the records to PostgreSQL; ``SECRET_KEY`` signs sessions (kept in instance/secret_key),
    ``AUDIT_KEY`` seals the audit log (instance/audit_key): the one in use, and former ones after it."""
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{instance / 'tanheng.sqlite'}"),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or _kept_secret(instance / "secret_key"),
        "AUDIT_KEY": os.environ.get("AUDIT_KEY") or _kept_secret(instance / "audit_key"),
        # Where ``audit anchor`` writes the head of the log; better on another machine's disk.
        "AUDIT_ANCHORS": os.environ.get("AUDIT_ANCHORS") or str(instance / "audit_anchors"),
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Courts run behind TLS; the demonstration on loopback does not.
        "SESSION_COOKIE_SECURE": os.environ.get("TANHENG_TLS", "") == "1",
        "PERMANENT_SESSION_LIFETIME": 8 * 3600,
        # Nothing was done in the browser for so many seconds: it is signed out. Longer than a form takes.
        "IDLE_LIMIT": int(os.environ.get("TANHENG_IDLE_MINUTES", "120")) * 60,
        # How many proxies stand before this server, whose word on the visitor's address is taken.
        "PROXIES": int(os.environ.get("TANHENG_PROXIES", "0")),
        # A form may be filled in for longer than an hour; its token lasts as long as the sign-in.
        "WTF_CSRF_TIME_LIMIT": None,
        # "required": nobody gets on without a second factor; else everybody may have one.
        "SECOND_FACTOR": os.environ.get("TANHENG_SECOND_FACTOR", "optional"),
        # Phrases by which secrets of the second factor are encrypted, the one in use first; empty: SECRET_KEY.
        "FACTOR_KEYS": os.environ.get("TANHENG_FACTOR_KEYS", ""),
        # Cost of password hashes: argon2-cffi's own defaults (argon2id, RFC 9106 low memory).
        "ARGON2": {},
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    }


def _kept_secret(path: Path) -> str:
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all, whatever stops this process; of several workers that start at once the first one wins.
    handle, whole = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    with suppress(FileExistsError):  # another's is there, and read below as this one's would be
        os.link(whole, path)
    os.unlink(whole)
    return path.read_text().strip()
