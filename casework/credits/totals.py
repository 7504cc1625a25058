"""Sums of the register: how many lots and units each project has and how many of them are used, kept beside it.

The database itself adds and takes away with each lot and use, whatever writes them; ``audit verify`` adds up anew.
A reservation whose day is over is used in these sums until it is released: reading takes it off.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select, String, func, literal_column, select

from casework import db
from casework.credits.models import RESERVED, CreditLot, CreditProject, LotTotal, ProjectTotal, Reservation, SerialUse
from rules.reading.messages import template

NOT_THE_SUM = template("项目“%(project)s”的批次、发行数量或者已用数量与登记的批次、用途不符")


_HELD = literal_column(f"'{RESERVED}'", String)
"""Written out, so that the databases know the index of what is held."""


def run_out() -> Select[Any]:
    """Units of reservations whose day is over and that nobody released, for the caller to narrow."""
    return (
        select(func.coalesce(func.sum(SerialUse.serial_to - SerialUse.serial_from + 1), 0))
        .select_from(SerialUse)
        .join(Reservation, Reservation.use_id == SerialUse.id)
        .where(SerialUse.use == _HELD, SerialUse.released_at.is_(None), Reservation.expires_on < db.today())
    )


def used_of_lots(lots: Iterable[int]) -> dict[int, int]:
    """How many units of each lot are used today, in one statement."""
    over = run_out().where(SerialUse.lot_id == LotTotal.lot_id).correlate(LotTotal).scalar_subquery()
    query = select(LotTotal.lot_id, LotTotal.used - over).where(LotTotal.lot_id.in_(list(lots)))
    return {lot: int(units) for lot, units in db.session().execute(query)}


def add_up() -> str | None:
    """The check of the audit log: the sums are those of the lots and uses. None, or what is wrong."""
    length = func.sum(SerialUse.serial_to - SerialUse.serial_from + 1)
    used = select(SerialUse.lot_id, length).where(SerialUse.released_at.is_(None)).group_by(SerialUse.lot_id)
    of_lot = {lot: int(units) for lot, units in db.session().execute(used)}
    wanted: dict[int, tuple[int, int, int]] = dict.fromkeys(db.session().scalars(select(CreditProject.id)), (0, 0, 0))
    of_lots = {}
    for lot, project, quantity in db.session().execute(select(CreditLot.id, CreditLot.project_id, CreditLot.quantity)):
        count, issued, taken = wanted[project]
        of_lots[lot] = (project, of_lot.get(lot, 0))
        wanted[project] = (count + 1, issued + quantity, taken + of_lots[lot][1])
    return _differing(wanted, of_lots)


def _differing(wanted: dict[int, tuple[int, int, int]], of_lots: dict[int, tuple[int, int]]) -> str | None:
    kept = select(ProjectTotal.project_id, ProjectTotal.lots, ProjectTotal.issued, ProjectTotal.used)
    projects = {id: tuple(sums) for id, *sums in db.session().execute(kept)}
    by_lot = select(LotTotal.lot_id, LotTotal.project_id, LotTotal.used)
    lots = {id: tuple(sums) for id, *sums in db.session().execute(by_lot)}
    wrong = {id for id in projects.keys() | wanted.keys() if projects.get(id) != wanted.get(id)}
    wrong |= {
        (lots.get(id) or of_lots[id])[0] for id in lots.keys() | of_lots.keys() if lots.get(id) != of_lots.get(id)
    }
    if not wrong:
        return None
    named = db.session().get(CreditProject, min(wrong))
    return gettext(NOT_THE_SUM, project=named.code if named is not None else min(wrong))
