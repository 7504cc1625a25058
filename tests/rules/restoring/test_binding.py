"""What a planting binds by year: from growth on record, and from nothing else."""

from __future__ import annotations

from decimal import Decimal

from rules.restoring.binding import NO_SERIES, NOT_CHOSEN, OTHER_SPECIES, Part, bound
from tests.rules import recompute
from tests.told import says

FIR = Part("杉木", Decimal(15), "huitong-fir-1")


# A hectare of the first rotation: 52.96 t/ha × 0.47 × 44 ÷ 12 = 91.27 at 7 years, 311.38 × … = 536.61 at 25.
def test_a_hectare_binds_what_its_series_prints() -> None:
    found = bound([FIR])
    assert (found.years[0].age, found.years[0].bound) == (7, Decimal("91.27"))
    assert (found.years[-1].age, found.years[-1].bound) == (25, Decimal("536.61"))
    assert recompute.mistakes(found.worksheet.as_json()) == []


def test_before_the_first_printed_age_nothing_is_told() -> None:
    assert min(one.age for one in bound([FIR]).years) == 7


def test_the_year_is_told_at_which_the_loss_is_bound() -> None:
    found = bound([FIR])
    reached = found.reaches(Decimal("91.28"))
    assert reached is not None
    assert reached.age == 8
    assert found.reaches(Decimal(1000)) is None


def test_a_species_without_growth_on_record_is_left_out_by_name() -> None:
    found = bound([FIR, Part("木荷", Decimal(3))])
    assert found.years[0].bound == Decimal("91.27")
    assert [says(one, NO_SERIES) for one in found.left_out] == [True]
    assert bound([Part("木荷", Decimal(3))]).years == ()


def test_no_rotation_is_chosen_for_the_officer() -> None:
    (told,) = bound([Part("杉木", Decimal(3))]).left_out
    assert says(told, NOT_CHOSEN)


def test_growth_of_another_species_is_not_lent() -> None:
    (told,) = bound([Part("杉", Decimal(3), "none"), FIR, Part("马尾松", Decimal(3), "huitong-fir-1")]).left_out[1:]
    assert says(told, NO_SERIES) or says(told, OTHER_SPECIES)


def test_parts_of_a_planting_are_added_year_by_year() -> None:
    both = bound([FIR, Part("杉木", Decimal(30), "huitong-fir-2")])
    assert both.years[0].bound == bound([FIR]).years[0].bound + Decimal("138.07")
