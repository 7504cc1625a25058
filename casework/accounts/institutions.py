"""The institutions: entered, corrected, closed, found by name or place, and laid in from reference data."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext
from sqlalchemy import Select, case, func, select

from casework import areas, db, permissions
from casework.accounts import reference
from casework.accounts.errors import EntryRefused, NotNow, Unknown
from casework.accounts.models import FormerName, Institution, Person
from casework.audit import service as audit
from rules.reading.errors import FieldError
from rules.reading.messages import template

OUT_OF_REACH = template("这一类单位在这个地区，不归您管理")
STILL_STAFFED = template("此单位还有 %(count)s 个账号没有停用或者调出，请先办理。")


@dataclass(frozen=True)
class Place:
    """Where an institution would stand, before there is one."""

    kind: str
    area_code: str
    name: str = ""
    id: int = 0


def institution_for(actor: Person | None, institution_id: int) -> Institution:
    """The institution, if the actor looks after it. Raises ``Unknown``."""
    query = select(Institution).where(Institution.id == institution_id)
    if actor is not None:
        query = query.where(permissions.places_of(actor, permissions.MANAGE_PEOPLE, Institution.id))
    found = db.session().scalar(query)
    if found is None:
        raise Unknown(gettext("没有这个单位，或不归您管理。"))
    return found


def managed(actor: Person) -> list[Institution]:
    """The institutions that the actor looks after, by area and kind."""
    mine = permissions.places_of(actor, permissions.MANAGE_PEOPLE, Institution.id)
    query = select(Institution).where(mine).order_by(Institution.area_code, Institution.kind, Institution.name)
    return list(db.session().scalars(query))


@db.writing()
def add_institution(actor: Person | None, name: str, kind: str, area_code: str) -> Institution:
    """Enter an institution by hand. Raises ``EntryRefused`` naming each field."""
    db.take_turns("institutions")
    errors = _name_mistakes(name, None)
    if kind not in permissions.KINDS:
        errors.append(FieldError("kind", gettext("请选择单位类别")))
    if not re.fullmatch(r"[1-9]\d{5}", area_code):
        errors.append(FieldError("area_code", gettext("行政区划代码应为六位数字（GB/T 2260），如 350627")))
    elif actor is not None and kind in permissions.KINDS and not errors:
        place = Place(kind, area_code, name)
        if not permissions.may(actor, permissions.MANAGE_PEOPLE, of=place):
            errors.append(FieldError("area_code", gettext(OUT_OF_REACH)))
    if errors:
        raise EntryRefused(gettext("单位没有登记。"), tuple(errors))
    return create_institution(name.strip(), kind, area_code, actor=actor)


@db.writing()
def correct_institution(actor: Person | None, institution_id: int, name: str) -> None:
    """Write the name otherwise, or confirm it as it is: it is then no longer marked as uncertain.

    Its seats and people stay with it; what was recorded and issued keeps the name of its day.
    """
    db.take_turns("institutions")
    place = institution_for(actor, institution_id)
    if errors := _name_mistakes(name, place):
        raise EntryRefused(gettext("单位没有更正。"), tuple(errors))
    told: dict[str, Any] = {"name": {"from": place.name, "to": name.strip()}}
    if place.certainty is not None:
        told["certainty"] = {"from": place.certainty, "to": None}
    new = place.name != name.strip()
    if new:
        db.session().add(FormerName(institution_id=place.id, name=place.name, until=db.now()))
        db.session().info.pop(_RENAMED, None)
    place.name, place.certainty = name.strip(), None
    audit.record("correct_institution", _subject(place), told, person=actor)
    if new:
        _tell(place)


_RENAMED = "institutions renamed"


@dataclass(frozen=True)
class Renamed:
    """That an institution was called ``former`` until a moment, and what it is called today."""

    former: str
    until: datetime.datetime
    today: str


def renamed() -> tuple[Renamed, ...]:
    """Every former name that is not the present one, oldest first; read once for a request."""
    kept = db.session().info
    if _RENAMED not in kept:
        query = select(FormerName.name, FormerName.until, Institution.name).join(
            Institution, Institution.id == FormerName.institution_id
        )
        rows = db.session().execute(query.where(FormerName.name != Institution.name).order_by(FormerName.id))
        kept[_RENAMED] = tuple(Renamed(*row) for row in rows)
    found: tuple[Renamed, ...] = kept[_RENAMED]
    return found


@db.writing()
def close_institution(actor: Person | None, institution_id: int, reason: str) -> None:
    """Take no new people and cases into it. Raises ``NotNow`` while somebody there can still sign in."""
    place = institution_for(actor, institution_id)
    if not reason.strip():
        raise EntryRefused(gettext("单位没有停用。"), (FieldError("reason", gettext("请写明理由，至多 500 个字")),))
    if not place.active:
        raise NotNow(gettext("此单位已经停用。"))
    left = db.session().scalar(
        select(func.count()).select_from(Person).where(Person.institution_id == place.id, Person.active)
    )
    if left:
        raise NotNow(gettext(STILL_STAFFED, count=left))
    place.active = False
    audit.record("close_institution", _subject(place), {"reason": reason.strip()}, person=actor)


@db.writing()
def reopen_institution(actor: Person | None, institution_id: int) -> None:
    """Let it take people and cases again."""
    place = institution_for(actor, institution_id)
    if place.active:
        raise NotNow(gettext("此单位没有停用。"))
    place.active = True
    audit.record("reopen_institution", _subject(place), person=actor)


def _subject(place: Institution) -> str:
    return f"institution:{place.id}"


def _name_mistakes(name: str, place: Institution | None) -> list[FieldError]:
    wanted = name.strip()
    if not 2 <= len(wanted) <= 200:
        return [FieldError("name", gettext("单位名称应为 2 至 200 个字"))]
    other = db.session().scalar(select(Institution).where(Institution.name == wanted))
    if other is not None and other is not place:
        return [FieldError("name", gettext("已有这个名称的单位"))]
    return []


@db.writing()
def create_institution(
    name: str,
    kind: str,
    area_code: str,
    *,
    certainty: str | None = None,
    source: str | None = None,
    actor: Person | None = None,
) -> Institution:
    """A new institution. ``kind`` is one of ``permissions.KINDS``."""
    institution = Institution(
        name=name, kind=kind, area_code=area_code, certainty=certainty, source=source, active=True
    )
    db.session().add(institution)
    db.session().flush()
    told = {"name": name, "kind": kind, "area_code": area_code, **({"certainty": certainty} if certainty else {})}
    audit.record("create_institution", _subject(institution), told, person=actor)
    _tell(institution)
    return institution


def _tell(institution: Institution) -> None:
    for told_of_it in current_app.extensions.get(REGISTERED, ()):
        told_of_it(institution)


REGISTERED = "institutions registered"


def when_registered(app: Flask, told: Callable[[Institution], None]) -> None:
    """Have a function told of every institution of a new name, in the transaction that registers or renames it."""
    app.extensions.setdefault(REGISTERED, []).append(told)


def unregistered(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names under which no institution is registered, in their order."""
    wanted = tuple(dict.fromkeys(names))
    known = set(db.session().scalars(select(Institution.name).where(Institution.name.in_(wanted))))
    return tuple(name for name in wanted if name not in known)


