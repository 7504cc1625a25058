"""台账 of a duty to plant, to tend or to work: its standard, design, plots, looks, photos, work, and what follows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from casework import db, permissions
from casework.accounts import Person
from casework.proceedings import Folder, history, hooks, offering, service
from casework.proceedings.names import quantity, word
from casework.proceedings.overview import Head, head_of
from casework.restoring import designing, owed, surveying, working
from casework.restoring.designing import Design
from casework.restoring.models import LabourPlan, PlantingPlot
from casework.restoring.surveying import Looked
from casework.restoring.working import Month, Sheet
from rules.carbon.worksheet import Worksheet
from rules.proceedings import clock
from rules.proceedings.book import load_table
from rules.proceedings.seats import SEATS
from rules.proceedings.state import Case, Obligation
from rules.reading.messages import template
from rules.restoring import labour
from rules.restoring.binding import Binding, Part, Year, bound
from rules.restoring.looks import Look, looks
from rules.restoring.standards import Standard, standard_of

FOLLOWING = ("perform", "deposit_used", "convert", "refer", "substitute", "perform_for", "declare_failed")
"""Acts that what failed opens, in the order in which they are commonly taken."""


BY_OTHERS = template("由%(who)s办理")


@dataclass(frozen=True)
class Planting:
    """What is on record of a duty to plant."""

    standard: Standard
    designs: tuple[Design, ...]
    plots: tuple[PlantingPlot, ...]
    planted: datetime.date | None
    looks: tuple[Look, ...]
    looked: tuple[Looked, ...]
    next_look: datetime.date | None
    binding: Binding | None
    loss: Decimal | None
    made_good: Year | None

    @property
    def design(self) -> Design | None:
        """The version that counts."""
        return self.designs[0] if self.designs else None


@dataclass(frozen=True)
class Work:
    """What is on record of a duty to tend or to work. ``reckoned``: the worksheet of the plan."""

    plans: tuple[LabourPlan, ...]
    reckoned: Worksheet | None
    begins: tuple[datetime.date, str] | None
    sheets: tuple[Sheet, ...]
    months: tuple[Month, ...]
    confirmable: frozenset[int]

    @property
    def plan(self) -> LabourPlan | None:
        """The version that counts."""
        return self.plans[0] if self.plans else None

    @property
    def waiting(self) -> int:
        """How many sheets wait for their confirmation."""
        return sum(one.row.outcome is None for one in self.sheets)


@dataclass(frozen=True)
class Follow:
    """An act that may follow. ``on``: what it is done to; ``why``: of one that cannot be done yet."""

    act: str
    label: str
    on: str
    why: str = ""


@dataclass(frozen=True)
class Register:
    """Everything of one duty. ``may``: which of ``design``, ``inspect``, ``perform`` the person may do."""

    head: Head
    case: Case
    duty: Obligation
    planting: Planting | None
    work: Work | None
    follows: tuple[Follow, ...]
    may: frozenset[str]

    @property
    def short(self) -> tuple[tuple[str, str], ...]:
        """What the design that counts has less of than is owed, in area and trees: (owed, designed), each in words."""
        design = self.planting.design if self.planting is not None else None
        if design is None:
            return ()
        said, has = owed.to_plant(self.duty), {"area_mu": design.entry.area_mu, "trees": Decimal(design.entry.trees)}
        less = {unit: figure for unit, figure in has.items() if (said.get(unit) or figure) > figure}
        return tuple((quantity(said[unit], unit), quantity(figure, unit)) for unit, figure in less.items())


def register(folder: Folder, person: Person, key: str) -> Register:
    """The register of a duty as it stands today. Raises ``UnknownWork``."""
    case = history.history(folder)
    duty = owed.found(case, key)
    may = {act for act in ("inspect", "perform") if owed.doable(person, case, key, act)}
    if owed.is_planting(duty) and designing.may_design(person, folder, key):
        may.add("design")
    return Register(
        head_of(folder, case),
        case,
        duty,
        planting_of(folder, case, duty) if owed.is_planting(duty) else None,
        work_of(folder, person, case, duty) if owed.is_work(duty) else None,
        _follows(person, case, duty),
        frozenset(may),
    )


def planting_of(folder: Folder, case: Case, duty: Obligation) -> Planting:
    """What is on record of a duty to plant."""
    versions = tuple(designing.designs(folder, duty.id))
    planted = owed.planted_on(duty)
    standard = standard_of(duty)
    found = _binding(versions[0]) if versions else None
    loss = hooks.loss_of(folder, case)
    tonnes = loss.tonnes if loss is not None else None
    return Planting(
        standard,
        versions,
        tuple(designing.plots_of(folder, [duty.id])[duty.id]),
        planted,
        looks(planted, standard.years) if planted is not None else (),
        tuple(surveying.looked(folder, case, duty.id)),
        clock.next_look(duty),
        found,
        tonnes,
        found.reaches(tonnes) if found is not None and tonnes is not None else None,
    )


def _binding(design: Design) -> Binding:
    parts: dict[tuple[str, str], Decimal] = {}
    for one in design.entry.plots:
        key = (one.species.strip(), one.series)
        parts[key] = parts.get(key, Decimal()) + (one.area_mu or Decimal())
    return bound([Part(species, area, series) for (species, series), area in parts.items()])


def work_of(folder: Folder, person: Person, case: Case, duty: Obligation) -> Work:
    """What is on record of a duty to tend or to work."""
    every = tuple(working.plans(folder, duty.id))
    found = tuple(working.sheets(folder, duty.id))
    reckoned = None
    if every:
        plan = every[0]
        told = f"{plan.wage_source}（{plan.wage_date.isoformat()}）"
        _, reckoned = labour.to_work(plan.amount_cny, plan.wage_cny, plan.per, told)
    return Work(
        every,
        reckoned,
        working.begins(folder, case, duty),
        found,
        tuple(working.months(folder, case, duty)),
        frozenset(one.row.id for one in found if one.row.outcome is None and _may_look(person, one)),
    )


def _may_look(person: Person, sheet: Sheet) -> bool:
    """Whether this person may confirm a sheet, or take his own back."""
    by = db.session().get_one(Person, sheet.row.entered_by)
    if by.id == person.id:
        return True
    return permissions.may(person, permissions.CONFIRM_LABOUR, of=by.institution, made_by=by.id)


def _follows(person: Person, case: Case, duty: Obligation) -> tuple[Follow, ...]:
    """What may be done now that something failed: acts of the table, those that cannot be done yet with the reason."""
    if duty.state not in ("part_failed", "failed", "enforced", "closed_unpaid"):
        return ()
    every = offering.offers(case, service.actor_of(person), db.today())
    found = []
    for act in FOLLOWING:
        now = every.of(act)
        things = (
            [thing for thing, _ in now.things if thing.partition(":")[2] == duty.id or thing == duty.id] if now else []
        )
        later = next((one for one in every.later if one.act == act), None)
        if now is not None and things:
            found.append(Follow(act, now.label, things[0]))
        elif later is not None:
            found.append(Follow(act, later.label, "", later.why))
        else:
            found += _of_others(person, act)
    return tuple(found)


def _of_others(person: Person, act: str) -> list[Follow]:
    """An act that other seats do, with whose it is; none of one that this person's own would do elsewhere."""
    table, own = load_table(), service.actor_of(person).seats
    seats = [seat for kind in table.tracks.values() for row in kind.rows if row.act == act for seat in row.who]
    if set(own) & set(seats):
        return []
    who = gettext("、").join(gettext(SEATS[seat]) for seat in dict.fromkeys(seats) if seat in SEATS)
    return [Follow(act, word(table.acts[act].label), "", gettext(BY_OTHERS, who=who))]


@dataclass(frozen=True)
class Summary:
    """A duty in a line on the page of its case."""

    planting: bool = False
    design: int = 0
    plots: tuple[str, ...] = ()
    looked: Looked | None = None
    waiting: int = 0
    confirmed: int = 0


def summaries(folder: Folder, case: Case) -> Mapping[str, Summary]:
    """By duty, what is on record of those to plant, to tend and to work."""
    return {
        key: _summary(folder, case, duty)
        for key, duty in case.obligations.items()
        if owed.is_planting(duty) or owed.is_work(duty)
    }


def _summary(folder: Folder, case: Case, duty: Obligation) -> Summary:
    if owed.is_planting(duty):
        newest = designing.newest(folder, duty.id)
        plots = designing.plots_of(folder, [duty.id])[duty.id] if newest else []
        seen = surveying.looked(folder, case, duty.id)
        number, labels = newest.number if newest else 0, tuple(one.label for one in plots)
        last = next((one for one in seen if not one.void), None)
        return Summary(True, number, labels, last)
    found = [one.row for one in working.sheets(folder, duty.id) if one.counts]
    return Summary(
        waiting=sum(one.outcome is None for one in found), confirmed=sum(one.act is not None for one in found)
    )
