"""Measuring a case: what is chosen, what is refused, what the reader is warned of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from rules.assess import assess
from rules.carbon.measure import Measurement, lost_stock_total, measure
from rules.carbon.methods.cautions import DOUBTFUL, FROM_SOURCE, NO_LOSS, REST_ALONE, UNTRUSTED
from rules.carbon.methods.registry import BY_CASE, BY_DEFAULT, EDITION_CORRECTED, EDITION_OF_DAY
from rules.casefile import parse
from rules.reading.errors import InputError
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.told import says


def measured(*stands: dict[str, Any], **options: Any) -> Measurement:
    return measure(parse(case(*stands, **options)))


def refused(*stands: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        measured(*stands, **options)
    return [(error.path, error.message) for error in caught.value.errors]


STOCK = {"standing_stock_m3": "10"}


def test_without_a_method_the_default_is_taken_and_said_so() -> None:
    result = measured(stand(**STOCK))
    assert result.method["id"] == "national-default"
    assert result.method["chosen_by"] == BY_DEFAULT
    named = measured(stand(**STOCK), method="national-default")
    assert named.method["chosen_by"] == BY_CASE
    assert named.loss == result.loss


def test_a_method_may_be_pinned_to_an_edition() -> None:
    assert measured(stand(**STOCK), method="storage-expansion@2026-11").method["edition"] == "2026-11"


@pytest.mark.parametrize(
    "method", ["fujian", "fujian-trial-2022@2022-09", "@2026-11", "National-Default", "../registry"]
)
def test_an_unknown_method_is_refused_with_the_known_ones(method: str) -> None:
    ((path, message),) = refused(stand(**STOCK), method=method)
    assert path == "options.method"
    assert "可用的有" in message
    assert "fujian-trial-2022" in message


@pytest.mark.parametrize(
    ("parameters", "path", "told"),
    [
        ({"ratio": "3.6667"}, "options.parameters.ratio", "44/12、3.67"),
        ({"soil": "on"}, "options.parameters.soil", "ratio"),
        ({"BEF": "2"}, "options.parameters.BEF", "没有参数项"),
        ({"ratio": "3.670"}, "options.parameters.ratio", "44/12、3.67"),
    ],
)
def test_what_a_method_does_not_declare_is_refused_with_what_it_does(parameters: Any, path: str, told: str) -> None:
    ((at, message),) = refused(stand(**STOCK), parameters=parameters)
    assert at == path
    assert told in message


def test_a_number_serves_as_a_declared_choice() -> None:
    assert measured(stand(**STOCK), parameters={"ratio": Decimal("3.67")}).method["options"] == {"ratio": "3.67"}


@pytest.mark.parametrize(
    ("species", "path", "told"),
    [
        ("银杉", "stands[0].species", "不认识的树种“银杉”"),
        ("阔叶树", "stands[0].species", "阔叶混"),
        ("松", "stands[0].species", "马尾松"),
        (
            [{"species": "杉木", "share": "0.5"}, {"species": "铁树", "share": "0.5"}],
            "stands[0].species[1].species",
            "不认识",
        ),
        (
            [{"species": "杨", "share": "0.5"}, {"species": "杨树", "share": "0.5"}],
            "stands[0].species[1].species",
            "同一树种",
        ),
    ],
)
def test_a_species_that_cannot_be_told_is_refused_at_its_place(species: Any, path: str, told: str) -> None:
    ((at, message),) = refused(stand(species=species, **STOCK))
    assert at == path
    assert told in message


def test_every_mistake_of_options_and_species_is_told_at_once() -> None:
    found = refused(stand(id="A", species="银杉"), stand(id="B", species="松"), parameters={"soil": "on"})
    assert [path for path, _ in found] == ["options.parameters.soil", "stands[0].species", "stands[1].species"]


def test_a_name_of_several_species_serves_a_method_that_does_not_tell_them_apart() -> None:
    assert measured(stand(species="松", **STOCK), method="storage-expansion").loss is not None
    ((path, _),) = refused(stand(species="银杉", **STOCK), method="storage-expansion")
    assert path == "stands[0].species"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, "没有写明立木蓄积"),
        ({"area_mu": "10"}, "没有写明立木蓄积"),
        ({"species": "福建柏", **STOCK}, "未找到本树种的参数"),
        ({"species": "栲类", **STOCK}, "须由林业主管部门决定"),
        ({"species": "黄山松", **STOCK}, "须由林业主管部门决定"),
        ({"species": "未公布", **STOCK}, "未查明"),
        ({"forest_type": "竹林", "species": "毛竹", "culms": 300}, "竹林"),
        ({"forest_type": "灌木林", "species": "灌木林", "area_mu": "3"}, "灌木林"),
        ({"forest_type": "经济林", "species": "经济林", **STOCK}, "经济林"),
        ({"tally": {"basis": "dbh", "rows": [{"species": "杉木", "dbh_cm": 20}]}}, "每木检尺"),
        ({"culms": 12}, "按株数"),
    ],
)
@pytest.mark.parametrize("method", ["national-default", "fujian-trial-2022"])
def test_what_cannot_be_measured_is_left_out_with_its_reason_and_no_loss_is_made_up(
    facts: dict[str, Any], reason: str, method: str
) -> None:
    result = measured(stand(**facts), method=method)
    assert result.loss is None
    assert result.loss_text is None
    (left_out,) = [item for item in result.left_out if item.whole_stand]
    assert left_out.stand == "A"
    assert reason in left_out.reason
    assert any(says(warning, NO_LOSS) and reason in warning for warning in result.warnings)


def test_a_stand_left_out_is_named_as_not_covered_by_the_loss_of_the_others() -> None:
    result = measured(stand(id="A", **STOCK), stand(id="B", species="福建柏", standing_stock_m3="55.6784"))
    assert result.loss == measured(stand(id="A", **STOCK)).loss
    assert any(says(warning, REST_ALONE) and "地块 B" in warning for warning in result.warnings)
    assert [row.as_json()["loss_tco2e"] for row in result.stands][1] is None


def test_the_stock_for_the_law_counts_stands_that_could_not_be_measured() -> None:
    result = measured(stand(id="A", **STOCK), stand(id="B", species="福建柏", standing_stock_m3="55.6784"))
    total = lost_stock_total(result)
    assert total is not None
    assert str(total) == "65.6784 m3"
    assert mistakes(result.worksheet.as_json()) == []


def test_a_stock_that_is_not_known_is_missing_from_the_total_and_named() -> None:
    result = measured(stand(id="A", **STOCK), stand(id="B"))
    assert str(lost_stock_total(result)) == "10 m3"
    assert any("不含地块 B" in warning for warning in result.warnings)
    assert lost_stock_total(measured(stand(id="B"))) is None


def test_a_case_without_stands_has_no_loss_and_says_why() -> None:
    result = measured()
    assert result.loss is None
    assert lost_stock_total(result) is None
    assert any("没有地块" in warning for warning in result.warnings)


def test_no_stock_at_all_is_a_loss_of_nothing() -> None:
    assert measured(stand(standing_stock_m3="0")).loss_text == "0.00"


def test_a_stand_reports_its_stock_and_dry_mass_in_kilograms() -> None:
    (row,) = measured(stand(standing_stock_m3="100", damage={"type": "采伐", "fraction": "0.5"})).stands
    assert row.as_json() == {
        "id": "A",
        "standing_stock_m3": "100",
        "lost_stock_m3": "50",
        "agb_kg": "25081.9",  # 50 × 1.634 × 0.307 = 25.0819 t
        "bgb_kg": "6170.1474",  # 25.0819 × 0.246 = 6.1701474 t
        "loss_tco2e": row.emission.text if row.emission else None,
    }


def test_dry_mass_keeps_every_digit() -> None:
    damage = {"type": "采伐", "fraction": "0.9999999999"}
    (row,) = measured(stand(standing_stock_m3="123456789012.0123456789", damage=damage)).stands
    # In units of the last digit, by whole numbers: more digits than a default decimal context would keep.
    exact = 1234567890120123456789 * 9999999999 * 1634 * 307
    assert len(str(exact)) > 28
    assert Fraction(row.as_json()["agb_kg"] or "0") == Fraction(exact, 10**23)


NAMES = "“生物量扩展因子 BEF”、“基本木材密度 D”、“根茎比（地下与地上生物量之比） R”、“含碳率 CF”"


def test_every_unverified_value_that_was_used_is_named_in_words_with_its_source() -> None:
    warnings = measured(stand(**STOCK)).warnings
    assert any(
        says(warning, FROM_SOURCE, names=f"杉木的{NAMES}", trust=UNTRUSTED["unverified"]) for warning in warnings
    )
    assert not any("马尾松" in warning for warning in warnings)


def test_species_with_the_same_unverified_values_are_named_together() -> None:
    mixed = [{"species": "杉木", "share": "0.5"}, {"species": "木荷", "share": "0.5"}]
    warnings = measured(stand(**STOCK, species=mixed)).warnings
    assert any(says(warning, FROM_SOURCE, names=f"杉木、木荷的{NAMES}") for warning in warnings)
    assert any(says(warning, DOUBTFUL, names="木荷的“生物量扩展因子 BEF”、“基本木材密度 D”") for warning in warnings)


def test_verified_values_are_not_warned_of() -> None:
    assert not any("“二氧化碳" in warning for warning in measured(stand(**STOCK)).warnings)


@pytest.mark.parametrize(
    ("species", "told"),
    [
        ("针叶混", "1.656"),
        ("杂木", "1.515"),
        ("泡桐", "0.239"),
        ("木麻黄", "0.821"),
        ("木荷", "33–40 %"),
        ("火炬松", "其他松类"),
    ],
)
def test_a_doubt_about_a_value_that_was_used_is_told(species: str, told: str) -> None:
    doubts = [warning for warning in measured(stand(species=species, **STOCK)).warnings if "存疑" in warning]
    assert any(told in doubt for doubt in doubts)
    assert all(species in doubt for doubt in doubts)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ({"type": "烧毁"}, ["甲烷和氧化亚氮", "未烧毁的部分"]),
        ({"type": "烧毁", "severity": "轻度"}, ["甲烷和氧化亚氮", "烧毁程度（轻度）"]),
        ({"type": "占用"}, ["土壤有机碳"]),
        ({"type": "采伐"}, []),
    ],
)
def test_what_the_damage_destroyed_besides_the_stock_is_named(damage: dict[str, str], told: list[str]) -> None:
    named = [item.what for item in measured(stand(damage=damage, **STOCK)).left_out]
    assert len(named) == len(told)
    assert all(any(word in what for what in named) for word in told)


def test_saplings_without_a_parameter_are_named() -> None:
    assert [item.what for item in measured(stand(saplings=40, **STOCK)).left_out] == ["幼树 40 株"]


def test_a_sum_of_many_stands_goes_through_subtotals_that_fit_a_page() -> None:
    many = [stand(id=f"S{number}", standing_stock_m3="1.5") for number in range(450)]
    result = measured(*many)
    longest = max(len(line.values) for line in result.worksheet.lines)
    assert longest == 20
    assert mistakes(result.worksheet.as_json()) == []
    one = measured(stand(standing_stock_m3="1.5")).loss_exact
    assert one is not None
    assert result.loss_exact is not None
    assert result.loss_exact.value == one.value * 450


def test_measuring_twice_gives_the_same_lines() -> None:
    casefile = parse(case(stand(**STOCK), method="fujian-trial-2022"))
    assert measure(casefile).worksheet.as_json() == measure(casefile).worksheet.as_json()


@pytest.mark.parametrize(("day", "ground"), [("2026-11-15", EDITION_CORRECTED), ("2026-11-28", EDITION_OF_DAY)])
def test_an_assessment_measures_on_the_day_that_it_decides(day: str, ground: str) -> None:
    on = date.fromisoformat(day)
    found = assess(parse(case(stand(**STOCK))), on)  # the case file itself names no day
    assert found.on == on
    assert says(found.measurement.method["edition_ground"], ground, day=day)
