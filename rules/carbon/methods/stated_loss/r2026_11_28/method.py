"""The loss as an authority, an expert or a court found it: taken over as it stands, and said to be so."""

from __future__ import annotations

from rules.carbon.context import MeasurementContext, Outcome, StandFacts
from rules.casefile import CaseFile
from rules.casefile.fact import field_name
from rules.reading.errors import InputError
from rules.reading.messages import msg
from rules.values.quantity import Quantity, unit

_SECTION = "经认定的损失"
NOT_BY_US = "未经系统计算"


def cannot_measure(context: MeasurementContext, facts: StandFacts) -> str | None:
    """Nothing is measured of a stand: the finding is of the whole case."""
    return None


def measure_stand(context: MeasurementContext, facts: StandFacts) -> Outcome:
    """Nothing of its own."""
    return Outcome(None)


def measure_case(context: MeasurementContext, casefile: CaseFile) -> Outcome:
    """The loss of the case in tCO2e, or as a value in CNY. Raises ``InputError`` where none is stated."""
    stated = casefile.stated_loss
    if stated is None:
        wanted = field_name(CaseFile, "stated_loss", with_label=True)
        raise InputError.at("stated_loss", msg("按认定损失法计量，须写明{field}", field=wanted))
    source = f"{stated.by}，{stated.method}，{stated.paper}，{stated.date.isoformat()}；{NOT_BY_US}"
    if stated.tonnes is not None:
        found = context.sheet.given(
            "L",
            f"碳汇损失量（经认定，{NOT_BY_US}）",
            Quantity(stated.tonnes, unit("tCO2e")),
            section=_SECTION,
            source=source,
            path="stated_loss.tonnes",
        )
        return Outcome(found)
    assert stated.cny is not None
    context.omit_everywhere("碳汇损失量（吨）", "认定的是金额，不是吨数；系统不由金额推算吨数")
    value = context.sheet.given(
        "W",
        f"碳汇损失价值（经认定，{NOT_BY_US}）",
        Quantity(stated.cny, unit("CNY")),
        section=_SECTION,
        source=source,
        path="stated_loss.cny",
    )
    return Outcome(None, money=value)
