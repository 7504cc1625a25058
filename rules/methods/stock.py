"""The standing stock of a stand, from whichever facts the case file has, and what of it was lost."""

from __future__ import annotations

from dataclasses import replace

from rules.methods.contract import Bench, StandFacts
from rules.quantity import ONE, Quantity, unit
from rules.worksheet import Line

_STATED = "案件文件"


def with_stock(bench: Bench, facts: StandFacts) -> tuple[StandFacts, Line | None]:
    """The facts with the line of the lost stock, and the line of the whole stock; both None where none is stated."""
    whole = _whole(bench, facts)
    if whole is None:
        return facts, None
    lost = whole
    if facts.stand.damage.lost != 1:
        fraction = bench.sheet.given(
            "f",
            f"受损份额（{facts.stand.damage.type}）",
            Quantity(facts.stand.damage.lost, ONE),
            section=facts.section,
            source=_STATED,
            path=f"{facts.path}.damage.fraction",
        )
        lost = bench.sheet.compute(
            "V_f",
            "受损立木蓄积",
            "V × f",
            {"V": whole, "f": fraction},
            unit_symbol="m3",
            section=facts.section,
            source="立木蓄积乘以受损份额",
        )
    return replace(facts, stock=lost), whole


def _whole(bench: Bench, facts: StandFacts) -> Line | None:
    stand = facts.stand
    if stand.standing_stock_m3 is not None:
        return _given(bench, facts, "V", "立木蓄积", Quantity(stand.standing_stock_m3, unit("m3")), "standing_stock_m3")
    if stand.timber_volume_m3 is not None and stand.outturn_rate is not None:
        timber = Quantity(stand.timber_volume_m3, unit("m3"))
        return bench.sheet.compute(
            "V",
            "立木蓄积（由原木材积推算）",
            "V_t ÷ k",
            {
                "V_t": _given(bench, facts, "V_t", "原木材积", timber, "timber_volume_m3"),
                "k": _given(bench, facts, "k", "出材率", Quantity(stand.outturn_rate, ONE), "outturn_rate"),
            },
            unit_symbol="m3",
            section=facts.section,
            source="立木蓄积 = 原木材积 ÷ 该树种出材率（法释〔2023〕8号第十九条）",
            rounding=bench.rounding("stock"),
        )
    if stand.stock_per_ha is not None:
        density = Quantity(stand.stock_per_ha, unit("m3/ha"))
        return bench.sheet.compute(
            "V",
            "立木蓄积（由面积推算）",
            "A × v",
            {"A": area(bench, facts), "v": _given(bench, facts, "v", "每公顷蓄积", density, "stock_per_ha")},
            unit_symbol="m3",
            section=facts.section,
            source="面积乘以每公顷蓄积",
        )
    return None


def area(bench: Bench, facts: StandFacts) -> Line:
    """The stand's area in hectares; the stand must state one."""
    stand = facts.stand
    if stand.area_ha is not None:
        return _given(bench, facts, "A", "面积", Quantity(stand.area_ha, unit("ha")), "area_ha")
    assert stand.area_mu is not None
    mu = _given(bench, facts, "A_mu", "面积（亩）", Quantity(stand.area_mu, unit("mu")), "area_mu")
    return bench.sheet.compute(
        "A",
        "面积",
        "A_mu ÷ q",
        {"A_mu": mu, "q": bench.parameter("mu_per_ha")},
        unit_symbol="ha",
        section=facts.section,
        source="1 公顷 = 15 亩",
        rounding=bench.rounding("area"),
    )


def _given(bench: Bench, facts: StandFacts, symbol: str, label: str, value: Quantity, field: str) -> Line:
    return bench.sheet.given(symbol, label, value, section=facts.section, source=_STATED, path=f"{facts.path}.{field}")
