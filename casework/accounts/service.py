"""Sign-in, sign-out, passwords, and who is acting.

Other features take ``current_person()`` in views and pass the person on; models they refer to are named here.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, g
from flask_babel import gettext
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from casework import db
from casework.accounts import attempts, passwords
from casework.accounts.errors import PasswordRefused, SignInLocked, SignInRefused
from casework.accounts.models import Institution, Person, PersonRole, SignIn
from casework.audit import service as audit
from rules.reading.errors import FieldError
from rules.reading.messages import template

WRONG_PASSWORD = template("用户名或密码不正确，还可以再试 %(left)s 次。")
LOCKED_OUT = template("密码连续输错 %(count)s 次，此用户名已暂停登录，请在 %(minutes)s 分钟后再试。")

TOO_MANY_FROM_HERE = template("登录失败次数过多，请在 %(minutes)s 分钟后再试。")
GUESSED = template("原密码连续输错 %(count)s 次，为安全起见已退出登录，请重新登录。")

CLOCK_DRIFT = datetime.timedelta(minutes=1)

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view that needs no sign-in. Every other view does."""
    view.public = True  # type: ignore[attr-defined]
    return view


def current_person() -> Person | None:
    """Who acts in this request; None before sign-in."""
    person: Person | None = g.get("person")
    return person


def signed_in_person() -> Person:
    """Who acts in this request. For views behind sign-in, where there always is somebody."""
    person = current_person()
    if person is None:
        raise RuntimeError("no one is signed in")
    return person


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def token_digest(token: str) -> str:
    """What is kept of a browser's token."""
    return _digest(token)


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from. ``browser``: the number of a browser in which the name signed in before."""

    address: str = ""
    agent: str = ""
    browser: str | None = None


def sign_in(username: str, password: str, origin: Origin | None = None) -> tuple[Person, str]:
    """The person and a new sign-in token for the browser.

    Raises ``SignInRefused`` or, after too many failures (``attempts``), ``SignInLocked``. Known and unknown names take
    the same way: one hash is verified and the same counters are written for either. That takes long and holds no lock;
    only then is the attempt counted, one after another, and what it found is told only to an attempt that counts.
    """
    name, origin = username.strip(), origin or Origin()
    counts = attempts.counts_of(name, origin.address, origin.browser)
    if locked := _locked(counts):
        raise locked
    person = person_named(name)
    known = passwords.hash_to_compare(person)
    matches = passwords.matches(known, password)
    rehashed = passwords.hasher().hash(password) if matches and passwords.hasher().check_needs_rehash(known) else known
    with db.writing():
        db.take_turns(f"sign-in {_digest(name)}")
        refusal: SignInRefused | SignInLocked | None = _locked(counts)
        if refusal is None and (person is None or not matches or person.password_hash != known or not person.active):
            refusal = _count_failure(counts, person, origin)
        if refusal is None and person is not None:
            attempts.forget(next(iter(counts)))
            return person, _begin(person, rehashed, origin)
    assert refusal is not None, "nobody signs in as nobody"
    raise refusal


def _locked(counts: Iterable[str]) -> SignInLocked | None:
    """The refusal while any of these counts is locked."""
    left = attempts.locked_for(counts)
    if left is None:
        return None
    first = next(iter(counts))
    return _lock_told(left, own=attempts.locked_for([first]) is not None)


def _lock_told(left: datetime.timedelta, *, own: bool) -> SignInLocked:
    seconds = int(left.total_seconds())
    minutes = max(1, -(-seconds // 60))
    if own:
        return SignInLocked(gettext(LOCKED_OUT, count=attempts.OWN, minutes=minutes), seconds)
    return SignInLocked(gettext(TOO_MANY_FROM_HERE, minutes=minutes), seconds)


def _begin(person: Person, password_hash: str, origin: Origin) -> str:
    """A new sign-in of a person whose password matched: gives its token."""
    if person.password_hash != password_hash:
        person.password_hash = password_hash
    factor = person.second_factor
    token = _new_sign_in(person, origin, pending=factor is not None and factor.confirmed_at is not None)
    audit.record("sign_in", f"person:{person.id}", {"address": origin.address}, person=person)
    return token


def _new_sign_in(person: Person, origin: Origin, *, pending: bool = False) -> str:
    token = secrets.token_urlsafe(32)
    made = SignIn(
        person_id=person.id,
        token_hash=token_digest(token),
        at=db.now(),
        ended=False,
        pending=pending,
        address=origin.address[:45],
        agent=origin.agent[:200],
    )
    db.session().add(made)
    return token


def _count_failure(counts: dict[str, int], person: Person | None, origin: Origin) -> SignInRefused | SignInLocked:
    """Count one more failure; gives the refusal to raise once that is kept."""
    left = attempts.count(counts)
    first = next(iter(counts))
    full = [what for what, some in left.items() if some == 0]
    if not full:
        return SignInRefused(gettext(WRONG_PASSWORD, left=left[first]))
    told = {"address": origin.address, "counts": [what.split()[0] for what in full]}
    if person is not None:
        audit.record("sign_in_locked", f"person:{person.id}", told, person=person)
    elif any(what.startswith("address ") for what in full):
        audit.record("address_locked", "sign_ins:all", told)
    db.session().flush()
    return _lock_told(attempts.locked_for(counts) or attempts.LOCKED_FOR, own=first in full)


def person_of(token: str | None) -> Person | None:
    """Who signed in with this token, while the sign-in lasts."""
    if not token:
        return None
    # What every page asks for along with the person.
    person = joinedload(SignIn.person)
    along = (person.joinedload(Person.held), person.joinedload(Person.second_factor))
    query = select(SignIn).where(SignIn.token_hash == token_digest(token)).options(*along)
    signed_in = db.session().scalars(query).unique().one_or_none()
    if signed_in is None or signed_in.pending or not lasts(signed_in):
        return None
    return signed_in.person


def lasts(signed_in: SignIn) -> bool:
    """Whether a sign-in has not ended, by itself or by time, and its person has not left."""
    age = db.now() - signed_in.at
    # One from the future was made while the clock was wrong: nobody knows how old it is.
    in_time = -CLOCK_DRIFT <= age < current_app.permanent_session_lifetime
    return not signed_in.ended and signed_in.person.active and in_time


@db.writing()
def sign_out(person: Person, token: str) -> None:
    """End this browser's sign-in, for copies of its cookie too."""
    _end(SignIn.token_hash == token_digest(token))
    audit.record("sign_out", f"person:{person.id}", person=person)


