"""Reading the register: certified projects, the lots issued for them, and what each serial has been used for."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from flask_babel import gettext, lazy_gettext
from sqlalchemy import ColumnElement, Select, exists, func, select

from casework import db, paging
from casework.credits import totals
from casework.credits.checks import MAX_SERIAL, Range, gaps
from casework.credits.errors import UnknownCredit
from casework.credits.models import (
    COMPLIANCE,
    EVENT,
    JUDICIAL,
    RESERVED,
    VOLUNTARY,
    WHOLE,
    CreditLot,
    CreditProject,
    ProjectTotal,
    Reservation,
    SerialUse,
)
from rules.settlement.credit_types import CreditType, credit_type, credit_types
from rules.settlement.serials import code_of
from rules.values.clock import BEIJING


def type_name(written: str) -> str:
    """The type by its id where it is on record under this name, else as it is written."""
    known = credit_type(written)
    return known.id if known else written


def unit_of(written: str) -> Decimal:
    """Tonnes that a unit of the type has; one tonne where the type is not on record."""
    known = credit_type(written)
    return known.unit if known else WHOLE


def issued(written: str) -> bool:
    """Whether credits of the type can be in a register: of one on record, whether it is issued; others may be."""
    known = credit_type(written)
    return known is None or known.issued


def types() -> list[CreditType]:
    """Every type on record, with what is known of it."""
    return list(credit_types().values())


USE_NAMES = {
    JUDICIAL: lazy_gettext("司法赔偿"),
    RESERVED: lazy_gettext("预留"),
    COMPLIANCE: lazy_gettext("控排企业履约抵消"),
    EVENT: lazy_gettext("活动碳中和"),
    VOLUNTARY: lazy_gettext("自愿注销"),
}

OTHER_USES = (COMPLIANCE, EVENT, VOLUNTARY)
"""Uses outside this system, entered so that the serials stay closed to cases."""


def project(project_id: int) -> CreditProject:
    """The project. Raises ``UnknownCredit``."""
    found = db.session().get(CreditProject, project_id)
    if found is None:
        raise UnknownCredit(gettext("登记簿中没有这个项目。"))
    return found


@dataclass(frozen=True)
class ProjectRow:
    """A project as the register lists it: how many lots it has, tonnes issued, tonnes not used for anything."""

    id: int
    registry_name: str
    name: str
    code: str
    credit_type: str
    lots: int
    issued_t: Decimal
    free_t: Decimal


def in_force() -> ColumnElement[bool]:
    """Uses that close their serials today: not released, and no reservation that has run out."""
    over = exists().where(Reservation.use_id == SerialUse.id, Reservation.expires_on < db.today())
    return SerialUse.released_at.is_(None) & ~((SerialUse.use == RESERVED) & over)


PER_PAGE = 30

OFFERED = 200
"""Projects that a form offers at most."""


def projects(at: paging.At = paging.FIRST) -> paging.Page[ProjectRow]:
    """A page of the projects, by registry and code, with the sums that are kept of them."""
    over = totals.run_out().where(SerialUse.project_id == CreditProject.id).correlate(CreditProject).scalar_subquery()

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        rows: Select[Any] = select(*_COLUMNS, ProjectTotal.lots, ProjectTotal.issued, ProjectTotal.used - over)
        rows = rows.join(ProjectTotal, ProjectTotal.project_id == CreditProject.id)
        rows = rows if beyond is None else rows.where(beyond)
        return _BY_REGISTRY.sorted(rows, back=back).limit(most)

    return paging.page_of(
        query, _BY_REGISTRY, at, PER_PAGE, _row, lambda row: paging.key_text(row.registry_name, row.code)
    )


_COLUMNS: tuple[Any, ...] = (
    CreditProject.id,
    CreditProject.registry_name,
    CreditProject.name,
    CreditProject.code,
    CreditProject.credit_type,
    CreditProject.unit_t,
)
_BY_REGISTRY = paging.Order((CreditProject.registry_name, CreditProject.code), (unquote, unquote))


def _row(row: Any) -> ProjectRow:
    id, registry_name, name, code, credit_type, unit_t, lots, issued, used = row
    unit = unit_t or WHOLE
    free = unit * (int(issued) - int(used))
    return ProjectRow(id, registry_name, name, code, credit_type, lots, unit * int(issued), free)


@dataclass(frozen=True)
class Offered:
    """Projects that a form offers, by number and name. ``more``: whether there are others, found by their code."""

    projects: list[tuple[int, str]]
    more: bool


def offered(credit_types: Iterable[str], kept: Collection[int] = (), code: str = "") -> Offered:
    """The projects that have credits of these types left, by registry and code, whose code begins with ``code``; those
    of ``kept`` in any case."""
    over = totals.run_out().where(SerialUse.project_id == CreditProject.id).correlate(CreditProject).scalar_subquery()
    columns: tuple[Any, ...] = (CreditProject.id, CreditProject.name, CreditProject.code)
    rows: Select[Any] = select(*columns).where(CreditProject.credit_type.in_(list(credit_types)))
    rows = rows.order_by(CreditProject.registry_name, CreditProject.code)
    left = rows.join(ProjectTotal, ProjectTotal.project_id == CreditProject.id)
    left = left.where(ProjectTotal.issued > ProjectTotal.used - over)
    left = left.where(func.lower(CreditProject.code).startswith(code.lower(), autoescape=True))
    found = list(db.session().execute(left.limit(OFFERED + 1)))
    more, found = len(found) > OFFERED, found[:OFFERED]
    listed = {id for id, *_ in found}
    found += list(db.session().execute(rows.where(CreditProject.id.in_({*kept} - listed)))) if {*kept} - listed else []
    return Offered([(id, f"{name}（{code}）") for id, name, code in found], more)


def _free_parts_of(lot: CreditLot, uses: Iterable[SerialUse]) -> tuple[Range, ...]:
    taken = [Range(use.serial_from, use.serial_to) for use in uses]
    return tuple(gaps(Range(lot.serial_from, lot.serial_to), taken))


def lots_meeting(project_id: int, first: int, last: int) -> list[str]:
    found = db.session().scalars(
        select(CreditLot)
        .where(CreditLot.project_id == project_id, CreditLot.serial_from <= last, CreditLot.serial_to >= first)
        .order_by(CreditLot.serial_from)
    )
    return [
        gettext("%(range)s 属于批次 %(vintage)s", range=Range(lot.serial_from, lot.serial_to), vintage=lot.vintage)
        for lot in found
    ]


def uses_meeting(project_id: int, first: int, last: int) -> list[str]:
    """Who holds any of these serials: range, kind of use and day of entry, one phrase each, naming no case."""
    found = db.session().scalars(
        select(SerialUse)
        .where(
            SerialUse.project_id == project_id,
            in_force(),
            SerialUse.serial_from <= last,
            SerialUse.serial_to >= first,
        )
        .order_by(SerialUse.serial_from)
    )
    return [
        gettext(
            "%(range)s 已用于%(use)s（%(day)s 登记）",
            range=Range(use.serial_from, use.serial_to),
            use=str(USE_NAMES[use.use]),
            day=use.at.astimezone(BEIJING).date(),
        )
        for use in found
    ]


def lot_holding(project_id: int, first: int, last: int) -> CreditLot | None:
    """The lot of the project that contains the whole range."""
    return db.session().scalar(
        select(CreditLot).where(
            CreditLot.project_id == project_id, CreditLot.serial_from <= first, CreditLot.serial_to >= last
        )
    )


def codes_of(item: CreditProject) -> frozenset[str]:
    """What may stand before the serials of a project, in one spelling: its code, and what its lots print."""
    printed = db.session().scalars(
        select(CreditLot.code).where(
            CreditLot.project_id == item.id, CreditLot.code.is_not(None), CreditLot.ticket_no.is_(None)
        )
    )
    return frozenset({code_of(item.code), *(code for code in printed if code)})


def project_coded(code: str) -> CreditProject | None:
    """The project with this code, in one spelling."""
    return db.session().scalar(select(CreditProject).where(func.lower(CreditProject.code) == code).limit(1))


def lot(lot_id: int) -> CreditLot:
    """The lot of this number."""
    return db.session().get_one(CreditLot, lot_id)


def other_use(use_id: int) -> SerialUse:
    """A use outside this system. Raises ``UnknownCredit``."""
    use = db.session().get(SerialUse, use_id)
    if use is None or use.use not in OTHER_USES:
        raise UnknownCredit(gettext("没有这条用途登记。"))
    return use


def ticket(project_id: int, number: str) -> CreditLot | None:
    """The lot of the project that is the ticket of this number."""
    return db.session().scalar(
        select(CreditLot).where(CreditLot.project_id == project_id, CreditLot.ticket_no == number.strip())
    )


def next_range(project_id: int, units: int) -> Range:
    """Where the units of a ticket are counted: after the last ticket of the project, beyond every serial number."""
    last = db.session().scalar(select(func.max(CreditLot.serial_to)).where(CreditLot.project_id == project_id)) or 0
    first = max(last, MAX_SERIAL) + 1
    return Range(first, first + units - 1)


def free_of(lot: CreditLot) -> tuple[Range, ...]:
    """What of a lot is not used."""
    held = db.session().scalars(select(SerialUse).where(SerialUse.lot_id == lot.id, in_force()))
    return _free_parts_of(lot, held)


@dataclass(frozen=True)
class Free:
    """Serials that could be bought: the first of what is free of a lot, no more than are wanted."""

    project: CreditProject
    lot: CreditLot
    serials: Range

    @property
    def tonnes(self) -> Decimal:
        return self.project.tonnes(self.serials.length)

    @property
    def told(self) -> str:
        """The serials, or the number of the ticket."""
        return self.lot.ticket_no or self.lot.told(self.serials.first, self.serials.last)


SUGGESTED = 5
_LOOKED_AT = 50


def suggested(credit_types: Iterable[str], tonnes: Decimal | None) -> list[Free]:
    """What could be bought of these types, lots that have all the tonnes wanted first; at most ``SUGGESTED``.

    The projects that were registered last are looked at first: of a register in use, those before are used up.
    """
    of = list(credit_types)
    found: list[_FreePart] = []
    for place in itertools.count(0, _LOOKED_AT):
        lots = list(db.session().execute(_not_whole(of).limit(_LOOKED_AT).offset(place)))
        found += _free_parts(lots)
        if found or len(lots) < _LOOKED_AT:
            break
    ordered = sorted(found, key=lambda part: (part.less_than(tonnes), part.registry, part.code, part.serials))
    return _offered_parts(ordered[:SUGGESTED], tonnes)


def _not_whole(credit_types: list[str]) -> Select[Any]:
    """The lots of these types that no one use took whole: of a register in use these are few."""
    whole = exists().where(
        SerialUse.lot_id == CreditLot.id,
        SerialUse.serial_from == CreditLot.serial_from,
        SerialUse.serial_to == CreditLot.serial_to,
        in_force(),
    )
    lot: tuple[Any, ...] = (CreditLot.id, CreditLot.serial_from, CreditLot.serial_to)
    rows: Select[Any] = select(*lot, CreditProject.registry_name, CreditProject.code, CreditProject.unit_t)
    return (
        rows.join(CreditProject, CreditProject.id == CreditLot.project_id)
        .where(CreditProject.credit_type.in_(credit_types), ~whole)
        .order_by(CreditProject.id.desc(), CreditLot.serial_to)
    )


@dataclass(frozen=True)
class _FreePart:
    """A free part of a lot, by what it is sorted by."""

    lot_id: int
    registry: str
    code: str
    unit: Decimal
    serials: Range

    def less_than(self, tonnes: Decimal | None) -> bool:
        return tonnes is not None and self.unit * self.serials.length < tonnes


def _free_parts(lots: Sequence[Any]) -> Iterator[_FreePart]:
    """What is free of these lots, part by part."""
    held: dict[int, list[Range]] = {}
    numbers = [lot.id for lot in lots]
    uses = select(SerialUse.lot_id, SerialUse.serial_from, SerialUse.serial_to)
    for lot_id, first, last in db.session().execute(uses.where(SerialUse.lot_id.in_(numbers), in_force())):
        held.setdefault(lot_id, []).append(Range(first, last))
    for lot in lots:
        for part in gaps(Range(lot.serial_from, lot.serial_to), held.get(lot.id, [])):
            yield _FreePart(lot.id, lot.registry_name, lot.code, lot.unit_t or WHOLE, part)


def _offered_parts(parts: list[_FreePart], tonnes: Decimal | None) -> list[Free]:
    """These parts with lot and project, no more of each than is wanted."""
    rows = select(CreditLot, CreditProject).join(CreditProject, CreditProject.id == CreditLot.project_id)
    of = {row[0].id: row for row in db.session().execute(rows.where(CreditLot.id.in_([one.lot_id for one in parts])))}
    return [_no_more(of[one.lot_id][1], of[one.lot_id][0], one.serials, tonnes) for one in parts]


def _no_more(project: CreditProject, lot: CreditLot, free: Range, tonnes: Decimal | None) -> Free:
    if tonnes is None:
        return Free(project, lot, free)
    units = -(-tonnes // project.tonnes(1))
    return Free(project, lot, Range(free.first, min(free.last, free.first + max(int(units), 1) - 1)))
