"""作业设计书 of a duty to plant: written, kept version by version; its parcels serve this duty and no other."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.errors import Stale
from casework.proceedings import Folder, history
from casework.restoring import owed
from casework.restoring.checks import Mistakes
from casework.restoring.errors import PlotTaken, UnknownWork
from casework.restoring.models import PlantingDesign, PlantingPlot
from casework.wording import told as in_words
from rules.casefile import canonical
from rules.reading.messages import template
from rules.restoring.parcels import Parcel, one_spelling, overlap, polygon
from rules.values.exact import added, plain

TAKEN = template("地块“%(plot)s”已经用于另一项义务，同一地块只能用于一项义务。")
OVERLAPS = template("地块“%(plot)s”与已经用于另一项义务的地块“%(other)s”重叠，同一地块只能用于一项义务。")
TWICE = template("这一地块在第 %(row)s 行已经写过")
NO_PLOTS = template("请至少写明一个地块")
MOST_ROWS = 40
LONGEST = 4000
TEXTS = ("site", "planting", "tending", "budget")


@dataclass(frozen=True)
class PlotEntry:
    """A parcel with what is planted there. ``series``: the growth that is chosen for it, by id."""

    county: str
    town: str
    compartment: str
    subcompartment: str
    part: str
    area_mu: Decimal | None
    species: str
    trees: int | None
    series: str = ""
    polygon: str = ""

    @property
    def parcel(self) -> Parcel:
        """Where it lies."""
        fields = (self.county, self.town, self.compartment, self.subcompartment, self.part)
        return Parcel(*(text.strip() for text in fields))

    @property
    def density(self) -> Decimal | None:
        """Trees a mu, to one decimal."""
        if not self.area_mu or not self.trees:
            return None
        return (self.trees / self.area_mu).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class DesignEntry:
    """A design as it is written."""

    season: str
    plant_by: datetime.date | None
    site: str
    planting: str
    tending: str
    budget: str
    plots: tuple[PlotEntry, ...]

    @property
    def area_mu(self) -> Decimal:
        """The area of all parcels."""
        return Decimal(plain(added(one.area_mu or Decimal() for one in self.plots)))

    @property
    def trees(self) -> int:
        """The trees on all parcels."""
        return sum(one.trees or 0 for one in self.plots)


@dataclass(frozen=True)
class Design:
    """A version of a design."""

    number: int
    entry: DesignEntry
    by: str
    at: datetime.datetime


def designs(folder: Folder, key: str) -> list[Design]:
    """The versions of a design, the newest first."""
    query = (
        select(PlantingDesign, Person.name)
        .join(Person, Person.id == PlantingDesign.person_id)
        .where(PlantingDesign.folder_id == folder.id, PlantingDesign.obligation == key)
        .order_by(PlantingDesign.number.desc())
    )
    return [Design(row.number, entry_of(row.document), name, row.at) for row, name in db.session().execute(query)]


def newest(folder: Folder, key: str) -> Design | None:
    """The version that counts."""
    return next(iter(designs(folder, key)), None)


def version(folder: Folder, key: str, number: int) -> Design:
    """A version of a design. Raises ``UnknownWork``."""
    found = next((one for one in designs(folder, key) if one.number == number), None)
    if found is None:
        raise UnknownWork(gettext("这项义务没有这一版作业设计书。"))
    return found


def entry_of(document: str) -> DesignEntry:
    """A design as it was kept."""
    data = json.loads(document)
    plots = tuple(PlotEntry(**{**one, "area_mu": Decimal(one["area_mu"])}) for one in data.pop("plots"))
    day = data.pop("plant_by")
    return DesignEntry(**data, plant_by=datetime.date.fromisoformat(day) if day else None, plots=plots)


def _document(entry: DesignEntry) -> str:
    data: dict[str, Any] = asdict(entry)
    data["plant_by"] = entry.plant_by.isoformat() if entry.plant_by else None
    data["plots"] = [{**one, "area_mu": format(one["area_mu"], "f")} for one in data["plots"]]
    return canonical(data)


def may_design(person: Person, folder: Folder, key: str) -> bool:
    """Whether this person may write the design of a duty that is there."""
    duty = history.history(folder).obligations[key]
    return duty.state not in owed.GONE and permissions.may(person, permissions.DESIGN_PLANTING)


def to_design(folder: Folder, person: Person, key: str) -> None:
    """Raise ``Forbidden`` or ``UnknownWork`` where this person may not write a design of this duty."""
    permissions.require(person, permissions.DESIGN_PLANTING)
    duty = owed.found(history.history(folder), key)
    if not owed.is_planting(duty) or duty.state in owed.GONE:
        raise UnknownWork(gettext("这项义务不用或者不再需要作业设计书。"))


@db.writing()
def save(folder: Folder, person: Person, key: str, entry: DesignEntry, seen: int | None = None) -> PlantingDesign:
    """Keep a new version of a design; its parcels are taken, those that it names no more are free.

    ``seen``: the number of the version that the page was made from. Raises ``WorkRefused`` with every mistake and its
    field, ``PlotTaken`` where a parcel serves another duty, ``Stale``.
    """
    db.lock(folder)
    to_design(folder, person, key)
    before = newest(folder, key)
    number = before.number if before else 0
    if seen is not None and seen != number:
        raise Stale
    _check(entry)
    _take(folder, person, key, entry.plots)
    made = PlantingDesign(
        folder_id=folder.id,
        obligation=key,
        number=number + 1,
        document=_document(entry),
        person_id=person.id,
        at=db.now(),
    )
    db.session().add(made)
    _flush()
    detail = {"obligation": key, "version": made.number, "plots": [one.parcel.told for one in entry.plots]}
    audit.record("save_planting_design", f"folder:{folder.id}", detail, person=person, proves=(made,))
    return made


def _check(entry: DesignEntry) -> None:
    mistakes = Mistakes()
    mistakes.need("season", entry.season, 100)
    for name in TEXTS:
        mistakes.at_most(name, getattr(entry, name), LONGEST)
    if not entry.plots:
        mistakes.add("plots", gettext(NO_PLOTS))
    rows: dict[str, int] = {}
    for number, plot in enumerate(entry.plots):
        _check_plot(mistakes, f"plots-{number}-", plot)
        before = rows.setdefault(plot.parcel.key, number)
        if before != number:
            mistakes.add(f"plots-{number}-subcompartment", gettext(TWICE, row=before + 1))
    mistakes.stop(gettext("作业设计书没有保存，请改正下列各处。"))


def _check_plot(mistakes: Mistakes, at: str, plot: PlotEntry) -> None:
    for name, longest in (("county", 40), ("town", 60), ("compartment", 40), ("subcompartment", 40), ("species", 40)):
        mistakes.need(at + name, getattr(plot, name), longest)
    mistakes.at_most(f"{at}part", plot.part, 60)
    if not plot.area_mu:
        mistakes.add(f"{at}area_mu", gettext("请填写大于 0 的面积"))
    if not plot.trees:
        mistakes.add(f"{at}trees", gettext("请填写大于 0 的株数"))
    if plot.polygon.strip():
        try:
            polygon(plot.polygon)
        except ValueError as wrong:
            mistakes.add(f"{at}polygon", in_words(wrong.args[0]))


def _take(folder: Folder, person: Person, key: str, plots: Sequence[PlotEntry]) -> None:
    """Take the parcels, one who does so after another: two that overlap could else both pass."""
    db.take_turns("planting_plots")
    own = {row.key: row for row in _in_force(PlantingPlot.folder_id == folder.id, PlantingPlot.obligation == key)}
    wanted = {one.parcel.key: one for one in plots}
    for name, row in own.items():
        kept = wanted.get(name)
        if kept is None or (row.polygon or "") != kept.polygon.strip():
            _end(row, person)
        else:
            del wanted[name]
    db.session().flush()
    for name, one in wanted.items():
        _free(folder, person, key, one)
        db.session().add(_plot(folder, person, key, name, one))
    _flush()


def _plot(folder: Folder, person: Person, key: str, name: str, one: PlotEntry) -> PlantingPlot:
    return PlantingPlot(
        folder_id=folder.id,
        obligation=key,
        key=name,
        county=one_spelling(one.county),
        label=one.parcel.told,
        polygon=one.polygon.strip() or None,
        person_id=person.id,
        at=db.now(),
    )


def _free(folder: Folder, person: Person, key: str, one: PlotEntry) -> None:
    """Free a parcel whose duty nobody has to perform any more. Raises ``PlotTaken`` where its duty stands."""
    shape = polygon(one.polygon) if one.polygon.strip() else None
    for row in _in_force(PlantingPlot.county == one_spelling(one.county)):
        same = row.key == one.parcel.key
        meets = shape is not None and row.polygon is not None and overlap(shape, polygon(row.polygon))
        if (row.folder_id, row.obligation) == (folder.id, key) or not (same or meets):
            continue
        if not _is_over(row):
            said = {"plot": one.parcel.told, "other": row.label}
            raise PlotTaken(gettext(TAKEN, plot=one.parcel.told) if same else gettext(OVERLAPS, **said))
        _end(row, person)
        db.session().flush()


def _is_over(row: PlantingPlot) -> bool:
    duty = history.history(db.session().get_one(Folder, row.folder_id)).obligations.get(row.obligation)
    return duty is None or duty.state in owed.GONE


def _in_force(*conditions: Any) -> list[PlantingPlot]:
    query = select(PlantingPlot).where(PlantingPlot.ended_at.is_(None), *conditions).order_by(PlantingPlot.id)
    return list(db.session().scalars(query))


def plots_of(folder: Folder, keys: Iterable[str]) -> dict[str, list[PlantingPlot]]:
    """By duty, the parcels that serve it."""
    found = _in_force(PlantingPlot.folder_id == folder.id)
    return {key: [row for row in found if row.obligation == key] for key in keys}


def _end(row: PlantingPlot, person: Person) -> None:
    row.ended_at, row.ended_by = db.now(), person.id


def _flush() -> None:
    """Send what is pending; the database's refusal becomes one for the person, with which the transaction ends."""
    try:
        db.session().flush()
    except IntegrityError as problem:
        if "planting_plots" not in str(problem.orig):
            raise
        raise PlotTaken(gettext("有地块刚刚用于另一项义务，同一地块只能用于一项义务。")) from None
