"""What a case file states that no rule asks for: told, for it is left out, or the offence or the role is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rules.casefile import CaseFile
from rules.casefile.charges import offences_of
from rules.casefile.particulars import NO_PARTICULARS, Particulars
from rules.casefile.party import Party
from rules.casefile.walk import FactAt, parts_of

OF_OTHER_OFFENCE = "案情写明了“{stated}”，与案由{offence}无关，没有使用；案由有误的，或者另有指控的，请核对"
OF_NOBODY_ACCUSED = "{name}的身份是{role}，不是被追究责任的人：写明的“{stated}”没有使用，请核对"

TOLD_ELSEWHERE = ("felling", "circumstances")
"""Groups of particulars: the error of the survey has a sentence of its own, circumstances are asked by rules of several
offences."""

WHAT_IT_IS = "unit"
"""Said of anybody, a victim too."""


def unasked(casefile: CaseFile) -> Iterator[str]:
    """One sentence for the particulars of other offences, one for each person."""
    given = casefile.particulars or NO_PARTICULARS
    groups = [at for at in _groups() if getattr(given, at.name) is not None]
    if groups:
        offences = {*offences_of(casefile), given.also_offence}
        groups = [at for at in groups if _of_others(at, offences)]
    stated = [str(at.fact.label) for at in groups]
    if stated:
        yield OF_OTHER_OFFENCE.format(stated="”“".join(stated), offence="、".join(offences_of(casefile)))
    for party in casefile.parties:
        if not party.liable and not party.role_unknown:
            yield from _of_person(party)


@cache
def _groups() -> tuple[FactAt, ...]:
    return tuple(at for at in parts_of(Particulars) if at.name not in TOLD_ELSEWHERE)


def _of_others(at: FactAt, offences: set[str | None]) -> bool:
    """Whether a fact is asked for offences that are not among these."""
    return any(one.path == "case.offence" and one.values.isdisjoint(offences) for one in at.fact.when)


def _of_person(party: Party) -> Iterator[str]:
    """What speaks for or against somebody who is accused, stated of somebody who is not."""
    of_accused = [at for at in parts_of(Party) if any(one.path == ".role" for one in at.fact.when)]
    stated = [str(at.fact.label) for at in of_accused if at.name != WHAT_IT_IS and getattr(party, at.name) is True]
    if stated:
        yield OF_NOBODY_ACCUSED.format(name=party.name, role=party.role, stated="”“".join(stated))
