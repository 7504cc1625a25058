"""办理途径: by which way the civil liability is pursued, what became of 磋商, who stands in for a party."""

from __future__ import annotations

from typing import Annotated, Literal

from rules.casefile.base import Part
from rules.casefile.fact import Fact, beside
from rules.reading.messages import msg
from rules.values.fields import Flag, Text

_WAY, _INSTEAD = msg("追究途径与磋商"), msg("承继与代为履行")


class Handling(Part):
    """How the civil liability is pursued. ``claimant_sued``: the government or department that may claim (赔偿权利人).

    ``successor`` bears the duties of a wrongdoer that changed; ``performer`` pays or performs in a party's place.
    """

    track: Annotated[
        Literal[
            "磋商", "生态环境损害赔偿诉讼", "刑事附带民事公益诉讼", "单独提起的民事公益诉讼", "不涉及犯罪的民事诉讼"
        ]
        | None,
        Fact(msg("民事责任的追究途径"), heading=_WAY, on_demand=True),
    ] = None
    negotiation: Annotated[
        Literal["尚未磋商", "磋商中", "达成协议", "未达成一致", "无法磋商"] | None,
        Fact(msg("生态环境损害赔偿磋商"), heading=_WAY, on_demand=True),
    ] = None
    negotiator: Annotated[Text | None, Fact(msg("磋商的政府、部门或者机构"), heading=_WAY, on_demand=True)] = None
    confirmed: Annotated[
        Flag | None,
        Fact(msg("赔偿协议已经司法确认"), heading=_WAY, when=(beside("negotiation", "达成协议"),)),
    ] = None
    claimant_sued: Annotated[Flag | None, Fact(msg("赔偿权利人已经起诉"), heading=_WAY, on_demand=True)] = None
    successor: Annotated[
        Text | None,
        Fact(msg("承继违法行为人权利义务的主体"), heading=_INSTEAD, personal="name", on_demand=True),
    ] = None
    performer_is: Annotated[
        Literal["亲友", "所在单位", "代理人", "其他人"] | None,
        Fact(msg("代为赔偿或者履行的人与当事人的关系"), heading=_INSTEAD, on_demand=True),
    ] = None
    performer: Annotated[
        Text | None,
        Fact(
            msg("代为赔偿或者履行的人"),
            heading=_INSTEAD,
            personal="name",
            when=(beside("performer_is", "亲友", "所在单位", "代理人", "其他人"),),
        ),
    ] = None
