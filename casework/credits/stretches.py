"""A project by stretches of its serials: the lots there, what they are used for and what is free of them.

A stretch holds so many lots and uses and no more, wherever it begins: a page costs the same however much is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from casework import db, paging
from casework.credits import totals
from casework.credits.checks import Range, gaps
from casework.credits.models import CreditLot, CreditProject, SerialUse
from casework.credits.register import in_force

LOTS, USES = 20, 50
"""Of a stretch, at most."""

_DIGITS = 18
"""Of the greatest serial number that a column holds."""

Row = TypeVar("Row", CreditLot, SerialUse)


@dataclass(frozen=True)
class LotState:
    """A lot with those of its uses that lie in a stretch, in order of serials. ``span``: its serials there; ``used``:
    how many units of the whole lot are used."""

    lot: CreditLot
    span: Range
    uses: tuple[SerialUse, ...]
    used: int

    @property
    def free(self) -> list[Range]:
        """What is free of the span."""
        return gaps(self.span, [Range(use.serial_from, use.serial_to) for use in self.uses])

    @property
    def free_units(self) -> int:
        """How many units of the whole lot are free."""
        return self.lot.quantity - self.used

    @property
    def whole(self) -> bool:
        """Whether the stretch has all of it."""
        return self.span == Range(self.lot.serial_from, self.lot.serial_to)


def lots_of(item: CreditProject, at: paging.At = paging.FIRST) -> paging.Page[LotState]:
    """The lots of a project that lie in one stretch, in order of serials, as they stand now. The key of a stretch is
    the serial that it begins with or, ``back``, before which it ends."""
    key = int(at.key) if at.key.isascii() and at.key.isdecimal() and len(at.key) <= _DIGITS else None
    back = at.back and key is not None
    lots = _some(item, CreditLot, LOTS, key, back)
    if not lots:
        return lots_of(item) if key is not None else paging.Page([])
    uses = _some(item, SerialUse, USES, key, back, in_force())
    span = _span(lots, uses, key, back)
    shown = [lot for lot in lots if lot.serial_from <= span.last and lot.serial_to >= span.first]
    used = totals.used_of_lots(lot.id for lot in shown)
    states = [_state(lot, span, uses, used.get(lot.id, 0)) for lot in shown]
    first, last = db.session().execute(_ends(item)).one()
    before = str(span.first) if span.first > first else None
    return paging.Page(states, before, str(span.last + 1) if span.last < last else None)


def _some(
    item: CreditProject, of: type[Row], most: int, key: int | None, back: bool, *also: ColumnElement[bool]
) -> list[Row]:
    """The next rows from a serial on, or ``back`` before it, one more than are shown; in order of serials."""
    query = select(of).where(of.project_id == item.id, *also)
    if key is not None:
        query = query.where(of.serial_from < key if back else of.serial_to >= key)
    # No two rows share a serial, so their ends are in order as their beginnings are; by the ends there is an index.
    query = query.order_by(of.serial_to.desc() if back else of.serial_to).limit(most + 1)
    return sorted(db.session().scalars(query), key=lambda row: row.serial_from)


def _span(lots: Sequence[CreditLot], uses: Sequence[SerialUse], key: int | None, back: bool) -> Range:
    """The serials of a stretch: as far as neither more lots nor more uses lie in it than are shown."""
    cut: list[CreditLot | SerialUse] = [
        rows[0 if back else -1] for rows, most in ((lots, LOTS), (uses, USES)) if len(rows) > most
    ]
    if back:
        assert key is not None
        return Range(max((row.serial_to + 1 for row in cut), default=lots[0].serial_from), key - 1)
    first = lots[0].serial_from if key is None else max(key, lots[0].serial_from)
    return Range(first, min((row.serial_from - 1 for row in cut), default=lots[-1].serial_to))


def _state(lot: CreditLot, stretch: Range, uses: Sequence[SerialUse], used: int) -> LotState:
    span = Range(max(lot.serial_from, stretch.first), min(lot.serial_to, stretch.last))
    own = tuple(use for use in uses if use.lot_id == lot.id and use.serial_from <= span.last)
    return LotState(lot, span, tuple(use for use in own if use.serial_to >= span.first), used)


def _ends(item: CreditProject) -> Select[Any]:
    """The first and the last serial of all lots of a project."""
    own = CreditLot.project_id == item.id
    first = select(CreditLot.serial_from).where(own).order_by(CreditLot.serial_to).limit(1)
    return select(first.scalar_subquery(), select(func.max(CreditLot.serial_to)).where(own).scalar_subquery())
