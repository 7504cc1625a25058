"""The duties to plant, to tend and to work, and whether a person may do something to one of them now."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.errors import Stale
from casework.proceedings import Folder, history, offering, service
from casework.proceedings.duties import due_words
from casework.proceedings.errors import answer_to
from casework.proceedings.names import duty_name, quantity
from casework.restoring.errors import UnknownWork
from rules.proceedings.book import load_table
from rules.proceedings.state import Case, Obligation

CARE, LABOUR = "管护", "劳务代偿"
TENTH = Decimal("0.1")
GONE = ("dropped", "superseded", "converted", "waived", "lapsed")
"""States of a duty that nobody has to perform: what serves it is free."""


def is_planting(duty: Obligation) -> bool:
    """Whether it is made good by planting."""
    known = load_table().duties.get(duty.kind)
    return known is not None and known.restores


def is_work(duty: Obligation) -> bool:
    """Whether it is tended, patrolled or worked off, day by day."""
    return duty.kind in (CARE, LABOUR)


@dataclass(frozen=True)
class Told:
    """A duty in words: what is owed, done and left; of one to plant trees, area, trees a mu and season."""

    name: str
    owed: str
    done: str
    rest: str
    trees: str = ""
    area: str = ""
    density: str = ""
    season: str = ""


def told(duty: Obligation) -> Told:
    """See ``Told``."""
    said = to_plant(duty)
    trees, area = said.get("trees"), said.get("area_mu")
    return Told(
        duty_name(duty),
        quantity(duty.quantity, duty.unit),
        quantity(duty.done, duty.unit) if duty.counted else "",
        quantity(duty.rest, duty.unit),
        quantity(trees, "trees"),
        quantity(area, "area_mu"),
        quantity((trees / area).quantize(TENTH), "trees") if trees and area else "",
        due_words(duty.due) if duty.due.form == "season" else "",
    )


def to_plant(duty: Obligation) -> dict[str, Decimal]:
    """Trees and mu that were to be planted, where the instrument says so."""
    said = {name: duty.details.get(name) for name in ("trees", "area_mu")}
    if duty.unit in said:
        said[duty.unit] = duty.quantity
    return {name: figure for name, figure in said.items() if isinstance(figure, Decimal)}


def found(case: Case, key: str) -> Obligation:
    """A duty of these kinds. Raises ``UnknownWork``."""
    duty = case.obligations.get(key)
    if duty is None or not (is_planting(duty) or is_work(duty)):
        raise UnknownWork(gettext("本案没有这一项补植、管护或者劳务的义务。"))
    return duty


def to_do(folder: Folder, person: Person, key: str, act: str) -> tuple[Case, Obligation]:
    """The duty, if this person may do this act to it now. Raises ``UnknownWork`` and what the table refuses."""
    case = history.history(folder)
    duty = found(case, key)
    refused = offering.refusal_of(case, service.actor_of(person), db.today(), act, key)
    if refused is not None:
        raise answer_to(refused)
    return case, duty


def doable(person: Person, case: Case, key: str, act: str) -> bool:
    """Whether this person may do this act to a duty now."""
    return offering.refusal_of(case, service.actor_of(person), db.today(), act, key) is None


def check_seen(case: Case, seen: int | None) -> None:
    """Raise ``Stale`` where somebody acted since the page was made from so many acts."""
    if seen is not None and seen != len(case.acts):
        raise Stale


def planted_on(duty: Obligation) -> datetime.date | None:
    """The day on which it was last planted; None before."""
    return max((one.at for one in duty.counted if one.unit != "amount"), default=None)
