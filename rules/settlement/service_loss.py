"""Service functions beyond carbon: what is left of a wider loss without its carbon, and the base of punitive sums.

Carbon is one line of the service-function loss (法释〔2022〕16号第十九条): who makes it good by credits or money does
not pay it again inside the whole. 浮梁: 72,810 = 10,666 + 62,144.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from rules.carbon.worksheet import Line, Worksheet
from rules.casefile.claims import Claims
from rules.casefile.offences import MINING, NEGLIGENT
from rules.reading.errors import InputError
from rules.reading.messages import msg
from rules.settlement.charged_loss import SECTION as PUNITIVE
from rules.settlement.charged_loss import Part
from rules.values.quantity import Quantity, Rounding, plain, unit

SECTION = "其他服务功能损失"
SINCE = datetime.date(2021, 1, 1)
"""The day from which 民法典第一千二百三十二条 holds, of conduct."""
NOT_OF_ENVIRONMENT = ("放火", "盗窃", "故意毁坏财物")
"""Crimes of intent outside 刑法分则第六章第六节: to be convicted of them is no finding of intent to harm the ecology
(法释〔2022〕1号第七条第一项)."""
CENT = Rounding.parse("half_up 0.01")
ON_CONDITION = "惩罚性赔偿的上限附条件列出：{open}没有查明，认定具备的才可以请求（民法典第一千二百三十二条）"
PART_OF_THEM = "惩罚性赔偿只及于{met}造成的损失：{lacking}；基数与上限只计{met}所涉的损失"


@dataclass(frozen=True, slots=True)
class ServiceLoss:
    """``rest``: the wider loss without carbon; ``limit``: twice the base of punitive damages. CNY.

    ``warnings``: on what the limit stands while conditions of it are open, or met by some of several offences.

    ``reasons``: why a figure that is asked for cannot be given, by ``service_rest_cny`` and ``punitive_limit_cny``.
    """

    rest: Line | None = None
    limit: Line | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def service_loss(
    sheet: Worksheet,
    claims: Claims | None,
    carbon_value: Line | None,
    offences: Sequence[str],
    ended: datetime.date,
    part: Callable[[Sequence[str]], Part],
) -> ServiceLoss:
    """The lines, written on after those of the settlement. ``carbon_value``: the loss × price, where there is a price;
    ``offences``: that somebody is charged with; ``ended``: the day that the conduct did; ``part``: the charges of some
    offences.

    Raises ``InputError`` where the carbon line is larger than the whole it is a part of.
    """
    if claims is None:
        return ServiceLoss()
    reasons: dict[str, str] = {}
    total = rest = None
    if claims.service_total_cny is not None:
        total = _given(sheet, "S", "服务功能损失总额（含碳汇）", claims.service_total_cny, "service_total_cny")
        carbon = carbon_value
        if claims.service_carbon_cny is not None:
            carbon = _given(sheet, "S_c", "其中碳汇一项（评估意见）", claims.service_carbon_cny, "service_carbon_cny")
        if carbon is None:
            reasons["service_rest_cny"] = "没有碳汇一项的价值：请写明碳汇单价，或者评估意见中的碳汇一项"
        else:
            rest = _rest(sheet, total, carbon)
    if not (claims.punitive and claims.by_organ):
        return ServiceLoss(rest, None, reasons)
    lacking = {one: found for one in offences if (found := _lacking(claims, one, ended))}
    every = "；".join(dict.fromkeys(lacking.values())) if len(lacking) == len(offences) else ""
    met = [one for one in offences if one not in lacking]
    own = part(met) if met and lacking else None
    if own is not None and not own.whole:
        limit = _limit_of_part(sheet, own, reasons)
    else:
        limit = _limit(sheet, claims, total or carbon_value, every, reasons)
    return ServiceLoss(rest, limit, reasons, tuple(_conditions(claims, met, lacking)) if limit else ())


def _conditions(claims: Claims, met: Sequence[str], lacking: Mapping[str, str]) -> Iterator[str]:
    """On what the limit stands. ``met``: the offences of which no condition is found lacking."""
    intended = claims.intent or claims.convicted or all(one in MINING for one in met)
    asked = {"违反法律规定破坏生态的故意": intended, "严重后果": claims.serious_consequence}
    open_ = [name for name, found in asked.items() if not found]
    if open_:
        yield ON_CONDITION.format(open="、".join(open_))
    if lacking:
        yield PART_OF_THEM.format(met="、".join(met), lacking="；".join(dict.fromkeys(lacking.values())))


def _rest(sheet: Worksheet, total: Line, carbon: Line) -> Line:
    whole, part = total.result.value, carbon.result.value
    if part > whole:
        raise InputError.at(
            "claims.service_total_cny",
            msg(
                "服务功能损失总额 {whole} 元小于其中碳汇一项的 {part} 元：总额应含碳汇",
                whole=plain(whole),
                part=plain(part),
            ),
        )
    return sheet.compute(
        "S_r",
        "碳汇以外的服务功能损失",
        "S − C",
        {"S": total, "C": carbon},
        unit_symbol="CNY",
        section=SECTION,
        source="碳汇为服务功能损失中的一项，扣除后计算，不重复赔偿（法释〔2022〕16号第十九条，由推导）",
        rounding=CENT,
    )


def _lacking(claims: Claims, offence: str, ended: datetime.date) -> str:
    """Which condition of 民法典第一千二百三十二条 is found not to be met; empty while none is."""
    if ended < SINCE:
        return f"行为终了日 {ended} 在民法典施行以前，当时没有这一责任"
    if offence in NEGLIGENT and not claims.intent:
        return f"{offence}是过失犯罪，没有认定违反法律规定破坏生态的故意"
    if offence in NOT_OF_ENVIRONMENT and not claims.intent:
        return f"{offence}罪不是破坏环境资源保护的犯罪，不能据以认定故意，没有另行认定违反法律规定破坏生态的故意"
    if claims.intent is False and not claims.convicted:
        return "没有违反法律规定破坏生态的故意"
    return "没有造成严重后果" if claims.serious_consequence is False else ""


def _limit(
    sheet: Worksheet, claims: Claims, interim: Line | None, lacking: str, reasons: dict[str, str]
) -> Line | None:
    if lacking:
        reasons["punitive_limit_cny"] = f"{lacking}，不具备惩罚性赔偿的要件（民法典第一千二百三十二条），不计算上限"
        return None
    if interim is None:
        reasons["punitive_limit_cny"] = "没有期间服务功能损失的数额，不能计算惩罚性赔偿的基数"
        return None
    permanent = _given(sheet, "D", "永久性损害损失", claims.permanent_cny or Decimal(0), "permanent_cny", PUNITIVE)
    return _twice(sheet, interim, permanent)


def _limit_of_part(sheet: Worksheet, part: Part, reasons: dict[str, str]) -> Line | None:
    """The limit of the charges that meet the conditions, by the loss that they made."""
    interim = part.interim(sheet)
    permanent = part.permanent(sheet) if isinstance(interim, Line) else ""
    if isinstance(interim, str):
        reasons["punitive_limit_cny"] = interim
        return None
    if isinstance(permanent, str):
        reasons["punitive_limit_cny"] = permanent
        return None
    return _twice(sheet, interim, permanent)


def _twice(sheet: Worksheet, interim: Line, permanent: Line) -> Line:
    base = sheet.compute(
        "B",
        "惩罚性赔偿计算基数",
        "I + D",
        {"I": interim, "D": permanent},
        unit_symbol="CNY",
        section=PUNITIVE,
        source="期间服务功能损失与永久性损害损失之和（法释〔2022〕1号第十二条）",
        rounding=CENT,
    )
    return sheet.compute(
        "B_k",
        "惩罚性赔偿一般不超过",
        "B × 2",
        {"B": base},
        unit_symbol="CNY",
        section=PUNITIVE,
        source="法释〔2022〕1号第十条第一款；数额由法官综合确定，本行只是上限",
        rounding=CENT,
    )


def _given(sheet: Worksheet, symbol: str, label: str, value: Decimal, name: str, section: str = SECTION) -> Line:
    return sheet.given(
        symbol, label, Quantity(value, unit("CNY")), section=section, source="案件文件", path=f"claims.{name}"
    )
