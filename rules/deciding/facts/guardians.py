"""监护人: who answers under civil law for somebody under eighteen, or for an adult without full capacity.

民法典第一千一百八十八条, before it 侵权责任法第三十二条 and 民法通则第一百三十三条. The guardian is the statutory agent
(第二十三条), so either word names him, and what he asks or says for his ward is the ward's.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from rules.casefile import CaseFile
from rules.casefile.party import Party
from rules.casefile.roles import OF_OTHERS
from rules.deciding.facts.ages import GROWN_UP
from rules.deciding.facts.standing import answering, judged
from rules.values.fields import whole_years

GUARDIANS = frozenset({"监护人", "法定代理人"})
ARTICLES = (
    (datetime.date(2021, 1, 1), "民法典第一千一百八十八条"),
    (datetime.date(2010, 7, 1), "侵权责任法第三十二条，待核"),
    (datetime.date(1987, 1, 1), "民法通则第一百三十三条"),
)
"""From which day on which article holds, the latest first."""

MINORS = "{names}造成损害时不满十八周岁"
ADULTS = "{names}没有完全民事行为能力"
ANSWERED_FOR = (
    "{wards}：侵权责任由监护人{guardians}承担（{basis}），赔偿、认购与修复以监护人为义务人的，"
    "其身份请写明为“赔偿义务人”"
)
NOBODY_NAMED = (
    "{wards}：侵权责任由监护人承担（{basis}），案件没有写明监护人；请把监护人列为当事人，以其为义务人的，"
    "身份写“赔偿义务人”"
)
RESPONSIBLE = "{names}没有完全民事行为能力：是否负刑事责任，依刑法第十八条由司法机关查明，系统不作判断"


def of_guardians(casefile: CaseFile) -> Iterator[str]:
    """Who has to answer in the place of those who have no full capacity."""
    ended = casefile.case.conduct.ended
    adults = "、".join(party.name for party in judged(casefile) if party.accused and _without_capacity(party))
    if adults:
        yield RESPONSIBLE.format(names=adults)
    wards = _told(casefile)
    basis = answering_article(ended)
    if not wards or basis is None:
        return
    named = [party.name for party in casefile.parties if _is_guardian(party) and not party.liable]
    if named:
        yield ANSWERED_FOR.format(wards=wards, guardians="、".join(named), basis=basis)
    elif not any(party.liable and not party.accused for party in casefile.parties if not _is_ward(party, ended)):
        yield NOBODY_NAMED.format(wards=wards, basis=basis)


def answering_article(ended: datetime.date) -> str | None:
    """By which article a guardian answers for an act that ended on a day; None before there was one."""
    return next((article for begins, article in ARTICLES if begins <= ended), None)


def _told(casefile: CaseFile) -> str:
    """Who has no full capacity, and why, in words."""
    ended = casefile.case.conduct.ended
    minors = [party.name for party in judged(casefile) if _not_of_age(party, ended)]
    adults = [party.name for party in judged(casefile) if _without_capacity(party)]
    adults = [name for name in adults if name not in minors]
    told = [(MINORS, minors), (ADULTS, adults)]
    return "，".join(text.format(names="、".join(names)) for text, names in told if names)


def speaks_for_a_ward(casefile: CaseFile, by: str | None, on: datetime.date) -> bool:
    """Whether this is the guardian of somebody who answers for the act and has no full capacity on a day."""
    return bool(wards_of(casefile, on)) and any(
        _is_guardian(party) and party.is_called(by) for party in casefile.parties
    )


def wards_of(casefile: CaseFile, on: datetime.date) -> list[Party]:
    """Those who answer for the act and have a guardian on a day."""
    return [party for party in answering(casefile) if _is_ward(party, on)]


def _is_ward(party: Party, on: datetime.date) -> bool:
    return _not_of_age(party, on) or _without_capacity(party)


def _is_guardian(party: Party) -> bool:
    """Whether a guardian of those who did the harm is named."""
    of_others = any(word in party.role for word in OF_OTHERS)
    return not GUARDIANS.isdisjoint(party.roles) and not of_others


def _without_capacity(party: Party) -> bool:
    return party.capacity is not None and not party.is_unit


def _not_of_age(party: Party, on: datetime.date) -> bool:
    return party.born is not None and not party.is_unit and whole_years(party.born, on) < GROWN_UP