@dataclass(frozen=True)
class Branch:
    """An area of the tree with its institutions; ``depth`` counts from the uppermost one shown."""

    code: str
    name: str
    depth: int
    places: list[Institution]


def tree(actor: Person) -> list[Branch]:
    """The institutions that the actor looks after, by area: each area after the one it belongs to."""
    by_area: dict[str, list[Institution]] = {}
    for place in managed(actor):
        by_area.setdefault(place.area_code, []).append(place)
    above = {code for own in by_area for code in _upwards(own)}
    known = {code for code in above if areas.contains(actor.institution.area_code, code)}
    levels = {code: len(areas.significant(code)) for code in known}
    top = min(levels.values(), default=0)
    order = {kind: number for number, kind in enumerate(permissions.KINDS)}
    return [
        Branch(
            code,
            reference.area_name(code) if levels[code] == top else reference.own_name(code),
            levels[code] - top,
            sorted(by_area.get(code, ()), key=lambda place: order[place.kind]),
        )
        for code in sorted(known)
    ]


def _upwards(code: str) -> Iterable[str]:
    at: str | None = code
    while at is not None:
        yield at
        at = areas.superior(at)


def missing_offices(actor: Person | None = None) -> list[reference.Office]:
    """The offices of reference data that are not registered yet, of those that the actor would look after.

    Where another name stands for the same kind of office in the same area, somebody has said better.
    """
    names, places = set(), set()
    for name, kind, area_code in db.session().execute(
        select(Institution.name, Institution.kind, Institution.area_code)
    ):
        names.add(name)
        places.add((kind, area_code))
    missing = [one for one in reference.offices() if one.name not in names and (one.kind, one.area_code) not in places]
    if actor is None:
        return missing
    return [
        one
        for one in missing
        if permissions.may(actor, permissions.MANAGE_PEOPLE, of=Place(one.kind, one.area_code, one.name))
    ]


@db.writing()
def load_reference(actor: Person | None = None) -> int:
    """Register the offices of reference data that are missing; gives how many. Doing so again adds nothing."""
    db.take_turns("institutions")
    missing = missing_offices(actor)
    for office in missing:
        told = {"certainty": office.certainty, "source": office.source}
        create_institution(office.name, office.kind, office.area_code, **told, actor=actor)
    return len(missing)


def institution_named(kind: str, names: Iterable[str]) -> Institution | None:
    """The institution of a kind that has one of these names; of several the one with the longest name."""
    query = _of_kind(kind).where(Institution.name.in_(list(names)))
    return db.session().scalar(query.order_by(func.length(Institution.name).desc()).limit(1))


def institutions_of(kind: str, area_code: str) -> list[Institution]:
    """The institutions of a kind in one county, by name."""
    query = _of_kind(kind).where(Institution.area_code == area_code)
    return list(db.session().scalars(query.order_by(Institution.name)))


def above(place: Institution) -> Institution | None:
    """The institution of the same kind in the area above, where one is registered."""
    code = areas.superior(place.area_code)
    found = institutions_of(place.kind, code) if code else []
    return found[0] if found else None


def institutions_near(kind: str, area_code: str, most: int) -> list[Institution]:
    """At most so many institutions of a kind in the same province, those of the same county and city first."""
    province, city = area_code[:2], area_code[:4]
    near = case((Institution.area_code == area_code, 0), (Institution.area_code.startswith(city), 1), else_=2)
    query = _of_kind(kind).where(Institution.area_code >= province, Institution.area_code < f"{province}A")
    return list(db.session().scalars(query.order_by(near, Institution.area_code, Institution.name).limit(most)))


def _of_kind(kind: str) -> Select[Institution]:
    return select(Institution).where(Institution.kind == kind, Institution.active)
