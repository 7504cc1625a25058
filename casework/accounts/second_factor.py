"""The second factor: a code of six digits that changes every half minute (TOTP, RFC 6238), from the person's own phone.

A sign-in of a person who has one is pending until the code was given. A code works once.
"""

from __future__ import annotations

import datetime

import pyotp
from cryptography.fernet import MultiFernet
from flask import current_app
from flask_babel import gettext
from pyotp.utils import strings_equal
from sqlalchemy import select

from casework import db
from casework.accounts import attempts, sealing, service
from casework.accounts.errors import EntryRefused, NotNow, SignInLocked, SignInRefused
from casework.accounts.models import Person, SecondFactor, SignIn
from casework.audit import service as audit
from rules.reading.errors import FieldError
from rules.reading.messages import template

WRONG_CODE = template("验证码不正确或者已经用过。请核对手机时间，输入最新的六位数字。")
TOO_MANY_CODES = template("验证码连续输错 %(count)s 次，本次登录已结束，请重新登录。")
CODES_LOCKED = template("动态验证码输错次数过多，请 %(minutes)s 分钟后再登录。密码可能已被他人知道，请尽快更改。")
UNREADABLE = template("动态验证码的密钥无法读取（服务器的加密口令已经更换）。请联系管理员重置动态验证码。")
REQUIRED = "required"
ISSUER = "碳衡"

STEP = datetime.timedelta(seconds=30)
ATTEMPTS = 5
CODES_HERE, CODES = 10, 30
"""After how many wrong codes of a person none is taken for a time that grows: from one address, and from anywhere."""


def required() -> bool:
    """Whether nobody gets on without one, by the setting of this server."""
    return bool(current_app.config["SECOND_FACTOR"] == REQUIRED)


def in_use(person: Person) -> bool:
    """Whether this person has one that was confirmed."""
    return person.second_factor is not None and person.second_factor.confirmed_at is not None


def lacking(person: Person) -> bool:
    """Whether this person has to set one up before anything else."""
    return required() and not in_use(person)


@db.writing()
def begin(person: Person) -> None:
    """A new secret, which counts once a code of it was given."""
    if in_use(person):
        raise NotNow(gettext("动态验证码已经启用。更换手机的，请先停用或者由管理员重置。"))
    _remove(person)
    db.session().add(SecondFactor(person_id=person.id, secret=sealing.sealed(pyotp.random_base32(), _keys())))
    audit.record("begin_second_factor", f"person:{person.id}", person=person)


def address(person: Person) -> str:
    """What a phone reads from the QR code while the secret is not confirmed yet; empty where there is none to read."""
    found = person.second_factor
    if found is None or found.confirmed_at is not None:
        return ""
    try:
        secret = sealing.opened(found.secret, _keys())
    except sealing.Unreadable:  # one that never counted is begun anew
        return ""
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=ISSUER)


def _keys() -> MultiFernet:
    return sealing.keys(current_app.config)


def secret_of(factor: SecondFactor) -> str:
    """What the phone has. Raises ``NotNow`` where this server has no key to it."""
    try:
        return sealing.opened(factor.secret, _keys())
    except sealing.Unreadable:
        raise NotNow(gettext(UNREADABLE)) from None


@db.writing()
def seal_anew() -> int:
    """Encrypt every secret by the first of the keys: how many there were. Raises ``NotNow`` naming whose has no key."""
    found = list(db.session().scalars(select(SecondFactor).order_by(SecondFactor.person_id)))
    for factor in found:
        try:
            factor.secret = sealing.renewed(factor.secret, _keys())
        except sealing.Unreadable:
            name = db.session().get_one(Person, factor.person_id).username
            raise NotNow(gettext("%(name)s 的动态验证码，现有口令都不能解密；没有改动。", name=name)) from None
    audit.record("seal_second_factors", "accounts", {"count": len(found)})
    return len(found)


def confirm(person: Person, code: str) -> None:
    """Take the secret into use, by a code that shows that the phone has it."""
    found = person.second_factor
    if found is None or found.confirmed_at is not None:
        raise NotNow(gettext("请先开始设置。"))
    with db.writing():
        if _spend(found, code):
            found.confirmed_at = db.now()
            audit.record("set_second_factor", f"person:{person.id}", person=person)
            return
    raise _wrong(person)


