"""What an administrator does with people: enter, give roles, transfer, disable, reset, sign out. All is on record.

``actor`` None is whoever sits at the server's command line. A person whom the actor does not look after is unknown to
the actor, as if there were none.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import institutions, links, naming, passwords, purpose, reference, second_factor, service
from casework.accounts.errors import EntryRefused, NotNow, Unknown
from casework.accounts.models import Institution, Person, PersonRole
from casework.audit import service as audit
from rules.reading.errors import FieldError
from rules.reading.messages import template

USERNAME = r"[A-Za-z0-9][A-Za-z0-9._@-]{1,59}"
NAME_TAKEN = template("用户名“%(username)s”已被使用")
SAME_NAME = template(
    "%(place)s已有或者曾有名为“%(name)s”的人员；案件按姓名记载承办人，请加注区别，如“%(name)s（民庭）”"
)
NOT_ONESELF = template("不能对自己作此变更，请由另一名管理员办理。")


@dataclass(frozen=True)
class PersonEntry:
    """A person as an administrator enters them."""

    institution_id: int
    username: str
    name: str
    roles: tuple[str, ...]


LINK_LASTS = links.LASTS

FIRST_PLACE = "系统管理机构"
"""Where the first administrator sits until the institution is named otherwise."""


@db.writing()
def first_administrator(username: str, name: str, place: str = FIRST_PLACE) -> str:
    """The token of the link by which the first administrator of all institutions sets a password.

    While it was not used, another one can be made. Raises ``NotNow`` once there is such an administrator.
    """
    purpose.mark(purpose.OFFICE)
    db.take_turns("people")
    known = service.person_named(username.strip())
    held = select(PersonRole.person_id).where(PersonRole.name == permissions.ADMINISTRATOR)
    if db.session().scalar(select(Person.id).where(Person.id.in_(held), Person.password_hash != passwords.UNSET)):
        raise NotNow(gettext("已有管理员。忘记密码的，请由另一名管理员重置，或者执行 accounts reset 用户名。"))
    if known is not None and known.password_hash == passwords.UNSET and permissions.ADMINISTRATOR in known.roles:
        audit.record("reset_password", _subject(known))
        return links.issue(known, None)
    found = institutions.institution_named(permissions.OTHER_AUTHORITY, [place])
    at = found or institutions.add_institution(None, place, permissions.OTHER_AUTHORITY, reference.WHOLE)
    entry = PersonEntry(at.id, username, name, (permissions.ADMINISTRATOR,))
    return add_person(None, entry)[1]


def person_for(actor: Person | None, person_id: int) -> Person:
    """The person, if the actor looks after them. Raises ``Unknown``."""
    query = select(Person).where(Person.id == person_id)
    if actor is not None:
        query = query.where(permissions.places_of(actor, permissions.MANAGE_PEOPLE, Person.institution_id))
    found = db.session().scalar(query)
    if found is None:
        raise Unknown(gettext("没有这个人员，或不归您管理。"))
    return found


@db.writing()
def add_person(actor: Person | None, entry: PersonEntry) -> tuple[Person, str]:
    """Enter a person; gives the token of the one-time link by which they set a password.

    Raises ``EntryRefused`` naming each field, ``Unknown`` for an institution that is not the actor's to look after.
    """
    db.take_turns("people")
    place = institutions.institution_for(actor, entry.institution_id)
    errors = [
        *_username_mistakes(entry.username),
        *_name_mistakes(entry.name, place),
        *_role_mistakes(entry.roles, place),
    ]
    _stop(errors)
    person = Person(
        institution=place,
        username=entry.username.strip(),
        name=entry.name.strip(),
        password_hash=passwords.UNSET,
        active=True,
    )
    person.roles = entry.roles
    db.session().add(person)
    db.session().flush()
    token = links.issue(person, actor)
    told = {"username": person.username, "roles": list(person.roles), "institution": place.name}
    audit.record("create_person", _subject(person), told, person=actor)
    return person, token


@db.writing()
def correct_name(actor: Person | None, person_id: int, name: str) -> None:
    """Write the name of a person otherwise. What they have in hand stays theirs; what they did keeps the name of its
    day."""
    db.take_turns("people")
    person = person_for(actor, person_id)
    _stop(_name_mistakes(name, person.institution, person))
    if person.name == name.strip():
        raise NotNow(gettext("姓名与现有的相同，没有改动。"))
    _changed("rename_person", actor, person, name=(person.name, name.strip()))
    naming.rename(person, name.strip())


@db.writing()
def set_roles(actor: Person | None, person_id: int, roles: Collection[str], reason: str) -> None:
    """Give a person these roles in place of those before. They hold from the next click on."""
    person = _other(actor, person_id)
    _stop([*_role_mistakes(roles, person.institution), *_reason_mistakes(reason)])
    before = list(person.roles)
    person.roles = roles
    if before == list(person.roles):
        raise NotNow(gettext("岗位与现有的相同，没有改动。"))
    _changed("set_roles", actor, person, reason, roles=(before, list(person.roles)))


@db.writing()
def transfer(actor: Person | None, person_id: int, institution_id: int, roles: Collection[str], reason: str) -> None:
    """Move a person to another institution, with the roles they have there; their browsers are signed out.

    What they did before stays theirs, and where they took cases over these still name them.
    """
    person = _other(actor, person_id)
    place = institutions.institution_for(actor, institution_id)
    _stop([*_role_mistakes(roles, place), *_reason_mistakes(reason), *_name_mistakes(person.name, place, person)])
    if place.id == person.institution_id:
        raise NotNow(gettext("此人已在这个单位。更改岗位请用“更改岗位”。"))
    place_before, roles_before = person.institution.name, list(person.roles)
    person.institution, person.roles = place, roles
    service.end_sign_ins(person)
    moved = {"institution": (place_before, place.name), "roles": (roles_before, list(person.roles))}
    _changed("transfer", actor, person, reason, **moved)


@db.writing()
def disable(actor: Person | None, person_id: int, reason: str) -> None:
    """Shut a person out at once. Their records stay; nobody is removed."""
    person = _other(actor, person_id)
    _stop(_reason_mistakes(reason))
    if not person.active:
        raise NotNow(gettext("此账号已经停用。"))
    person.active = False
    service.end_sign_ins(person)
    links.end(person)
    _changed("disable_person", actor, person, reason, active=(True, False))


@db.writing()
def enable(actor: Person | None, person_id: int, reason: str) -> str:
    """Let a person in again, who sets a new password first: gives the token of the link."""
    person = _other(actor, person_id)
    _stop(_reason_mistakes(reason))
    if person.active:
        raise NotNow(gettext("此账号没有停用。"))
    person.active = True
    person.password_hash = passwords.UNSET
    _changed("enable_person", actor, person, reason, active=(False, True))
    return links.issue(person, actor)


@db.writing()
def reset(actor: Person | None, person_id: int) -> str:
    """Void the password and sign the person out everywhere: gives the token of the link that sets another.

    Of somebody else: the own password is changed by who knows it.
    """
    person = _other(actor, person_id)
    if not person.active:
        raise NotNow(gettext("此账号已经停用，请先恢复。"))
    person.password_hash = passwords.UNSET
    service.end_sign_ins(person)
    _changed("reset_password", actor, person)
    return links.issue(person, actor)


@db.writing()
def sign_out_everywhere(actor: Person | None, person_id: int) -> None:
    """Sign a person out of every browser; the password stays."""
    person = person_for(actor, person_id)
    service.end_sign_ins(person)
    _changed("end_sign_ins", actor, person)


@db.writing()
def reset_second_factor(actor: Person | None, person_id: int) -> None:
    """Take away the second factor of a person who lost the phone, and sign them out everywhere."""
    second_factor.void(actor, _other(actor, person_id))


def _other(actor: Person | None, person_id: int) -> Person:
    """Somebody else than the actor: nobody shuts themselves out, or gives themselves rights."""
    person = person_for(actor, person_id)
    if actor is not None and person.id == actor.id:
        raise NotNow(gettext(NOT_ONESELF))
    return person


def _changed(action: str, actor: Person | None, person: Person, reason: str = "", **changes: tuple[Any, Any]) -> None:
    told: dict[str, Any] = {key: {"from": before, "to": after} for key, (before, after) in changes.items()}
    if reason.strip():
        told["reason"] = reason.strip()
    audit.record(action, _subject(person), told, person=actor)


def _subject(person: Person) -> str:
    return f"person:{person.id}"


def _stop(errors: list[FieldError]) -> None:
    if errors:
        raise EntryRefused(gettext("没有保存，请改正所列各处。"), tuple(errors))


def _username_mistakes(username: str) -> list[FieldError]:
    wanted = username.strip()
    if not re.fullmatch(USERNAME, wanted):
        hint = gettext("用户名应为 2 至 60 个字母、数字或者 . _ - @，以字母或者数字开头")
        return [FieldError("username", hint)]
    if service.person_named(wanted) is not None:
        return [FieldError("username", gettext(NAME_TAKEN, username=wanted))]
    return []


def _name_mistakes(name: str, place: Institution, person: Person | None = None) -> list[FieldError]:
    wanted = name.strip()
    if not 1 <= len(wanted) <= 60:
        return [FieldError("name", gettext("姓名应为 1 至 60 个字"))]
    if naming.is_taken(wanted, place, person):
        return [FieldError("name", gettext(SAME_NAME, place=place.name, name=wanted))]
    return []


def _role_mistakes(roles: Collection[str], place: Institution) -> list[FieldError]:
    return [FieldError("roles", mistake) for mistake in permissions.mistakes_in_roles(roles, place.kind)]


def _reason_mistakes(reason: str) -> list[FieldError]:
    fits = 1 <= len(reason.strip()) <= 500
    return [] if fits else [FieldError("reason", gettext("请写明理由，至多 500 个字"))]
