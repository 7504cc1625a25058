"""What the public look-up reads: three statements for whatever is asked, columns alone, each by an index.

The statements are made once. Making them anew for every question, and rows of the models, took longer than the
database does.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Date, bindparam, cast, exists, literal, null, select, union_all

from casework import db
from casework.credits.errors import NoSerial
from casework.credits.models import RESERVED, CreditLot, CreditProject, Purchase, Reservation, Retirement, SerialUse
from casework.credits.models import UsedSerials as Used
from casework.credits.printed import read
from casework.proceedings import RecordedAct

MOST = 50
"""Lots and parts that are told at most."""


class Lot(NamedTuple):
    """A lot with its project, and what is asked of it: ``first`` to ``last``. ``day``: of the certificate that retired
    it, where that was asked for."""

    found_by: int
    id: int
    serial_from: int
    serial_to: int
    ticket_no: str | None
    printed: str | None
    registry: str
    project: str
    code: str
    unit_t: Decimal | None
    first: int
    last: int
    day: datetime.date | None


class Held(NamedTuple):
    """A use in force, and of what was bought a part that is retired."""

    lot_id: int
    serial_from: int
    serial_to: int
    use: str
    at: datetime.datetime
    retired_from: int | None
    retired_to: int | None
    certificate_date: datetime.date | None


def lots(text: str) -> list[Lot]:
    """The lots that a text names: of a certificate, a ticket, or whole serial numbers. What stands before a number is
    the code of a project, else what a lot prints."""
    asked = {"text": text, "written": "", "upper": "", "lower": "", "code": "", "first": 0, "last": -1}
    try:
        typed = read(text)
    except NoSerial:
        typed = None
    if typed is not None and typed.code:
        written = typed.before.rstrip("-_/. ")
        asked |= {"written": written, "upper": written.upper(), "lower": written.lower()}
        asked |= {"code": typed.code, "first": typed.first, "last": typed.last}
    found = [Lot(*row) for row in db.session().execute(_LOTS, asked)]
    coded = any(one.found_by == _CODE for one in found)
    return [one for one in found if one.found_by != _PRINTED or not coded]


def held(found: Sequence[Lot]) -> dict[int, list[Held]]:
    """The uses in force of what is asked of these lots, by the lot, in order of serials."""
    asked = [one for one in found if one.day is None]
    if not asked:
        return {}
    ends = {"first": min(one.first for one in asked), "last": max(one.last for one in asked)}
    given = {"lots": [one.id for one in asked], "today": db.today(), **ends}
    made: dict[int, list[Held]] = {}
    for row in db.session().execute(_HELD, given):
        made.setdefault(row[0], []).append(Held(*row))
    return made


def outside(code: str, first: int, last: int) -> Iterator[tuple[int, int, datetime.date]]:
    """Serials in no register by which an act performed an obligation, with the day of the act."""
    for row in db.session().execute(_OUTSIDE, {"code": code, "first": first, "last": last}):
        yield row[0], row[1], row[2]


_CERTIFICATE, _TICKET, _CODE, _PRINTED = range(4)
_lot, _project = CreditLot.__table__.c, CreditProject.__table__.c
_use, _bought, _gone = SerialUse.__table__.c, Purchase.__table__.c, Retirement.__table__.c
_outside, _act, _kept = Used.__table__.c, RecordedAct.__table__.c, Reservation.__table__.c
_FIRST: BindParameter[int] = bindparam("first")
_LAST: BindParameter[int] = bindparam("last")
_NO_DAY = cast(null(), Date)


def _columns(found_by: int, first: Any, last: Any, day: Any) -> list[Any]:
    lot = [_lot.id, _lot.serial_from, _lot.serial_to, _lot.ticket_no, _lot.printed]
    project = [_project.registry_name, _project.name, _project.code.label("project_code"), _project.unit_t]
    return [literal(found_by).label("found_by"), *lot, *project, first.label("f"), last.label("l"), day.label("d")]


def _of_certificate() -> Any:
    return (
        select(*_columns(_CERTIFICATE, _gone.serial_from, _gone.serial_to, _gone.certificate_date))
        .join_from(Retirement.__table__, Purchase.__table__, _bought.id == _gone.purchase_id)
        .join(SerialUse.__table__, _use.id == _bought.use_id)
        .join(CreditLot.__table__, _lot.id == _use.lot_id)
        .join(CreditProject.__table__, _project.id == _gone.project_id)
        .where(_gone.certificate_no == bindparam("text"))
    )


def _of_ticket() -> Any:
    return (
        select(*_columns(_TICKET, _lot.serial_from, _lot.serial_to, _NO_DAY))
        .join_from(CreditLot.__table__, CreditProject.__table__, _project.id == _lot.project_id)
        .where(_lot.ticket_no == bindparam("text"))
        .limit(MOST)
    )


def _of_serials(found_by: int, before: Any) -> Any:
    return (
        select(*_columns(found_by, literal(0) + _FIRST, literal(0) + _LAST, _NO_DAY))
        .join_from(CreditLot.__table__, CreditProject.__table__, _project.id == _lot.project_id)
        .where(before, _lot.ticket_no.is_(None), _lot.serial_to >= _FIRST, _lot.serial_from <= _LAST)
        .order_by(_lot.serial_to)
        .limit(MOST)
    )


_LOTS = union_all(
    _of_certificate(),
    select(_of_ticket().subquery()),
    select(
        _of_serials(_CODE, _project.code.in_([bindparam("written"), bindparam("upper"), bindparam("lower")])).subquery()
    ),
    select(_of_serials(_PRINTED, _lot.code == bindparam("code")).subquery()),
)

_over = exists().where(_kept.use_id == _use.id, _kept.expires_on < bindparam("today"))
_HELD = (
    select(
        *(_use.lot_id, _use.serial_from, _use.serial_to, _use.use, _use.at),
        *(_gone.serial_from, _gone.serial_to, _gone.certificate_date),
    )
    .select_from(SerialUse.__table__)
    .outerjoin(Purchase.__table__, _bought.use_id == _use.id)
    .outerjoin(
        Retirement.__table__,
        (_gone.purchase_id == _bought.id) & (_gone.serial_from <= _LAST) & (_gone.serial_to >= _FIRST),
    )
    .where(_use.lot_id.in_(bindparam("lots", expanding=True)), _use.released_at.is_(None))
    .where(_use.serial_from <= _LAST, _use.serial_to >= _FIRST, (_use.use != RESERVED) | ~_over)
    .order_by(_use.serial_from)
)

_OUTSIDE = (
    select(_outside.serial_from, _outside.serial_to, _act.done_on)
    .join_from(
        Used.__table__,
        RecordedAct.__table__,
        (_act.folder_id == _outside.folder_id) & (_act.number == _outside.act),
    )
    .where(_outside.code == bindparam("code"), _outside.project_id.is_(None), _outside.ended.is_(None))
    .where(_outside.serial_from <= _LAST, _outside.serial_to >= _FIRST)
    .order_by(_outside.serial_from)
    .limit(MOST)
)
