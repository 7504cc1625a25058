"""Failed attempts: counted by who tried what from where, each count locked for a time that grows.

A wrong password counts for the name from this address, for the address, and for the name from anywhere. So a stranger
who guesses locks out the own address long before the name; and a browser in which this name signed in before is counted
by itself, so that nobody else's guesses keep its person out.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable

from sqlalchemy import delete

from casework import db
from casework.accounts.models import SignInFailure

LOCKED_FOR = datetime.timedelta(minutes=15)
LONGEST_LOCK = datetime.timedelta(hours=4)
FORGOTTEN_AFTER = datetime.timedelta(days=1)

OWN, ADDRESS, NAME = 5, 30, 60
"""After how many failures a count locks: of one name from one place, of one address, of one name from anywhere."""


def counts_of(name: str, address: str, browser: str | None) -> dict[str, int]:
    """What an attempt counts for -> after how many failures that locks. ``browser``: the number of a known one."""
    if browser is not None:
        return {f"browser {browser} {name}": OWN}
    return {own(name, address): OWN, f"address {address}": ADDRESS, f"name {name}": NAME}


def own(name: str, address: str) -> str:
    """The count of one name from one address."""
    return f"pair {name} {address}"


def locked_for(counts: Iterable[str]) -> datetime.timedelta | None:
    """For how long none of these may try; None where they may."""
    now, longest = db.now(), None
    for what in counts:
        row = db.session().get(SignInFailure, digest(what))
        if row is not None and row.locked_until is not None and row.locked_until > now:
            longest = max(longest or datetime.timedelta(0), row.locked_until - now)
    return longest


def count(counts: dict[str, int]) -> dict[str, int]:
    """In ``db.writing()``: one more failure of each. Gives how many are left of each before it locks; 0: it is locked.

    Each further lock of the same count is twice as long as the one before.
    """
    now = db.now()
    db.session().execute(delete(SignInFailure).where(SignInFailure.last_at < now - FORGOTTEN_AFTER))
    return {what: _count(what, limit, now) for what, limit in counts.items()}


def take_turn(what: str, address: str, most: int) -> int | None:
    """In a transaction of its own: one more question of a page that anybody may ask, from this address. For how many
    minutes it may not ask again, where it asked ``most`` times; None where it may."""
    counts = {f"{what} {address}": most}
    with db.writing():
        db.take_turns(f"{what} {digest(address)}")
        left = locked_for(counts)
        if left is None:
            count(counts)
    return None if left is None else max(1, -(-int(left.total_seconds()) // 60))


def _count(what: str, limit: int, now: datetime.datetime) -> int:
    row = db.session().get(SignInFailure, digest(what))
    if row is None or row.last_at < now - FORGOTTEN_AFTER:
        row = SignInFailure(name_hash=digest(what), failures=0)
        db.session().add(row)
    row.failures += 1
    row.last_at = now
    left = -row.failures % limit
    times = row.failures // limit
    row.locked_until = now + min(LONGEST_LOCK, LOCKED_FOR * 2 ** (times - 1)) if left == 0 else None
    return left


def forget(what: str) -> None:
    """In ``db.writing()``: this count begins anew."""
    db.session().execute(delete(SignInFailure).where(SignInFailure.name_hash == digest(what)))


def digest(what: str) -> str:
    """Under what a count is kept: no name or address stands there."""
    return hashlib.sha256(what.encode()).hexdigest()
