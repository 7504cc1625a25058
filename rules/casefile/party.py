"""当事人: the persons and units of a case, and what the law asks of each."""

from __future__ import annotations

from typing import Annotated

from rules.casefile.base import Part
from rules.casefile.fact import Condition, Fact, beside, unless
from rules.reading.messages import msg
from rules.values.fields import Birthday, Flag, Text

LIABLE_ROLES = ("被告人", "犯罪嫌疑人", "被不起诉人", "被告", "赔偿义务人", "被告单位", "违法行为人")
"""Roles of those who answer for the loss."""

_LIABLE = Condition(".role", frozenset(LIABLE_ROLES), unknown=True)
_PERSON = unless("unit", True)
_ROLES = msg("单位、组织者、受雇人员")
_MITIGATING = msg("自首、坦白、立功、未遂、从犯、胁从")


class Party(Part):
    """A person or unit of the case. ``role`` as in the file: 被告人, 犯罪嫌疑人, 被害人 …

    ``born`` tells whether a minor or a person of 75 acted; ``recidivist``: found to be one (累犯). ``hired``: gave
    labour only; the three flags after it take a hired person out of the exemption (法释〔2023〕8号第十五条第二款).
    """

    name: Annotated[Text, Fact(msg("姓名或名称"), personal="name")]
    role: Annotated[Text, Fact(msg("身份"), hint=msg("如：被告人、犯罪嫌疑人、被害人"))]
    first_offence: Annotated[Flag | None, Fact(msg("初犯、偶犯"), personal="record", when=(_LIABLE,))] = None
    pleaded_guilty: Annotated[Flag | None, Fact(msg("认罪认罚"), personal="record", when=(_LIABLE,))] = None
    born: Annotated[Birthday | None, Fact(msg("出生日期"), personal="birth", when=(_LIABLE, _PERSON))] = None
    recidivist: Annotated[Flag | None, Fact(msg("累犯"), personal="record", when=(_LIABLE, _PERSON))] = None
    surrendered: Annotated[
        Flag | None, Fact(msg("自首"), heading=_MITIGATING, personal="record", when=(_LIABLE, _PERSON))
    ] = None
    confessed: Annotated[
        Flag | None, Fact(msg("坦白"), heading=_MITIGATING, personal="record", when=(_LIABLE, _PERSON))
    ] = None
    merit: Annotated[
        Flag | None, Fact(msg("立功"), heading=_MITIGATING, personal="record", when=(_LIABLE, _PERSON))
    ] = None
    attempt: Annotated[
        Flag | None, Fact(msg("犯罪未遂"), heading=_MITIGATING, personal="record", when=(_LIABLE, _PERSON))
    ] = None
    accessory: Annotated[
        Flag | None, Fact(msg("从犯"), heading=_MITIGATING, personal="record", when=(_LIABLE, _PERSON))
    ] = None
    coerced: Annotated[
        Flag | None, Fact(msg("被胁迫参加犯罪"), heading=_MITIGATING, personal="record", when=(_LIABLE, _PERSON))
    ] = None
    unit: Annotated[Flag | None, Fact(msg("系单位"), heading=_ROLES, when=(_LIABLE,))] = None
    organiser: Annotated[Flag | None, Fact(msg("组织他人实施"), heading=_ROLES, when=(_LIABLE,))] = None
    hired: Annotated[Flag | None, Fact(msg("受雇提供劳务"), heading=_ROLES, when=(_LIABLE, _PERSON))] = None
    profit_share: Annotated[Flag | None, Fact(msg("参与利润分成"), heading=_ROLES, when=(beside("hired", True),))] = (
        None
    )
    high_wage: Annotated[Flag | None, Fact(msg("领取高额固定工资"), heading=_ROLES, when=(beside("hired", True),))] = (
        None
    )
    punished_before: Annotated[
        Flag | None,
        Fact(msg("曾因破坏森林资源受过处罚"), heading=_ROLES, personal="record", when=(beside("hired", True),)),
    ] = None

    def is_called(self, by: str | None) -> bool:
        """Whether ``by`` is this party: 张某, or with the role before the name, 被告人张某."""
        return by in (self.name, self.role + self.name)
