"""What methods that start from standing stock cannot cover: said of each stand, never guessed."""

from __future__ import annotations

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.tally.trees import why_no_volume

NOT_BY_STOCK = "{forest_type}不以立木蓄积计量，方法 {method} 没有{forest_type}的参数"
NO_FRACTION_OF_SEVERITY = (
    "没有由烧毁程度推定受损份额的已核实标准，须写明受损份额（damage.fraction 或 strata）；没有写明，按全部受损计量"
)


def cannot_measure(context: MeasurementContext, facts: StandFacts) -> str | None:
    """Why nothing of the stand can be measured; None when its stock is known and counts."""
    stand, method = facts.stand, context.declaration.id
    if stand.forest_type != "乔木林":
        return NOT_BY_STOCK.format(forest_type=stand.forest_type, method=method)
    if stand.tally is not None and facts.lost_stock is None:
        by_equation = facts.counted is not None and facts.counted.biomass is not None
        return None if by_equation and context.declaration.biomass_route else why_no_volume(stand.tally)
    if stand.culms is not None:
        return f"方法 {method} 没有按株数计量竹子的参数"
    if facts.lost_stock is None:
        return "没有写明立木蓄积，也没有原木材积与出材率，或面积与每公顷蓄积"
    return None


def name_what_is_beyond(context: MeasurementContext, facts: StandFacts) -> None:
    """Name what the kind of damage has destroyed besides the stock, and facts that the method does not use."""
    damage, method = facts.stand.damage, context.declaration.id
    if damage.type == "烧毁":
        if "fire" not in context.declaration.options:
            context.omit(facts, "燃烧排放的甲烷和氧化亚氮", f"方法 {method} 不含非二氧化碳气体")
        if damage.severity is not None and damage.fraction is None:
            context.omit(
                facts,
                f"烧毁程度（{damage.severity}）",
                NO_FRACTION_OF_SEVERITY,
            )
        elif damage.fraction is None and not damage.strata:
            context.omit(facts, "未烧毁的部分", "没有写明受损份额（damage.fraction），按全部受损计量")
    if damage.type == "占用" and "soil" not in context.declaration.options:
        context.omit(facts, "土壤有机碳", f"方法 {method} 不含土壤碳")
    if facts.counted is not None and facts.counted.biomass is not None and not context.declaration.biomass_route:
        context.omit(facts, f"生物量式 {facts.counted.biomass.id}", f"方法 {method} 按立木蓄积计量，不用生物量式")
    if facts.stand.saplings and not (context.declaration.measured_biomass and facts.stand.sapling_biomass):
        told = "" if context.declaration.measured_biomass else f"方法 {method} "
        remedy = "，可写明调查所得的生物量（sapling_biomass）" if context.declaration.measured_biomass else ""
        context.omit(facts, f"幼树 {facts.stand.saplings} 株", f"{told}没有幼树的参数{remedy}")
