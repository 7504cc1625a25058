"""检查验收 of a planting with its figures: what was counted where, the comparison, the photos, what follows.

The inspection is the act 检查验收; its figures and photos are kept with it, in one transaction.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.proceedings import Folder, files, service
from casework.proceedings.files import Paper
from casework.proceedings.service import Doing
from casework.restoring import owed, photos
from casework.restoring.checks import Mistakes
from casework.restoring.models import PlantingSurvey, SitePhoto
from casework.wording import told as in_words
from rules.casefile import canonical
from rules.proceedings.acts import Act
from rules.proceedings.state import Case, Obligation
from rules.reading.messages import template
from rules.restoring.looks import following, year_of
from rules.restoring.standards import Standard, standard_of
from rules.restoring.survey import COUNT, FAIL, PART, PASS, PLOTS, Found, Plot, Survey, assess, mistakes
from rules.values.quantity import plain

METHODS = {COUNT: "全部清查", PLOTS: "样地"}
RESULTS = {PASS: "合格", PART: "部分合格", FAIL: "不合格"}
TERM_WANTED = template("检查结果为%(result)s，请写明整改期限")
NOT_AFTER = template("应晚于检查日期 %(day)s")
HEADING = template("检查验收没有登记，请改正下列各处。")


@dataclass(frozen=True)
class SurveyEntry:
    """An inspection as it is entered. ``year``: after planting; None takes the one that its day lies in."""

    on: datetime.date
    method: str
    plots: tuple[Plot, ...]
    whole_mu: Decimal | None
    year: int | None = None
    attended_by: str = ""
    rectify_by: datetime.date | None = None
    look_again: datetime.date | None = None
    note: str = ""
    reason: str = ""
    photos: tuple[Paper, ...] = ()
    report: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Looked:
    """An inspection whose figures were kept. ``act``: its number; ``void``: it was cancelled."""

    act: int
    on: datetime.date
    year: int
    survey: Survey
    standard: Standard
    found: Found
    photos: tuple[SitePhoto, ...]
    by: str
    rectify_by: datetime.date | None = None
    look_again: datetime.date | None = None
    void: bool = False


def year_on(duty: Obligation, on: datetime.date) -> int:
    """In which year after planting a day lies; the first while no planting is on record."""
    planted = owed.planted_on(duty)
    return 1 if planted is None else year_of(planted, on)


def suggested_look(duty: Obligation, on: datetime.date) -> datetime.date | None:
    """The day of the look that follows one on this day, where the planting is on record."""
    planted = owed.planted_on(duty)
    return None if planted is None else following(planted, standard_of(duty).years, on)


def tried(duty: Obligation, entry: SurveyEntry) -> tuple[Standard, Found]:
    """What an entry comes to. Raises ``WorkRefused`` with every mistake of its figures."""
    made = Mistakes()
    survey = Survey(entry.method, entry.plots, entry.whole_mu)
    for error in mistakes(survey):
        made.add(error.path.replace("[", "-").replace("].", "-"), in_words(error.message))
    made.stop(gettext(HEADING))
    standard = standard_of(duty, entry.year or year_on(duty, entry.on))
    return standard, assess(survey, standard, owed.to_plant(duty))


@db.writing()
def record(folder: Folder, person: Person, key: str, entry: SurveyEntry, seen: int | None = None) -> Case:
    """Record an inspection with its figures and photos: the case after it.

    ``seen``: the number of acts that the page was made from. Raises ``WorkRefused`` with every mistake and its field,
    ``Stale``, and what the table refuses of inspecting.
    """
    db.lock(folder)
    case, duty = owed.to_do(folder, person, key, "inspect")
    owed.check_seen(case, seen)
    standard, found = tried(duty, entry)
    made = Mistakes()
    taken = photos.read(made, entry.photos)
    _check(made, entry, found)
    made.stop(gettext(HEADING))
    year = entry.year or year_on(duty, entry.on)
    doing = Doing(
        "inspect",
        entry.on,
        (key,),
        _arguments(entry, found, year),
        entry.reason,
        papers=(*entry.report, *(one.paper for one in taken)),
    )
    before = len(case.acts)
    case = service.record(folder, person, doing)
    act = case.acts[before]
    rows = _kept(folder, person, act, duty, entry, standard, year, taken)
    detail = {"obligation": key, "act": act.number, "result": found.result}
    audit.record("survey_planting", f"folder:{folder.id}", detail, person=person, proves=rows)
    return case


def _check(made: Mistakes, entry: SurveyEntry, found: Found) -> None:
    made.not_in_future("on", entry.on)
    if found.result != PASS and entry.rectify_by is None:
        made.add("rectify_by", gettext(TERM_WANTED, result=RESULTS[found.result]))
    for name in ("rectify_by", "look_again"):
        day = getattr(entry, name)
        if day is not None and day <= entry.on:
            made.add(name, gettext(NOT_AFTER, day=entry.on))


def _arguments(entry: SurveyEntry, found: Found, year: int) -> dict[str, Any]:
    """The act in its own words. What failed counts as done no more than was put down before."""
    method = METHODS[entry.method] + (f"（{len(entry.plots)} 个）" if entry.method == PLOTS else "")
    args: dict[str, Any] = {
        "result": RESULTS[found.result],
        "rate": plain(found.percent),
        "year": year,
        "method": method,
    }
    if found.result != FAIL and entry.whole_mu is not None:
        args["area_mu"] = plain(entry.whole_mu)
    if found.result != FAIL and entry.method == COUNT:
        args["trees"] = found.designed
    if found.result != PASS and entry.rectify_by is not None:
        args["rectify_by"] = entry.rectify_by.isoformat()
    if entry.look_again is not None:
        args["look_again"] = entry.look_again.isoformat()
    names = [name for name in entry.attended_by.replace("，", "、").replace(",", "、").split("、") if name.strip()]
    return args | ({"attended_by": names} if names else {}) | ({"note": entry.note} if entry.note.strip() else {})


def _kept(
    folder: Folder,
    person: Person,
    act: Act,
    duty: Obligation,
    entry: SurveyEntry,
    standard: Standard,
    year: int,
    taken: tuple[photos.Photo, ...],
) -> tuple[Any, ...]:
    of = {"folder_id": folder.id, "obligation": act.on[0], "act": act.number, "person_id": person.id, "at": db.now()}
    survey = PlantingSurvey(**of, document=_document(duty, entry, standard, year))
    shots = {one.sha256: one for one in taken}  # the same one twice is one
    names = {file.sha256: file.name for file in files.of(folder) if file.name in act.files}
    rows = [
        SitePhoto(
            **of,
            name=names[one.sha256],
            sha256=one.sha256,
            taken=one.taken,
            longitude=one.longitude,
            latitude=one.latitude,
        )
        for one in shots.values()
    ]
    db.session().add_all([survey, *rows])
    db.session().flush()
    return survey, *rows


def _document(duty: Obligation, entry: SurveyEntry, standard: Standard, year: int) -> str:
    return canonical(
        {
            "on": entry.on.isoformat(),
            "year": year,
            "method": entry.method,
            "whole_mu": _text(entry.whole_mu),
            "plots": [
                {"name": one.name, "designed": one.designed, "living": one.living, "area_mu": _text(one.area_mu)}
                for one in entry.plots
            ],
            "owed": {name: plain(figure) for name, figure in owed.to_plant(duty).items()},
            "standard": {
                "rate": plain(standard.rate),
                "rate_from": standard.rate_from,
                "years": standard.years,
                "years_from": standard.years_from,
            },
        }
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def looked(folder: Folder, case: Case, key: str) -> list[Looked]:
    """The inspections of a duty whose figures were kept, the newest first."""
    query = (
        select(PlantingSurvey, Person.name)
        .join(Person, Person.id == PlantingSurvey.person_id)
        .where(PlantingSurvey.folder_id == folder.id, PlantingSurvey.obligation == key)
        .order_by(PlantingSurvey.id.desc())
    )
    shots = photos_of(folder, key)
    duty = case.obligations[key]
    return [
        _looked(row, name, duty, tuple(one for one in shots if one.act == row.act))
        for row, name in db.session().execute(query)
    ]


def photos_of(folder: Folder, key: str) -> list[SitePhoto]:
    """The photos of a duty, oldest first."""
    query = select(SitePhoto).where(SitePhoto.folder_id == folder.id, SitePhoto.obligation == key)
    return list(db.session().scalars(query.order_by(SitePhoto.id)))


def _looked(row: PlantingSurvey, name: str, duty: Obligation, shots: tuple[SitePhoto, ...]) -> Looked:
    data: Mapping[str, Any] = json.loads(row.document)
    said = data["standard"]
    standard = Standard(Decimal(said["rate"]), said["rate_from"], said["years"], said["years_from"])
    plots = tuple(Plot(one["name"], one["designed"], one["living"], _number(one["area_mu"])) for one in data["plots"])
    survey = Survey(data["method"], plots, _number(data["whole_mu"]))
    act = next((one for one in duty.inspections if one.act == row.act), None)
    return Looked(
        act=row.act,
        on=datetime.date.fromisoformat(data["on"]),
        year=data["year"],
        survey=survey,
        standard=standard,
        found=assess(survey, standard, {name: Decimal(text) for name, text in data["owed"].items()}),
        photos=shots,
        by=name,
        look_again=act.again if act is not None else None,
        void=act is not None and bool(act.void),
    )
