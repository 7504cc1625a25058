"""指控: an offence of which one person is accused, and the stands that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from rules.casefile.base import Part
from rules.casefile.case_head import OFFENCE_WORDS, Offence
from rules.casefile.fact import MONTHS, SEVERAL_PARTIES, YUAN, Condition, Fact, of_offence
from rules.casefile.offence_facts import Destruction, Felling, Fire, ForestLand, Mining, ProtectedPlants, Purchase
from rules.casefile.offences import MINING
from rules.reading.messages import msg
from rules.values.fields import Count, Money, Names

BOUGHT = "非法收购、运输盗伐、滥伐的林木"
"""The offence of whoever takes over trees that others felled: he damaged no stand himself."""

FELLED = ("盗伐林木", "滥伐林木", "危害国家重点保护植物")

BY_VALUE = ("盗伐林木", "滥伐林木", BOUGHT, "危害国家重点保护植物", "盗窃", "故意毁坏财物")


def _of_this(*offences: str) -> tuple[Condition, ...]:
    return (Condition(".offence", frozenset(offences)),)


class Charge(Part):
    """One offence of one person. ``stands``: by their ids; none named: those that the person damaged, else all.

    ``value_cny``: of the trees of this charge; not stated, it is the case's where the charge is about all stands.
    ``penal_fine_cny``, ``penal_fine_months``: 罚金 as intended for this charge, to be checked.
    ``interim_cny``, ``permanent_cny``: the loss of services by this charge, the base of punitive damages.
    ``felling`` … ``mining``: what the offence asks for beyond stands, as it is of this charge (``charged_facts``).
    """

    offence: Annotated[Offence, Fact(msg("罪名"), words=OFFENCE_WORDS)]
    stands: Annotated[
        Names,
        Fact(
            msg("涉及的地块"),
            hint=msg("地块编号，几个的以顿号隔开"),
            unstated=msg("未另写明，为由其实施的地块"),
        ),
    ] = Field(default_factory=list)
    value_cny: Annotated[
        Money | None,
        Fact(
            msg("本项指控的林木价值"),
            YUAN,
            unstated=msg("未另写明，及于全部地块的，同全案"),
            when=(of_offence(*BY_VALUE),),
        ),
    ] = None
    bamboo_value_cny: Annotated[
        Money | None,
        Fact(msg("本项指控的林木价值中竹林的价值"), YUAN, when=_of_this("滥伐林木", BOUGHT), on_demand=True),
    ] = None
    penal_fine_cny: Annotated[
        Money | None,
        Fact(msg("本项指控拟判处罚金"), YUAN, hint=msg("只查对法定下限，不提出数额"), on_demand=True),
    ] = None
    penal_fine_months: Annotated[
        Count | None, Fact(msg("本项指控拟定罚金缴纳期限（自判决生效第二日起）"), MONTHS, on_demand=True)
    ] = None
    interim_cny: Annotated[
        Money | None,
        Fact(
            msg("本项指控造成的期间服务功能损失（含碳汇）"),
            YUAN,
            hint=msg("数罪中只有部分的罪可以请求惩罚性赔偿的填写，作其基数"),
            on_demand=True,
        ),
    ] = None
    permanent_cny: Annotated[Money | None, Fact(msg("本项指控造成的永久性损害损失"), YUAN, on_demand=True)] = None
    felling: Annotated[Felling | None, Fact(msg("本项指控的滥伐误差额"), when=_of_this("滥伐林木"), on_demand=True)] = (
        None
    )
    purchase: Annotated[Purchase | None, Fact(msg("本项指控的收购、运输"), when=_of_this(BOUGHT), on_demand=True)] = (
        None
    )
    protected_plants: Annotated[
        ProtectedPlants | None, Fact(msg("本项指控的国家重点保护植物"), when=_of_this(*FELLED), on_demand=True)
    ] = None
    forest_land: Annotated[
        ForestLand | None, Fact(msg("本项指控毁坏的林地"), when=_of_this("非法占用农用地"), on_demand=True)
    ] = None
    fire: Annotated[Fire | None, Fact(msg("本项指控的森林火灾"), when=_of_this("失火", "放火"), on_demand=True)] = None
    destruction: Annotated[
        Destruction | None, Fact(msg("本项指控的毁坏财物"), when=_of_this("故意毁坏财物"), on_demand=True)
    ] = None
    mining: Annotated[Mining | None, Fact(msg("本项指控的采矿"), when=_of_this(*MINING), on_demand=True)] = None


@dataclass(frozen=True, slots=True)
class Charged:
    """One charge. ``party`` and ``stands``: places in the lists of the case file. ``stated``: as it is written there.

    None where nothing is written, so that it follows from the offence of the case.
    """

    party: int
    offence: str
    stands: tuple[int, ...]
    stated: Charge | None = None

    def whole(self, stands: Sequence[object]) -> bool:
        """Whether it is about all stands of the case."""
        return len(self.stands) == len(stands)


Doers = Annotated[
    Names,
    Fact(
        msg("实施的人"),
        hint=msg("姓名，几个人的以顿号隔开"),
        personal="name",
        unstated=msg("未另写明，为全部被指控的人"),
        when=(SEVERAL_PARTIES,),
    ),
]
"""By name, those of the parties who did it."""
