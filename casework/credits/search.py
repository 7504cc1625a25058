"""Who used these serial numbers?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.cases import Case
from casework.cases.queries import visible_to
from casework.credits.errors import NoSerial
from casework.credits.models import CreditLot, CreditProject, Purchase, Retirement, SerialUse
from casework.credits.serial_query import Asked, read_query
from casework.proceedings import facts


@dataclass(frozen=True)
class Found:
    """What is known of the serials ``first`` to ``last`` of one lot: the same of each.

    ``use`` is None while they are free. ``case`` is None where they were bought for a case that the asking person
    may not see; ``retirement`` is None until they are retired. ``released``: earlier uses that were taken back.
    """

    first: int
    last: int
    project: CreditProject
    lot: CreditLot
    use: SerialUse | None
    purchase: Purchase | None
    retirement: Retirement | None
    case: Case | None
    released: tuple[SerialUse, ...]

    @property
    def folder_id(self) -> int | None:
        """Where the case is kept by its acts: its number there."""
        if self.case is None or self.purchase is None or self.purchase.obligation is None:
            return None
        found = facts.folder_of(self.case)
        return found.id if found is not None else None


@dataclass(frozen=True)
class Answer:
    """What was looked up and what is known of it, in parts. ``code_known``: what stands before the number is the code
    of a project, and only that project was looked up. ``nowhere``: ranges that are in no lot. ``more``: there are more
    parts than are told."""

    asked: Asked
    code_known: bool
    parts: tuple[Found, ...]
    nowhere: tuple[tuple[int, int], ...]
    more: bool


MOST_FOUND = 20
"""Lots of which a search tells at most; small numbers occur in many projects."""
MOST_PARTS = 100
"""Parts of a range that are told at most."""


def find_serials(person: Person, typed: str, project_id: int | None = None) -> Answer:
    """What is known of a serial number or a range of them, in each project that has any, by registry and code.

    ``typed`` may be the whole number as printed, such as ``FFCER-0001-000012``: its last digits count, and what stands
    before them where it is the code of a project. Raises ``NoSerial`` for what is neither a number nor a range, and
    where another number among what stands before may be the one that was meant.
    """
    asked = read_query(typed)
    query = (
        select(CreditLot, CreditProject)
        .join(CreditProject, CreditProject.id == CreditLot.project_id)
        .where(CreditLot.serial_from <= asked.last, CreditLot.serial_to >= asked.first)
        .order_by(CreditProject.registry_name, CreditProject.code, CreditLot.serial_from)
        .limit(MOST_FOUND + 1)
    )
    if project_id is not None:
        query = query.where(CreditProject.id == project_id)
    code_known = bool(asked.code) and bool(
        db.session().scalar(select(CreditProject.id).where(CreditProject.code == asked.code))
    )
    if asked.unclear and not code_known:
        raise NoSerial(
            gettext(
                "“%(typed)s”中有几段数字，而“%(code)s”不是已登记的项目代码，不能判定哪一段是序列号：请只写序列号。",
                typed=typed.strip()[:60],
                code=asked.code[:60],
            )
        )
    if code_known:
        query = query.where(CreditProject.code == asked.code)
    lots = [(lot, project) for lot, project in db.session().execute(query)]
    known = _Known(person, asked, [lot.id for lot, _ in lots])
    parts = [part for lot, project in lots[:MOST_FOUND] for part in known.parts(lot, project)]
    more = len(lots) > MOST_FOUND or len(parts) > MOST_PARTS
    nowhere = () if more else tuple(_gaps(asked, [lot for lot, _ in lots]))
    return Answer(asked, code_known, tuple(parts[:MOST_PARTS]), nowhere, more)


def _gaps(asked: Asked, lots: Sequence[CreditLot]) -> Iterator[tuple[int, int]]:
    """The ranges asked for that are in none of the lots."""
    following = asked.first
    for lot in sorted(lots, key=lambda lot: lot.serial_from):
        if lot.serial_from > following:
            yield following, lot.serial_from - 1
        following = max(following, lot.serial_to + 1)
    if following <= asked.last:
        yield following, asked.last


class _Known:
    """Uses, purchases, retirements and cases of a range in several lots, each read in one query."""

    def __init__(self, person: Person, asked: Asked, lot_ids: list[int]) -> None:
        self.asked = asked
        holds = (SerialUse.serial_from <= asked.last, SerialUse.serial_to >= asked.first)
        uses = db.session().scalars(
            select(SerialUse).where(SerialUse.lot_id.in_(lot_ids), *holds).order_by(SerialUse.id)
        )
        self.uses = list(uses)
        live = [use.id for use in self.uses if use.released_at is None]
        bought = db.session().scalars(select(Purchase).where(Purchase.use_id.in_(live))) if live else ()
        self.purchases = {purchase.use_id: purchase for purchase in bought}
        numbers = [purchase.id for purchase in self.purchases.values()]
        retired = select(Retirement).where(
            Retirement.purchase_id.in_(numbers),
            Retirement.serial_from <= asked.last,
            Retirement.serial_to >= asked.first,
        )
        self.retirements = list(db.session().scalars(retired)) if numbers else []
        cases = {purchase.case_id for purchase in self.purchases.values()}
        seen = db.session().scalars(select(Case).where(Case.id.in_(cases), visible_to(person))) if cases else ()
        self.cases = {case.id: case for case in seen}

    def parts(self, lot: CreditLot, project: CreditProject) -> Iterator[Found]:
        """The asked serials of a lot in parts, of each of which the same is known."""
        uses = [use for use in self.uses if use.lot_id == lot.id]
        first, last = max(self.asked.first, lot.serial_from), min(self.asked.last, lot.serial_to)
        bought = {self.purchases[use.id].id for use in uses if use.id in self.purchases}
        retired = [row for row in self.retirements if row.purchase_id in bought]
        held = [
            *((use.serial_from, use.serial_to) for use in uses),
            *((row.serial_from, row.serial_to) for row in retired),
        ]
        bounds = {start for low, high in held for start in (low, high + 1)}
        starts = {first} | {start for start in bounds if first < start <= last}
        ordered = sorted(starts)
        for start, end in zip(ordered, [*(start - 1 for start in ordered[1:]), last], strict=True):
            yield self._part(start, end, lot, project, uses)

    def _part(self, first: int, last: int, lot: CreditLot, project: CreditProject, uses: Sequence[SerialUse]) -> Found:
        here = [use for use in uses if use.serial_from <= first <= use.serial_to]
        use = next((use for use in here if use.released_at is None), None)
        purchase = self.purchases.get(use.id) if use else None
        retirement = next(
            (
                row
                for row in self.retirements
                if purchase and row.purchase_id == purchase.id and row.serial_from <= first <= row.serial_to
            ),
            None,
        )
        case = self.cases.get(purchase.case_id) if purchase else None
        released = tuple(use for use in here if use.released_at is not None)
        return Found(first, last, project, lot, use, purchase, retirement, case, released)
