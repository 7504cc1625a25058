"""Reading the register: certified projects, the lots issued for them, and what each serial has been used for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from flask_babel import gettext, lazy_gettext
from sqlalchemy import ColumnElement, Select, exists, func, select

from casework import db, paging
from casework.credits.checks import MAX_SERIAL, Range, gaps
from casework.credits.errors import UnknownCredit
from casework.credits.models import (
    COMPLIANCE,
    EVENT,
    JUDICIAL,
    VOLUNTARY,
    WHOLE,
    CreditLot,
    CreditProject,
    SerialUse,
)
from rules.settlement.credit_types import CreditType, credit_type, credit_types
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
    COMPLIANCE: lazy_gettext("控排企业履约抵消"),
    EVENT: lazy_gettext("活动碳中和"),
    VOLUNTARY: lazy_gettext("自愿注销"),
}

OTHER_USES = (COMPLIANCE, EVENT, VOLUNTARY)
"""Uses outside this system, entered so that the serials stay closed to cases."""


@dataclass(frozen=True)
class LotState:
    """A lot with its uses in order of serials, and what is free of it."""

    lot: CreditLot
    uses: tuple[SerialUse, ...]
    free: tuple[Range, ...]

    @property
    def free_units(self) -> int:
        return sum(part.length for part in self.free)


@dataclass(frozen=True)
class ProjectState:
    """A project with its lots in order of serials."""

    project: CreditProject
    lots: tuple[LotState, ...]

    @property
    def issued_t(self) -> Decimal:
        return self.project.tonnes(sum(state.lot.quantity for state in self.lots))

    @property
    def free_t(self) -> Decimal:
        return self.project.tonnes(sum(state.free_units for state in self.lots))


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


PER_PAGE = 30

OFFERED = 200
"""Projects that a form offers at most."""


def projects(at: paging.At = paging.FIRST) -> paging.Page[ProjectRow]:
    """A page of the projects, by registry and code. Their lots and uses are summed up by the database."""
    lots = select(func.count()).where(CreditLot.project_id == CreditProject.id).scalar_subquery()
    issued = select(func.coalesce(func.sum(CreditLot.quantity), 0)).where(CreditLot.project_id == CreditProject.id)
    length = SerialUse.serial_to - SerialUse.serial_from + 1
    used = select(func.coalesce(func.sum(length), 0)).where(
        SerialUse.project_id == CreditProject.id, SerialUse.released_at.is_(None)
    )

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        rows: Select[Any] = select(*_COLUMNS, lots, issued.scalar_subquery(), used.scalar_subquery())
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


def offered(credit_types: Iterable[str]) -> list[tuple[int, str]]:
    """The projects with lots that have credits of these types, as a form offers them: id and name with code."""
    query = (
        select(CreditProject.id, CreditProject.name, CreditProject.code)
        .where(
            CreditProject.credit_type.in_(list(credit_types)),
            exists().where(CreditLot.project_id == CreditProject.id),
        )
        .order_by(CreditProject.registry_name, CreditProject.code)
        .limit(OFFERED)
    )
    return [(id, f"{name}（{code}）") for id, name, code in db.session().execute(query)]


def state(item: CreditProject) -> ProjectState:
    """The project's lots and uses as they stand now."""
    lots = db.session().scalars(
        select(CreditLot).where(CreditLot.project_id == item.id).order_by(CreditLot.serial_from)
    )
    held = (
        db.session()
        .scalars(
            select(SerialUse)
            .where(SerialUse.project_id == item.id, SerialUse.released_at.is_(None))
            .order_by(SerialUse.serial_from)
        )
        .all()
    )
    return ProjectState(item, tuple(_lot_state(lot, [use for use in held if use.lot_id == lot.id]) for lot in lots))


def _lot_state(lot: CreditLot, uses: list[SerialUse]) -> LotState:
    taken = [Range(use.serial_from, use.serial_to) for use in uses]
    return LotState(lot, tuple(uses), tuple(gaps(Range(lot.serial_from, lot.serial_to), taken)))


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
            SerialUse.released_at.is_(None),
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
    held = db.session().scalars(select(SerialUse).where(SerialUse.lot_id == lot.id, SerialUse.released_at.is_(None)))
    return _lot_state(lot, list(held)).free


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
        return self.lot.ticket_no or str(self.serials)


SUGGESTED = 5
_LOOKED_AT = 200


def suggested(credit_types: Iterable[str], tonnes: Decimal | None) -> list[Free]:
    """What could be bought of these types, lots that have all the tonnes wanted first; at most ``SUGGESTED``."""
    rows = db.session().execute(
        select(CreditProject, CreditLot)
        .join(CreditLot, CreditLot.project_id == CreditProject.id)
        .where(CreditProject.credit_type.in_(list(credit_types)))
        .order_by(CreditProject.registry_name, CreditProject.code, CreditLot.serial_from)
        .limit(_LOOKED_AT)
    )
    lots = [(row[0], row[1]) for row in rows]
    held: dict[int, list[SerialUse]] = {}
    numbers = [lot.id for _project, lot in lots]
    for use in db.session().scalars(
        select(SerialUse)
        .where(SerialUse.lot_id.in_(numbers), SerialUse.released_at.is_(None))
        .order_by(SerialUse.serial_from)
    ):
        held.setdefault(use.lot_id, []).append(use)
    parts = [(one, lot, part) for one, lot in lots for part in _lot_state(lot, held.get(lot.id, [])).free]
    found = [_part_of(one, lot, part, tonnes) for one, lot, part in parts]
    return sorted(found, key=lambda free: tonnes is not None and free.tonnes < tonnes)[:SUGGESTED]


def _part_of(project: CreditProject, lot: CreditLot, free: Range, tonnes: Decimal | None) -> Free:
    if tonnes is None:
        return Free(project, lot, free)
    units = -(-tonnes // project.tonnes(1))
    return Free(project, lot, Range(free.first, min(free.last, free.first + max(int(units), 1) - 1)))
