"""How old who did it was on each day of it: what somebody did before he answers for it counts in no grade of his.

刑法第十七条: sixteen, of arson fourteen; under eighteen the punishment is lighter or reduced.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.casefile import CaseFile
from rules.casefile.particulars import EarlierAct
from rules.casefile.party import Party
from rules.values.fields import whole_years

RESPONSIBLE, OF_ARSON, GROWN_UP = 16, 14, 18
ARSON = "放火"

AGED_MEANWHILE = (
    "{name}在行为持续期间（{began} 至 {ended}）满{years}周岁：系统按行为终了日的年龄判断，此前实施的部分应否计入、"
    "应否从轻或者减轻，由法官认定"
)


def responsible_from(offence: str) -> int:
    """The age from which a person answers for the offence."""
    return OF_ARSON if offence == ARSON else RESPONSIBLE


def done_too_young(casefile: CaseFile, act: EarlierAct, *, perhaps: bool = False) -> bool:
    """Whether all who did an earlier act were too young to answer for the offence of the case; unknown is no.

    ``perhaps``: with those of whom the role does not tell whether they are accused.
    """
    needed = responsible_from(casefile.case.offence)
    accused = [party for party in casefile.parties if party.accused or (perhaps and party.role_unknown)]
    doers = [party for party in accused if not act.persons or party.name in act.persons]
    return bool(doers) and all(
        party.born is not None and not party.is_unit and whole_years(party.born, act.date) < needed for party in doers
    )


def aged_meanwhile(casefile: CaseFile) -> Iterator[str]:
    """Who came of an age that the law asks for while the act went on."""
    conduct = casefile.case.conduct
    for party in casefile.parties:
        if party.born is None or party.is_unit or not party.accused:
            continue
        before, after = whole_years(party.born, conduct.from_), whole_years(party.born, conduct.ended)
        for years in _asked(casefile, party):
            if before < years <= after:
                yield AGED_MEANWHILE.format(name=party.name, began=conduct.from_, ended=conduct.ended, years=years)


def _asked(casefile: CaseFile, party: Party) -> list[int]:
    offences = [charge.offence for charge in party.charges] or [casefile.case.offence]
    return sorted({*map(responsible_from, offences), GROWN_UP})
