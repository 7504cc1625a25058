"""Passwords: how they are hashed and compared, and which are too weak. Nothing here is kept or shown."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext
from zxcvbn import zxcvbn

from casework.accounts.models import Person
from rules.reading.messages import template

SHORTEST = 10
LONGEST = 200

LOWEST_SCORE = 3
"""Of zxcvbn's five steps: 3 withstands 10^8 guesses, 4 10^10 (Wheeler, USENIX Security 2016)."""

LONGEST_SCORED = 72
"""Characters that are looked at: longer texts take long and are hard to guess by their length."""

GUESSABLE = template("新密码过于常见或者容易猜到，请换一个，例如由几个不相干的词组成")

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
    if not found and _score(person, new) < LOWEST_SCORE:
        found.append(gettext(GUESSABLE))
    return found


def _score(person: Person, new: str) -> int:
    """0 to 4 by zxcvbn: how hard it is to guess for who knows common passwords, and this person's names."""
    names = [person.username, person.name, person.institution.name, "tanheng", "碳衡"]
    return int(zxcvbn(new[:LONGEST_SCORED], user_inputs=names)["score"])
