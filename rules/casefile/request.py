"""What was found on the ground, what is to be restored, what the party asks for and what the others say to it."""

from __future__ import annotations

from typing import Annotated, Literal

from rules.casefile.base import Part
from rules.casefile.fact import HECTARES, MONTHS, Fact, beside
from rules.reading.messages import msg
from rules.values.fields import Amount, Count, Day, Flag, LongText, Text

_ORDERED = beside("ordered", "原地补植", "异地补植", "管护", "补种复绿")


class SiteCheck(Part):
    """What court and bureau found on the ground: can the place, or another, be replanted?"""

    date: Annotated[Day, Fact(msg("踏勘日期"), unstated=msg("未踏勘"))]
    replanting_in_place: Annotated[Flag | None, Fact(msg("原地可以补植"))] = None
    replanting_elsewhere: Annotated[Flag | None, Fact(msg("异地可以补植"))] = None


class Restoration(Part):
    """Restoration duties ordered or agreed; ``ordered`` is empty until then."""

    ordered: Annotated[
        Literal["原地补植", "异地补植", "管护", "补种复绿"] | None,
        Fact(msg("已确定的修复方式"), hint=msg("已经责令或者约定的"), unstated=msg("尚未责令或约定")),
    ] = None
    area_ha: Annotated[Amount | None, Fact(msg("修复面积"), HECTARES, when=(_ORDERED,))] = None
    months: Annotated[Count | None, Fact(msg("修复期限"), MONTHS, when=(_ORDERED,))] = None
    date: Annotated[Day | None, Fact(msg("责令或约定日期"), when=(_ORDERED,))] = None


class Request(Part):
    """The party's own request for a way of compensation."""

    credits: Annotated[Flag, Fact(msg("提出了认购碳汇的请求"))] = False
    labour: Annotated[Flag | None, Fact(msg("当事人请求劳务代偿"))] = None
    by: Annotated[Text | None, Fact(msg("请求人"), personal="mentioned")] = None
    date: Annotated[Day | None, Fact(msg("请求日期"))] = None


class Opinion(Part):
    """What one side says to the compensation."""

    by: Annotated[Text, Fact(msg("发表意见方"), personal="mentioned")]
    view: Annotated[Text, Fact(msg("意见"), hint=msg("如：同意、不同意"))]
    date: Annotated[Day | None, Fact(msg("日期"))] = None
    note: Annotated[LongText | None, Fact(msg("说明"), personal="text", on_demand=True)] = None
