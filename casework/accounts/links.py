"""One-time links: how a person sets the first password, or another in place of one that is void."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.accounts import passwords
from casework.accounts.errors import LinkRefused, PasswordRefused
from casework.accounts.models import OneTimeLink, Person
from casework.audit import service as audit
from rules.reading.errors import FieldError

LASTS = datetime.timedelta(hours=72)


def issue(person: Person, by: Person | None) -> str:
    """In ``db.writing()``: a new link in place of any before it. Gives its token, which is kept nowhere."""
    end(person)
    token, now = secrets.token_urlsafe(32), db.now()
    made = OneTimeLink(
        person_id=person.id,
        token_hash=_digest(token),
        issued_by=by.id if by else None,
        at=now,
        expires_at=now + LASTS,
    )
    db.session().add(made)
    return token


def end(person: Person) -> None:
    """In ``db.writing()``: no link that was issued to this person works any more."""
    open_ones = select(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.ended_at.is_(None))
    for one in db.session().scalars(open_ones).unique():
        one.ended_at = db.now()


def open_until(person: Person) -> datetime.datetime | None:
    """Until when a link of this person can be used; None where there is none."""
    query = select(OneTimeLink.expires_at).where(
        OneTimeLink.person_id == person.id, OneTimeLink.ended_at.is_(None), OneTimeLink.expires_at > db.now()
    )
    return db.session().scalar(query.order_by(OneTimeLink.expires_at.desc()).limit(1))


def whose(token: str) -> Person:
    """The person to whom a link was issued that can still be used. Raises ``LinkRefused``."""
    return _open(token).person


def use(token: str, new: str) -> Person:
    """Set the password by a link, which then works no more; every browser of the person is signed out.

    Raises ``LinkRefused``, or ``PasswordRefused`` naming the field.
    """
    person = _open(token).person
    if found := passwords.weaknesses(person, new):
        raise PasswordRefused(gettext("密码没有设置。"), tuple(FieldError("new", reason) for reason in found))
    hashed = passwords.hasher().hash(new)
    with db.writing():
        db.take_turns(f"one-time link {person.id}")
        link = _open(token)
        link.ended_at = db.now()
        link.person.password_hash = hashed
        audit.record("use_link", f"person:{person.id}", person=link.person)
        return link.person


def _open(token: str) -> OneTimeLink:
    link = db.session().scalar(
        select(OneTimeLink).where(OneTimeLink.token_hash == _digest(token)).execution_options(populate_existing=True)
    )
    if link is None or link.ended_at is not None or link.expires_at <= db.now() or not link.person.active:
        raise LinkRefused(gettext("这个链接已经使用、已经失效或者不存在。请联系管理员重新发放。"))
    return link


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
