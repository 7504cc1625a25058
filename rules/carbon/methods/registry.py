"""Which methods and editions there are, and how a case file names them: ``id`` or ``id@edition``."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

from rules.carbon.context import Method
from rules.carbon.declaration import Declaration, declare
from rules.casefile import CaseFile
from rules.reading.errors import InputError
from rules.reading.messages import msg, template
from rules.values.records import ParameterFileError

NO_METHOD = template("没有计量方法“{id}”，可用的有：{known}")

HOME = Path(__file__).parent
STATED = "stated-loss"
"""The method where the case file states a loss that was found otherwise, and names none."""
BY_CASE, BY_DEFAULT = "案件文件", "案件文件没有写明方法，按缺省方法计量"
BY_FINDING = "案件文件写明了经认定的损失，照录其数额"
"""Who chose the method."""
EDITION_NAMED, EDITION_OF_SET = "案件文件写明了版本", "所用的参数集属于这一版本"
EDITION_OF_DAY = "计量日 {day} 施行的版本"
EDITION_CORRECTED = "计量日 {day} 施行的 {wrong} 版算法有误，按改正它的版本"
EDITION_BEFORE_ALL = "计量日 {day} 早于最早一版的施行日 {start}，按最早一版{corrected}"
AS_CORRECTED = "的改正版"
"""Why the edition counts."""
DEFAULT = "national-default"
"""The method where the case file names none: its formula is the one that national methodologies share."""


@dataclass(frozen=True)
class Edition:
    """One edition of a method: what it declares and the module that measures by it."""

    declaration: Declaration
    method: Method


@cache
def editions() -> dict[str, tuple[str, ...]]:
    """Every method id with its editions, oldest first."""
    found: dict[str, tuple[str, ...]] = {}
    for folder in sorted(HOME.iterdir()):
        inside = sorted(path.parent.name for path in folder.glob("r*/parameters.yaml")) if folder.is_dir() else []
        if inside:
            found[folder.name.replace("_", "-")] = tuple(name[1:].replace("_", "-") for name in inside)
    return found


def named(text: str | None) -> tuple[str, str]:
    """Id and edition; the latest edition where none is named. Raises ``InputError`` at ``options.method``."""
    known = editions()
    id, at, edition = (text or DEFAULT).strip().partition("@")
    if id not in known:
        raise InputError.at("options.method", msg(NO_METHOD, id=id[:40], known=known))
    if at and edition not in known[id]:
        there = [f"{id}@{name}" for name in known[id]]
        raise InputError.at(
            "options.method",
            msg("方法 {id} 没有版本“{edition}”，可用的有：{there}", id=id, edition=edition[:40], there=there),
        )
    return id, edition or known[id][-1]


def reading_surveys() -> list[str]:
    """The methods that use the biomass which a survey of the case found."""
    return [id for id, names in editions().items() if load(id, names[-1]).declaration.measured_biomass]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which edition counts, and why: ``chosen_by`` the method, ``ground`` the edition of it."""

    edition: Edition
    chosen_by: str
    ground: str


def choose(casefile: CaseFile, day: date, set_method: str | None = None) -> Choice:
    """The method that a case file names, in the edition it names or, as the law is chosen, that of the day.

    ``set_method``: the edition (``id@edition``) that a given parameter set belongs to; no other can use the set.

    An edition that another corrects never counts unnamed: its days are those of the one that corrects it, whenever the
    measurement is of. A day before all editions belongs to the first. See decision 15.
    Raises ``InputError`` at ``options.method``.
    """
    text, chosen_by = casefile.options.method, BY_CASE
    if text is None and casefile.stated_loss is not None:
        text, chosen_by = STATED, BY_FINDING
    elif text is None:
        chosen_by = BY_DEFAULT
    id, edition = named(text)
    if text is not None and "@" in text:
        return Choice(load(id, edition), chosen_by, EDITION_NAMED)
    if set_method is not None and named(set_method)[0] == id:
        return Choice(load(*named(set_method)), chosen_by, EDITION_OF_SET)
    return _of_day(id, day, chosen_by)


def of_day(id: str, day: date) -> Edition:
    """The edition of a method that counts on a day of measurement where none is named."""
    return _of_day(id, day, "").edition


@lru_cache(maxsize=4096)
def _of_day(id: str, day: date, chosen_by: str) -> Choice:
    every = _declared(id)
    told = day.isoformat()
    published = next((one for one in reversed(every) if one.in_force.on(day)), None)
    of_then = published or every[0]
    better = superseded(id, of_then.edition)
    edition = load(id, better.by if better else of_then.edition)
    if published is None:
        start, corrected = of_then.in_force.from_, AS_CORRECTED if better else ""
        return Choice(edition, chosen_by, EDITION_BEFORE_ALL.format(day=told, start=start, corrected=corrected))
    if better:
        return Choice(edition, chosen_by, EDITION_CORRECTED.format(day=told, wrong=of_then.edition))
    return Choice(edition, chosen_by, EDITION_OF_DAY.format(day=told))


@cache
def _declared(id: str) -> tuple[Declaration, ...]:
    """What every edition of a method declares, oldest first."""
    return tuple(load(id, name).declaration for name in editions()[id])


@dataclass(frozen=True, slots=True)
class Superseded:
    """Why an edition counts no more: the edition ``by`` which it is corrected, and what was wrong."""

    by: str
    errors: tuple[str, ...]


@cache
def superseded(id: str, edition: str) -> Superseded | None:
    """What corrects this edition; of corrections of corrections the last, with the errors of all. None where nothing
    does."""
    found: Superseded | None = None
    for name in editions().get(id, ()):
        correction = load(id, name).declaration.corrects
        if correction is not None and correction.edition == (found.by if found else edition):
            found = Superseded(name, (*(found.errors if found else ()), *correction.errors))
    return found


@cache
def load(id: str, edition: str) -> Edition:
    """A method edition, read and imported once."""
    folder = HOME / id.replace("-", "_") / f"r{edition.replace('-', '_')}"
    declaration = declare(folder)
    if (declaration.id, declaration.edition) != (id, edition):
        raise ParameterFileError(f"{folder.parent.name}/{folder.name}：文件自称 {declaration.id}@{declaration.edition}")
    module = importlib.import_module(f"rules.carbon.methods.{folder.parent.name}.{folder.name}.method")
    return Edition(declaration, cast(Method, module))
