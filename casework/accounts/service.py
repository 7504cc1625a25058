"""Sign-in, sign-out, passwords, and who is acting.

Other features take ``current_person()`` in views and pass the person on; models they refer to are named here.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from flask import current_app, g
from flask_babel import gettext
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from casework import db
from casework.accounts import passwords
from casework.accounts.errors import PasswordRefused, SignInLocked, SignInRefused
from casework.accounts.models import Institution, Person, PersonRole, SignIn, SignInFailure
from casework.audit import service as audit
from rules.reading.errors import FieldError
from rules.reading.messages import template

WRONG_PASSWORD = template("用户名或密码不正确，还可以再试 %(left)s 次。")
LOCKED_OUT = template("密码连续输错 %(count)s 次，此用户名已暂停登录，请在 %(minutes)s 分钟后再试。")

ATTEMPTS = 5
LOCKED_FOR = datetime.timedelta(minutes=15)
FORGOTTEN_AFTER = datetime.timedelta(days=1)

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


def sign_in(username: str, password: str) -> tuple[Person, str]:
    """The person and a new sign-in token for the browser.

    Raises ``SignInRefused`` or, after ``ATTEMPTS`` failures, ``SignInLocked``. Known and unknown names take the same
    way: one hash is verified and one counter is written for either. That takes long and holds no lock; only then is
    the attempt counted, one after another, and what it found is told only to an attempt that counts.
    """
    name = username.strip()
    if locked := _locked(_failure(name)):
        raise locked
    person = person_named(name)
    known = passwords.hash_to_compare(person)
    matches = passwords.matches(known, password)
    rehashed = passwords.hasher().hash(password) if matches and passwords.hasher().check_needs_rehash(known) else known
    with db.writing():
        db.take_turns(f"sign-in {_digest(name)}")
        refusal: SignInRefused | SignInLocked | None = _locked(_failure(name))
        if refusal is None and (person is None or not matches or person.password_hash != known or not person.active):
            refusal = _count_failure(name, person)
        if refusal is None and person is not None:
            return person, _begin(person, name, rehashed)
    assert refusal is not None, "nobody signs in as nobody"
    raise refusal


def _failure(name: str) -> SignInFailure | None:
    return db.session().get(SignInFailure, _digest(name))


def _locked(failure: SignInFailure | None) -> SignInLocked | None:
    """The refusal while this name may not sign in."""
    now = db.now()
    if failure is None or failure.locked_until is None or failure.locked_until <= now:
        return None
    return SignInLocked(_locked_message(failure.locked_until - now))


def _begin(person: Person, name: str, password_hash: str) -> str:
    """A new sign-in of a person whose password matched: gives its token."""
    failure = _failure(name)
    if failure is not None:
        db.session().delete(failure)
    if person.password_hash != password_hash:
        person.password_hash = password_hash
    factor = person.second_factor
    token = _new_sign_in(person, pending=factor is not None and factor.confirmed_at is not None)
    audit.record("sign_in", f"person:{person.id}", person=person)
    return token


def _new_sign_in(person: Person, *, pending: bool = False) -> str:
    token = secrets.token_urlsafe(32)
    made = SignIn(person_id=person.id, token_hash=token_digest(token), at=db.now(), ended=False, pending=pending)
    db.session().add(made)
    return token


def _count_failure(name: str, person: Person | None) -> SignInRefused | SignInLocked:
    """Count one more failure of this name; gives the refusal to raise once that is kept."""
    now, failure = db.now(), _failure(name)
    db.session().execute(delete(SignInFailure).where(SignInFailure.last_at < now - FORGOTTEN_AFTER))
    if failure is None or failure.last_at < now - FORGOTTEN_AFTER:
        failure = SignInFailure(name_hash=_digest(name), failures=0)
        db.session().add(failure)
    expired = failure.locked_until is not None and failure.locked_until <= now
    failure.failures = 1 if expired else failure.failures + 1
    failure.last_at = now
    failure.locked_until = now + LOCKED_FOR if failure.failures >= ATTEMPTS else None
    if failure.locked_until is not None:
        if person is not None:
            audit.record("sign_in_locked", f"person:{person.id}", {"failures": failure.failures}, person=person)
        return SignInLocked(_locked_message(LOCKED_FOR))
    left = ATTEMPTS - failure.failures
    return SignInRefused(gettext(WRONG_PASSWORD, left=left))


def _locked_message(left: datetime.timedelta) -> str:
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return gettext(LOCKED_OUT, count=ATTEMPTS, minutes=minutes)


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
    return not signed_in.ended and signed_in.person.active and age < current_app.permanent_session_lifetime


@db.writing()
def sign_out(person: Person, token: str) -> None:
    """End this browser's sign-in, for copies of its cookie too."""
    db.session().execute(update(SignIn).where(SignIn.token_hash == token_digest(token)).values(ended=True))
    audit.record("sign_out", f"person:{person.id}", person=person)


def end_sign_ins(person: Person) -> None:
    """In ``db.writing()``: every browser of this person is signed out at its next click."""
    db.session().execute(update(SignIn).where(SignIn.person_id == person.id).values(ended=True))


def change_password(person: Person, old: str, new: str) -> str:
    """Set a new password and end every sign-in of the person; returns a new token for this browser.

    Raises ``PasswordRefused`` naming the field.
    """
    errors, known = [], person.password_hash
    if not passwords.matches(known, old):
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
        token = _new_sign_in(person)
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
    return db.session().scalar(others.limit(1)) is None
