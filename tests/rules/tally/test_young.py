"""幼树 of a tally: trees up to and with 5.0 cm DBH are graded by their number, the others by their stock.

法释〔2023〕8号第十九条第二款 and 法释〔2000〕36号第十七条第二款 say “胸径五厘米以下”, which holds 5.0 itself
(刑法第九十九条).
Printed volumes of LY 208-77 at H 6 m: D 8 0.018 m³, D 10 0.027 m³. Marks of 盗伐 (第四条): 5 m³, 200 saplings.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from rules.assess import Assessment, assess
from rules.carbon.concerned import SECTION
from rules.carbon.tally.young import sapling_on
from rules.casefile import parse
from rules.deciding.facts.counting import YOUNG, YOUNG_BESIDE, YOUNG_SPLIT
from rules.deciding.settling import CLASSES, CLASSES_SAME, CLASSES_TURN
from tests.rules.cases import stand
from tests.rules.recompute import mistakes
from tests.rules.tally.test_standing import row, tally
from tests.told import says

DAY = datetime.date(2026, 11, 1)


def assessed(
    *rows: dict[str, Any],
    day: str = "2025-05-01",
    more: dict[str, Any] | None = None,
    value: str | None = None,
    **facts: Any,
) -> Any:
    stated = tally(*rows, sizes_reason="尺寸与树高经核对", **(more or {}))
    data = {
        "case": {"offence": "盗伐林木", "conduct": {"from": day}},
        "stands": [stand(tally=stated, **facts)],
        **({} if value is None else {"value_cny": value}),
    }
    return assess(parse(data), on=DAY)


def stock(result: Assessment) -> str:
    return next(line.text for line in result.worksheet.lines if line.section == SECTION and line.symbol == "Q")


def young(result: Assessment) -> list[str]:
    return [line.text for line in result.worksheet.lines if line.section == SECTION and line.symbol == "N_y"]


def test_a_tree_of_five_centimetres_is_a_sapling_and_one_above_is_stock() -> None:
    result = assessed(row("5.0", "6", 200), row("5.1", "6", 1), row("8", "6", 10))
    assert young(result) == ["200"]
    # 0.018 × 10, and one of 5.1 cm: 0.000058777042 × 5.1^1.9699831 × 6^0.89646157 = 0.00725, printed to 0.001.
    assert stock(result) == "0.187"
    assert result.decision.grade.value == "数量较大"  # by 200 saplings alone
    assert any(says(one, YOUNG, stand="A", count="200") for one in result.warnings)
    assert mistakes(result.worksheet.as_json()) == []


def test_saplings_make_no_stock_however_many() -> None:
    # As stock, 199 × 0.007 m³ (5.0 cm, 6 m) and 185 × 0.027 m³ would pass 5 m³: 1.393 + 4.995.
    result = assessed(row("5", "6", 199), row("10", "6", 185))
    assert stock(result) == "4.995"
    # 4.995 ÷ 5 + 199 ÷ 200 = 1.994: reached by the two together (第四条第一款第三项), and by neither alone.
    (reading,) = result.decision.grade.alternatives
    assert reading["rules"] == ["theft.grade-1.fold"]


def test_carbon_was_lost_of_every_tree() -> None:
    small = assessed(row("5", "6", 10), row("10", "6", 100))
    alone = assessed(row("10", "6", 100))
    assert small.measurement.loss_exact is not None
    assert alone.measurement.loss_exact is not None
    # 10 × 0.007 beside 100 × 0.027 m³.
    ratio = Fraction(small.measurement.loss_exact.value) / Fraction(alone.measurement.loss_exact.value)
    assert ratio == Fraction("2.77") / Fraction("2.7")


def test_stated_saplings_are_added_and_asked_about() -> None:
    result = assessed(row("4", "4", 150), row("10", "6", 1), saplings=50)
    assert result.decision.grade.value == "数量较大"  # 150 + 50 = 200
    assert any(says(one, YOUNG_BESIDE, stated="50", count="150") for one in result.warnings)


@pytest.mark.parametrize(
    ("width", "classes", "counted", "split"),
    [
        # A class of 2 cm: 4 holds 3.0 to 4.9, all of them saplings; 6 holds 5.0 to 6.9, of which 5.0 is one.
        ("2", ["4", "8"], "7", None),
        ("2", ["4", "6"], "7", "6"),
        # Of 1 cm: 5 holds 4.5 to 5.4, on both sides; 6 holds 5.5 to 6.4.
        ("1", ["4", "6"], "7", None),
        ("1", ["5", "6"], "7", "5"),
    ],
)
def test_a_class_counts_as_its_middle_and_is_told_where_it_reaches_over(
    width: str, classes: list[str], counted: str, split: str | None
) -> None:
    result = assessed(*[row(one, "5", 7) for one in classes], more={"class_width_cm": width})
    assert young(result) == [counted]
    told = [one for one in result.warnings if says(one, YOUNG_SPLIT)]
    assert bool(told) == (split is not None)
    assert all(says(one, YOUNG_SPLIT, classes=split) for one in told if split)


def test_a_stump_counts_by_the_diameter_that_is_derived_from_it() -> None:
    # D = 0.85 × 5.8 = 4.93 and 0.85 × 6 = 5.1 cm.
    equation = {"intercept_cm": "0", "slope": "0.85", "standard_error_cm": "0.5", "source": "样木 24 株"}
    rows = [{"species": "杉木", "stump_cm": size, "height_m": "5", "count": 3} for size in ("5.8", "6")]
    meant = {"basis": "stump", "volume_equation": "LY208-fir", "rows": rows, "stump_equations": {"杉木": equation}}
    data = {
        "case": {"offence": "盗伐林木", "conduct": {"from": "2025-05-01"}},
        "stands": [stand(tally={**meant, "sizes_reason": "核对过"})],
    }
    assert young(assess(parse(data), on=DAY)) == ["3"]


def test_the_earlier_text_had_the_same_bound_and_none_is_on_record_before_it() -> None:
    days = {"2023-08-15": "2023", "2023-08-14": "2000", "2000-12-11": "2000"}
    for day, year in days.items():
        found = sapling_on(datetime.date.fromisoformat(day))
        assert found is not None
        assert found.at_most_cm == 5
        assert f"〔{year}〕" in found.text
    assert sapling_on(datetime.date(2000, 12, 10)) is None
    assert young(assessed(row("5", "6", 3), row("10", "6", 1), day="2022-05-01")) == ["3"]


def graded(width: str, *rows: dict[str, Any], **facts: Any) -> Assessment:
    made: Assessment = assessed(*rows, more={"class_width_cm": width}, value="0", **facts)
    return made


def test_a_class_over_the_bound_leaves_the_grade_open_where_it_turns_on_its_trees() -> None:
    """Class 5 of 1 cm holds 4.5 to 5.4 cm: 250 saplings are 数量较大 (of 200); as stock 250 × 0.007 = 1.75 m³ are not
    (of 5). By its middle all would be saplings."""
    made = graded("1", row("5", "6", 250))
    assert made.decision.grade.value is None
    assert told_of_classes(made, "5", turns=True)


def test_class_six_of_two_centimetres_holds_five_itself() -> None:
    """5.0 to 6.9 cm, by its middle stock: 400 × 0.009…0.012 m³ are below 5, 400 saplings are not below 200."""
    made = graded("2", row("6", "6", 400))
    assert made.decision.grade.value is None
    assert told_of_classes(made, "6", turns=True)


def test_a_class_over_the_bound_is_told_and_leaves_the_grade_where_it_does_not_turn() -> None:
    """10 trees of class 5 beside 6.21 m³ (230 × 0.027): 数量较大 by the others alone, 10 are no 2000 saplings."""
    made = graded("1", row("5", "6", 10), row("10", "6", 230))
    assert made.decision.grade.value == "数量较大"
    assert told_of_classes(made, "5", turns=False)


def test_few_trees_over_the_bound_leave_what_is_not_reached_not_reached() -> None:
    """10 ÷ 200 + 0.27 ÷ 5 = 0.104."""
    made = graded("1", row("5", "6", 10), row("10", "6", 10))
    assert made.decision.grade.value == "未达数量较大"


def test_a_class_below_the_bound_turns_nothing() -> None:
    """Class 4 of 2 cm holds 3.0 to 4.9 cm."""
    made = graded("2", row("4", "4", 250))
    assert made.decision.grade.value == "数量较大"
    assert not any(says(one, CLASSES + CLASSES_SAME) for one in made.warnings)


def test_between_the_ends_a_text_that_does_not_add_the_two_may_not_be_reached() -> None:
    """法释〔2000〕36号第四条: 2–5 m³ or 100–200 saplings. 300 trees of class 5 (2.1 m³) beside 2.997 m³ (111 × 0.027):
    none of them saplings, 5.097 m³; all, 300; half, 4.047 m³ and 150 saplings, below the upper end of both ranges."""
    made = graded("1", row("5", "6", 300), row("10", "6", 111), day="2022-05-01")
    assert made.decision.grade.value is None
    ends = {"young": "数量较大", "grown": "数量较大"}
    assert any(says(one, CLASSES + CLASSES_TURN, **ends) for one in made.warnings)


def told_of_classes(made: Assessment, classes: str, *, turns: bool) -> bool:
    ending = CLASSES_TURN if turns else CLASSES_SAME
    return any(says(one, CLASSES + ending, classes=classes) for one in made.warnings)
