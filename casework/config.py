"""Settings, from the environment with defaults that suit one machine."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any


def defaults(instance: Path) -> dict[str, Any]:
    """``DATABASE_URL`` moves the records to PostgreSQL; ``SECRET_KEY`` signs sessions (kept in instance/secret_key)."""
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{instance / 'tanheng.sqlite'}"),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or _kept_secret(instance / "secret_key"),
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Courts run behind TLS; the demonstration on loopback does not.
        "SESSION_COOKIE_SECURE": os.environ.get("TANHENG_TLS", "") == "1",
        "PERMANENT_SESSION_LIFETIME": 8 * 3600,
        # A form may be filled in for longer than an hour; its token lasts as long as the sign-in.
        "WTF_CSRF_TIME_LIMIT": None,
        # Cost of password hashes: argon2-cffi's own defaults (argon2id, RFC 9106 low memory).
        "ARGON2": {},
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    }


def _kept_secret(path: Path) -> str:
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_hex(32)
    try:
        # Several workers may start at once: the first to create the file wins, the others read it.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
    except FileExistsError:
        return path.read_text().strip()
    return secret
