"""Who is charged with what, on which stands; and the case file as it is of one charge alone.

Where a case file says nothing of charges, every accused person is charged with the case's offence on all stands.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rules.casefile.charge import BOUGHT, Charge, Charged
from rules.casefile.charged_facts import QUANTITIES, own_facts
from rules.casefile.particulars import NO_CIRCUMSTANCES, NO_PARTICULARS, EarlierAct, Particulars, PenalFine
from rules.casefile.party import Party
from rules.casefile.stand import Stand

if TYPE_CHECKING:
    from rules.casefile import CaseFile


AFTERWARDS: Mapping[str, str] = {
    "restored": "actively_restored",
    "compensated": "voluntary_compensation",
    "refunded": "refunded_all",
    "repentant": "repentant_all",
}
"""What a party did afterwards, and the name it has where it is told of everybody (情节)."""


OF_VALUE = ("value_cny", "bamboo_value_cny")
"""The value of the trees, and how much of it is that of bamboo."""


def divided(parties: Sequence[Party], stands: Sequence[Stand]) -> bool:
    """Whether the case file says who is charged with what, or who damaged which stand."""
    return any(party.charges for party in parties) or any(stand.persons for stand in stands)


def charged(offence: str, parties: Sequence[Party], stands: Sequence[Stand]) -> tuple[Charged, ...]:
    """Every charge, by the order of the parties; ``offence``: the case's."""
    return tuple(one for number, party in enumerate(parties) for one in _of(number, party, offence, stands))


def offences_of(casefile: CaseFile) -> tuple[str, ...]:
    """The offence of the case, then the others that somebody is charged with, each once."""
    stated = (charge.offence for party in casefile.parties for charge in party.charges)
    return tuple(dict.fromkeys((casefile.case.offence, *stated)))


def charged_offences(casefile: CaseFile) -> tuple[str, ...]:
    """The offences that somebody is charged with, each once; that of the case where nobody is charged."""
    made = charged(casefile.case.offence, casefile.parties, casefile.stands)
    return tuple(dict.fromkeys(one.offence for one in made)) or (casefile.case.offence,)


def _of(number: int, party: Party, offence: str, stands: Sequence[Stand]) -> Iterator[Charged]:
    if not party.accused:
        return
    for charge in party.charges:
        yield Charged(number, charge.offence, _stands(party, charge, stands), charge)
    if not party.charges:
        own = damaged_by(party, stands)
        if own or not stands:
            yield Charged(number, offence, own)


def _stands(party: Party, charge: Charge, stands: Sequence[Stand]) -> tuple[int, ...]:
    if charge.stands:
        return tuple(number for number, stand in enumerate(stands) if stand.id in charge.stands)
    if charge.offence == BOUGHT:
        return tuple(range(len(stands)))
    return damaged_by(party, stands)


def damaged_by(party: Party, stands: Sequence[Stand]) -> tuple[int, ...]:
    """The places of the stands that a party damaged: those that name the party, and those that name nobody."""
    return tuple(number for number, stand in enumerate(stands) if not stand.persons or party.name in stand.persons)


def as_charged(casefile: CaseFile, charge: Charged, parties: Sequence[Party] | None = None) -> CaseFile:
    """The case file as if there were this charge alone; ``parties``: who is in it, else the person charged.

    What was counted on other stands is not of this charge (``charged_facts``). An earlier act counts for those who did
    it, and for the case's own offence; so do another offence that it meets and the fine that is stated of the case.
    Where the charge is all there is in the case file, that is returned itself.
    """
    head = casefile.case
    given = _with_own_facts(casefile, charge)
    given = _with_fine(given, charge, charge.offence == head.offence)
    update: dict[str, Any] = {
        "case": head if charge.offence == head.offence else head.model_copy(update={"offence": charge.offence}),
        "parties": [casefile.parties[charge.party]] if parties is None else list(parties),
        "stands": [casefile.stands[number] for number in charge.stands],
    }
    if charge.stated is not None and charge.stated.value_cny is not None:
        update |= {name: getattr(charge.stated, name) for name in OF_VALUE}
    elif not charge.whole(casefile.stands):
        update |= dict.fromkeys(OF_VALUE)
    if given is not None:
        update["particulars"] = _particulars(given, casefile.parties[charge.party], charge.offence == head.offence)
    if all(_same(getattr(casefile, name), value) for name, value in update.items()):
        return casefile
    return casefile.model_copy(update=update)


def _with_own_facts(casefile: CaseFile, charge: Charged) -> Particulars | None:
    """The particulars with what was counted on the stands of this charge."""
    given, stated = casefile.particulars, charge.stated
    if given is None and (stated is None or all(getattr(stated, name) is None for name in QUANTITIES)):
        return None
    given = given or NO_PARTICULARS
    own = own_facts(given, charge, charges_of(casefile), casefile.stands)
    return given.model_copy(update=own) if own else given


def charges_of(casefile: CaseFile) -> tuple[Charged, ...]:
    """Every charge of a case file."""
    return charged(casefile.case.offence, casefile.parties, casefile.stands)


def _with_fine(given: Particulars | None, charge: Charged, own: bool) -> Particulars | None:
    """The particulars with the fine of the charge; that of the case is one for its own offence."""
    stated = charge.stated
    if stated is not None and (stated.penal_fine_cny is not None or stated.penal_fine_months is not None):
        fine = PenalFine(amount_cny=stated.penal_fine_cny, months=stated.penal_fine_months)
        return (given or NO_PARTICULARS).model_copy(update={"penal_fine": fine})
    if own or given is None or given.penal_fine is None:
        return given
    return given.model_copy(update={"penal_fine": None})


def _same(held: Any, value: Any) -> bool:
    """Whether two parts of a case file are one and the same object, or lists of the same ones."""
    if isinstance(held, list) and isinstance(value, list):
        return len(held) == len(value) and all(map(operator.is_, held, value))
    return held is value


def _particulars(given: Particulars, party: Party, own: bool) -> Particulars:
    acts: list[EarlierAct] = [act for act in given.earlier_acts if own and _did(party, act)]
    also = given.also_offence if own else None
    if len(acts) == len(given.earlier_acts) and also == given.also_offence:
        return given
    return given.model_copy(update={"earlier_acts": acts, "also_offence": also})


def _did(party: Party, act: EarlierAct) -> bool:
    return not act.persons or party.name in act.persons


def with_facts_of_persons(casefile: CaseFile) -> CaseFile:
    """The case file with what the persons did afterwards told of all of them, where the particulars do not tell it."""
    liable = [party for party in casefile.parties if party.liable]
    perhaps = [party for party in casefile.parties if party.role_unknown]
    given = casefile.particulars or NO_PARTICULARS
    circumstances = given.circumstances or NO_CIRCUMSTANCES
    found = {
        name: _of_all(own, liable, perhaps)
        for own, name in AFTERWARDS.items()
        if getattr(circumstances, name) is None and any(getattr(party, own) is not None for party in liable)
    }
    if not found:
        return casefile
    told = given.model_copy(update={"circumstances": circumstances.model_copy(update=found)})
    return casefile.model_copy(update={"particulars": told})


def _of_all(name: str, liable: Sequence[Party], perhaps: Sequence[Party]) -> bool | None:
    """Whether all did so; not known where it turns on those whose role does not tell whether they answer."""
    told, other = (_all([getattr(party, name) for party in parties]) for parties in (liable, [*liable, *perhaps]))
    return told if told == other else None


def _all(values: Sequence[bool | None]) -> bool | None:
    """False as soon as one is; True where all are; else not known."""
    if False in values:
        return False
    return None if None in values else True
