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
    tls = os.environ.get("TANHENG_TLS", "") == "1"
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{instance / 'tanheng.sqlite'}"),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or _kept_secret(instance / "secret_key"),
        "AUDIT_KEY": os.environ.get("AUDIT_KEY") or _kept_secret(instance / "audit_key"),
        **_beside(instance),
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Courts run behind TLS; the demonstration on loopback does not.
        "SESSION_COOKIE_SECURE": tls,
        # By this prefix a browser takes it from this host alone and by TLS alone.
        "SESSION_COOKIE_NAME": "__Host-session" if tls else "session",
        "PERMANENT_SESSION_LIFETIME": 8 * 3600,
        # Nothing was done in the browser for so many seconds: it is signed out. Longer than a form takes.
        "IDLE_LIMIT": int(os.environ.get("TANHENG_IDLE_MINUTES", "120")) * 60,
        # How many proxies stand before this server, whose word on the visitor's address is taken.
        "PROXIES": int(os.environ.get("TANHENG_PROXIES", "0")),
        # A form may be filled in for longer than an hour; its token lasts as long as the sign-in.
        "WTF_CSRF_TIME_LIMIT": None,
        # Who may read /metrics: who gives this word, or asks from these networks (apart by commas). Nobody by default.
        "METRICS_TOKEN": os.environ.get("TANHENG_METRICS_TOKEN", ""),
        "METRICS_FROM": os.environ.get("TANHENG_METRICS_FROM", ""),
        # "required": nobody gets on without a second factor; else everybody may have one.
        "SECOND_FACTOR": os.environ.get("TANHENG_SECOND_FACTOR", "optional"),
        # Phrases by which secrets of the second factor are encrypted, the one in use first; empty: SECRET_KEY.
        "FACTOR_KEYS": os.environ.get("TANHENG_FACTOR_KEYS", ""),
        **(_periods() | _signing()),
        # Cost of password hashes: argon2-cffi's own defaults (argon2id, RFC 9106 low memory).
        "ARGON2": {},
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    }


def _beside(instance: Path) -> dict[str, str]:
    """What is kept beside the records."""
    return {
        # Where ``audit anchor`` writes the head of the log; better on another machine's disk.
        "AUDIT_ANCHORS": os.environ.get("AUDIT_ANCHORS") or str(instance / "audit_anchors"),
        # Where accesses wait to be stored; empty: beside the database.
        "ACCESS_SPOOL": os.environ.get("ACCESS_SPOOL", ""),
        # How workers hear of jobs: an SQLite file beside the data, or redis://HOST:PORT/DB.
        "QUEUE_URL": os.environ.get("QUEUE_URL") or f"sqlite:///{instance / 'queue.sqlite'}",
    }


SIGNING = ("", "_FILE", "_FOLDER", "_PIN", "_PIN_FILE", "_MODULE", "_TOKEN", "_KEY", "_TSA", "_TRUST")


def _signing() -> dict[str, str]:
    """How issued papers are signed, and whose signatures are trusted; see ``documents.signing``."""
    return {f"SIGNING{name}": os.environ.get(f"TANHENG_SIGNING{name}", "") for name in SIGNING}


HALF_A_YEAR = 184
"""The days of the longest six months, for which a log is kept at least: 网络安全法 (2025) art. 23(3)."""


def _periods() -> dict[str, int]:
    """For how many days what is named is kept after it was needed last."""
    return {
        "KEEP_DRAFTS": _days("TANHENG_KEEP_DRAFTS", 365, 30),
        "KEEP_SIGN_INS": _days("TANHENG_KEEP_SIGN_INS", 365, HALF_A_YEAR),
        "KEEP_ACCESSES": _days("TANHENG_KEEP_ACCESSES", 1095, HALF_A_YEAR),
    }


def _days(name: str, default: int, least: int) -> int:
    """A period of days. Raises ``ValueError`` where the setting is none, or shorter than it may be."""
    told = os.environ.get(name, str(default))
    if not told.isdecimal() or int(told) < least:
        raise ValueError(f"{name}={told}：应为不少于 {least} 的整数，单位是日")
    return int(told)


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
