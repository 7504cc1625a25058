"""What the pages may ask of tallies: the stand and who may enter, a draft that stores nothing, the storing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.cases import Case
from casework.cases import service as cases
from casework.cases.errors import ReasonMissing
from casework.proceedings import Folder, facts
from casework.tallies import files
from casework.tallies.drafting import Draft
from casework.tallies.errors import NoTally, TallyRefused, UnknownStand
from casework.wording import joined
from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.biomass import biomass_equations
from rules.carbon.tally.equations import volume_equations
from rules.carbon.tally.summary import SpeciesSum, summary
from rules.casefile import CaseFile
from rules.casefile.stand import Stand
from rules.casefile.tally import TallyRow
from rules.reading.errors import FieldError, InputError

PER_PAGE = 200


@dataclass(frozen=True)
class Place:
    """A stand of a case by its position, from 0; ``species`` by their canonical names."""

    casefile: CaseFile
    position: int
    species: tuple[str, ...]

    @property
    def stand(self) -> Stand:
        return self.casefile.stands[self.position]


@dataclass(frozen=True)
class Stored:
    """The tally of a stand as it stands in the case file: a page of its rows, its sums, or why there are none."""

    rows: tuple[TallyRow, ...]
    total: int
    trees: int
    page: int
    pages: int
    sums: tuple[SpeciesSum, ...]
    why_not: str


def place(case: Case, number: int) -> Place:
    """The stand of this number, from 1. Raises ``UnknownStand`` or ``NoTally`` where it cannot have a tally."""
    casefile = cases.current_casefile(case)
    if not 1 <= number <= len(casefile.stands):
        raise UnknownStand(gettext("案件没有第 %(number)s 个地块。", number=number))
    stand = casefile.stands[number - 1]
    if stand.forest_type != "乔木林":
        raise NoTally(
            gettext("地块 %(id)s 是%(type)s，不按每木检尺表计算立木蓄积。", id=stand.id, type=stand.forest_type)
        )
    try:
        species = tuple(vocabulary().look_up(part.species, "") for part in stand.species)
    except InputError as problem:
        raise NoTally(
            gettext("地块 %(id)s 的树种须先更正：%(reason)s。", id=stand.id, reason=problem.errors[0].message)
        ) from None
    return Place(casefile, number - 1, species)


def enter(folder: Folder, person: Person, found: Draft, reason: str) -> None:
    """Store the facts with the tally by an act that corrects them, and with it the file. Raises as
    ``facts.correct``."""
    tally, case = found.stand.tally, facts.case_of(folder)
    assert tally is not None
    assert tally.read is not None
    assert case is not None, "it has the stand"
    if not reason.strip():
        message = gettext("录入检尺表须写明检尺人、日期和依据。")
        raise ReasonMissing(message, (FieldError("reason", message),))
    content = _content(case, tally.read.sha256)
    with db.writing():
        version = facts.correct(folder, person, found.casefile, reason.strip())
        files.keep(version, person, stand=found.stand.id, name=tally.read.file, content=content)


def _content(case: Case, sha256: str) -> bytes:
    content = files.looked_at(case, sha256)
    if content is None:
        raise TallyRefused(gettext("上传的文件已不在系统中，没有保存。请重新上传检尺表。"))
    return content


def stored(case: Case, number: int, page: int = 1) -> Stored | None:
    """The tally of the stand, or None. Raises ``UnknownStand``."""
    found = place(case, number)
    tally = found.stand.tally
    if tally is None:
        return None
    rows = tally.rows or []
    why_not = ""
    sums: tuple[SpeciesSum, ...] = ()
    try:
        ended = found.casefile.case.conduct.ended
        sums = summary(found.stand, found.position, found.casefile.options.on or ended, ended)
    except InputError as problem:
        why_not = joined((error.message for error in problem.errors[:5]), "；")
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(1, page), pages)
    shown = tuple(rows[(page - 1) * PER_PAGE : page * PER_PAGE])
    return Stored(shown, len(rows), sum(row.count for row in rows), page, pages, sums, why_not)


def species_names() -> tuple[str, ...]:
    """The names of species that a sheet may use; aliases are understood too."""
    return vocabulary().canonical


def equations(species: tuple[str, ...]) -> Mapping[str, list[tuple[str, str]]]:
    """The equations that serve all of these species, by kind: (id, title with its state)."""
    told = {"verified": "", "secondary": gettext("（转引，未见原文）"), "unverified": gettext("（待核）")}
    wanted = set(species)
    volume = [
        (id, f"{id}　{each.title}{told[next(iter(each.coefficients.values())).confidence]}")
        for id, each in volume_equations().shipped.items()
        if wanted <= each.species
    ]
    biomass = [
        (id, f"{id}　{each.title}{told[next(iter(each.carbon.values())).confidence]}")
        for id, each in biomass_equations().items()
        if wanted <= each.species
    ]
    return {"volume": volume, "biomass": biomass}