def sign_ins(person: Person) -> list[SignIn]:
    """The browsers in which this person is signed in now, the newest first."""
    query = select(SignIn).where(SignIn.person_id == person.id, SignIn.ended.is_(False)).order_by(SignIn.id.desc())
    return [one for one in db.session().scalars(query) if lasts(one)]


@db.writing()
def end_others(person: Person, token: str) -> None:
    """Sign this person out everywhere but in this browser."""
    _end(SignIn.person_id == person.id, SignIn.token_hash != token_digest(token))
    audit.record("end_sign_ins", f"person:{person.id}", person=person)


def end_sign_ins(person: Person) -> None:
    """In ``db.writing()``: every browser of this person is signed out at its next click."""
    _end(SignIn.person_id == person.id)


def _end(*which: ColumnElement[bool]) -> None:
    for one in db.session().scalars(select(SignIn).where(*which, SignIn.ended.is_(False))).unique():
        one.ended = True


def guess(person: Person, what: str, told: str) -> None:
    """Count a wrong secret given by whoever sits at a browser of this person. After ``attempts.OWN`` of them every
    sign-in of the person ends, and ``SignInLocked`` is raised with what is ``told``.
    """
    with db.writing():
        db.take_turns(f"{what} {person.id}")
        key = f"{what} {person.id}"
        if attempts.count({key: attempts.OWN})[key] > 0:
            return
        attempts.forget(key)
        end_sign_ins(person)
        audit.record("guessed", f"person:{person.id}", {"what": what}, person=person)
    raise SignInLocked(told)


def change_password(person: Person, old: str, new: str, origin: Origin | None = None) -> str:
    """Set a new password and end every sign-in of the person; returns a new token for this browser.

    Raises ``PasswordRefused`` naming the field, or ``SignInLocked`` where the old password was guessed at.
    """
    errors, known = [], person.password_hash
    if not passwords.matches(known, old):
        guess(person, "old password", gettext(GUESSED, count=attempts.OWN))
        errors.append(_wrong_old())
    if new == old:
        errors.append(FieldError("new", gettext("新密码不能与原密码相同")))
    errors += [FieldError("new", reason) for reason in passwords.weaknesses(person, new)]
    if errors:
        raise PasswordRefused(gettext("密码没有更改。"), tuple(errors))
    hashed = passwords.hasher().hash(new)
    with db.writing():
        if person.password_hash != known:  # changed elsewhere while this one was hashed
            raise PasswordRefused(gettext("密码没有更改。"), (_wrong_old(),))
        person.password_hash = hashed
        end_sign_ins(person)
        token = _new_sign_in(person, origin or Origin())
        audit.record("change_password", f"person:{person.id}", person=person)
    return token


def _wrong_old() -> FieldError:
    return FieldError("old", gettext("原密码不正确"))


def create_person(institution: Institution, username: str, name: str, roles: Collection[str], password: str) -> Person:
    """A new person who can sign in at once."""
    hashed = passwords.hasher().hash(password)
    with db.writing():
        person = Person(institution=institution, username=username, name=name, password_hash=hashed, active=True)
        person.roles = roles
        db.session().add(person)
        db.session().flush()
        audit.record("create_person", f"person:{person.id}", {"username": username, "roles": list(person.roles)})
    return person


def person_named(username: str) -> Person | None:
    """The person with this user name."""
    return db.session().scalar(select(Person).where(Person.username == username))


def is_only_one(person: Person) -> bool:
    """Whether nobody else who is active at the institution has any of the person's roles."""
    known, key = db.read_already(), ("only one of the role", person.id)
    if key in known:
        return bool(known[key])
    others = (
        select(Person.id)
        .join(PersonRole)
        .where(
            Person.institution_id == person.institution_id,
            Person.active,
            Person.id != person.id,
            PersonRole.name.in_(person.roles),
        )
    )
    known[key] = db.session().scalar(others.limit(1)) is None
    return bool(known[key])
