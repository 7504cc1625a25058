"""What a case file states that does not fit its offence: told, for one of the two is wrong, and used in no silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.casefile import CaseFile
from rules.casefile.charges import offences_of
from rules.casefile.particulars import NO_PARTICULARS
from rules.casefile.party import Party
from rules.deciding.facts.ages import GROWN_UP
from rules.values.fields import whole_years

NEGLIGENT = "失火"

OF_INTENT = {
    "preparation": "犯罪预备",
    "attempt": "犯罪未遂",
    "abandoned": "犯罪中止",
    "accessory": "从犯",
    "coerced": "被胁迫参加犯罪",
}
"""By field of a party: what there is in a crime of intent alone (刑法第二十二条至第二十四条、第二十五条第二款)."""

NO_INTENT = (
    "{name}被写明{what}：失火系过失犯罪，没有预备、未遂和中止，二人以上的也不以共同犯罪论处，没有列为情节，请核对"
)
NO_RECIDIVIST = "{name}被写明累犯：{why}不构成累犯（刑法第六十五条第一款），没有列为情节，请核对"
TOO_YOUNG, NEGLECT = "犯罪时不满十八周岁的", "失火系过失犯罪，"
OTHER_ACT = "行政违法行为写明为“{act}”，与案由{offence}不是同一行为：两者之一有误，或者案由应当更正，请核对"

FINED_AND_NOT_PROSECUTED = (
    "案情写明不追究刑事责任，又写明拟判处罚金：两者不能并存。不追究刑事责任的不判处罚金，这里只列行政责任；判处罚金的，请改为"
    "追究刑事责任，罚款与罚金的折抵届时列出（行政处罚法第三十五条第二款）"
)

ACTS: Mapping[str, tuple[str, ...]] = {
    "盗伐林木": ("盗伐林木",),
    "滥伐林木": ("滥伐林木",),
    "收购加工运输非法来源林木": ("非法收购、运输盗伐、滥伐的林木",),
    "毁坏林地": ("非法占用农用地", "破坏自然保护地", "非法采矿", "破坏性采矿", "失火", "放火"),
    "擅自改变林地用途": ("非法占用农用地", "破坏自然保护地", "非法采矿", "破坏性采矿"),
    "擅自野外用火": ("失火", "放火"),
    "擅自实弹演习、爆破": ("失火", "放火"),
    "未履行森林防火责任": ("失火", "放火"),
    "拒绝防火检查或者不消除隐患": ("失火", "放火"),
    "其他违反防火规定": ("失火", "放火"),
    "违法采集国家重点保护野生植物": ("危害国家重点保护植物",),
    "违法出售、收购国家重点保护野生植物": ("危害国家重点保护植物",),
}
"""By administrative act that is the lesser form of an offence: the offences it can stand beside. Others fit any."""


def contradictions(casefile: CaseFile) -> Iterator[str]:
    """One sentence for each."""
    given, offences = casefile.particulars or NO_PARTICULARS, offences_of(casefile)
    act = given.administrative.act if given.administrative else None
    if act is not None and act in ACTS and not set(ACTS[act]) & {*offences, given.also_offence}:
        yield OTHER_ACT.format(act=act, offence=casefile.case.offence)
    of_case = given.penal_fine.amount_cny if given.penal_fine else None
    fined = of_case or any(charge.penal_fine_cny for party in casefile.parties for charge in party.charges)
    if fined and given.administrative and given.administrative.not_prosecuted:
        yield FINED_AND_NOT_PROSECUTED
    for party in casefile.parties:
        if party.accused:
            yield from _of_person(casefile, party)


def _of_person(casefile: CaseFile, party: Party) -> Iterator[str]:
    """What is stated of somebody who is accused, and cannot be of him."""
    own = {charge.offence for charge in party.charges} or {casefile.case.offence}
    stated = [what for name, what in OF_INTENT.items() if getattr(party, name)]
    if own == {NEGLIGENT} and stated:
        yield NO_INTENT.format(name=party.name, what="、".join(stated))
    young = party.born is not None and whole_years(party.born, casefile.case.conduct.ended) < GROWN_UP
    if party.recidivist and not party.is_unit and (young or own == {NEGLIGENT}):
        yield NO_RECIDIVIST.format(name=party.name, why=TOO_YOUNG if young else NEGLECT)