def remove(person: Person, code: str) -> None:
    """Take it out of use, by a code of it. Raises ``NotNow`` where the setting requires one."""
    found = person.second_factor
    if found is None or found.confirmed_at is None:
        raise NotNow(gettext("动态验证码没有启用。"))
    if required():
        raise NotNow(gettext("本系统要求使用动态验证码，不能停用。"))
    with db.writing():
        if _spend(found, code):
            _remove(person)
            audit.record("remove_second_factor", f"person:{person.id}", person=person)
            return
    raise _wrong(person)


@db.writing()
def void(actor: Person | None, person: Person) -> None:
    """Take away that of a person who lost the phone; every browser is signed out. For administrators."""
    if person.second_factor is None:
        raise NotNow(gettext("动态验证码没有启用。"))
    _remove(person)
    service.end_sign_ins(person)
    audit.record("reset_second_factor", f"person:{person.id}", person=actor)


def pending(token: str | None) -> Person | None:
    """Whose sign-in waits for the code."""
    found = _pending(token)
    return found.person if found else None


def give(token: str | None, code: str) -> Person:
    """Complete a pending sign-in. Raises ``SignInRefused``, or ``SignInLocked`` after too many wrong codes: of this
    sign-in, or of this person in all sign-ins, since whoever has the password can begin as many as he likes."""
    with db.writing():
        found = _pending(token)
        if found is not None:
            db.take_turns(f"code {found.person_id}")
            found = _pending(token)  # as those before have left it
        if found is None:
            raise SignInLocked(gettext("登录已失效，请重新登录。"))
        counts = _counts(found)
        left, factor = attempts.locked_for(counts), found.person.second_factor
        if left is None and factor is not None and _spend(factor, code):
            found.pending = False
            for what in counts:
                attempts.forget(what)
            audit.record("give_code", f"person:{found.person_id}", person=found.person)
            return found.person
        refusal = _wrong_for(found, counts, left)
    raise refusal


def _counts(found: SignIn) -> dict[str, int]:
    """What a wrong code counts for beside its sign-in -> after how many that locks."""
    return {f"sign-in code {found.person_id} {found.address}": CODES_HERE, f"sign-in code {found.person_id}": CODES}


def _wrong_for(found: SignIn, counts: dict[str, int], left: datetime.timedelta | None) -> SignInRefused | SignInLocked:
    """Count a wrong code; gives the refusal. ``left``: for how long none is taken, whatever it is."""
    if left is None:
        found.wrong_codes += 1
        attempts.count(counts)
        left = attempts.locked_for(counts)
    audit.record("wrong_code", f"person:{found.person_id}", {"count": found.wrong_codes}, person=found.person)
    found.ended = left is not None or found.wrong_codes >= ATTEMPTS
    if left is not None:
        seconds = int(left.total_seconds())
        return SignInLocked(gettext(CODES_LOCKED, minutes=max(1, -(-seconds // 60))), seconds)
    if found.ended:
        return SignInLocked(gettext(TOO_MANY_CODES, count=ATTEMPTS))
    return SignInRefused(gettext(WRONG_CODE))


def _pending(token: str | None) -> SignIn | None:
    if not token:
        return None
    query = select(SignIn).where(SignIn.token_hash == service.token_digest(token), SignIn.pending)
    found = db.session().scalar(query.execution_options(populate_existing=True))
    return found if found is not None and service.lasts(found) else None


def _spend(factor: SecondFactor, code: str) -> bool:
    """Whether this is the code of now, or of the half minute before or after; it is then used up, for all who give it
    at the same moment."""
    db.take_turns(f"code {factor.person_id}")
    now_kept = db.session().get(SecondFactor, factor.person_id, populate_existing=True)
    if now_kept is None:
        return False
    factor, given = now_kept, "".join(code.split())
    totp = pyotp.TOTP(secret_of(factor))
    now = int(db.now().timestamp()) // int(STEP.total_seconds())
    for step in (now, now - 1, now + 1):
        if step > (factor.last_step or 0) and strings_equal(given, totp.generate_otp(step)):
            factor.last_step = step
            return True
    return False


def _remove(person: Person) -> None:
    found = db.session().get(SecondFactor, person.id)
    if found is not None:
        db.session().delete(found)
        db.session().flush()
    db.session().expire(person, ["second_factor"])


def _wrong(person: Person) -> EntryRefused:
    service.guess(person, "code", gettext(TOO_MANY_CODES, count=ATTEMPTS))
    return EntryRefused(gettext("没有改动。"), (FieldError("code", gettext(WRONG_CODE)),))
