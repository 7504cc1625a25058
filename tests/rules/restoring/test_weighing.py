"""Loss and ways on one discounted account: what each is worth in a base year, what fills up, when all is made good."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.restoring.binding import NOT_CHOSEN
from rules.restoring.ways import (
    BEFORE_LOSS,
    EMPTY_MIX,
    FILLED_TWICE,
    MOST_MIXES,
    NO_CENTS,
    NO_SOURCE,
    TOO_LONG,
    WAY_UNKNOWN,
    Bought,
    Harm,
    Mix,
    Planting,
    Tending,
    Terms,
    mistakes,
)
from rules.restoring.weighing import weigh
from tests.rules import recompute
from tests.told import says

HARM = Harm(2024, Decimal(100), "采信的测算结果")
FIR = Planting(2027, "杉木", "huitong-fir-1", Decimal(800), "作业设计书的经费预算")
CARE = Tending(2027, 5, Decimal("0.1"), Decimal(50), "专家意见")
FFCER = Bought(2026, Decimal(20), "某日成交均价")
TERMS = Terms(2026, Decimal(3), "专家意见", HARM, FIR, CARE, FFCER, FFCER)


# 100 t two years before the base year: 100 × 1.03² = 106.09.
def test_what_was_lost_earlier_counts_more_and_what_is_gained_later_less() -> None:
    assert weigh(TERMS, (Mix(fill="credits"),)).loss == Decimal("106.0900")
    later = replace(FFCER, year=2028)  # 109 t ÷ 1.03² = 102.74 t
    (row,) = weigh(replace(TERMS, credits=later), (Mix(credits=Decimal(109)),)).rows
    assert (row.gain, row.left) == (Decimal("102.7430"), Decimal("3.3470"))


# 10 t a year over ten years at 5 %: the annuity of financial tables, 7.721735 (a year later: to the end of year 0).
def test_a_yearly_loss_is_discounted_as_the_tables_of_interest_have_it() -> None:
    harm = Harm(2026, Decimal(1), "测算", Decimal(10), 10, "测算")
    found = weigh(replace(TERMS, rate=Decimal(5), harm=harm), (Mix(fill="money"),))
    assert found.loss == Decimal("78.2173")


def test_without_interest_each_tonne_counts_as_one() -> None:
    # A hectare of the first rotation binds 91.27 t at 7 years, 536.61 at 25: fifteen mu are it.
    (row,) = weigh(replace(TERMS, rate=Decimal(0)), (Mix(planting=Decimal(15)),)).rows
    assert (row.gain, row.percent) == (Decimal("536.6100"), Decimal("536.61"))
    # 100 t are reached between the stocks of 7 years (91.27) and 8 years (above 107): 2027 + 8.
    assert row.year == 2035


def test_what_fills_up_is_never_less_than_lacks_nor_more_than_a_step() -> None:
    found = weigh(TERMS, tuple(Mix(fill=way) for way in ("planting", "tending", "credits", "money")))
    assert [row.year is not None for row in found.rows] == [True] * 4
    assert found.rows[2].mix.credits == Decimal(107)
    assert found.rows[3].mix.money == Decimal("2121.80")
    less = [
        replace(row.mix, fill="", **{way: row.mix.of(way) - step})
        for row, way, step in zip(
            found.rows,
            ("planting", "tending", "credits", "money"),
            map(Decimal, ("0.01", "0.01", "1", "0.01")),
            strict=True,
        )
    ]
    assert all(row.left >= 0 and row.percent <= 100 for row in weigh(TERMS, tuple(less)).rows)


def test_a_price_without_a_finite_decimal_is_no_hindrance() -> None:
    thirds = replace(FFCER, price=Decimal(3))  # a yuan is a third of a tonne
    found = weigh(replace(TERMS, money=thirds), (Mix(fill="money"),))
    (row,) = found.rows
    assert (row.mix.money, row.gains["money"]) == (Decimal("318.27"), Decimal("106.0900"))
    assert recompute.mistakes(found.worksheet.as_json()) == []


def test_where_enough_is_done_nothing_is_added() -> None:
    (row,) = weigh(TERMS, (Mix(credits=Decimal(200), fill="money"),)).rows
    assert (row.mix.money, row.year) == (Decimal(0), 2026)


def test_a_mix_costs_what_its_ways_cost_when_they_are_paid() -> None:
    (row,) = weigh(TERMS, (Mix(planting=Decimal(10), tending=Decimal(10), credits=Decimal(3)),)).rows
    assert row.cost == 10 * 800 + 10 * 50 * 5 + 3 * 20
    care = sum(Fraction(500) / Fraction("1.03") ** n for n in range(1, 6))
    assert abs(Fraction(row.cost_present) - (8000 / Fraction("1.03") + care + 60)) < Fraction("0.01")


def test_a_mix_that_never_makes_the_loss_good_says_so() -> None:
    (row,) = weigh(TERMS, (Mix(credits=Decimal(106)),)).rows
    assert (row.year, row.left) == (None, Decimal("0.0900"))
    assert row.percent < 100


def test_every_line_can_be_redone_from_itself() -> None:
    harm = replace(HARM, yearly_t=Decimal("1.5"), years=4, yearly_source="测算")
    mixes = (Mix(planting=Decimal(2), fill="credits"), Mix(tending=Decimal(3), money=Decimal(7)), Mix(fill="planting"))
    found = weigh(replace(TERMS, harm=harm), mixes)
    assert recompute.mistakes(found.worksheet.as_json()) == []


def told(terms: Terms, *mixes: Mix) -> dict[str, str]:
    return {error.path: error.message for error in mistakes(terms, mixes)}


FULL = Mix(fill="credits")


@pytest.mark.parametrize(
    ("terms", "at", "why"),
    [
        (replace(TERMS, rate_source=" "), "rate_source", NO_SOURCE),
        (replace(TERMS, harm=replace(HARM, source="")), "harm.source", NO_SOURCE),
        (replace(TERMS, credits=replace(FFCER, year=2020)), "credits.year", BEFORE_LOSS),
        (replace(TERMS, planting=replace(FIR, series="")), "planting.series", NOT_CHOSEN),
        (replace(TERMS, tending=replace(CARE, years=100)), "base", TOO_LONG),
        (replace(TERMS, credits=None), "mixes[0].credits", WAY_UNKNOWN),
    ],
)
def test_each_mistake_is_told_at_its_field(terms: Terms, at: str, why: str) -> None:
    found = told(terms, FULL)
    assert found.keys() == {at}
    assert says(found[at], why)


def test_a_mix_must_say_something_and_says_it_once() -> None:
    found = told(TERMS, Mix(), Mix(credits=Decimal(3), fill="credits"))
    assert says(found["mixes[0].fill"], EMPTY_MIX)
    assert says(found["mixes[1].credits"], FILLED_TWICE)
    found = told(TERMS, Mix(money=Decimal("1000.001")), Mix(money=Decimal("1000.01")))
    assert found.keys() == {"mixes[0].money"}
    assert says(found["mixes[0].money"], NO_CENTS, value="1000.001")
    assert told(TERMS, *[FULL] * MOST_MIXES) == {}
    assert told(TERMS, *[FULL] * (MOST_MIXES + 1)).keys() == {"mixes"}
    assert told(TERMS).keys() == {"mixes"}
