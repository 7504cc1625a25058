"""How to compute and on what day: method, price, credit; and what was published of the case, for comparison."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from rules.casefile.base import Part
from rules.casefile.fact import BOTH, MULTIPLE, TONNES_CO2E, TONNES_OF_CREDIT, YUAN, YUAN_PER_TONNE, Fact
from rules.reading.messages import msg
from rules.values.fields import Amount, Day, LongText, Stock, Text, Word
from rules.values.quantity import plain

_NOT_GIVEN = msg("未写明")


class Price(Part):
    """CNY per tCO2e, with the rule that chose it, where it was read and its date. None of the four is optional.

    ``for_``: the day the price is taken for (取价基准日), such as the purchase's; the day of decision when absent.
    """

    cny_per_t: Annotated[
        Amount,
        Field(le=100_000),
        Fact(msg("单价"), YUAN_PER_TONNE, unstated=_NOT_GIVEN),
    ]
    rule: Annotated[
        Text,
        Fact(msg("取价规则"), hint=msg("如：前一交易日收盘价"), unstated=_NOT_GIVEN),
    ]
    source: Annotated[Text, Fact(msg("价格来源"), unstated=_NOT_GIVEN)]
    date: Annotated[Day, Fact(msg("价格日期"), unstated=_NOT_GIVEN)]
    for_: Annotated[
        Day | None,
        Fact(msg("取价基准日"), hint=msg("可不填，为裁量日"), unstated=msg("未另写明，为裁量日")),
    ] = Field(default=None, alias="for")


def _written(value: Any) -> Any:
    return plain(value) if isinstance(value, Decimal) else str(value) if type(value) is int else value


class CreditCertificate(Part):
    """What the certificate of a credit says of it, where its type is not on record. ``smallest_t``: the least quantity
    that its registry sells, in tonnes."""

    registry: Annotated[Text, Fact(msg("凭证载明的登记机构"), unstated=_NOT_GIVEN)]
    certified_by: Annotated[Text, Fact(msg("凭证载明的核证机构"), unstated=_NOT_GIVEN)]
    number: Annotated[Text, Fact(msg("核证凭证编号"), unstated=_NOT_GIVEN)]
    smallest_t: Annotated[
        Annotated[Literal["1", "0.1", "0.01", "0.001"], BeforeValidator(_written)] | None,
        Fact(
            msg("最小出让单位"),
            unstated=msg("未写明，按整吨"),
            words={"1": "1 吨", "0.1": "0.1 吨", "0.01": "0.01 吨（10 千克）", "0.001": "0.001 吨（1 千克）"},
        ),
    ] = None
    valid_from: Annotated[Day | None, Fact(msg("凭证有效期起"), unstated=_NOT_GIVEN)] = None
    valid_to: Annotated[Day | None, Fact(msg("凭证有效期止"), unstated=_NOT_GIVEN)] = None
    retirement: Annotated[
        Text | None, Fact(msg("以什么证明注销"), hint=msg("如：登记机构的注销证明"), unstated=_NOT_GIVEN)
    ] = None


class Credit(Part):
    """The kind of credit that is to be bought."""

    type: Annotated[
        Text,
        Fact(
            msg("碳汇品种"),
            hint=msg("如：FFCER、CCER；没有收录的品种照凭证填写，并写明核证凭证"),
            unstated=msg("未选定"),
        ),
    ]
    certificate: Annotated[CreditCertificate | None, Fact(msg("核证凭证"), on_demand=True)] = None
    """What certifies a type that is not on record."""
    judge_reason: Annotated[
        LongText | None,
        Fact(msg("法官采用未经核证碳汇的书面理由"), personal="text", unstated=msg("没有书面理由")),
    ] = None
    """The judge's written reason for a credit that is not certified (经核证)."""


class Options(Part):
    """How to compute and on what day."""

    method: Annotated[
        Text | None,
        Fact(
            msg("计量方法"),
            asked_of="officer",
            corrected_by=BOTH,
            listed="methods",
            unstated=msg("未选定，由林业局计量时选定"),
        ),
    ] = None
    parameters: Annotated[
        dict[Word, Word],
        Fact(
            msg("方法的参数项"),
            asked_of="officer",
            corrected_by=BOTH,
            listed="options",
            unstated=msg("由选定的方法确定"),
        ),
    ] = Field(default_factory=dict)
    multiplier: Annotated[
        Annotated[Amount, Field(le=100)] | None,
        Fact(
            msg("认购倍数"),
            MULTIPLE,
            hint=msg("不填按一倍计"),
            asked_of="officer",
            corrected_by=BOTH,
            unstated=msg("未写明，按一倍计"),
        ),
    ] = None
    rounding_order: Annotated[
        Word | None,
        Fact(msg("取整次序"), listed="rounding_orders", unstated=msg("未写明，先取整后乘倍数")),
    ] = None
    price: Annotated[
        Price | None,
        Fact(
            msg("碳汇单价"),
            hint=msg("没有单价的可不填，结果只写吨数；填写单价须同时写明取价规则、来源和日期。"),
            asked_of="officer",
            corrected_by=BOTH,
        ),
    ] = None
    credit: Annotated[Credit | None, Fact(msg("拟用的碳汇"))] = None
    on: Annotated[
        Day | None, Fact(msg("裁量日"), hint=msg("可不填，为计量当日"), unstated=msg("未写明，为计量当日"))
    ] = None


class Published(Part):
    """What was reported of the case, for comparison only. Never enters a computation."""

    loss_tco2e: Annotated[Stock | None, Fact(msg("公布的碳汇损失量"), TONNES_CO2E)] = None
    required_credits_t: Annotated[Stock | None, Fact(msg("公布的认购量"), TONNES_OF_CREDIT)] = None
    amount_cny: Annotated[Stock | None, Fact(msg("公布的金额"), YUAN)] = None
    source: Annotated[Text | None, Fact(msg("出处"))] = None
    note: Annotated[LongText | None, Fact(msg("备注"), personal="text", on_demand=True)] = None
