"""Passwords: how they are hashed and compared, and which are too weak. Nothing here is kept or shown."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext

from casework.accounts.models import Person

SHORTEST = 10
LONGEST = 200

UNSET = ""
"""In place of a hash: no password opens this account, until a one-time link has set one."""


def hasher() -> PasswordHasher:
    """The one of this application, with its cost."""
    return _hasher_at(**current_app.config["ARGON2"])


@cache
def _hasher_at(**cost: Any) -> PasswordHasher:
    return PasswordHasher(**cost)


@cache
def _hash_of_nobody(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_hex(16))


def hash_to_compare(person: Person | None) -> str:
    """The hash of a person's password; of nobody, and of one who has none yet, a hash that costs the same work."""
    return (person.password_hash if person else UNSET) or _hash_of_nobody(hasher())


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password. Takes long, whatever the answer."""
    try:
        return hasher().verify(password_hash, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False


def weaknesses(person: Person, new: str) -> list[str]:
    """Why this cannot be the new password of this person."""
    found = []
    if not SHORTEST <= len(new) <= LONGEST:
        found.append(gettext("新密码应为 %(low)s 至 %(high)s 个字符", low=SHORTEST, high=LONGEST))
    if person.username.lower() in new.lower():
        found.append(gettext("新密码不能包含用户名"))
    if len(set(new)) < 5:
        found.append(gettext("新密码的字符过于单一"))
    return found
