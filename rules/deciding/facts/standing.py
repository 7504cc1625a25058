"""Who answers for the act, by what the case file calls him, and what is said of those of whom it does not tell."""

from __future__ import annotations

from collections.abc import Iterator

from rules.casefile import CaseFile
from rules.casefile.party import Party
from rules.casefile.roles import ACCUSED_ROLES, NEVER_ACCUSED, PARTY_TO_PENALTY, is_read, tried_elsewhere
from rules.deciding.facts.ages import aged_meanwhile

ROLE_UNKNOWN = (
    "{name}的身份“{role}”没有说明是否被追究责任（没有认出“{words}”）：{name}没有作为被追究责任的人，其年龄、情节与数量"
    "档次都没有考虑，凡取决于此的结论一律待定{head}；是被告人、犯罪嫌疑人、被处罚人的，请这样写明身份"
)
ELSEWHERE = (
    "{name}的身份“{role}”写明“{word}”：仍作为本案被追究责任的人，判断其年龄、情节与数量档次；不在本案追究的，"
    "请改为证人等身份，或者不列入当事人"
)

CONTRADICTORY = (
    "{name}的身份“{role}”自相矛盾：在同一案件中，{accused}不能又是{other}；仍作为本案被追究责任的人判断，请核对身份"
)

DONE_BY_OTHERS = (
    "地块 {stands} 写明由{name}实施，而{name}（身份“{role}”）没有作为被追究责任的人：其数量没有计入任何人的数量档次；"
    "请核对实施的人或者身份"
)


def answering(casefile: CaseFile) -> list[Party]:
    """Those who are to answer for the act: of an act that only a penalty is imposed for, its 当事人 as well."""
    penalty = _penalty_alone(casefile)
    return [party for party in casefile.parties if party.liable or (penalty and _penalised(party))]


def judged(casefile: CaseFile) -> list[Party]:
    """Those whose age and record the law asks for: whose own act is graded or punished; where there are none, all who
    are to answer. Who pays for another, as the parents of a child do, is not among them."""
    asked = answering(casefile)
    return [party for party in asked if party.accused or not party.liable] or asked


def perhaps_answering(casefile: CaseFile) -> list[Party]:
    """Those of whom the role does not tell whether they are to answer for the act."""
    asked = {id(party) for party in answering(casefile)}
    return [party for party in casefile.parties if party.role_unknown and id(party) not in asked]


def of_persons(casefile: CaseFile, head: str = "") -> Iterator[str]:
    """What is said of single persons: of whom the role tells nothing, or that they are tried elsewhere, and who came of
    age while the act went on. ``head``: what the grade of the case has to do with those of whom the role tells
    nothing."""
    for party in perhaps_answering(casefile):
        words = "、".join(word for word in party.roles if not is_read(word))
        yield ROLE_UNKNOWN.format(name=party.name, role=party.role, words=words, head=head)
    for party in answering(casefile):
        if party.accused and (other := [word for word in party.roles if word in NEVER_ACCUSED]):
            accused = "、".join(word for word in party.roles if word in ACCUSED_ROLES) or "被告人"
            yield CONTRADICTORY.format(name=party.name, role=party.role, accused=accused, other="、".join(other))
        if word := tried_elsewhere(party.role):
            yield ELSEWHERE.format(name=party.name, role=party.role, word=word)
    yield from aged_meanwhile(casefile)
    yield from _done_by_others(casefile)


def _done_by_others(casefile: CaseFile) -> Iterator[str]:
    """Stands that only such parties damaged as are not among those who answer for it."""
    answer = {party.name for party in answering(casefile)}
    others = {party.name: party for party in casefile.parties if party.name not in answer}
    found = [stand for stand in casefile.stands if stand.persons and all(name in others for name in stand.persons)]
    for name in dict.fromkeys(name for stand in found for name in stand.persons):
        stands = "、".join(stand.id for stand in found if name in stand.persons)
        yield DONE_BY_OTHERS.format(stands=stands, name=name, role=others[name].role)


def _penalised(party: Party) -> bool:
    return PARTY_TO_PENALTY in party.roles


def _penalty_alone(casefile: CaseFile) -> bool:
    given = casefile.particulars.administrative if casefile.particulars else None
    return given is not None and given.not_prosecuted is True
