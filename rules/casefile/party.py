"""当事人: the persons and units of a case, and what the law asks of each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rules.casefile.base import Part
from rules.casefile.charge import Charge
from rules.casefile.fact import SEVERAL_PARTIES, Condition, Fact, beside, of_offence, unless
from rules.casefile.offences import MINING
from rules.casefile.roles import OTHER_ROLES, UNIT_ROLES, answers, is_accused, is_read, plain_role, plain_roles
from rules.reading.messages import msg, template
from rules.values.fields import Birthday, Flag, Share, Text

_LIABLE = Condition(".role", OTHER_ROLES, but=True, unknown=True)
_PERSON = unless("unit", True)
_ROLES = msg("单位、组织者、受雇人员")
_MITIGATING = msg("自首、坦白、立功、预备、未遂、中止、从犯、胁从")
_AFTERWARDS = msg("修复、赔偿与份额")
_OWN = (_LIABLE, SEVERAL_PARTIES)


class Party(Part):
    """A person or unit of the case. ``role`` as in the file: 被告人, 犯罪嫌疑人, 被害人 …

    ``born`` tells whether a minor or a person of 75 acted; ``capacity``: of an adult without a full one.
    ``recidivist``: found to be one (累犯). ``hired``: gave labour only; the three flags after it
    take a hired person out of the exemption (法释〔2023〕8号第十五条第二款).
    What a person did afterwards (``restored`` … ``repentant``) is stated here or, for everybody, among the particulars.
    ``share``: of what several owe together. ``charges``: where they are not the case's offence on all stands.
    """

    name: Annotated[Text, Fact(msg("姓名或名称"), personal="name")]
    role: Annotated[Text, Fact(msg("身份"), hint=msg("如：被告人、犯罪嫌疑人、被害人"))]
    first_offence: Annotated[Flag | None, Fact(msg("初犯、偶犯"), personal="record", when=(_LIABLE,))] = None
    pleaded_guilty: Annotated[Flag | None, Fact(msg("认罪认罚"), personal="record", when=(_LIABLE,))] = None
    born: Annotated[Birthday | None, Fact(msg("出生日期"), personal="birth", when=(_LIABLE, _PERSON))] = None
    capacity: Annotated[
        Literal["无民事行为能力", "限制民事行为能力"] | None,
        Fact(
            msg("成年人的民事行为能力"),
            hint=msg("不能辨认或者不能完全辨认自己行为的成年人填写；未成年人由出生日期认定"),
            personal="record",
            when=(_LIABLE, _PERSON),
            on_demand=True,
        ),
    ] = None
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
    preparation: Annotated[
        Flag | None, Fact(msg("犯罪预备"), heading=_MITIGATING, personal="record", when=(_LIABLE, _PERSON))
    ] = None
    attempt: Annotated[
        Flag | None, Fact(msg("犯罪未遂"), heading=_MITIGATING, personal="record", when=(_LIABLE, _PERSON))
    ] = None
    abandoned: Annotated[
        Flag | None, Fact(msg("犯罪中止"), heading=_MITIGATING, personal="record", when=(_LIABLE, _PERSON))
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

    restored: Annotated[
        Flag | None, Fact(msg("本人积极修复生态环境"), heading=_AFTERWARDS, personal="record", when=_OWN)
    ] = None
    compensated: Annotated[
        Flag | None, Fact(msg("本人已经自愿赔偿或者承担修复责任"), heading=_AFTERWARDS, personal="record", when=_OWN)
    ] = None
    refunded: Annotated[
        Flag | None,
        Fact(msg("本人全部退赃退赔"), heading=_AFTERWARDS, personal="record", when=(*_OWN, of_offence(*MINING))),
    ] = None
    repentant: Annotated[
        Flag | None,
        Fact(msg("本人确有悔改表现"), heading=_AFTERWARDS, personal="record", when=(*_OWN, of_offence(*MINING))),
    ] = None
    share: Annotated[
        Share | None,
        Fact(
            msg("赔偿责任的份额"),
            hint=msg("数人之间已经确定份额的填写，各人之和不超过 1"),
            heading=_AFTERWARDS,
            unstated=msg("未另行确定"),
            when=_OWN,
        ),
    ] = None
    charges: Annotated[
        list[Charge],
        Field(max_length=20),
        Fact(
            msg("指控"),
            entry=template("第{number}项指控"),
            hint=msg("一人数罪，或者各人的罪名、地块不同的，逐项填写；不填的，即以本案案由指控，及于由其实施的地块。"),
            on_demand=True,
        ),
    ] = Field(default_factory=list)

    @property
    def roles(self) -> tuple[str, ...]:
        """The single roles that the party has, by their plain words."""
        return plain_roles(self.role)

    @property
    def liable(self) -> bool:
        """Whether the party is one of those who are to answer for the act."""
        return answers(self.role) or bool(self.charges)

    @property
    def accused(self) -> bool:
        """Whether the party's own act is to be graded."""
        return is_accused(self.role) or bool(self.charges)

    @property
    def is_unit(self) -> bool | None:
        """Whether the party is a unit: as stated, else as the role tells (被告单位)."""
        return True if self.unit is None and not UNIT_ROLES.isdisjoint(self.roles) else self.unit

    @property
    def role_unknown(self) -> bool:
        """Whether the role does not tell if the party is to answer for the act."""
        return not self.liable and not all(map(is_read, self.roles))

    def is_called(self, by: str | None) -> bool:
        """Whether ``by`` is this party: 张某, or with the role before the name, 被告人张某."""
        if by is None:
            return False
        return by in (self.name, self.role + self.name) or self._by_role(by)

    def _by_role(self, by: str) -> bool:
        """Whether this is the party's name after one of his roles: 被告人甲的法定代理人乙."""
        return by.endswith(self.name) and plain_role(by.removesuffix(self.name)) in self.roles
