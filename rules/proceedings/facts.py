"""What the proceedings know of the facts of a case: its persons, who is charged with what, whose the stands are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from rules.casefile import CaseFile
from rules.casefile.charges import charged
from rules.casefile.party import Party as Person
from rules.proceedings.renaming import renamed as under_new_name
from rules.proceedings.state import Case, Party
from rules.values.fields import whole_years

FULL_AGE = 18


@dataclass(frozen=True)
class Facts:
    """Persons who answer for the act; offences by person (of everybody under the empty name); stands by person.

    ``file``: the case file they are taken from, where there is one.
    """

    parties: tuple[Party, ...] = ()
    offences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: CaseFile | None = None


def facts_of(file: CaseFile) -> Facts:
    """The facts of a case file as far as the proceedings ask for them."""
    offences: dict[str, tuple[str, ...]] = {"": (str(file.case.offence),)}
    for one in charged(str(file.case.offence), file.parties, file.stands):
        name = file.parties[one.party].name
        offences[name] = tuple(dict.fromkeys((*offences.get(name, ()), one.offence)))
    return Facts(
        tuple(_party(one, file.case.conduct.ended) for one in file.parties if one.liable),
        offences,
        {stand.id: tuple(stand.persons) for stand in file.stands if stand.id},
        file,
    )


def newly_known(case: Case, file: CaseFile) -> dict[str, Any]:
    """What a case file tells of persons and stands that the proceedings do not know, as the arguments of an act."""
    found, renamed = facts_of(file), names_put_right(case, file)
    if renamed:
        return {"renamed": renamed} | newly_known(_under(case, renamed), file)
    known = {party.name: party for party in case.parties}
    new = [party for party in found.parties if party.name not in known]
    younger = [party.name for party in found.parties if party.minor and not _is_minor(known.get(party.name))]
    wards = [one.name for one in found.parties if one.incapable and not _is_incapable(known.get(one.name))]
    stands = {name: list(of) for name, of in found.stands.items() if case.stands.get(name) != of}
    offence, charges = _charged_otherwise(case, found)
    said = {
        "offence": offence,
        "charges": charges,
        "persons": [party.name for party in new],
        "units": [party.name for party in new if party.kind == "unit"],
        "minor": younger,
        "incapable": wards,
        "stands": stands,
    }
    return {name: value for name, value in said.items() if value}


def _charged_otherwise(case: Case, found: Facts) -> tuple[str, dict[str, list[str]]]:
    """The offence of the case where the file has another, and the persons whose own offences it tells otherwise."""
    every = found.offences.get("", ())
    offence = "、".join(every) if every != case.offences.get("", ()) else ""
    known = {name: case.offences.get(name, case.offences.get("", ())) for name in found.offences}
    return offence, {name: list(of) for name, of in found.offences.items() if name and of != known[name]}


def names_put_right(case: Case, file: CaseFile) -> dict[str, str]:
    """Parties whose place in the file another name has now, which no party has: by the old name the new one.

    Between those who keep their names, persons stand in their order and new ones come last. Where some are gone, nobody
    can tell who of the others was renamed: then none was.
    """
    known, now = [party.name for party in case.parties], [party.name for party in facts_of(file).parties]
    made: dict[str, str] = {}
    for kind, first, last, since, until in SequenceMatcher(None, known, now, autojunk=False).get_opcodes():
        if kind == "replace" and last - first <= until - since:
            made |= dict(zip(known[first:last], now[since:until], strict=False))
    return {old: new for old, new in made.items() if old not in now and new not in known}


def _under(case: Case, names: Mapping[str, str]) -> Case:
    for old, new in names.items():
        case = under_new_name(case, old, new, len(case.acts) + 1)
    return case


def _is_minor(party: Party | None) -> bool:
    return party is not None and party.minor


def _is_incapable(party: Party | None) -> bool:
    return party is not None and party.incapable


def _party(person: Person, ended: datetime.date) -> Party:
    """``minor``: under eighteen when the act ended, where the birthday is known; ``incapable``: as the file states."""
    minor = person.born is not None and whole_years(person.born, ended) < FULL_AGE
    return Party(person.name, "unit" if person.unit else "natural", minor, incapable=person.capacity is not None)
