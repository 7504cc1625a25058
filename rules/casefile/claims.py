"""民事主张: what is claimed beyond the carbon, and what punitive damages and several wrongdoers turn on."""

from __future__ import annotations

from typing import Annotated, Literal

from rules.casefile.base import Part
from rules.casefile.fact import MULTIPLE, YUAN, Fact, beside
from rules.reading.messages import msg
from rules.values.fields import Amount, Flag, Money

_SERVICE, _COSTS = msg("服务功能损失"), msg("费用与其他损失")
_PUNITIVE, _SEVERAL = msg("惩罚性赔偿"), msg("数人侵权")
_CLAIMED = (beside("punitive", True),)


class Claims(Part):
    """Heads of loss beyond the carbon, CNY.

    ``service_total_cny`` is a service-function loss of which carbon is one line; ``service_carbon_cny`` that line as
    the appraisal states it, else the value computed here is taken. ``punitive_multiple``: of its base.
    """

    service_total_cny: Annotated[
        Money | None, Fact(msg("服务功能损失总额（含碳汇）"), YUAN, heading=_SERVICE, on_demand=True)
    ] = None
    service_carbon_cny: Annotated[
        Money | None,
        Fact(
            msg("其中碳汇一项"),
            YUAN,
            hint=msg("评估意见写明的；不填的，用本系统算出的碳汇损失价值"),
            heading=_SERVICE,
            on_demand=True,
        ),
    ] = None
    permanent_cny: Annotated[Money | None, Fact(msg("主张的永久性损害损失"), YUAN, heading=_COSTS, on_demand=True)] = (
        None
    )
    investigation_cny: Annotated[
        Money | None, Fact(msg("主张的调查、鉴定评估等费用"), YUAN, heading=_COSTS, on_demand=True)
    ] = None
    cleanup_cny: Annotated[
        Money | None, Fact(msg("主张的清除污染、修复生态环境费用"), YUAN, heading=_COSTS, on_demand=True)
    ] = None
    prevention_cny: Annotated[
        Money | None, Fact(msg("主张的防止损害发生和扩大的合理费用"), YUAN, heading=_COSTS, on_demand=True)
    ] = None
    litigation_cny: Annotated[
        Money | None, Fact(msg("主张的律师费以及为诉讼支出的其他合理费用"), YUAN, heading=_COSTS, on_demand=True)
    ] = None
    punitive: Annotated[Flag | None, Fact(msg("提出了惩罚性赔偿请求"), heading=_PUNITIVE)] = None
    punitive_multiple: Annotated[
        Amount | None, Fact(msg("请求的惩罚性赔偿为计算基数的倍数"), MULTIPLE, heading=_PUNITIVE, when=_CLAIMED)
    ] = None
    by_organ: Annotated[
        Flag | None,
        Fact(msg("由国家规定的机关或者法律规定的组织提出"), heading=_PUNITIVE),
    ] = None
    intent: Annotated[Flag | None, Fact(msg("违反法律规定故意破坏生态"), heading=_PUNITIVE, when=_CLAIMED)] = None
    convicted: Annotated[
        Flag | None,
        Fact(msg("已被法院认定构成破坏环境资源保护犯罪"), heading=_PUNITIVE, personal="record", when=_CLAIMED),
    ] = None
    serious_consequence: Annotated[Flag | None, Fact(msg("造成严重后果"), heading=_PUNITIVE, when=_CLAIMED)] = None
    joint: Annotated[
        Literal[
            "共同实施",
            "教唆、帮助",
            "共同危险行为",
            "分别实施、每个人都足以造成全部损害",
            "分别实施、能够确定责任大小",
            "分别实施、难以确定责任大小",
        ]
        | None,
        Fact(msg("数人侵权的情形"), heading=_SEVERAL, on_demand=True),
    ] = None
