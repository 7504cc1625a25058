"""A tally of standing trees inside the case file: from rows to stock, and on to the loss."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.carbon.measure import Measurement, lost_stock_total, measure
from rules.carbon.methods.cautions import UNTRUSTED
from rules.carbon.methods.stock import SHARES
from rules.carbon.tally import equations
from rules.carbon.tally.equations import OUT_OF_RANGE, VolumeEquations, volume_equations
from rules.carbon.tally.trees import UNRANGED
from rules.casefile import parse
from rules.reading.errors import InputError
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.testrun import examples
from tests.told import says


def row(dbh: str = "20", height: str | None = "15", count: int | None = None, species: str = "杉木") -> dict[str, Any]:
    found: dict[str, Any] = {"species": species, "dbh_cm": dbh}
    if height is not None:
        found["height_m"] = height
    if count is not None:
        found["count"] = count
    return found


def tally(*rows: dict[str, Any], equation: str = "LY208-fir", **more: Any) -> dict[str, Any]:
    return {"basis": "dbh", "volume_equation": equation, "rows": list(rows), **more}


def measured(*stands: dict[str, Any], **options: Any) -> Measurement:
    return measure(parse(case(*stands, **options)))


def refused(*rows: dict[str, Any], equation: str = "LY208-fir", **facts: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        measured(stand(tally=tally(*rows, equation=equation), **facts))
    return [(error.path.removeprefix("stands[0].tally."), error.message) for error in caught.value.errors]


def stock(*rows: dict[str, Any], equation: str = "LY208-fir") -> str:
    # Some sizes are drawn without regard to each other.
    meant = tally(*rows, equation=equation, sizes_reason="尺寸是随机取的")
    total = lost_stock_total(measured(stand(tally=meant)))
    return str(total)


def test_the_stock_is_the_printed_volume_of_each_tree_times_their_number() -> None:
    # Printed table of LY 208-77 at H 6 m: D 8 0.018, D 10 0.027, D 15 0.061; 12 × 0.018 + 5 × 0.027 + 2 × 0.061.
    assert stock(row("8", "6", 12), row("10", "6", 5), row("15", "6", 2)) == "0.473 m3"


def test_a_row_without_a_count_is_one_tree() -> None:
    assert stock(row("10", "6")) == "0.027 m3"


def test_equal_trees_are_one_group_that_names_its_rows() -> None:
    result = measured(stand(tally=tally(row("10", "6"), row("8", "6"), row("10.0", "6.0", 4))))
    counts = [(line.label, line.text) for line in result.worksheet.lines if line.symbol == "N" and "株数" in line.label]
    assert counts == [
        ("杉木株数（第 1 组，检尺表第 1、3 行）", "5"),
        ("杉木株数（第 2 组，检尺表第 2 行）", "1"),
    ]


def test_the_loss_goes_on_from_the_tally_as_from_a_stated_stock() -> None:
    by_tally = measured(stand(tally=tally(row("10", "6", 1000))))
    stated = measured(stand(standing_stock_m3="27"))
    assert by_tally.loss_exact == stated.loss_exact
    assert by_tally.stands[0].as_json() == stated.stands[0].as_json()
    assert by_tally.loss_text == "32.18"  # 27 × 1.634 × 0.307 × 1.246 × 0.520 × 44 ÷ 12 = 32.177


@pytest.mark.parametrize("method", ["national-default", "storage-expansion", "fujian-trial-2022"])
def test_every_line_of_a_tally_can_be_redone_from_its_text(method: str) -> None:
    mixed = stand(
        species=[{"species": "木荷", "share": "0.5"}, {"species": "栎类", "share": "0.5"}],
        damage={"type": "采伐", "fraction": "0.3"},
        tally=tally(row("9.7", "8.35", 3, "木荷"), row("31", "17", 2, "栎类"), equation="FJ-1823-broad"),
    )
    result = measured(mixed, stand(id="B", tally=tally(*[row(str(10 + n), "9") for n in range(45)])), method=method)
    assert result.loss is not None
    assert mistakes(result.worksheet.as_json()) == []


def test_a_mixed_stand_takes_the_stock_of_each_species_from_the_tally() -> None:
    shares = [{"species": "木荷", "share": "0.9"}, {"species": "栎类", "share": "0.1"}]
    rows = [row("20", "15", 10, "木荷"), row("26", "18", 4, "栎类")]
    mixed = measured(stand(species=shares, tally=tally(*rows, equation="FJ-1823-broad")))
    apart = [
        measured(stand(species=each["species"], tally=tally(each, equation="FJ-1823-broad"))).loss_exact
        for each in rows
    ]
    assert mixed.loss_exact is not None
    # Rounded once in the stand instead of once in each: six decimals.
    total = sum(Fraction(each.value) for each in apart if each is not None)
    assert abs(Fraction(mixed.loss_exact.value) - total) <= Fraction(1, 10**6)
    assert [item.what for item in mixed.left_out] == [SHARES]


def test_the_damage_fraction_takes_its_part_of_every_species() -> None:
    shares = [{"species": "木荷", "share": "0.5"}, {"species": "栎类", "share": "0.5"}]
    rows = [row("20", "15", 10, "木荷"), row("26", "18", 4, "栎类")]
    whole, part = (
        measured(
            stand(
                species=shares,
                damage={"type": "采伐", "fraction": fraction},
                tally=tally(*rows, equation="FJ-1823-broad"),
            )
        )
        for fraction in ("1", "0.25")
    )
    assert part.loss_exact is not None
    assert whole.loss_exact is not None
    assert abs(Fraction(part.loss_exact.value) * 4 - Fraction(whole.loss_exact.value)) <= Fraction(4, 10**6)


def test_a_transcribed_equation_and_one_of_another_province_are_told_in_warnings() -> None:
    told = "\n".join(
        measured(stand(species="马尾松", tally=tally(row(species="马尾松"), equation="SC-masson"))).warnings
    )
    assert "参数SC-masson的“二元材积式系数 a”" in told
    assert UNTRUSTED["secondary"] in told
    assert "不是福建的标准" in told


def test_an_equation_without_a_stated_range_says_that_none_was_checked() -> None:
    warnings = measured(stand(tally=tally(row()))).warnings
    assert any(says(warning, UNRANGED, open="胸径与树高") for warning in warnings)


def test_a_tree_outside_a_stated_range_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    ranged = dataclasses.replace(
        volume_equations().shipped["LY208-fir"],
        diameters=(Decimal(4), Decimal(40)),
        heights=(Decimal(3), Decimal(30)),
    )
    made = VolumeEquations({"LY208-fir": ranged}, {})
    monkeypatch.setattr("rules.carbon.tally.check.volume_equations", lambda: made)
    assert equations.volume_equations() is not made
    found = refused(row("4", "3"), row("3.9", "3"), row("40", "30.1"), row("41", "2"))
    assert [path for path, _ in found] == ["rows[1].dbh_cm", "rows[2].height_m", "rows[3].dbh_cm", "rows[3].height_m"]
    assert says(found[0][1], OUT_OF_RANGE, least="4", most="40", unit="cm")
    assert not any(says(each, UNRANGED) for each in measured(stand(tally=tally(row()))).warnings)


@pytest.mark.parametrize(
    ("rows", "equation", "path", "told"),
    [
        ([row()], "LY208", "volume_equation", "可用的有：LY208-fir"),
        ([row()], "FJ-1823-fourth", "volume_equation", "不收录"),
        ([row(), row(height=None)], "LY208-fir", "rows[1].height_m", "须写明树高"),
        ([row(count=0)], "LY208-fir", "rows[0].count", "大于 0"),
        ([row(), row(species="马尾松")], "LY208-fir", "rows[1].species", "不在地块所列树种"),
        ([row(species="铁树")], "LY208-fir", "rows[0].species", "不认识的树种“铁树”"),
        ([row(species="杉")], "LY208-fir", "rows[0].species", "可能指几个树种"),
        ([row()], "FJ-1823-masson", "rows[0].species", "不适用于杉木（适用于 马尾松）"),
    ],
)
def test_a_mistake_of_the_tally_is_told_at_its_place(
    rows: list[dict[str, Any]], equation: str, path: str, told: str
) -> None:
    ((at, message),) = refused(*rows, equation=equation)
    assert at == path
    assert told in message


def test_all_mistakes_of_a_tally_are_told_at_once() -> None:
    found = refused(row(height=None), row(count=0), row(species="铁树"), row(species="铁树"), row(height=None))
    assert [path for path, _ in found] == ["rows[0].height_m", "rows[1].count", "rows[2].species", "rows[4].height_m"]


def test_a_species_of_the_stand_without_a_row_is_refused() -> None:
    shares = [{"species": "木荷", "share": "0.5"}, {"species": "栎类", "share": "0.5"}]
    ((path, message),) = refused(row(species="木荷"), equation="FJ-1823-broad", species=shares)
    assert path == "rows"
    assert "栎类" in message


def test_an_equation_that_was_not_yet_in_force_is_refused() -> None:
    facts = case(stand(tally=tally(row(), equation="FJ-1823-fir")), on="2019-07-17")
    facts["case"]["conduct"] = {"from": "2019-07-01", "to": "2019-07-01"}
    with pytest.raises(InputError, match="FJ-1823-fir 在计量日 2019-07-17 不施行"):
        measure(parse(facts))
    assert measure(parse({**facts, "options": {"on": "2019-07-18"}})).loss is not None


@pytest.mark.parametrize(
    ("given_tally", "told"),
    [
        ({"basis": "dbh", "rows": [row()]}, "系统不代为选择"),
        ({"basis": "dbh", "volume_equation": "LY208-fir", "file": "检尺.csv"}, "检尺.csv"),
    ],
)
def test_a_tally_that_gives_no_volume_is_left_out_with_its_reason(given_tally: dict[str, Any], told: str) -> None:
    result = measured(stand(tally=given_tally))
    assert result.loss is None
    (left_out,) = result.left_out
    assert told in left_out.reason


ROWS = st.lists(st.tuples(st.integers(40, 600), st.integers(20, 350), st.integers(1, 50)), min_size=1, max_size=12).map(
    lambda found: [row(str(Decimal(d) / 10), str(Decimal(h) / 10), n) for d, h, n in found]
)


@settings(deadline=None, max_examples=examples(20, 200))
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], shuffler: Any) -> None:
    mixed = rows[:]
    shuffler.shuffle(mixed)
    assert stock(*rows) == stock(*mixed)


@settings(deadline=None, max_examples=examples(20, 200))
@given(ROWS, ROWS)
def test_two_tallies_together_have_the_stock_of_both(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    def cubic(*rows: dict[str, Any]) -> Decimal:
        return Decimal(stock(*rows).split()[0])

    assert cubic(*one, *other) == cubic(*one) + cubic(*other)
