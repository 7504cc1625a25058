"""Standard errors as they are stated: of a stand's numbers, of parameters, of a stump equation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from rules.assess import assess
from rules.carbon.declaration import Declaration
from rules.carbon.measure import measure
from rules.carbon.methods import registry
from rules.carbon.methods.tally_lines import DERIVED_DIAMETERS
from rules.carbon.parameters.sets import ERROR_OF_NOTHING, make_set
from rules.casefile import CaseFile, parse
from rules.reading.errors import InputError
from rules.values.records import ParameterFileError, SpeciesTable, ValueRecord, parse_record
from tests.told import saying, says


def every_edition() -> Iterator[Declaration]:
    for id, names in registry.editions().items():
        for edition in names:
            yield registry.load(id, edition).declaration


STATED = {"value": "0.5", "source": "鉴定意见书第 3 页"}
TIMBER = {"timber_volume_m3": "12.1", "outturn_rate": "0.65"}
STUMPS = {
    "basis": "stump",
    "volume_equation": "LY208-fir",
    "stump_equations": {
        "杉木": {"intercept_cm": "-1", "slope": "0.85", "standard_error_cm": "1.5", "source": "当地样木 60 株"}
    },
}


def casefile(**stand: Any) -> CaseFile:
    facts = {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, **stand}
    # The edition whose parameters carry no errors, so that those of the inputs stand alone.
    options = {"method": "national-default@2026-11"}
    head = {"offence": "滥伐林木", "conduct": {"from": "2021-12-01"}}
    return parse({"case": head, "stands": [facts], "options": options})


def stumps(rows: list[dict[str, Any]]) -> CaseFile:
    return casefile(tally={**STUMPS, "rows": rows})


def row(stump: str, count: int = 1) -> dict[str, Any]:
    return {"species": "杉木", "stump_cm": stump, "height_m": "12", "count": count}


@pytest.mark.parametrize(
    ("named", "stand"),
    [
        ("area_ha", {"standing_stock_m3": "10"}),
        ("volume", {"standing_stock_m3": "10"}),
        ("species", {"standing_stock_m3": "10"}),
        ("damage.severity", {"standing_stock_m3": "10"}),
        ("damage.fraction", {"standing_stock_m3": "10"}),
        ("__class__", {"standing_stock_m3": "10"}),
        ("damage.__class__", {"standing_stock_m3": "10"}),
    ],
)
def test_an_error_of_a_number_that_is_not_stated_is_a_mistake(named: str, stand: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        casefile(**stand, standard_errors={named: STATED})
    assert [error.path for error in refused.value.errors] == [f"stands[0].standard_errors.{named}"]


STRATA = [
    {"severity": "重度", "share": "0.4", "fraction": "0.9"},
    {"severity": "轻度", "share": "0.6", "fraction": "0.2"},
]
BURNED = {"damage": {"type": "烧毁", "strata": STRATA}, "standing_stock_m3": "100"}


def test_the_part_lost_of_a_burned_stratum_may_be_off() -> None:
    named = {"damage.strata[0].fraction": {"value": "0.05", "source": "样地 6 个"}}
    told = assess(casefile(**BURNED, standard_errors=named)).as_json()
    span = told["loss_range"]
    assert [item["path"] for item in span["covered"]] == ["stands[0].damage.strata[0].fraction"]
    # 0.4 × 0.9 + 0.6 × 0.2 = 0.48 of the stand; 0.4 × 0.05 of it is the error.
    wanted = Decimal(told["loss_tco2e"]) * Decimal("0.02") / Decimal("0.48")
    assert abs(Decimal(span["first_order"]["standard_error"]) - wanted) <= Decimal("0.01")


def test_no_stratum_loses_more_than_all_of_it() -> None:
    named = {"damage.strata[0].fraction": {"value": "0.3", "source": "样地 6 个"}}
    told = assess(casefile(**BURNED, standard_errors=named)).as_json()
    most = Decimal(told["loss_tco2e"]) * Decimal("0.52") / Decimal("0.48")
    assert Decimal(told["loss_range"]["high"]) <= most + Decimal("0.01")


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("damage.strata[0].share", "份额之和为 1"),
        ("species[0].share", "份额之和为 1"),
        ("culm_ages[0].share", "份额之和为 1"),
        ("damage.strata[2].fraction", "没有写明"),
        ("damage.strata[x].fraction", "没有写明"),
        ("damage.strata.0.fraction", "没有写明"),
        ("damage.strata", "没有写明"),
    ],
)
def test_a_share_and_a_stratum_that_is_not_there_have_no_error_of_their_own(named: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as refused:
        casefile(**BURNED, standard_errors={named: STATED})
    assert [error.path for error in refused.value.errors] == [f"stands[0].standard_errors.{named}"]


@pytest.mark.parametrize(
    "wrong", [{"value": "0.5"}, {"source": "x"}, {"value": "0", "source": "x"}, {"value": "-1", "source": "x"}]
)
def test_an_error_needs_a_positive_value_and_a_source(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        casefile(standing_stock_m3="10", standard_errors={"standing_stock_m3": wrong})
    assert refused.value.errors[0].path.startswith("stands[0].standard_errors.standing_stock_m3")


def test_errors_of_inputs_give_the_assessment_its_range() -> None:
    told = assess(casefile(**TIMBER, standard_errors={"timber_volume_m3": STATED})).as_json()
    span = told["loss_range"]
    assert Decimal(span["low"]) < Decimal(told["loss_tco2e"]) < Decimal(span["high"])
    assert [item["path"] for item in span["covered"]] == ["stands[0].timber_volume_m3"]
    assert span["covered"][0]["source"] == STATED["source"]
    # One factor of a product: its relative error is that of the loss.
    wanted = Decimal(told["loss_tco2e"]) * Decimal("0.5") / Decimal("12.1")
    assert abs(Decimal(span["first_order"]["standard_error"]) - wanted) <= Decimal("0.01")
    assert abs(Decimal(span["standard_error"]) - wanted) <= wanted * Decimal("0.03")


def test_errors_change_nothing_but_the_range() -> None:
    plain, stated = (
        assess(casefile(**TIMBER, **more)).as_json()
        for more in ({}, {"standard_errors": {"outturn_rate": {"value": "0.03", "source": "x"}}})
    )
    same = [key for key in plain if key not in ("casefile_sha256", "loss_range", "worksheet", "hash")]
    assert {key: plain[key] for key in same} == {key: stated[key] for key in same}
    assert [line["result"] for line in plain["worksheet"]] == [line["result"] for line in stated["worksheet"]]


def test_the_same_case_file_gives_the_same_hash() -> None:
    one, two = (
        assess(casefile(**TIMBER, standard_errors={"outturn_rate": {"value": "0.03", "source": "x"}})) for _ in "ab"
    )
    assert one.hash == two.hash


def test_what_is_exact_by_definition_is_not_named_as_uncovered() -> None:
    told = assess(casefile(area_mu="30", stock_per_ha="60", standard_errors={"stock_per_ha": STATED})).as_json()
    named = {item["path"] for item in told["loss_range"]["not_covered"]}
    assert "stands[0].area_mu" in named
    assert "杉木.D" in named
    assert named.isdisjoint({"M", "N", "mu_per_ha"})


def test_a_stump_equation_gives_a_range_that_shrinks_with_the_number_of_trees() -> None:
    def relative(count: int) -> Decimal:
        told = assess(stumps([row("20", count)])).as_json()
        return Decimal(told["loss_range"]["first_order"]["standard_error"]) / Decimal(told["loss_tco2e"])

    assert abs(relative(100) / relative(10000) - 10) < Decimal("0.3")


def test_trees_alike_and_trees_apart_have_independent_errors() -> None:
    alike = assess(stumps([row("20", 40)])).as_json()["loss_range"]
    apart = assess(stumps([row(f"{Decimal(20) + Decimal(n) / 1000}") for n in range(40)])).as_json()["loss_range"]
    for pair in ((alike, apart), (alike["first_order"], apart["first_order"])):
        one, other = (Decimal(told["standard_error"]) for told in pair)
        assert abs(one - other) <= other * Decimal("0.05") + Decimal("0.01")
    assert alike["covered"][0]["trees"] == apart["covered"][0]["trees"] == 40


def _value(**more: Any) -> ValueRecord:
    return parse_record(
        ValueRecord,
        {
            "symbol": "x",
            "title": "某数",
            "value": "0.45",
            "unit": "1",
            "source": "表",
            "confidence": "verified",
            **more,
        },
        "test",
    )


def test_a_parameter_carries_its_error_with_a_source_of_its_own() -> None:
    record = _value(
        standard_error={"value": "0.16", "kind": "between_studies", "source": "同表 ± 一栏", "at_most": "1"}
    )
    found = make_set(id="s", title="s", status=None, values={"x": record}, tables=()).parameters["x"]
    assert found.spread is not None
    assert (found.spread.error, found.spread.high) == (Decimal("0.16"), Decimal(1))
    assert found.spread.kind == "between_studies"
    assert found.as_json()["spread"]["source"] == "同表 ± 一栏"


def test_a_set_with_another_error_has_another_hash() -> None:
    sets = [
        make_set(id="s", title="s", status=None, values={"x": record}, tables=())
        for record in (
            _value(),
            _value(standard_error={"value": "0.1", "source": "y"}),
            _value(standard_error={"value": "0.2", "source": "y"}),
        )
    ]
    assert len({found.sha256 for found in sets}) == 3


def test_an_error_of_a_parameter_without_a_source_is_refused() -> None:
    with pytest.raises(ParameterFileError, match="source"):
        _value(standard_error={"value": "0.16"})


def test_a_species_table_refuses_an_error_of_a_quantity_without_value() -> None:
    table = parse_record(
        SpeciesTable,
        {
            "id": "t", "title": "t", "origin": {"source": "s", "confidence": "verified"},
            "quantities": {"D": {"title": "密度", "unit": "t/m3", "plausible": ["0.1", "1"]}},
            "species": {"杉木": {"values": {"D": "0.3"}, "standard_errors": {"R": {"value": "0.1", "source": "y"}}}},
        },
        "test",
    )  # fmt: skip
    with pytest.raises(ParameterFileError, match=saying(ERROR_OF_NOTHING, table="t", name="杉木")):
        make_set(id="s", title="s", status=None, values={}, tables=(table,))


def test_a_tally_of_stumps_says_that_its_error_is_in_the_range() -> None:
    found = measure(stumps([row("20")]))
    assert any(says(warning, DERIVED_DIAMETERS) for warning in found.warnings)


def test_what_ships_names_the_kind_and_source_of_every_error() -> None:
    found = [parameter for edition in every_edition() for parameter in edition.shipped.parameters.values()]
    stated = [parameter for parameter in found if parameter.spread is not None]
    assert any(parameter.id == "杉木.u_zj" for parameter in stated)
    for parameter in stated:
        spread = parameter.spread
        assert spread is not None
        assert spread.error > 0
        assert spread.source
        assert spread.high is None or parameter.value.value <= spread.high
        # Plots and studies differ from one another: that is no standard error of their mean.
        assert (spread.kind == "standard_error") <= ("标准差" not in spread.source)
    # An independent density that differs is a doubt: its error is borrowed and says so, its mean is told as a bias.
    densities = {parameter.id: parameter.spread for parameter in stated if parameter.symbol == "D"}
    assert all(spread is not None and spread.source.startswith("借用") for spread in densities.values())
    masson = densities["马尾松.D"]
    assert masson is not None
    assert masson.bias == "马尾松木材密度比独立测得的低 22 %"  # 0.380 against 0.4846
