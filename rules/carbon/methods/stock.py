"""The standing stock of a stand, from whichever facts the case file has, and what of it was lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.methods.lines import add_up
from rules.carbon.methods.tally_lines import stock_by_species
from rules.carbon.worksheet import Line

SHARES = "所写树种份额"


def with_stock(context: MeasurementContext, facts: StandFacts) -> tuple[StandFacts, Line | None]:
    """The facts with the line of the lost stock, and the line of the whole stock; both None where none is stated."""
    by_volume = facts.counted is not None and facts.counted.volume is not None
    by_species = stock_by_species(context, facts) if by_volume else None
    whole = _of_tally(context, facts, by_species) if by_species else _whole(context, facts)
    if whole is None:
        return facts, None
    lost = _lost(context, facts, whole, "受损立木蓄积")
    if by_species is None or len(by_species) == 1:
        return replace(facts, lost_stock=lost), whole
    lost_of = {name: _lost(context, facts, line, f"{name}的受损立木蓄积") for name, line in by_species.items()}
    context.omit(facts, SHARES, "各树种的蓄积由每木检尺表得出，不按份额分配")
    return replace(facts, lost_stock=lost, lost_by_species=lost_of), whole


def _lost(context: MeasurementContext, facts: StandFacts, whole: Line, label: str) -> Line:
    """The part of a stock that the damage fraction takes; the stock's own line where all of it was lost."""
    if facts.stand.damage.lost == 1:
        return whole
    return context.sheet.compute(
        "V_f",
        label,
        "V × f",
        {"V": whole, "f": fraction(context, facts)},
        unit_symbol="m3",
        section=facts.section,
        source="立木蓄积乘以受损份额",
    )


def _of_tally(context: MeasurementContext, facts: StandFacts, by_species: Mapping[str, Line]) -> Line:
    """The stock of the whole tally; the species' own line where there is only one."""
    if len(by_species) == 1:
        return next(iter(by_species.values()))
    return add_up(
        context.sheet,
        list(by_species.values()),
        "V",
        "立木蓄积（由每木检尺表推算）",
        section=facts.section,
        source="各树种材积之和",
        prefix="V_",
    )


def _whole(context: MeasurementContext, facts: StandFacts) -> Line | None:
    stand = facts.stand
    if stand.standing_stock_m3 is not None:
        return context.given(facts, "V", "立木蓄积", stand.standing_stock_m3, "m3", "standing_stock_m3")
    if stand.timber_volume_m3 is not None and stand.outturn_rate is not None:
        return context.sheet.compute(
            "V",
            "立木蓄积（由原木材积推算）",
            "V_t ÷ k",
            {
                "V_t": context.given(facts, "V_t", "原木材积", stand.timber_volume_m3, "m3", "timber_volume_m3"),
                "k": context.given(facts, "k", "出材率", stand.outturn_rate, "1", "outturn_rate"),
            },
            unit_symbol="m3",
            section=facts.section,
            source="立木蓄积 = 原木材积 ÷ 该树种出材率（法释〔2023〕8号第十九条）",
            rounding=context.rounding("stock"),
        )
    if stand.stock_per_ha is not None:
        return context.sheet.compute(
            "V",
            "立木蓄积（由面积推算）",
            "A × v",
            {
                "A": area(context, facts),
                "v": context.given(facts, "v", "每公顷蓄积", stand.stock_per_ha, "m3/ha", "stock_per_ha"),
            },
            unit_symbol="m3",
            section=facts.section,
            source="面积乘以每公顷蓄积",
        )
    return None


def fraction(context: MeasurementContext, facts: StandFacts) -> Line:
    """The part of the stand that was lost, over the strata of a fire where it has any."""
    damage = facts.stand.damage
    if damage.strata:
        return context.once(f"{facts.path}.damage.lost", lambda: _over_strata(context, facts))
    return context.given(facts, "f", f"受损份额（{damage.type}）", damage.lost, "1", "damage.fraction")


def _over_strata(context: MeasurementContext, facts: StandFacts) -> Line:
    terms = {}
    for number, stratum in enumerate(facts.stand.damage.strata):
        at, place = f"damage.strata[{number}]", number + 1
        for symbol, name, value, field in (
            (f"s_{place}", "所占份额", stratum.share, "share"),
            (f"f_{place}", "受损份额", stratum.fraction, "fraction"),
        ):
            label = f"{stratum.severity}一层的{name}"
            terms[symbol] = context.given(facts, symbol, label, value, "1", f"{at}.{field}")
    return context.sheet.compute(
        "f",
        "受损份额（烧毁，各层合计）",
        " + ".join(f"s_{place} × f_{place}" for place in range(1, len(terms) // 2 + 1)),
        terms,
        unit_symbol="1",
        section=facts.section,
        source="各层所占份额乘以该层受损份额，相加",
    )


def area(context: MeasurementContext, facts: StandFacts) -> Line:
    """The stand's area in hectares. The stand must state one, in hectares or 亩."""
    stand = facts.stand
    if stand.area_ha is not None:
        return context.given(facts, "A", "面积", stand.area_ha, "ha", "area_ha")
    assert stand.area_mu is not None
    mu = context.given(facts, "A_mu", "面积（亩）", stand.area_mu, "mu", "area_mu")

    def converted() -> Line:
        return context.sheet.compute(
            "A",
            "面积",
            "A_mu ÷ q",
            {"A_mu": mu, "q": context.parameter("mu_per_ha")},
            unit_symbol="ha",
            section=facts.section,
            source="1 公顷 = 15 亩",
            rounding=context.rounding("area"),
        )

    return context.once(f"{facts.path}.area", converted)
