"""The loss as an authority, an expert or a court found it: taken over as it stands, and said to be so."""

from __future__ import annotations

from decimal import Decimal

from rules.carbon.context import MeasurementContext, Outcome, StandFacts
from rules.carbon.worksheet import Line
from rules.casefile import CaseFile
from rules.casefile.fact import field_name
from rules.casefile.measured import StatedLoss
from rules.reading.errors import InputError
from rules.reading.messages import msg, template
from rules.record.measuring import TONNES
from rules.values.quantity import Quantity, unit

_SECTION = "经认定的损失"
NOT_STATED = template("按认定损失法计量，须写明{field}：由办案检察院填写在案件“地块”一页的“经认定的损失”，林业局不填写")
NOT_BY_US = "未经系统计算"


def cannot_measure(context: MeasurementContext, facts: StandFacts) -> str | None:
    """Nothing is measured of a stand: the finding is of the whole case."""
    return None


def measure_stand(context: MeasurementContext, facts: StandFacts) -> Outcome:
    """Nothing of its own."""
    return Outcome(None)


def measure_case(context: MeasurementContext, casefile: CaseFile) -> Outcome:
    """The loss of the case in tCO2e, as a value in CNY, or both side by side; neither is worked out from the other.

    Raises ``InputError`` where none is stated.
    """
    stated = casefile.stated_loss
    if stated is None:
        wanted = field_name(CaseFile, "stated_loss", with_label=True)
        raise InputError.at("stated_loss", msg(NOT_STATED, field=wanted))
    if stated.tonnes is None:
        context.omit_everywhere(TONNES, "认定的是金额，不是吨数；系统不由金额推算吨数")
    return Outcome(
        _taken_over(context, stated, "L", "碳汇损失量", stated.tonnes, "tCO2e", "tonnes"),
        money=_taken_over(context, stated, "W", "碳汇损失价值", stated.cny, "CNY", "cny"),
    )


def _taken_over(
    context: MeasurementContext,
    stated: StatedLoss,
    symbol: str,
    label: str,
    number: Decimal | None,
    unit_symbol: str,
    field: str,
) -> Line | None:
    if number is None:
        return None
    return context.sheet.given(
        symbol,
        f"{label}（经认定，{NOT_BY_US}）",
        Quantity(number, unit(unit_symbol)),
        section=_SECTION,
        source=f"{stated.by}，{stated.method}，{stated.paper}，{stated.date.isoformat()}；{NOT_BY_US}",
        path=f"stated_loss.{field}",
    )
