"""What must hold between a stand's culms, strata, surveyed biomass and agreed values, each mistake at its path."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from rules.casefile.base import Part
from rules.casefile.fact import field_name
from rules.casefile.measured import AnnualSink, AreaValue, MeasuredBiomass, StatedLoss
from rules.casefile.stand import WITHOUT_STOCK, Stand
from rules.reading.errors import FieldError
from rules.reading.messages import Message, msg, template
from rules.values.quantity import plain

NEITHER_FOUND = template("须写明{one}或{other}，两者都认定的都写")
FOUND_TOO_LATE = template("认定日期 {date} 晚于裁量日 {on}")


def measured_mistakes(stand: Stand, at: str) -> Iterator[FieldError]:
    """Every mistake of a stand beyond its stock and tally."""
    yield from _fire(stand, at)
    yield from _culms(stand, at)
    has_area = stand.area_ha is not None or stand.area_mu is not None
    found = stand.measured_biomass
    if found is not None:
        stems = stand.culms if stand.forest_type == "竹林" else stand.trees
        yield from _biomass(found, f"{at}.measured_biomass", has_area, stems, msg("株数（culms 或 trees）"))
        if stand.forest_type not in WITHOUT_STOCK:
            yield FieldError(
                f"{at}.measured_biomass",
                msg(
                    "乔木林以蓄积或每木检尺表计量；调查所得的生物量只用于竹林、灌木林、经济林，幼树的写在{field}",
                    field=field_name(Stand, "sapling_biomass", with_label=True),
                ),
            )
    if stand.sapling_biomass is not None:
        stems = stand.saplings or None
        yield from _biomass(
            stand.sapling_biomass, f"{at}.sapling_biomass", has_area, stems, msg("幼树株数（saplings）")
        )
    yield from _sink(stand, at, has_area=has_area)
    value = stand.area_value
    if value is not None:
        if (value.tco2e_per_ha is None) == (value.cny_per_mu is None):
            yield FieldError(f"{at}.area_value", _either(AreaValue, "tco2e_per_ha", "cny_per_mu"))
        if not has_area:
            yield FieldError(f"{at}.area_ha", msg("写了面积价值，须同时写明面积"))


def _sink(stand: Stand, at: str, *, has_area: bool) -> Iterator[FieldError]:
    sink = stand.annual_sink
    if sink is None:
        return
    if (sink.tc_per_ha_a is None) == (sink.tco2e_per_ha_a is None):
        yield FieldError(
            f"{at}.annual_sink",
            _either(AnnualSink, "tc_per_ha_a", "tco2e_per_ha_a"),
        )
    if not has_area:
        yield FieldError(f"{at}.area_ha", msg("写了年固碳量，须同时写明面积"))


def _either(part: type[Part], one: str, other: str) -> Message:
    """That one of two fields has to be stated, and not both."""
    return msg("须写明{one}或{other}之一", **_names(part, one, other))


def _names(part: type[Part], one: str, other: str) -> dict[str, object]:
    return {"one": field_name(part, one, with_label=True), "other": field_name(part, other, with_label=True)}


def stated_mistakes(stated: StatedLoss | None, on: date | None) -> Iterator[FieldError]:
    """What is wrong with a loss that was found otherwise. ``on``: the day of decision, where the case file names it."""
    if stated is not None and stated.tonnes is None and stated.cny is None:
        yield FieldError("stated_loss", msg(NEITHER_FOUND, **_names(StatedLoss, "tonnes", "cny")))
    if on is not None:
        yield from found_too_late(stated, on)


def found_too_late(stated: StatedLoss | None, on: date) -> Iterator[FieldError]:
    """A decision cannot rest on what was found after it."""
    if stated is not None and stated.date > on:
        yield FieldError("stated_loss.date", msg(FOUND_TOO_LATE, date=stated.date, on=on))


def _fire(stand: Stand, at: str) -> Iterator[FieldError]:
    damage = stand.damage
    if damage.type != "烧毁":
        for name, given in (
            ("strata", bool(damage.strata)),
            ("burned_area_ha", damage.burned_area_ha is not None),
            ("fuel", damage.fuel is not None),
        ):
            if given:
                yield FieldError(
                    f"{at}.damage.{name}", msg("只有受损方式为烧毁的地块才写这一项，现为{type}", type=damage.type)
                )
        return
    if damage.strata:
        if damage.fraction is not None:
            yield FieldError(f"{at}.damage.fraction", msg("写了分层（strata），不再另写受损份额"))
        if damage.severity is not None:
            yield FieldError(f"{at}.damage.severity", msg("写了分层（strata），不再另写烧毁程度"))
        whole = sum((stratum.share for stratum in damage.strata), Decimal(0))
        if whole != 1:
            yield FieldError(
                f"{at}.damage.strata", msg("各层份额之和应为 1（未过火的也列一层），现为 {whole}", whole=plain(whole))
            )
        for number, stratum in enumerate(damage.strata):
            if stratum.severity == "未过火" and stratum.fraction:
                yield FieldError(f"{at}.damage.strata[{number}].fraction", msg("未过火的一层受损份额应为 0"))
    area, burned = stand.area_ha, damage.burned_area_ha
    if area is not None and burned is not None and burned > area:
        yield FieldError(
            f"{at}.damage.burned_area_ha",
            msg("过火面积 {burned} 公顷大于地块面积 {area} 公顷", burned=plain(burned), area=plain(area)),
        )


def _culms(stand: Stand, at: str) -> Iterator[FieldError]:
    if not stand.culm_ages:
        return
    if stand.culms is None:
        yield FieldError(f"{at}.culms", msg("写了竹龄组成，须同时写明竹株数"))
    for number, part in enumerate(stand.culm_ages):
        if (part.age_a is None) == (part.du is None):
            yield FieldError(f"{at}.culm_ages[{number}]", msg("竹龄写年（age_a）或度（du）之一"))
    ages = [(part.age_a, part.du) for part in stand.culm_ages]
    if len(set(ages)) != len(ages):
        yield FieldError(f"{at}.culm_ages", msg("同一竹龄列了两次"))
    shares = sum((part.share for part in stand.culm_ages), Decimal(0))
    if shares != 1:
        yield FieldError(f"{at}.culm_ages", msg("各竹龄份额之和应为 1，现为 {shares}", shares=plain(shares)))


def _biomass(
    found: MeasuredBiomass, path: str, has_area: bool, stems: int | None, stems_told: Message
) -> Iterator[FieldError]:
    if (found.t_per_ha is None) == (found.kg_per_stem is None):
        yield FieldError(path, msg("须写明每公顷生物量（t_per_ha）或每株生物量（kg_per_stem）之一"))
    elif found.t_per_ha is not None and not has_area:
        yield FieldError(f"{path}.t_per_ha", msg("写了每公顷生物量，须同时写明面积"))
    elif found.kg_per_stem is not None and stems is None:
        yield FieldError(f"{path}.kg_per_stem", msg("写了每株生物量，须同时写明{stems_told}", stems_told=stems_told))
