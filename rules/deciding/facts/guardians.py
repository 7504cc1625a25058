"""监护人: who answers under civil law for what somebody under eighteen did (民法典第一千一百八十八条).

The guardian is the statutory agent (第二十三条), so either word names him.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from rules.casefile import CaseFile
from rules.casefile.party import Party
from rules.casefile.roles import OF_OTHERS
from rules.deciding.facts.ages import GROWN_UP
from rules.values.fields import whole_years

GUARDIANS = frozenset({"监护人", "法定代理人"})
IN_FORCE = datetime.date(2021, 1, 1)
"""From which day on the 民法典 holds."""

ANSWERED_FOR = (
    "{wards}造成损害时不满十八周岁：侵权责任由监护人{guardians}承担（民法典第一千一百八十八条），赔偿、认购与修复以监护人为义务人的，"
    "其身份请写明为“赔偿义务人”"
)
NOBODY_NAMED = (
    "{wards}造成损害时不满十八周岁：侵权责任由监护人承担（民法典第一千一百八十八条），案件没有写明监护人；请把监护人列为当事人，"
    "以其为义务人的，身份写“赔偿义务人”"
)


def of_guardians(casefile: CaseFile) -> Iterator[str]:
    """Who has to answer in the place of those who were not of age."""
    wards = [party.name for party in casefile.parties if _not_of_age(casefile, party)]
    if not wards or casefile.case.conduct.ended < IN_FORCE:
        return
    named = [party.name for party in casefile.parties if _is_guardian(party)]
    if named:
        yield ANSWERED_FOR.format(wards="、".join(wards), guardians="、".join(named))
    elif not any(party.liable and not party.accused for party in casefile.parties):
        yield NOBODY_NAMED.format(wards="、".join(wards))


def _is_guardian(party: Party) -> bool:
    """Whether a guardian of those who did the harm is named who is not yet among those who owe."""
    of_others = any(word in party.role for word in OF_OTHERS)
    return not party.liable and not GUARDIANS.isdisjoint(party.roles) and not of_others


def _not_of_age(casefile: CaseFile, party: Party) -> bool:
    born = party.born if party.accused and not party.is_unit else None
    return born is not None and whole_years(born, casefile.case.conduct.ended) < GROWN_UP
