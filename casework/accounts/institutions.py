"""The institutions: made, found by name or place, and laid in from reference data."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, case, func, select

from casework import db
from casework.accounts import reference
from casework.accounts.models import Institution
from casework.audit import service as audit


@db.writing()
def create_institution(
    name: str, kind: str, area_code: str, *, certainty: str | None = None, source: str | None = None
) -> Institution:
    """A new institution. ``kind`` is one of ``permissions.KINDS``."""
    institution = Institution(
        name=name, kind=kind, area_code=area_code, certainty=certainty, source=source, active=True
    )
    db.session().add(institution)
    db.session().flush()
    told = {"name": name, "kind": kind, "area_code": area_code, **({"certainty": certainty} if certainty else {})}
    audit.record("create_institution", f"institution:{institution.id}", told)
    return institution


def missing_offices() -> list[reference.Office]:
    """The offices of reference data that are not registered yet.

    Where another name stands for the same kind of office in the same area, somebody has said better.
    """
    names, places = set(), set()
    for name, kind, area_code in db.session().execute(
        select(Institution.name, Institution.kind, Institution.area_code)
    ):
        names.add(name)
        places.add((kind, area_code))
    return [one for one in reference.offices() if one.name not in names and (one.kind, one.area_code) not in places]


@db.writing()
def load_reference() -> int:
    """Register the offices of reference data that are missing; gives how many. Doing so again adds nothing."""
    missing = missing_offices()
    for office in missing:
        create_institution(office.name, office.kind, office.area_code, certainty=office.certainty, source=office.source)
    return len(missing)


def institution_named(kind: str, names: Iterable[str]) -> Institution | None:
    """The institution of a kind that has one of these names; of several the one with the longest name."""
    query = _of_kind(kind).where(Institution.name.in_(list(names)))
    return db.session().scalar(query.order_by(func.length(Institution.name).desc()).limit(1))


def institutions_of(kind: str, area_code: str) -> list[Institution]:
    """The institutions of a kind in one county, by name."""
    query = _of_kind(kind).where(Institution.area_code == area_code)
    return list(db.session().scalars(query.order_by(Institution.name)))


def institutions_near(kind: str, area_code: str, most: int) -> list[Institution]:
    """At most so many institutions of a kind in the same province, those of the same county and city first."""
    province, city = area_code[:2], area_code[:4]
    near = case((Institution.area_code == area_code, 0), (Institution.area_code.startswith(city), 1), else_=2)
    query = _of_kind(kind).where(Institution.area_code >= province, Institution.area_code < f"{province}A")
    return list(db.session().scalars(query.order_by(near, Institution.area_code, Institution.name).limit(most)))


def _of_kind(kind: str) -> Select[Institution]:
    return select(Institution).where(Institution.kind == kind, Institution.active)
